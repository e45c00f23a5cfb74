// Recording what platforms report: rows, revisions and events in one transaction, a set at a time.
import { Kysely, type Transaction } from 'kysely';
import type pg from 'pg';
import { badInput } from '../common/access.ts';
import { spendLoaded } from './change-events.ts';
import type { EventLog, NewEvent } from '../common/event-log/event-log.ts';
import type { Database } from '../common/database.ts';
import {
  allowLongStatements,
  analyzeIncoming,
  confirmUnchanged,
  copyIncoming,
  dialectOf,
  findDuplicate,
  findKnownOrdinals,
  type InsertedCount,
  insertNew,
  lockAccounts,
  restateChanged,
  saveEntities,
} from './ingest-store.ts';
import { countLoad } from './load-count-store.ts';
import { keepLateObservations } from './late-observation-store.ts';
import { type Restatement, restatementPayload } from './restatement.ts';
import { entitiesOf } from './spend-entity.ts';
import type { FactOutcome, IngestOptions, IngestResult, SpendFact } from './spend-fact.ts';
import type { SpendTables } from './tables.ts';

export type { IngestOptions, IngestResult, SpendFact } from './spend-fact.ts';

/** What ingest needs of the subgraph. */
export interface SpendTarget {
  readonly database: Database<SpendTables>;
  readonly eventLog: EventLog;
}

/** The types of this subgraph's events. The key of each is the campaign, or the entity where no campaign is known. */
export const spendEventTypes = { recorded: 'spend.recorded', restated: 'spend.restated' } as const;

/** From this many rows on, a look at their statistics costs less than a plan made without them. */
const analyzedFrom = 5_000;

/** Events are written in sets of this size, so that a load that restates everything needs no giant statement. */
const eventsPerStatement = 5_000;

/**
 * Records facts: new keys are inserted, equal numbers only get a newer `observed_at`, and other numbers become a
 * revision, with one `spend.restated` event each. Every campaign with new or restated facts gets one `spend.recorded`, and
 * every account one `spend.loaded`, whatever became of its facts.
 * All of it in one transaction; loads of one account run one after the other.
 *
 * An observation older than what is known changes nothing of it; it enters the history, so that the order in which
 * reports are loaded does not matter. Throws `BAD_USER_INPUT`, with nothing written, when the call holds a key twice
 * or a time zone that the database does not know.
 *
 * While a load runs, the event log holds back younger events: give it some ten thousand facts at a time, not millions.
 */
export async function ingestSpend(
  target: SpendTarget,
  facts: readonly SpendFact[],
  options: IngestOptions,
): Promise<IngestResult> {
  if (facts.length === 0)
    return { inserted: 0, unchanged: 0, restated: 0, ...(options.withOutcomes && { outcomes: [] }) };
  return await inIngestTransaction(target, (run) => recordFacts(run, facts, options));
}

/** A transaction and the connection it runs on, which COPY needs. */
export interface IngestRun {
  readonly trx: Transaction<SpendTables>;
  readonly client: pg.PoolClient;
  readonly eventLog: EventLog;
}

/** Runs work in a transaction that facts can be recorded in. Throws what `ingestSpend` throws. */
export async function inIngestTransaction<Result>(
  target: SpendTarget,
  work: (run: IngestRun) => Promise<Result>,
): Promise<Result> {
  const client = await target.database.pool.connect();
  try {
    return await new Kysely<SpendTables>({ dialect: dialectOf(client) })
      .transaction()
      .execute((trx) => work({ trx, client, eventLog: target.eventLog }));
  } catch (error) {
    throw explainRefusal(error);
  }
}

/** Records facts, of which there is at least one, in the caller's transaction; see `ingestSpend`. */
export async function recordFacts(
  { trx, client, eventLog }: IngestRun,
  facts: readonly SpendFact[],
  options: IngestOptions,
): Promise<IngestResult> {
  await allowLongStatements(trx);
  await lockAccounts(trx, [...new Set(facts.map(({ accountId }) => accountId))]);
  await copyIncoming(trx, client, facts);
  if (facts.length >= analyzedFrom) await analyzeIncoming(trx);
  const entities = entitiesOf(facts);
  await countLoad(trx, entities);
  await saveEntities(trx, entities, options.observedAt);
  const known = options.withOutcomes ? await findKnownOrdinals(trx) : [];
  const insertedCounts = await insertNew(trx, options.observedAt);
  const inserted = insertedCounts.reduce((sum, { count }) => sum + count, 0);
  const restatements = inserted < facts.length ? await mergeKnown(trx, options.observedAt) : [];
  await appendEvents({ trx, eventLog }, [
    ...eventsOf(insertedCounts, restatements, options.source),
    ...spendLoaded(entities),
  ]);
  return {
    inserted,
    restated: restatements.length,
    unchanged: facts.length - inserted - restatements.length,
    ...(options.withOutcomes && { outcomes: outcomesOf(facts.length, known, restatements) }),
  };
}

/** What there is to do for facts whose key is known; nothing of it touches a fact this call inserted. */
async function mergeKnown(trx: Transaction<SpendTables>, observedAt: Date): Promise<readonly Restatement[]> {
  const duplicate = await findDuplicate(trx);
  if (duplicate) {
    const { entityId, startsAt, grain, breakdown } = duplicate;
    const part = breakdown === '' ? '' : ` of ${breakdown}`;
    throw duplicateKey(`${grain} ${startsAt.toISOString()}${part} of ${entityId}`);
  }
  const late = await keepLateObservations(trx, observedAt);
  const restated = await restateChanged(trx, observedAt);
  await confirmUnchanged(trx, observedAt);
  return [...restated, ...late];
}

function eventsOf(
  insertedCounts: readonly InsertedCount[],
  restatements: readonly Restatement[],
  source: string,
): readonly NewEvent[] {
  const restatedEvents = restatements.map((restatement) => ({
    advertiserId: restatement.advertiserId,
    type: spendEventTypes.restated,
    key: restatement.campaignId ?? restatement.entityId,
    payload: restatementPayload(restatement, source),
  }));
  const campaigns = new Map<string, NewEvent>();
  for (const { advertiserId, campaignId } of [...insertedCounts, ...restatements]) {
    if (campaignId === null || campaigns.has(campaignId)) continue;
    const payload = { campaignId, source };
    campaigns.set(campaignId, { advertiserId, type: spendEventTypes.recorded, key: campaignId, payload });
  }
  return [...restatedEvents, ...campaigns.values()];
}

async function appendEvents(
  { trx, eventLog }: Pick<IngestRun, 'trx' | 'eventLog'>,
  events: readonly NewEvent[],
): Promise<void> {
  for (let start = 0; start < events.length; start += eventsPerStatement) {
    await eventLog.append(trx, events.slice(start, start + eventsPerStatement));
  }
}

function outcomesOf(
  count: number,
  known: readonly number[],
  restatements: readonly Restatement[],
): readonly FactOutcome[] {
  const outcomes = Array.from({ length: count }, (): FactOutcome => 'INSERTED');
  for (const ordinal of known) outcomes[ordinal] = 'UNCHANGED';
  for (const { ordinal } of restatements) outcomes[ordinal] = 'RESTATED';
  return outcomes;
}

function duplicateKey(what: string): Error {
  return badInput(`The report holds the same key twice: ${what}. Add up its parts before recording it.`);
}

/** Two rows with a new key of one call meet in the table's own key, and the database knows which zones it knows. */
function explainRefusal(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === '23505' && 'constraint' in error && error.constraint === 'spend_fact_pkey') {
    return duplicateKey('detail' in error ? String(error.detail) : 'unknown');
  }
  if (error.code === '22023' && error.message.startsWith('time zone')) return badInput(`${error.message}.`);
  return error;
}
