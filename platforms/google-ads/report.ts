// Reports of Google Ads: one query a level, segmented by day or by hour of the account's day.
import { addDays } from '../../subgraphs/common/period.ts';
import { startOfDay } from '../../subgraphs/common/time-zone.ts';
import type { EntityLevel, ReportQuery, ReportRow, UnreadableRow } from '../ad-platform.ts';
import { startOfHour } from '../local-hours.ts';
import { type Field, localDateShape, mapField, readField, rowOf } from '../report-rows.ts';
import { identifier, int64, segmentHour } from './wire.ts';

const resourceOf: Readonly<Record<EntityLevel, { readonly from: string; readonly fields: readonly string[] }>> = {
  CAMPAIGN: { from: 'campaign', fields: ['campaign.id'] },
  AD_GROUP: { from: 'ad_group', fields: ['campaign.id', 'ad_group.id'] },
  AD: { from: 'ad_group_ad', fields: ['campaign.id', 'ad_group.id', 'ad_group_ad.ad.id'] },
};

export function reportQuery({ level, grain, firstDay, lastDay }: ReportQuery): string {
  const { from, fields } = resourceOf[level];
  const segments = grain === 'HOUR' ? ['segments.date', 'segments.hour'] : ['segments.date'];
  const selected = [...fields, ...segments, 'metrics.cost_micros', 'metrics.impressions', 'metrics.clicks'];
  return `SELECT ${selected.join(', ')} FROM ${from} WHERE segments.date BETWEEN '${firstDay}' AND '${lastDay}'`;
}

const idFields: Readonly<Record<EntityLevel, string>> = {
  CAMPAIGN: 'campaign.id',
  AD_GROUP: 'adGroup.id',
  AD: 'adGroupAd.ad.id',
};

/** What is zero may be left out of a row. */
const measure = int64.default(0n);

export function reportRowOf(row: unknown, query: ReportQuery, timeZone: string): ReportRow | UnreadableRow {
  const fields = {
    externalId: readField(row, idFields[query.level], identifier),
    campaignExternalId: readField(row, 'campaign.id', identifier),
    startsAt: startsAtOf(row, query, timeZone),
    spendMicros: readField(row, 'metrics.costMicros', measure),
    impressions: readField(row, 'metrics.impressions', measure),
    clicks: readField(row, 'metrics.clicks', measure),
  };
  return rowOf(query, fields, undefined);
}

function startsAtOf(row: unknown, { grain }: ReportQuery, timeZone: string): Field<Date> {
  const date = readField(row, 'segments.date', localDateShape);
  const { value: day } = date;
  if (grain === 'DAY' || day === undefined) return mapField(date, (of) => startOfDay(of, timeZone));
  return mapField(readField(row, 'segments.hour', segmentHour), (hour) => beginningOf(day, hour, timeZone));
}

/** An hour that clocks skipped holds nothing; should there be something, it belongs to the hour after. */
function beginningOf(day: string, hour: number, timeZone: string): Date {
  return (
    startOfHour(day, hour, timeZone) ?? startOfHour(day, hour + 1, timeZone) ?? startOfDay(addDays(day, 1), timeZone)
  );
}
