// Snap's measurements: what is asked, in pieces the API allows, and what a point of a series says.
import { z } from 'zod';
import type { EntityLevel, ReportGrain, ReportQuery, ReportRow, UnreadableRow } from '../ad-platform.ts';
import { formatLocalTime } from '../local-hours.ts';
import { type Field, mapField, readField, type RowFields, rowOf } from '../report-rows.ts';
import { addDays, startOfDay } from '../../subgraphs/common/period.ts';
import type { WireStat } from './wire.ts';

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
export function readStat(
  stat: WireStat,
  query: ReportQuery,
  campaignOf: string | undefined,
): readonly (ReportRow | UnreadableRow)[] {
  const finalUntilMs = Date.parse(stat.finalized_data_end_time ?? '');
  return (stat.breakdown_stats[breakdowns[query.level]] ?? []).flatMap((series) => {
    const externalId = readField(series, 'id', z.string());
    const campaign = campaignOf === undefined ? externalId : { ...externalId, value: campaignOf };
    // A series without points is one row that says too little.
    const { value: points = [undefined] } = readField(series, 'timeseries', z.array(z.unknown()));
    return points.map((point) => {
      const times = readTimes(point);
      const isFinal = Number.isNaN(finalUntilMs) ? undefined : times.endMs <= finalUntilMs;
      const fields = { externalId, campaignExternalId: campaign, startsAt: times.startsAt, ...readNumbers(point) };
      return rowOf(query, fields, isFinal);
    });
  });
}

/** What ends at no time begins at none. */
function readTimes(point: unknown): { readonly startsAt: Field<Date>; readonly endMs: number } {
  const startsAt = mapField(readField(point, 'start_time', z.string()), readInstant);
  const endsAt = mapField(readField(point, 'end_time', z.string()), readInstant);
  const isEndWrong = startsAt.value !== undefined && endsAt.value === undefined;
  return { startsAt: isEndWrong ? endsAt : startsAt, endMs: endsAt.value?.getTime() ?? NaN };
}

function readInstant(text: string): Date | undefined {
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

function readNumbers(point: unknown): Pick<RowFields, 'spendMicros' | 'impressions' | 'clicks'> {
  return {
    spendMicros: readField(point, 'stats.spend', count),
    impressions: readField(point, 'stats.impressions', count),
    clicks: readField(point, 'stats.swipes', count),
  };
}

/** Nothing may be said by null, or by leaving it out. */
const count = z
  .int()
  .nonnegative()
  .nullish()
  .transform((number) => BigInt(number ?? 0));
