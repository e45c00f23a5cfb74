// An attribution subgraph on a database of its own, with two tenants who must never see each other.
import { type ExecutionResult, graphql } from 'graphql';
import { pino } from 'pino';
import type { Viewer } from '../../schema/viewer.ts';
import type { NewConversion, NewTouchpoint } from '../../subgraphs/attribution/event-rules.ts';
import { type RecordedEvents, recordAttributionEvents } from '../../subgraphs/attribution/record-events.ts';
import { type AttributionSubgraph, createAttributionSubgraph } from '../../subgraphs/attribution/subgraph.ts';
import { derivedId } from '../../subgraphs/common/identifiers.ts';
import { testViewer } from './campaigns.ts';
import { createTestDatabase } from './database.ts';

export interface TestAttribution {
  readonly subgraph: AttributionSubgraph;
  run(source: string, variables?: Record<string, unknown>, viewer?: Viewer): Promise<ExecutionResult>;
  record(events: Partial<SomeEvents>): Promise<RecordedEvents>;
  /** Forgets all events. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

interface SomeEvents {
  readonly advertiserId: string;
  readonly touchpoints: readonly NewTouchpoint[];
  readonly conversions: readonly NewConversion[];
}

export const attributionNow = new Date('2026-11-22T09:30:00.000Z');

const scopes = ['attribution:read', 'attribution:ingest', 'spend:read'];

/** Anna of Acme and Boris of Bolt, who may do everything with what is theirs. */
export const annaOfAcme = testViewer('anna', ['adv_acme'], scopes);
export const borisOfBolt = testViewer('boris', ['adv_bolt'], scopes);

export async function startTestAttribution(): Promise<TestAttribution> {
  const testDatabase = await createTestDatabase();
  const subgraph = await createAttributionSubgraph({
    databaseUrl: testDatabase.url,
    logger: pino({ level: 'silent' }),
    now: () => attributionNow,
  });
  const { schema, database } = subgraph;
  return {
    subgraph,
    run: async (source, variableValues = {}, ...viewers) => {
      const viewer = viewers.length === 0 ? annaOfAcme : viewers[0];
      const contextValue = subgraph.createContext({ viewer, requestId: 'test' });
      return await graphql({ schema, source, variableValues, contextValue });
    },
    record: ({ advertiserId = 'adv_acme', touchpoints = [], conversions = [] }) =>
      recordAttributionEvents(database, { advertiserId, touchpoints, conversions, now: attributionNow }),
    async clear() {
      await database.pool.query('truncate attribution.customer, touchpoint, conversion, conversion_credit');
    },
    async stop() {
      await subgraph.close();
      await testDatabase.drop();
    },
  };
}

/** A moment before now. */
export function hoursAgo(hours: number): Date {
  return new Date(attributionNow.getTime() - hours * 3_600_000);
}

export const conversionId = (key: string, advertiserId = 'adv_acme') => derivedId('cnv', advertiserId, key);
export const touchpointId = (key: string, advertiserId = 'adv_acme') => derivedId('tch', advertiserId, key);

/** A click of the customer Jo on an ad of the campaign cmp_a. */
export function click(key: string, hours: number, changed: Partial<NewTouchpoint> = {}): NewTouchpoint {
  const occurredAt = hoursAgo(hours);
  return { key, kind: 'CLICK', occurredAt, customerKey: 'customer-jo-0001', campaignId: 'cmp_a', ...changed };
}

/** A purchase of the customer Jo for 10 dollars. */
export function purchase(key: string, hours: number, changed: Partial<NewConversion> = {}): NewConversion {
  const value = { amountMicros: 10_000_000n, currency: 'USD' };
  return {
    key,
    eventName: 'purchase',
    occurredAt: hoursAgo(hours),
    customerKey: 'customer-jo-0001',
    value,
    ...changed,
  };
}
