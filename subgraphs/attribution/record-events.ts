// Recording of touchpoints and conversions, in any order and any number of times: what is stored, and every credit that
// follows from it, depend only on which events have arrived, not on when or together with which.
import { countChange } from '../common/change-count.ts';
import { derivedId } from '../common/identifiers.ts';
import type { Database } from '../common/database.ts';
import { creditConversions } from './credit-conversions.ts';
import { type NewConversion, type NewTouchpoint, refuseConversion, refuseTouchpoint } from './event-rules.ts';
import {
  type AttributionTransaction,
  type Conversion,
  findConversions,
  findConversionsAfter,
  findTouchpoints,
  insertConversions,
  insertTouchpoints,
  lockCustomers,
  type Touchpoint,
} from './event-store.ts';
import type { AttributionTables } from './tables.ts';

export interface AttributionEvents {
  readonly advertiserId: string;
  readonly touchpoints: readonly NewTouchpoint[];
  readonly conversions: readonly NewConversion[];
  readonly now: Date;
}

/** What became of one event. */
export interface Acknowledgement {
  readonly key: string;
  readonly outcome: 'RECORDED' | 'DUPLICATE' | 'REJECTED';
  /** Why it was rejected, to be read by the sender; null otherwise. */
  readonly reason: string | null;
}

/** One acknowledgement an event, in the order given. */
export interface RecordedEvents {
  readonly touchpoints: readonly Acknowledgement[];
  readonly conversions: readonly Acknowledgement[];
}

/** An event as given, with the row it would become, or why it cannot. */
interface Candidate<Row> {
  readonly key: string;
  readonly row: Row;
  readonly refusal: string | undefined;
}

/**
 * Records what is right, leaves out what is wrong, and brings all credits that follow up to date, in one transaction.
 * The caller has made sure that it may write for the advertiser.
 */
export async function recordAttributionEvents(
  { db }: Database<AttributionTables>,
  { advertiserId, now, ...events }: AttributionEvents,
): Promise<RecordedEvents> {
  const touchpoints = events.touchpoints.map((event) => touchpointCandidate(advertiserId, event, now));
  const conversions = events.conversions.map((event) => conversionCandidate(advertiserId, event, now));
  return await db.transaction().execute(async (trx) => {
    await lockCustomers(trx, advertiserId, customersOf([...rightRows(touchpoints), ...rightRows(conversions)]));
    const newTouchpoints = await insertTouchpoints(trx, advertiserId, rightRows(touchpoints));
    const newConversions = await insertConversions(trx, advertiserId, rightRows(conversions));
    const late = rightRows(touchpoints).filter(({ id }) => newTouchpoints.has(id));
    const affected = new Set([...newConversions, ...(await findConversionsAfter(trx, advertiserId, late))]);
    await creditConversions(trx, advertiserId, [...affected]);
    const recorded = {
      touchpoints: await acknowledge(touchpoints, newTouchpoints, recordedTouchpoints(trx, advertiserId)),
      conversions: await acknowledge(conversions, newConversions, recordedConversions(trx, advertiserId)),
    };
    if (newTouchpoints.size + newConversions.size > 0) await countChange(trx, [advertiserId]);
    return recorded;
  });
}

function touchpointCandidate(advertiserId: string, event: NewTouchpoint, now: Date): Candidate<Touchpoint> {
  const { key, kind, occurredAt, customerKey, campaignId, adGroupId = null, adId = null } = event;
  const id = derivedId('tch', advertiserId, key);
  const row = { id, customerKey, kind, occurredAt, campaignId, adGroupId, adId };
  return { key, row, refusal: refuseTouchpoint(event, now) };
}

function conversionCandidate(advertiserId: string, event: NewConversion, now: Date): Candidate<Conversion> {
  const { key, eventName, occurredAt, customerKey, value } = event;
  const id = derivedId('cnv', advertiserId, key);
  const money = { valueMicros: value?.amountMicros ?? null, currency: value?.currency ?? null };
  return { key, row: { id, customerKey, eventName, occurredAt, ...money }, refusal: refuseConversion(event, now) };
}

/** What there is to insert: of several events with one key only the first. */
function rightRows<Row extends { readonly id: string }>(candidates: readonly Candidate<Row>[]): readonly Row[] {
  const right = candidates.filter(({ refusal }) => refusal === undefined);
  return [...new Map(right.toReversed().map(({ row }) => [row.id, row])).values()];
}

function customersOf(rows: readonly { readonly customerKey: string }[]): readonly string[] {
  return [...new Set(rows.map(({ customerKey }) => customerKey))];
}

const recordedTouchpoints = (trx: AttributionTransaction, advertiserId: string) => (ids: readonly string[]) =>
  findTouchpoints(trx, [advertiserId], ids);

const recordedConversions = (trx: AttributionTransaction, advertiserId: string) => (ids: readonly string[]) =>
  findConversions(trx, [advertiserId], ids);

async function acknowledge<Row extends { readonly id: string }>(
  candidates: readonly Candidate<Row>[],
  inserted: ReadonlySet<string>,
  findRecorded: (ids: readonly string[]) => Promise<readonly Row[]>,
): Promise<readonly Acknowledgement[]> {
  const unacknowledged = new Set(inserted);
  const isFirst = ({ row, refusal }: Candidate<Row>) => refusal === undefined && unacknowledged.delete(row.id);
  const outcomes = candidates.map((candidate) => ({ ...candidate, isRecorded: isFirst(candidate) }));
  const repeated = outcomes.filter(({ refusal, isRecorded }) => refusal === undefined && !isRecorded);
  const rows = repeated.length === 0 ? [] : await findRecorded(repeated.map(({ row }) => row.id));
  const recorded = new Map(rows.map((row) => [row.id, contentOf(row)]));
  return outcomes.map(({ key, row, refusal, isRecorded }): Acknowledgement => {
    if (refusal !== undefined) return { key, outcome: 'REJECTED', reason: refusal };
    if (isRecorded) return { key, outcome: 'RECORDED', reason: null };
    if (recorded.get(row.id) === contentOf(row)) return { key, outcome: 'DUPLICATE', reason: null };
    return { key, outcome: 'REJECTED', reason: 'Another event was recorded by this key before.' };
  });
}

/** A text that is equal for equal rows, whatever the order of their columns. */
function contentOf(row: object): string {
  const columns = Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(columns, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
