// Reports of an estate, as TikTok would say them.
import { z } from 'zod';
import type { EntityLevel, ReportGrain } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type { EstateAccount } from '../estate/estate-config.ts';
import { formatDecimalMicros } from '../../subgraphs/common/money.ts';
import { daysBetween, isLocalDate, localDay, localHour } from '../../subgraphs/common/period.ts';
import { levelWords, timeDimensions } from './reports.ts';
import { TwinRefusal } from './twin-answer.ts';
import { writeCsv } from './twin-csv.ts';
import type { WireReportRow } from './wire.ts';

const day = z.string().refine(isLocalDate, 'must be a day');

export const reportShape = z.object({
  advertiser_id: z.string(),
  service_type: z.literal('AUCTION').optional(),
  report_type: z.literal('BASIC'),
  data_level: z.enum(['AUCTION_CAMPAIGN', 'AUCTION_ADGROUP', 'AUCTION_AD']),
  dimensions: z.array(z.string()).length(2),
  metrics: z.array(z.enum(['campaign_id', 'spend', 'impressions', 'clicks'])).min(1),
  start_date: day,
  end_date: day,
});

type ReportRequest = z.infer<typeof reportShape>;

interface Row {
  readonly campaignId: string;
  readonly entityId: string;
  /** The local hour or day, as TikTok names it. */
  readonly time: string;
  /** Undefined where nothing is known yet. */
  readonly numbers: Numbers | undefined;
}

interface Numbers {
  readonly spendMicros: bigint;
  readonly impressions: bigint;
  readonly clicks: bigint;
}

const levelOfData = { AUCTION_CAMPAIGN: 'CAMPAIGN', AUCTION_ADGROUP: 'AD_GROUP', AUCTION_AD: 'AD' } as const;

/** The rows of a report as it is now. Throws a `TwinRefusal` for what TikTok does not report. */
export function reportRows(estate: Estate, account: EstateAccount, request: ReportRequest): readonly WireReportRow[] {
  const level = levelOfData[request.data_level];
  const grain = grainOf(request, level);
  const known = estate
    .report(account.externalId, { level, grain, firstDay: request.start_date, lastDay: request.end_date })
    .map((row): Row => {
      const ids = { CAMPAIGN: row.campaignExternalId, AD_GROUP: row.adGroupExternalId, AD: row.adExternalId };
      const time = timeOf(row.startsAt, grain, account.timeZone);
      return { campaignId: row.campaignExternalId, entityId: ids[level] ?? '', time, numbers: row };
    });
  const unknown = unknownTimes(estate, account, request, grain).flatMap((time) => dashedRows(account, level, time));
  return sumByKey([...known, ...unknown]).map((row) => sayRow(row, level, grain, request));
}

function grainOf({ dimensions, start_date: start, end_date: end }: ReportRequest, level: EntityLevel): ReportGrain {
  const { idDimension } = levelWords[level];
  const grain = dimensions.includes(timeDimensions.HOUR) ? 'HOUR' : 'DAY';
  if (!dimensions.includes(idDimension) || !dimensions.includes(timeDimensions[grain])) {
    throw new TwinRefusal(40002, `dimensions: must be ${idDimension} and a time`);
  }
  const days = daysBetween(start, end) + 1;
  if (days < 1 || days > (grain === 'HOUR' ? 1 : 30)) throw new TwinRefusal(40002, 'end_date: the range is too long');
  return grain;
}

function timeOf(instant: Date, grain: ReportGrain, timeZone: string): string {
  const hour = grain === 'HOUR' ? String(localHour(instant, timeZone)).padStart(2, '0') : '00';
  return `${localDay(instant, timeZone)} ${hour}:00:00`;
}

/** The hour or day that has begun within the lag of reports: nothing of it is known. */
function unknownTimes(
  estate: Estate,
  { timeZone }: EstateAccount,
  { start_date: start, end_date: end }: ReportRequest,
  grain: ReportGrain,
): readonly string[] {
  const now = estate.now();
  const today = localDay(now, timeZone);
  const time = timeOf(now, grain, timeZone);
  const knownUntil = new Date(now.getTime() - estate.config.rules.reportLagMs);
  const isKnown = timeOf(knownUntil, grain, timeZone) === time;
  return isKnown || today < start || today > end ? [] : [time];
}

/** A row for everything that is switched on, which says nothing yet. */
function dashedRows(account: EstateAccount, level: EntityLevel, time: string): readonly Row[] {
  return account.ads.flatMap(({ externalId, adGroupExternalId, status }) => {
    const adGroup = account.adGroups.find((each) => each.externalId === adGroupExternalId);
    if (!adGroup || status !== 'ENABLED') return [];
    const campaignId = adGroup.campaignExternalId;
    const ids = { CAMPAIGN: campaignId, AD_GROUP: adGroupExternalId, AD: externalId };
    return [{ campaignId, entityId: ids[level], time, numbers: undefined }];
  });
}

/** An hour that clocks show twice is one row. */
function sumByKey(rows: readonly Row[]): readonly Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.entityId} ${row.time}`;
    const before = sums.get(key);
    sums.set(key, before ? { ...row, numbers: add(before.numbers, row.numbers) } : row);
  }
  return [...sums.values()];
}

function add(one: Numbers | undefined, other: Numbers | undefined): Numbers | undefined {
  if (!one || !other) return one ?? other;
  return {
    spendMicros: one.spendMicros + other.spendMicros,
    impressions: one.impressions + other.impressions,
    clicks: one.clicks + other.clicks,
  };
}

function sayRow(row: Row, level: EntityLevel, grain: ReportGrain, { metrics }: ReportRequest): WireReportRow {
  const { numbers } = row;
  const all = {
    campaign_id: row.campaignId,
    spend: numbers ? formatDecimalMicros(numbers.spendMicros) : '-',
    impressions: numbers ? String(numbers.impressions) : '-',
    clicks: numbers ? String(numbers.clicks) : '-',
  };
  return {
    dimensions: { [levelWords[level].idDimension]: row.entityId, [timeDimensions[grain]]: row.time },
    metrics: Object.fromEntries(metrics.map((metric) => [metric, all[metric]])),
  };
}

/** A report as a file: one line of names, then a line for each row. */
export function reportFile(rows: readonly WireReportRow[], { dimensions, metrics }: ReportRequest): string {
  const lines = rows.map((row) => ({ ...row.dimensions, ...row.metrics }));
  return writeCsv([...new Set([...dimensions, ...metrics])], lines);
}
