// A row of a report as clients send it, and what is wrong with it.
import { platformId } from '../common/identifiers.ts';
import { localDay, startOfDay } from '../common/period.ts';
import type { SpendFact, SpendGrain } from './spend-fact.ts';

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

/** Why a row is refused. */
export interface RowProblem {
  readonly code: 'FORBIDDEN' | 'BAD_USER_INPUT';
  readonly message: string;
}

const maxExternalIdLength = 256;

/** What is wrong with a row of somebody who may write for these advertisers; undefined where it is right. */
export function findRowProblem(row: SpendReportRow, advertiserIds: ReadonlySet<string>): RowProblem | undefined {
  if (!advertiserIds.has(row.advertiserId)) {
    return { code: 'FORBIDDEN', message: 'The token gives no access to this advertiser.' };
  }
  const message = findWrong(row);
  return message === undefined ? undefined : { code: 'BAD_USER_INPUT', message };
}

function findWrong(row: SpendReportRow): string | undefined {
  if (!isExternalId(row.accountExternalId)) return `accountExternalId ${externalIdRule}`;
  if (!isExternalId(row.campaignExternalId)) return `campaignExternalId ${externalIdRule}`;
  if (!isOfOurTime(row.startsAt)) return `startsAt must be of the years ${firstYear} to ${lastYear}.`;
  return placeOf(row).misalignment;
}

const externalIdRule = `must have 1 to ${maxExternalIdLength} characters of Unicode, without NUL.`;

/** Half a character, which JSON can hold, would become another one in the database, and two names one. */
function isExternalId(id: string): boolean {
  return id.trim() !== '' && id.length <= maxExternalIdLength && !/\0|\p{Surrogate}/u.test(id);
}

/** Of these years the local day of every zone has a date of four digits. */
const firstYear = 1970;
const lastYear = 9998;

function isOfOurTime(instant: Date): boolean {
  const year = instant.getUTCFullYear();
  return year >= firstYear && year <= lastYear;
}

/** The row as a fact of its campaign. */
export function factOfRow(row: SpendReportRow): SpendFact {
  const { accountId, campaignId } = idsOf(row);
  return {
    advertiserId: row.advertiserId,
    platform: row.platform,
    accountId,
    level: 'CAMPAIGN',
    entityId: campaignId,
    campaignId,
    adGroupId: null,
    adId: null,
    startsAt: row.startsAt,
    day: placeOf(row).day,
    grain: row.grain,
    timeZone: row.timeZone,
    currency: row.currency,
    breakdown: '',
    spendMicros: row.spendMicros,
    impressions: row.impressions,
    clicks: row.clicks,
  };
}

/** Identifiers are hashes and local times ask the calendar, both dear; rows of one report repeat them. */
function remember<Input, Value>(keyOf: (input: Input) => string, make: (input: Input) => Value) {
  const known = new Map<string, Value>();
  return (input: Input): Value => {
    const key = keyOf(input);
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(input);
    if (known.size >= maxRemembered) known.clear();
    known.set(key, made);
    return made;
  };
}

const maxRemembered = 20_000;

const idsOf = remember(
  ({ advertiserId, platform, accountExternalId, campaignExternalId }: SpendReportRow) =>
    `${advertiserId}\0${platform}\0${accountExternalId}\0${campaignExternalId}`,
  ({ advertiserId, platform, accountExternalId, campaignExternalId }) => ({
    accountId: platformId('acc', advertiserId, platform, accountExternalId, 'ACCOUNT', accountExternalId),
    campaignId: platformId('cmp', advertiserId, platform, accountExternalId, 'CAMPAIGN', campaignExternalId),
  }),
);

const placeOf = remember(
  ({ startsAt, grain, timeZone }: SpendReportRow) => `${startsAt.getTime()} ${grain} ${timeZone}`,
  (row) => ({ day: localDay(row.startsAt, row.timeZone), misalignment: findMisalignment(row) }),
);

const msPerHour = 3_600_000;

/** An hour begins a whole number of hours after the start of its local day; a day begins at the start of one. */
export function findMisalignment({
  startsAt,
  grain,
  timeZone,
}: Pick<SpendReportRow, 'startsAt' | 'grain' | 'timeZone'>): string | undefined {
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
