// Report rows as clients send them: each is judged by itself, and what is right of a call is recorded.
import { badInput } from '../common/access.ts';
import { platformId } from '../common/identifiers.ts';
import { localDay, startOfDay } from '../common/period.ts';
import { ingestSpend, type SpendTarget } from './ingest.ts';
import type { FactOutcome, SpendFact, SpendGrain } from './spend-fact.ts';

/** One row; its scalars are checked already, so currency, time zone and counts are right in themselves. */
export interface SpendReportRow {
  readonly advertiserId: string;
  readonly platform: string;
  readonly accountExternalId: string;
  readonly campaignExternalId: string;
  readonly startsAt: Date;
  readonly grain: SpendGrain;
  readonly timeZone: string;
  readonly spendMicros: bigint;
  readonly currency: string;
  readonly impressions: bigint;
  readonly clicks: bigint;
}

/** What became of a row, in the order of the call. */
export type RowAcknowledgement =
  | { readonly index: number; readonly outcome: FactOutcome; readonly reason: null }
  | { readonly index: number; readonly outcome: 'REJECTED'; readonly reason: string };

/** Who reports, and when. */
export interface Reporter {
  readonly advertiserIds: readonly string[];
  readonly now: Date;
}

const maxRows = 1_000;
const maxExternalIdLength = 256;

/** Records the rows that are right. Throws `BAD_USER_INPUT` for a call that has no rows or too many. */
export async function recordSpend(
  target: SpendTarget,
  rows: readonly SpendReportRow[],
  reporter: Reporter,
): Promise<readonly RowAcknowledgement[]> {
  if (rows.length === 0 || rows.length > maxRows) {
    throw badInput(`recordSpend takes 1 to ${maxRows} rows; these are ${rows.length}.`);
  }
  const reasons = findReasons(rows, reporter);
  const accepted = [...rows.keys()].filter((index) => reasons[index] === undefined);
  const { outcomes = [] } = await ingestSpend(
    target,
    accepted.flatMap((index) => toFact(rows[index])),
    { source: 'recordSpend', observedAt: reporter.now, withOutcomes: true },
  );
  const outcomeOfIndex = new Map(accepted.map((index, place) => [index, outcomes[place]]));
  return rows.map((_, index) => acknowledge(index, reasons[index], outcomeOfIndex.get(index)));
}

function acknowledge(index: number, reason: string | undefined, outcome: FactOutcome | undefined): RowAcknowledgement {
  if (reason !== undefined) return { index, outcome: 'REJECTED', reason };
  if (outcome === undefined) throw new Error(`Row ${index} was neither rejected nor recorded.`);
  return { index, outcome, reason: null };
}

/** Why each row is wrong; undefined where it is right. */
function findReasons(rows: readonly SpendReportRow[], { advertiserIds }: Reporter): readonly (string | undefined)[] {
  const placesOfKey = Map.groupBy(rows.keys(), (index) => keyOf(rows[index]));
  return rows.map((row, index) => {
    const reason = findReason(row, advertiserIds);
    if (reason !== undefined) return reason;
    const others = (placesOfKey.get(keyOf(row)) ?? []).filter((place) => place !== index);
    return others.length > 0
      ? `The call holds the same ${nounOf(row)} again, in row ${others.join(', ')}; send one row for it.`
      : undefined;
  });
}

function findReason(row: SpendReportRow, advertiserIds: readonly string[]): string | undefined {
  if (!advertiserIds.includes(row.advertiserId)) return 'The token gives no access to this advertiser.';
  if (!isExternalId(row.accountExternalId))
    return `accountExternalId must have 1 to ${maxExternalIdLength} characters.`;
  if (!isExternalId(row.campaignExternalId))
    return `campaignExternalId must have 1 to ${maxExternalIdLength} characters.`;
  return findMisalignment(row);
}

function isExternalId(id: string): boolean {
  return id.trim() !== '' && id.length <= maxExternalIdLength && !id.includes('\0');
}

const msPerHour = 3_600_000;

/** An hour begins a whole number of hours after the start of its local day; a day begins at the start of one. */
function findMisalignment({ startsAt, grain, timeZone }: SpendReportRow): string | undefined {
  const day = localDay(startsAt, timeZone);
  const dayStartsAt = startOfDay(day, timeZone);
  const sinceMs = startsAt.getTime() - dayStartsAt.getTime();
  if (grain === 'DAY') {
    const expected = dayStartsAt.toISOString();
    return sinceMs === 0 ? undefined : `A day of ${timeZone} begins at its midnight; ${day} begins at ${expected}.`;
  }
  if (sinceMs % msPerHour === 0) return undefined;
  const expected = new Date(startsAt.getTime() - (sinceMs % msPerHour)).toISOString();
  return `An hour begins at a full hour of ${timeZone}; this one begins at ${expected}.`;
}

function keyOf(row: SpendReportRow | undefined): string {
  if (!row) return '';
  const { advertiserId, platform, accountExternalId, campaignExternalId, startsAt, grain } = row;
  return JSON.stringify([advertiserId, platform, accountExternalId, campaignExternalId, startsAt.getTime(), grain]);
}

function nounOf({ grain }: SpendReportRow): string {
  return grain === 'HOUR' ? 'hour' : 'day';
}

function toFact(row: SpendReportRow | undefined): readonly SpendFact[] {
  if (!row) return [];
  const { accountExternalId, campaignExternalId, ...numbers } = row;
  const idOf = (prefix: string, level: string, externalId: string) =>
    platformId(prefix, row.advertiserId, row.platform, accountExternalId, level, externalId);
  const campaignId = idOf('cmp', 'CAMPAIGN', campaignExternalId);
  return [
    {
      ...numbers,
      accountId: idOf('acc', 'ACCOUNT', accountExternalId),
      level: 'CAMPAIGN',
      entityId: campaignId,
      campaignId,
      adGroupId: null,
      adId: null,
      day: localDay(row.startsAt, row.timeZone),
      breakdown: '',
    },
  ];
}
