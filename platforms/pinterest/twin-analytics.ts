// Analytics of an estate, as Pinterest would say them: by days and hours of UTC, wherever the account is.
import { z } from 'zod';
import type { EntityLevel, ReportGrain } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type { EstateReportRow } from '../estate/report-estate.ts';
import { addDays, daysBetween, isLocalDate } from '../../subgraphs/common/period.ts';
import { levelWords } from './analytics.ts';
import { badRequest } from './twin-answer.ts';

const day = z.string().refine(isLocalDate, 'not a day');
const column = z.enum([
  'CAMPAIGN_ID',
  'AD_GROUP_ID',
  'AD_ID',
  'SPEND_IN_MICRO_DOLLAR',
  'IMPRESSION_1',
  'CLICKTHROUGH_1',
]);

const ids = z
  .array(z.string().regex(/^\d{1,18}$/))
  .min(1)
  .max(250);

export const analyticsQuery = z.object({
  start_date: day,
  end_date: day,
  granularity: z.enum(['HOUR', 'DAY']),
  columns: z.array(column).min(1),
  campaign_ids: ids.optional(),
  ad_group_ids: ids.optional(),
  ad_ids: ids.optional(),
});

export const reportBody = z.strictObject({
  start_date: day,
  end_date: day,
  granularity: z.enum(['HOUR', 'DAY']),
  columns: z.array(column).min(1),
  level: z.enum(['CAMPAIGN', 'AD_GROUP', 'PIN_PROMOTION']),
  report_format: z.literal('JSON'),
});

export interface Asked {
  readonly start_date: string;
  readonly end_date: string;
  readonly granularity: ReportGrain;
  readonly columns: readonly z.infer<typeof column>[];
}

interface Reach {
  readonly daysBack: number;
  readonly maxDays: number;
}

/** Throws a refusal for days that Pinterest does not go back to, or too many of them. */
export function checkReach(
  estate: Estate,
  { start_date: start, end_date: end }: Asked,
  { daysBack, maxDays }: Reach,
): void {
  const today = estate.now().toISOString().slice(0, 10);
  if (daysBetween(start, today) > daysBack) throw badRequest(`start_date is more than ${daysBack} days back`);
  if (start > end) throw badRequest('start_date is after end_date');
  if (daysBetween(start, end) >= maxDays) throw badRequest(`The range is more than ${maxDays} days`);
}

export type AnalyticsRow = Readonly<Record<string, string | number>>;

/** The rows of the entities, or of all; those in which nothing happened are left out. */
export function analyticsRows(
  estate: Estate,
  accountExternalId: string,
  level: EntityLevel,
  asked: Asked,
  entityIds: readonly string[] | undefined,
): readonly AnalyticsRow[] {
  const { start_date: start, end_date: end, granularity, columns } = asked;
  // A day of UTC lies within three local ones.
  const query = { level, grain: 'HOUR', firstDay: addDays(start, -1), lastDay: addDays(end, 1) } as const;
  const sums = new Map<string, AnalyticsRow>();
  for (const row of estate.report(accountExternalId, query)) {
    const date = row.startsAt.toISOString().slice(0, 10);
    const id = idOf(row, level);
    if (date < start || date > end || !(entityIds?.includes(id) ?? true)) continue;
    const hour = granularity === 'HOUR' ? row.startsAt.getUTCHours() : undefined;
    const key = `${id} ${date} ${hour}`;
    sums.set(key, addTo(sums.get(key), sayRow(row, level, date, hour)));
  }
  return [...sums.values()].map((row) => only(row, columns));
}

function idOf({ campaignExternalId, adGroupExternalId, adExternalId }: EstateReportRow, level: EntityLevel): string {
  return { CAMPAIGN: campaignExternalId, AD_GROUP: adGroupExternalId, AD: adExternalId }[level] ?? '';
}

function sayRow(row: EstateReportRow, level: EntityLevel, date: string, hour: number | undefined): AnalyticsRow {
  return {
    [levelWords[level].idColumn]: idOf(row, level),
    CAMPAIGN_ID: row.campaignExternalId,
    DATE: date,
    ...(hour !== undefined && { HOUR: hour }),
    SPEND_IN_MICRO_DOLLAR: Number(row.spendMicros),
    IMPRESSION_1: Number(row.impressions),
    CLICKTHROUGH_1: Number(row.clicks),
  };
}

const metrics = ['SPEND_IN_MICRO_DOLLAR', 'IMPRESSION_1', 'CLICKTHROUGH_1'] as const;

function addTo(sum: AnalyticsRow | undefined, row: AnalyticsRow): AnalyticsRow {
  if (!sum) return row;
  return { ...row, ...Object.fromEntries(metrics.map((name) => [name, Number(sum[name]) + Number(row[name])])) };
}

/** The columns that were asked for, without metrics that are nothing; the time is always there. */
function only(row: AnalyticsRow, columns: readonly string[]): AnalyticsRow {
  const isWanted = ([name, value]: [string, string | number]) =>
    name === 'DATE' || name === 'HOUR' || (columns.includes(name) && value !== 0);
  return Object.fromEntries(Object.entries(row).filter(isWanted));
}

/** Whether a day of UTC will not move any more. */
export function isReady(estate: Estate, date: string): boolean {
  const { reportLagMs, restatement } = estate.config.rules;
  const settlesMs = Date.parse(`${addDays(date, 1 + restatement.settleDays)}T00:00:00Z`) + reportLagMs;
  return estate.now().getTime() >= settlesMs;
}
