// TikTok's reports: what is asked, in pieces the API allows, and what a row says.
import { z } from 'zod';
import type { EntityLevel, ReportGrain, ReportQuery, ReportRow, UnreadableRow } from '../ad-platform.ts';
import { type Field, mapField, readField, rowOf } from '../report-rows.ts';
import { addDays } from '../../subgraphs/common/period.ts';
import { readAmount } from './amounts.ts';
import { readLocalDay, readLocalHour } from './local-time.ts';

interface LevelWords {
  readonly dataLevel: string;
  readonly idDimension: string;
  /** Where the campaign of a row is said. */
  readonly campaignIn: 'dimensions' | 'metrics';
}

export const levelWords: Readonly<Record<EntityLevel, LevelWords>> = {
  CAMPAIGN: { dataLevel: 'AUCTION_CAMPAIGN', idDimension: 'campaign_id', campaignIn: 'dimensions' },
  AD_GROUP: { dataLevel: 'AUCTION_ADGROUP', idDimension: 'adgroup_id', campaignIn: 'metrics' },
  AD: { dataLevel: 'AUCTION_AD', idDimension: 'ad_id', campaignIn: 'metrics' },
};

export const timeDimensions: Readonly<Record<ReportGrain, string>> = { HOUR: 'stat_time_hour', DAY: 'stat_time_day' };

/** The longest range of one report with a dimension of time. */
const maxDays: Readonly<Record<ReportGrain, number>> = { HOUR: 1, DAY: 30 };

/** What a report is asked for, beside its pages; the same for one that is waited for and one that is not. */
export function reportParameters(advertiserId: string, query: ReportQuery) {
  const { dataLevel, idDimension, campaignIn } = levelWords[query.level];
  return {
    advertiser_id: advertiserId,
    service_type: 'AUCTION',
    report_type: 'BASIC',
    data_level: dataLevel,
    dimensions: [idDimension, timeDimensions[query.grain]],
    metrics: [...(campaignIn === 'metrics' ? ['campaign_id'] : []), 'spend', 'impressions', 'clicks'],
    start_date: query.firstDay,
    end_date: query.lastDay,
  };
}

/** The query in pieces of at most as many days as one report may span. */
export function splitQuery(query: ReportQuery): readonly ReportQuery[] {
  const pieces: ReportQuery[] = [];
  for (let firstDay = query.firstDay; firstDay <= query.lastDay; firstDay = addDays(firstDay, maxDays[query.grain])) {
    const lastDay = addDays(firstDay, maxDays[query.grain] - 1);
    pieces.push({ ...query, firstDay, lastDay: lastDay < query.lastDay ? lastDay : query.lastDay });
  }
  return pieces;
}

/** A row whose numbers are a `-` says nothing yet: they become numbers later, and are no zeros. */
export function readReportRow(row: unknown, query: ReportQuery, timeZone: string): ReportRow | UnreadableRow {
  const { idDimension, campaignIn } = levelWords[query.level];
  const time = readField(row, `dimensions.${timeDimensions[query.grain]}`, z.string());
  const readTime = query.grain === 'HOUR' ? readLocalHour : readLocalDay;
  const fields = {
    externalId: readField(row, `dimensions.${idDimension}`, z.string()),
    campaignExternalId: mapField(readField(row, `${campaignIn}.campaign_id`, textOrNumber), String),
    startsAt: mapField(time, (text) => readTime(text, timeZone)),
    spendMicros: readMetric(row, 'spend', readAmount),
    impressions: readMetric(row, 'impressions', readCount),
    clicks: readMetric(row, 'clicks', readCount),
  };
  return rowOf(query, fields, undefined);
}

const textOrNumber = z.union([z.string(), z.number()]);

function readMetric(row: unknown, name: string, read: (said: string | number) => bigint | undefined): Field<bigint> {
  const field = mapField(readField(row, `metrics.${name}`, textOrNumber), read);
  return { ...field, isPending: field.said === '-' };
}

function readCount(count: string | number): bigint | undefined {
  return /^\d{1,18}$/.test(String(count)) ? BigInt(count) : undefined;
}
