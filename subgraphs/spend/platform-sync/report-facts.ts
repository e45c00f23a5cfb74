// A platform's report as facts. Pure; what is wrong with a row costs that row alone.
import type { ReportRow } from '../../../platforms/ad-platform.ts';
import { platformId } from '../../common/identifiers.ts';
import { addDays, localDay, startOfDay } from '../../common/period.ts';
import { findMisalignment } from '../report-row.ts';
import type { SpendFact } from '../spend-fact.ts';
import type { FollowedAccount } from './followed-account-store.ts';
import type { DueReport, ReportedLevel } from './report-schedule.ts';

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
}

export interface ReadReport {
  readonly entityDays: readonly EntityDay[];
  /** Days of which the platform has said that they will not change any more, in each of its rows. */
  readonly finalDays: ReadonlySet<string>;
  /** Rows that are left out, and why; a report that has any does not tell everything. */
  readonly refused: readonly { readonly row: ReportRow; readonly reason: string }[];
}

const prefixOfLevel: Readonly<Record<ReportedLevel, string>> = { CAMPAIGN: 'cmp', AD_GROUP: 'adg' };
const maxExternalIdLength = 256;
const maxInt64 = 2n ** 63n - 1n;

/**
 * The facts of the pages of a report. Parts of one hour or day are added up, as platforms put both of the hours that a clock
 * shows twice under one name; a row that a later page repeats as it was is left out, as lists move while they are paged.
 */
export function readFacts(owner: ReportOwner, query: DueReport, pages: readonly (readonly ReportRow[])[]): ReadReport {
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
  const rows = [...sums.values()].map(({ row }) => row);
  const dayOf = (row: ReportRow) => localDay(row.startsAt, owner.timeZone);
  const finalDays = [...Map.groupBy(rows, dayOf)].filter(([, ofDay]) => ofDay.every(({ isFinal }) => isFinal === true));
  return {
    entityDays: entityDaysOf(owner, query.level, rows),
    finalDays: new Set(finalDays.map(([day]) => day)),
    refused,
  };
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

function entityDaysOf(owner: ReportOwner, level: ReportedLevel, rows: readonly ReportRow[]): readonly EntityDay[] {
  const facts = rows.map((row) => factOf(owner, level, row));
  return [...Map.groupBy(facts, ({ entityId, day }) => `${day} ${entityId}`).values()].flatMap((ofDay) => {
    const [first] = ofDay;
    return first ? [{ entityId: first.entityId, day: first.day, facts: ofDay }] : [];
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

function findRowProblem(owner: ReportOwner, query: DueReport, row: ReportRow): string | undefined {
  if (!isExternalId(row.externalId) || !isExternalId(row.campaignExternalId)) return 'an identifier is none';
  if (row.level !== query.level || row.grain !== query.grain) return `it is of ${row.level} by ${row.grain}`;
  const startsAtMs = row.startsAt.getTime();
  const fromMs = startOfDay(query.firstDay, owner.timeZone).getTime();
  const toMs = startOfDay(addDays(query.lastDay, 1), owner.timeZone).getTime();
  // Written so that it holds for no number at all, too.
  if (!(startsAtMs >= fromMs && startsAtMs < toMs)) return 'it is of a day that was not asked for';
  if (row.impressions < 0n || row.clicks < 0n) return 'it counts less than nothing';
  const largest = [row.spendMicros, -row.spendMicros, row.impressions, row.clicks].reduce((a, b) => (a > b ? a : b));
  if (largest > maxInt64 / 1_000n) return 'a number is too large';
  return findMisalignment({ startsAt: row.startsAt, grain: row.grain, timeZone: owner.timeZone });
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
