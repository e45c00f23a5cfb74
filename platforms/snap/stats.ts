// Snap's measurements: what is asked, in pieces the API allows, and what a point of a series says.
import type { EntityLevel, ReportGrain, ReportQuery, ReportRow } from '../ad-platform.ts';
import { formatLocalTime } from '../local-hours.ts';
import { malformedAnswer } from '../malformed-answer.ts';
import { addDays, startOfDay } from '../../subgraphs/common/period.ts';
import type { WirePoint, WireStat } from './wire.ts';

/** How a level is measured: campaigns in one request for the account, what is below them in one for each campaign. */
export const breakdowns: Readonly<Record<EntityLevel, 'campaign' | 'adsquad' | 'ad'>> = {
  CAMPAIGN: 'campaign',
  AD_GROUP: 'adsquad',
  AD: 'ad',
};

/** The longest range of one request. */
const maxDays: Readonly<Record<ReportGrain, number>> = { HOUR: 7, DAY: 31 };

/** The query in pieces of at most as many days as one request may span. */
export function splitQuery(query: ReportQuery): readonly ReportQuery[] {
  const pieces: ReportQuery[] = [];
  for (let firstDay = query.firstDay; firstDay <= query.lastDay; firstDay = addDays(firstDay, maxDays[query.grain])) {
    const lastDay = addDays(firstDay, maxDays[query.grain] - 1);
    pieces.push({ ...query, firstDay, lastDay: lastDay < query.lastDay ? lastDay : query.lastDay });
  }
  return pieces;
}

/** Ranges begin and end at midnight of the account, written with its offset at that moment. */
export function statParameters(query: ReportQuery, timeZone: string): Readonly<Record<string, string>> {
  return {
    granularity: query.grain,
    fields: 'spend,impressions,swipes',
    breakdown: breakdowns[query.level],
    start_time: writeLocalTime(startOfDay(query.firstDay, timeZone), timeZone),
    end_time: writeLocalTime(startOfDay(addDays(query.lastDay, 1), timeZone), timeZone),
  };
}

/** An instant as the clocks of a zone show it, such as 2026-03-01T00:00:00.000-08:00. */
export function writeLocalTime(instant: Date, timeZone: string): string {
  const local = formatLocalTime(instant, timeZone).replace(' ', 'T');
  const offsetMinutes = (Date.parse(`${local}Z`) - instant.getTime()) / 60_000;
  const distance = Math.abs(offsetMinutes);
  const clock = `${String(Math.floor(distance / 60)).padStart(2, '0')}:${String(distance % 60).padStart(2, '0')}`;
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${clock}`;
}

/**
 * The rows of one answer. A point of zeros is a row: it may be what is left of a number that was taken back. A swipe is Snap's
 * click. `campaignOf` is the campaign that was asked for, or undefined where the campaigns themselves are measured.
 */
export function readStat(stat: WireStat, query: ReportQuery, campaignOf: string | undefined): readonly ReportRow[] {
  const finalUntilMs = Date.parse(stat.finalized_data_end_time ?? '');
  return (stat.breakdown_stats[breakdowns[query.level]] ?? []).flatMap(({ id, timeseries }) =>
    timeseries.map((point) => ({
      ...readPoint(point, query, Number.isNaN(finalUntilMs) ? undefined : finalUntilMs),
      externalId: id,
      campaignExternalId: campaignOf ?? id,
    })),
  );
}

function readPoint(point: WirePoint, { level, grain }: ReportQuery, finalUntilMs: number | undefined) {
  const startsAt = new Date(point.start_time);
  const endMs = Date.parse(point.end_time);
  if (Number.isNaN(startsAt.getTime()) || Number.isNaN(endMs)) {
    throw malformedAnswer('Snap', `A measurement is of ${point.start_time} to ${point.end_time}.`);
  }
  return {
    level,
    grain,
    startsAt,
    spendMicros: readCount(point.stats.spend),
    impressions: readCount(point.stats.impressions),
    clicks: readCount(point.stats.swipes),
    isFinal: finalUntilMs === undefined ? undefined : endMs <= finalUntilMs,
  };
}

function readCount(count: number | null | undefined): bigint {
  if (count == null) return 0n;
  if (Number.isSafeInteger(count) && count >= 0) return BigInt(count);
  throw malformedAnswer('Snap', `A measurement counts ${count}.`);
}
