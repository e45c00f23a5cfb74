// Insights of the twin: an estate's report in Meta's rows.
import { z } from 'zod';
import { formatDecimalMicros, minorUnitMicros } from '../../subgraphs/common/money.ts';
import { isLocalDate, localHour } from '../../subgraphs/common/period.ts';
import type { EntityLevel } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type { EstateAccount } from '../estate/estate-config.ts';
import type { EstateReportRow } from '../estate/report-estate.ts';
import { type GraphError, invalidParameter } from './twin-errors.ts';
import type { TwinNode } from './twin-nodes.ts';
import { hourBreakdown } from './wire.ts';

const day = z.string().refine(isLocalDate);
const range = z.object({ since: day, until: day });

const levels: ReadonlyMap<string, EntityLevel> = new Map([
  ['campaign', 'CAMPAIGN'],
  ['adset', 'AD_GROUP'],
  ['ad', 'AD'],
]);

const knownFields: ReadonlySet<string> = new Set([
  'account_id',
  'campaign_id',
  'adset_id',
  'ad_id',
  'spend',
  'impressions',
  'clicks',
]);

/** The rows of a question, or why it cannot be answered. */
export function insightsOf(
  parameters: URLSearchParams,
  account: EstateAccount,
  estate: Estate,
): readonly TwinNode[] | GraphError {
  const level = levels.get(parameters.get('level') ?? '');
  if (!level) return invalidParameter('Param level must be one of {ad, adset, campaign}.', 'level');
  const fields = (parameters.get('fields') ?? '').split(',').filter((field) => field !== '');
  const unknown = fields.find((field) => !knownFields.has(field));
  if (unknown !== undefined) return invalidParameter(`${unknown} is not valid for fields param.`, 'fields');
  const breakdown = parameters.get('breakdowns');
  if (breakdown !== null && breakdown !== hourBreakdown)
    return invalidParameter(`${breakdown} is not valid for breakdowns param.`, 'breakdowns');
  if (parameters.get('time_increment') !== '1')
    return invalidParameter('Only time_increment of 1 is known here.', 'time_increment');
  const days = range.safeParse(jsonOf(parameters.get('time_range')));
  if (!days.success || days.data.since > days.data.until)
    return invalidParameter('Param time_range must hold since and until.', 'time_range');
  const grain = breakdown === null ? 'DAY' : 'HOUR';
  const { since: firstDay, until: lastDay } = days.data;
  const rows = estate.report(account.externalId, { level, grain, firstDay, lastDay });
  return mergeHours(rows, account, grain === 'HOUR').map((row) => rowOf(row, account, fields, level));
}

interface Row extends EstateReportRow {
  /** Undefined for a whole day. */
  readonly hour: number | undefined;
}

/** An hour that a day has twice is one row. */
function mergeHours(rows: readonly EstateReportRow[], account: EstateAccount, isHourly: boolean): readonly Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const hour = isHourly ? localHour(row.startsAt, account.timeZone) : undefined;
    const key = `${row.day} ${hour} ${row.campaignExternalId} ${row.adGroupExternalId} ${row.adExternalId}`;
    const before = merged.get(key);
    merged.set(key, {
      ...row,
      hour,
      spendMicros: row.spendMicros + (before?.spendMicros ?? 0n),
      impressions: row.impressions + (before?.impressions ?? 0n),
      clicks: row.clicks + (before?.clicks ?? 0n),
    });
  }
  return [...merged.values()];
}

function rowOf(row: Row, account: EstateAccount, fields: readonly string[], level: EntityLevel): TwinNode {
  const values: Readonly<Record<string, string | null>> = {
    account_id: account.externalId,
    campaign_id: row.campaignExternalId,
    adset_id: level === 'CAMPAIGN' ? null : row.adGroupExternalId,
    ad_id: level === 'AD' ? row.adExternalId : null,
    spend: decimal(row.spendMicros, account.currency),
    impressions: String(row.impressions),
    clicks: String(row.clicks),
  };
  const selected = fields.flatMap((field) => (values[field] == null ? [] : [[field, values[field]]]));
  const hour = row.hour === undefined ? undefined : String(row.hour).padStart(2, '0');
  return {
    ...Object.fromEntries(selected),
    date_start: row.day,
    date_stop: row.day,
    ...(hour !== undefined && { [hourBreakdown]: `${hour}:00:00 - ${hour}:59:59` }),
  };
}

/** With as many decimals as the currency has. */
function decimal(micros: bigint, currency: string): string {
  const places = 7 - String(minorUnitMicros(currency)).length;
  const [whole = '0', fraction = ''] = formatDecimalMicros(micros).split('.');
  return places === 0 ? whole : `${whole}.${fraction.padEnd(places, '0')}`;
}

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
