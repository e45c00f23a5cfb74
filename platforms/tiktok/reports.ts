// TikTok's reports: what is asked, in pieces the API allows, and what a row says.
import type { EntityLevel, ReportGrain, ReportQuery, ReportRow } from '../ad-platform.ts';
import { malformedAnswer } from '../malformed-answer.ts';
import { addDays } from '../../subgraphs/common/period.ts';
import { readAmount } from './amounts.ts';
import { readLocalDay, readLocalHour } from './local-time.ts';
import type { WireReportRow } from './wire.ts';

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

/** Undefined for a row that says nothing yet: its `-` becomes a number later, and is not a zero. */
export function readReportRow(row: WireReportRow, query: ReportQuery, timeZone: string): ReportRow | undefined {
  const { spend = '', impressions = '', clicks = '' } = row.metrics;
  if ([spend, impressions, clicks].includes('-')) return undefined;
  const { idDimension, campaignIn } = levelWords[query.level];
  const externalId = row.dimensions[idDimension];
  const campaignExternalId = row[campaignIn]['campaign_id'];
  const time = row.dimensions[timeDimensions[query.grain]] ?? '';
  const startsAt = query.grain === 'HOUR' ? readLocalHour(time, timeZone) : readLocalDay(time, timeZone);
  const spendMicros = readAmount(spend);
  if (externalId === undefined || campaignExternalId === undefined || !startsAt || spendMicros === undefined) {
    throw malformedAnswer('TikTok', `A row of the report says too little: ${JSON.stringify(row)}`);
  }
  return {
    level: query.level,
    externalId,
    campaignExternalId: String(campaignExternalId),
    startsAt,
    grain: query.grain,
    spendMicros,
    impressions: readCount(impressions),
    clicks: readCount(clicks),
    isFinal: undefined,
  };
}

function readCount(count: string | number): bigint {
  if (!/^\d{1,18}$/.test(String(count))) throw malformedAnswer('TikTok', `A report counts ${JSON.stringify(count)}.`);
  return BigInt(count);
}
