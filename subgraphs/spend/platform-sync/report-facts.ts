// A platform's report as facts. Pure; what is wrong with a row costs that row alone.
import type { ReportRow, UnreadableRow } from '../../../platforms/ad-platform.ts';
import { platformId } from '../../common/identifiers.ts';
import { addDays, localDay, startOfDay } from '../../common/period.ts';
import { findMisalignment } from '../report-row.ts';
import type { SpendFact } from '../spend-fact.ts';
import type { FollowedAccount } from './followed-account-store.ts';
import { isDayLacking, isHeldBack, isSilenceVoid, mayLackNameless, type ReportGap } from './report-gaps.ts';
import { daysOf, type DueReport, type ReportedLevel } from './report-schedule.ts';

/** Whose report it is, in the zone that its days are of. */
export type ReportOwner = Pick<
  FollowedAccount,
  'advertiserId' | 'accountId' | 'platform' | 'externalId' | 'currency' | 'timeZone' | 'since'
>;

/** What the report says of one entity on one local day. */
export interface EntityDay {
  readonly entityId: string;
  readonly day: string;
  readonly facts: readonly SpendFact[];
  /** Whether the report's silence about the rest of the day says that there is nothing. */
  readonly isWhole: boolean;
  /** Whether a number that is less than what was known may be so for lack of a row, and is not recorded. */
  readonly mayLack: boolean;
}

export interface ReadReport {
  readonly entityDays: readonly EntityDay[];
  /** Days of which the platform has said that they will not change any more, in each of its rows. */
  readonly finalDays: ReadonlySet<string>;
  /** Days of which the report lacks rows: what it says of them is recorded, and they count as not read. */
  readonly lackingDays: ReadonlySet<string>;
  /** Rows that are left out, and why; a report that has any does not tell everything. */
  readonly refused: readonly { readonly row: ReportRow; readonly reason: string }[];
}

const prefixOfLevel: Readonly<Record<ReportedLevel, string>> = { CAMPAIGN: 'cmp', AD_GROUP: 'adg' };
const maxExternalIdLength = 256;
const maxInt64 = 2n ** 63n - 1n;

/** A report as it was read, and the rows of it that could not be. */
export interface ReadPages {
  readonly pages: readonly (readonly ReportRow[])[];
  readonly unreadable: readonly UnreadableRow[];
}

/**
 * The facts of a report, without those that are known to lack a part. Parts of one hour or day are added up, as platforms put both of the hours that a clock
 * shows twice under one name; a row that a later page repeats as it was is left out, as lists move while they are paged.
 */
export function readFacts(owner: ReportOwner, query: DueReport, { pages, unreadable }: ReadPages): ReadReport {
  const refused: { row: ReportRow; reason: string }[] = [];
  const sums = new Map<string, { readonly row: ReportRow; readonly page: number }>();
  for (const [page, rows] of pages.entries()) {
    for (const row of rows) {
      if (isToldByOthers(owner, row)) continue;
      const reason = findRowProblem(owner, query, row);
      if (reason !== undefined) {
        refused.push({ row, reason });
        continue;
      }
      const key = `${row.externalId} ${row.startsAt.getTime()}`;
      const known = sums.get(key);
      if (!known) sums.set(key, { row, page });
      else if (known.page === page || !isSame(known.row, row)) sums.set(key, { row: add(known.row, row), page });
    }
  }
  const gaps = [
    ...refused.map(({ row, reason }) => gapOf(owner, query, { ...row, isPending: false }, reason)),
    ...unreadable.filter((row) => !isOfOthers(owner, query, row)).map((row) => gapOf(owner, query, row, undefined)),
  ];
  const facts = [...sums.values()].map(({ row }) => ({ row, fact: factOf(owner, query.level, row) }));
  return {
    entityDays: entityDaysOf(facts, gaps),
    finalDays: finalDaysOf(facts, gaps),
    lackingDays: new Set(daysOf(query).filter((day) => isDayLacking(gaps, day))),
    refused,
  };
}

interface RowFact {
  readonly row: ReportRow;
  readonly fact: SpendFact;
}

function finalDaysOf(facts: readonly RowFact[], gaps: readonly ReportGap[]): ReadonlySet<string> {
  const days = [...Map.groupBy(facts, ({ fact }) => fact.day)];
  const isWhole = (day: string) => !gaps.some((gap) => (gap.day ?? day) === day);
  const final = days.filter(([day, ofDay]) => isWhole(day) && ofDay.every(({ row }) => row.isFinal === true));
  return new Set(final.map(([day]) => day));
}

/** What the report lacks for a row: the less the row says, or the less of it can be believed, the more. */
function gapOf(
  owner: ReportOwner,
  query: DueReport,
  row: Pick<UnreadableRow, 'level' | 'externalId' | 'startsAt' | 'isPending'>,
  reason: string | undefined,
): ReportGap {
  const { externalId, startsAt, isPending } = row;
  const isNamed = externalId !== undefined && isExternalId(externalId) && row.level === query.level;
  const isTimed = startsAt !== undefined && isAskedFor(owner, query, startsAt) && reason !== wrongGrain;
  const timeZone = owner.timeZone;
  const isAligned = isTimed && findMisalignment({ startsAt, grain: query.grain, timeZone }) === undefined;
  return {
    externalId: isNamed ? externalId : undefined,
    day: isTimed ? localDay(startsAt, timeZone) : undefined,
    startsAt: isAligned ? startsAt : undefined,
    isPending,
  };
}

function isOfOthers(owner: ReportOwner, { grain }: DueReport, { startsAt }: UnreadableRow): boolean {
  return startsAt !== undefined && isToldByOthers(owner, { startsAt, grain });
}

/** Whether somebody else has told of it: an hour that had ended when we began, a day that had begun. */
export function isToldByOthers(
  { since }: Pick<ReportOwner, 'since'>,
  { startsAt, grain }: Pick<SpendFact, 'startsAt' | 'grain'>,
): boolean {
  if (!since) return false;
  return grain === 'DAY' ? startsAt < since : startsAt.getTime() + msPerHour <= since.getTime();
}

const msPerHour = 3_600_000;

function entityDaysOf(facts: readonly RowFact[], gaps: readonly ReportGap[]): readonly EntityDay[] {
  const known = facts.filter(({ row, fact }) => !isHeldBack(gaps, { ...fact, externalId: row.externalId }));
  return [...Map.groupBy(known, ({ fact }) => `${fact.day} ${fact.entityId}`).values()].flatMap((ofDay) => {
    const [first] = ofDay;
    if (!first) return [];
    const { entityId, day } = first.fact;
    const isWhole = !isSilenceVoid(gaps, day, first.row.externalId);
    return [{ entityId, day, facts: ofDay.map(({ fact }) => fact), isWhole, mayLack: mayLackNameless(gaps, day) }];
  });
}

function factOf(owner: ReportOwner, level: ReportedLevel, row: ReportRow): SpendFact {
  const { advertiserId, platform, externalId: ownerId, accountId, currency, timeZone } = owner;
  const idOf = (of: ReportedLevel, externalId: string) =>
    platformId(prefixOfLevel[of], advertiserId, platform, ownerId, of, externalId);
  const entityId = idOf(level, row.externalId);
  return {
    advertiserId,
    platform,
    accountId,
    level,
    entityId,
    campaignId: level === 'CAMPAIGN' ? entityId : idOf('CAMPAIGN', row.campaignExternalId),
    adGroupId: level === 'AD_GROUP' ? entityId : null,
    adId: null,
    startsAt: row.startsAt,
    day: localDay(row.startsAt, timeZone),
    grain: row.grain,
    timeZone,
    currency,
    breakdown: '',
    spendMicros: row.spendMicros,
    impressions: row.impressions,
    clicks: row.clicks,
  };
}

const wrongGrain = 'it is of another level or grain';

function findRowProblem(owner: ReportOwner, query: DueReport, row: ReportRow): string | undefined {
  if (!isExternalId(row.externalId) || !isExternalId(row.campaignExternalId)) return 'an identifier is none';
  if (row.level !== query.level || row.grain !== query.grain) return wrongGrain;
  if (!isAskedFor(owner, query, row.startsAt)) return 'it is of a day that was not asked for';
  if (row.impressions < 0n || row.clicks < 0n) return 'it counts less than nothing';
  const largest = [row.spendMicros, -row.spendMicros, row.impressions, row.clicks].reduce((a, b) => (a > b ? a : b));
  if (largest > maxInt64 / 1_000n) return 'a number is too large';
  return findMisalignment({ startsAt: row.startsAt, grain: row.grain, timeZone: owner.timeZone });
}

function isAskedFor({ timeZone }: ReportOwner, { firstDay, lastDay }: DueReport, startsAt: Date): boolean {
  const startsAtMs = startsAt.getTime();
  // False for no number at all, too.
  return (
    startsAtMs >= startOfDay(firstDay, timeZone).getTime() &&
    startsAtMs < startOfDay(addDays(lastDay, 1), timeZone).getTime()
  );
}

function isExternalId(id: string): boolean {
  return id.trim() !== '' && id.length <= maxExternalIdLength && !id.includes('\0');
}

function isSame(one: ReportRow, other: ReportRow): boolean {
  return one.spendMicros === other.spendMicros && one.impressions === other.impressions && one.clicks === other.clicks;
}

function add(one: ReportRow, other: ReportRow): ReportRow {
  return {
    ...one,
    spendMicros: one.spendMicros + other.spendMicros,
    impressions: one.impressions + other.impressions,
    clicks: one.clicks + other.clicks,
    isFinal: one.isFinal === true && other.isFinal === true,
  };
}
