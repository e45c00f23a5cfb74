// A spend subgraph on a database of its own, with a clock that the test holds.
import { type ExecutionResult, graphql, parse, subscribe } from 'graphql';
import { pino } from 'pino';
import type { Viewer } from '../../schema/viewer.ts';
import { localDay } from '../../subgraphs/common/period.ts';
import type { SpendFact } from '../../subgraphs/spend/spend-fact.ts';
import { createSpendSubgraph, type SpendSubgraph } from '../../subgraphs/spend/subgraph.ts';
import { createTestDatabase } from './database.ts';
import { untilSettled } from './until-settled.ts';

export interface TestSpend extends SpendSubgraph {
  /** Sets the subgraph's clock; 2026-03-05T12:00:00Z before that. */
  setNow(instant: string): void;
  run(source: string, variables?: Record<string, unknown>, viewer?: Viewer): Promise<ExecutionResult>;
  /** The stream of a subscription, or the errors it was refused with. */
  watch(
    source: string,
    variables: Record<string, unknown>,
    viewer?: Viewer,
  ): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>;
}

/** Who sees advertiser adv_1 and may do everything. */
export const one = testViewer(['adv_1']);
/** Who sees advertiser adv_2 and may do everything. */
export const two = testViewer(['adv_2']);

export function testViewer(advertiserIds: readonly string[], scopes = ['spend:read', 'spend:ingest']): Viewer {
  return { subject: 'test', tokenId: 'test', advertiserIds, scopes: new Set(scopes), expiresAtMs: Infinity };
}

/** With a clock of its own, or the one that is given. */
export async function createTestSpend(givenNow?: () => Date): Promise<TestSpend> {
  const testDatabase = await createTestDatabase();
  let now = new Date('2026-03-05T12:00:00Z');
  const subgraph = await createSpendSubgraph({
    databaseUrl: testDatabase.url,
    logger: pino({ level: 'silent' }),
    now: givenNow ?? (() => now),
  });
  const { schema } = subgraph;
  const contextOf = (viewer: Viewer) => subgraph.createContext({ viewer, requestId: 'test' });
  return {
    ...subgraph,
    setNow: (instant) => (now = new Date(instant)),
    run: (source, variableValues = {}, viewer = one) =>
      graphql({ schema, source, variableValues, contextValue: contextOf(viewer) }),
    watch: async (source, variableValues, viewer = one) => {
      // What was written before is not told again.
      await untilSettled(subgraph.database.db);
      return await subscribe({ schema, document: parse(source), variableValues, contextValue: contextOf(viewer) });
    },
    close: async () => {
      await subgraph.close();
      await testDatabase.drop();
    },
  };
}

/** A fact of campaign cmp_1 of advertiser adv_1, but for what is given. Its day follows from its start. */
export function factOf(given: Partial<SpendFact> = {}): SpendFact {
  const fact = {
    advertiserId: 'adv_1',
    platform: 'META',
    accountId: 'acc_1',
    level: 'CAMPAIGN',
    entityId: 'cmp_1',
    campaignId: null,
    adGroupId: null,
    adId: null,
    startsAt: new Date('2026-03-02T00:00:00Z'),
    grain: 'DAY',
    timeZone: 'UTC',
    currency: 'USD',
    breakdown: '',
    spendMicros: 1_000_000n,
    impressions: 100n,
    clicks: 10n,
    ...given,
  } as const;
  return { day: localDay(fact.startsAt, fact.timeZone), ...fact };
}
