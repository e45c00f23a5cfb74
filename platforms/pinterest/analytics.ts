// Pinterest's analytics: what may be asked at once, and what a row says. Its days and hours are those of UTC.
import { z } from 'zod';
import type { EntityLevel, ReportGrain, ReportQuery, ReportRow, UnreadableRow } from '../ad-platform.ts';
import { type Field, mapField, readField, rowOf } from '../report-rows.ts';
import { addDays, daysBetween } from '../../subgraphs/common/period.ts';

interface LevelWords {
  readonly path: 'campaigns' | 'ad_groups' | 'ads';
  readonly idColumn: string;
  readonly idsParameter: string;
  /** Of an asynchronous report. */
  readonly reportLevel: string;
}

export const levelWords: Readonly<Record<EntityLevel, LevelWords>> = {
  CAMPAIGN: { path: 'campaigns', idColumn: 'CAMPAIGN_ID', idsParameter: 'campaign_ids', reportLevel: 'CAMPAIGN' },
  AD_GROUP: { path: 'ad_groups', idColumn: 'AD_GROUP_ID', idsParameter: 'ad_group_ids', reportLevel: 'AD_GROUP' },
  AD: { path: 'ads', idColumn: 'AD_ID', idsParameter: 'ad_ids', reportLevel: 'PIN_PROMOTION' },
};

/** How far back analytics reach and how many days they take at once, when they answer at once and when they are waited for. */
interface Reach {
  readonly daysBack: number;
  readonly maxDays: number;
}

const reaches: Readonly<Record<ReportGrain, { readonly sync: Reach; readonly async: Reach }>> = {
  HOUR: { sync: { daysBack: 8, maxDays: 3 }, async: { daysBack: 8, maxDays: 3 } },
  DAY: { sync: { daysBack: 90, maxDays: 90 }, async: { daysBack: 914, maxDays: 186 } },
};

export interface PlannedReport {
  readonly way: 'SYNC' | 'ASYNC';
  readonly query: ReportQuery;
}

/**
 * The reports that a query takes, oldest days first; undefined for one that reaches further back than Pinterest does.
 * Days that have not begun yet are left out.
 */
export function planReports(query: ReportQuery, today: string): readonly PlannedReport[] | undefined {
  const { sync, async } = reaches[query.grain];
  const daysBack = daysBetween(query.firstDay, today);
  if (daysBack > async.daysBack) return undefined;
  const way = daysBack > sync.daysBack ? 'ASYNC' : 'SYNC';
  const { maxDays } = way === 'ASYNC' ? async : sync;
  const lastDay = query.lastDay < today ? query.lastDay : today;
  const reports: PlannedReport[] = [];
  for (let firstDay = query.firstDay; firstDay <= lastDay; firstDay = addDays(firstDay, maxDays)) {
    const end = addDays(firstDay, maxDays - 1);
    reports.push({ way, query: { ...query, firstDay, lastDay: end < lastDay ? end : lastDay } });
  }
  return reports;
}

/** The columns asked for. Clicks and impressions of paid pins; what others then repin is earned, and counted apart. */
const metricColumns = ['SPEND_IN_MICRO_DOLLAR', 'IMPRESSION_1', 'CLICKTHROUGH_1'] as const;

export function columnsOf(level: EntityLevel): readonly string[] {
  return [...new Set([levelWords[level].idColumn, 'CAMPAIGN_ID'])].concat(metricColumns);
}

/**
 * Columns are left out of a row where they have no value, which for a metric is none of it. `newestFinal` is the newest day
 * of which Pinterest has said that it is done.
 */
export function readAnalyticsRow(
  row: unknown,
  query: ReportQuery,
  newestFinal: string | undefined,
): ReportRow | UnreadableRow {
  const startsAt = readTime(row, query.grain);
  const fields = {
    externalId: readField(row, levelWords[query.level].idColumn, id),
    campaignExternalId: readField(row, 'CAMPAIGN_ID', id),
    startsAt,
    spendMicros: readField(row, 'SPEND_IN_MICRO_DOLLAR', count),
    impressions: readField(row, 'IMPRESSION_1', count),
    clicks: readField(row, 'CLICKTHROUGH_1', count),
  };
  const day = startsAt.value?.toISOString().slice(0, 10);
  return rowOf(query, fields, newestFinal !== undefined && day !== undefined && day <= newestFinal);
}

/** Ids are texts in answers, and numbers in some files. */
const id = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,20}$/));

const count = z
  .int()
  .nonnegative()
  .nullish()
  .transform((number) => BigInt(number ?? 0));

const textOrNumber = z.union([z.string(), z.number()]);

/** An hour stands beside its day, or in one text with it. */
function readTime(row: unknown, grain: ReportGrain): Field<Date> {
  const date = readField(row, 'DATE', z.string().regex(datePattern));
  const [, day = '', hour] = datePattern.exec(date.value ?? '') ?? [];
  if (grain === 'DAY' || hour !== undefined) return mapField(date, () => instantOf(day, grain === 'DAY' ? '00' : hour));
  if (date.value === undefined) return { ...date, value: undefined };
  return mapField(readField(row, 'HOUR', textOrNumber), (beside) => instantOf(day, beside));
}

const datePattern = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d):00(?::00)?Z?)?$/;

function instantOf(day: string, hour: string | number | undefined): Date | undefined {
  const instant = new Date(`${day}T${String(hour).padStart(2, '0')}:00:00Z`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}
