// Reports of Google Ads: one query a level, segmented by day or by hour of the account's day.
import { addDays } from '../../subgraphs/common/period.ts';
import { startOfDay } from '../../subgraphs/common/time-zone.ts';
import type { EntityLevel, ReportQuery, ReportRow } from '../ad-platform.ts';
import { malformedAnswer } from '../malformed-answer.ts';
import { startOfHour } from '../local-hours.ts';
import type { ReportWireRow } from './wire.ts';

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

export function reportRowOf(row: ReportWireRow, { level, grain }: ReportQuery, timeZone: string): ReportRow {
  const { campaign, segments, metrics } = row;
  const hour = segments.hour ?? 0;
  return {
    level,
    externalId: idOf(row, level),
    campaignExternalId: campaign.id,
    startsAt: grain === 'DAY' ? startOfDay(segments.date, timeZone) : beginningOf(segments.date, hour, timeZone),
    grain,
    spendMicros: metrics.costMicros,
    impressions: metrics.impressions,
    clicks: metrics.clicks,
    isFinal: undefined,
  };
}

/** An hour that clocks skipped holds nothing; should there be something, it belongs to the hour after. */
function beginningOf(day: string, hour: number, timeZone: string): Date {
  return (
    startOfHour(day, hour, timeZone) ?? startOfHour(day, hour + 1, timeZone) ?? startOfDay(addDays(day, 1), timeZone)
  );
}

function idOf({ campaign, adGroup, adGroupAd }: ReportWireRow, level: EntityLevel): string {
  const id = { CAMPAIGN: campaign.id, AD_GROUP: adGroup?.id, AD: adGroupAd?.ad.id }[level];
  if (id === undefined) throw malformedAnswer('Google Ads', `a row of a report without its ${level}`);
  return id;
}
