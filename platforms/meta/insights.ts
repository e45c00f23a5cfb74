// Reports of Meta: insights, asked for at once where they are small, and as a job that is waited for where they are not.
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { addDays, daysBetween } from '../../subgraphs/common/period.ts';
import { parseDecimalMicros } from '../../subgraphs/common/money.ts';
import { startOfDay } from '../../subgraphs/common/time-zone.ts';
import {
  type EntityLevel,
  PlatformError,
  type ReportOptions,
  type ReportQuery,
  type ReportRow,
  type UnreadableRow,
} from '../ad-platform.ts';
import { startOfHour } from '../local-hours.ts';
import { type Field, localDateShape, mapField, readableRows, readField, rowOf } from '../report-rows.ts';
import type { MetaCalls, Parameters } from './call.ts';
import { tooMuchData } from './failure.ts';
import { count, hourBreakdown, hourOfDay, identifier, insightsRow, reportRun, reportRunCreated } from './wire.ts';

export interface InsightsOptions extends ReportOptions {
  readonly timeZone: string;
  /** How long to wait before a job is asked about again, at first; later up to twelve times as long. */
  readonly pollMs: number;
}

const wireLevels = { CAMPAIGN: 'campaign', AD_GROUP: 'adset', AD: 'ad' } as const;

/** Page by page. Throws a `PlatformError`. */
export async function* readInsights(
  calls: MetaCalls,
  accountExternalId: string,
  query: ReportQuery,
  options: InsightsOptions,
): AsyncGenerator<readonly ReportRow[]> {
  const edge = `/act_${accountExternalId}/insights`;
  const parameters = parametersOf(query);
  const readPage = (page: readonly unknown[]) =>
    readableRows(
      'Meta',
      page.map((row) => reportRowOf(row, query, options.timeZone)),
      options,
    );
  if (!isLarge(query)) {
    try {
      for await (const page of calls.pages(edge, { ...parameters, limit: '500' }, insightsRow, options))
        yield readPage(page);
      return;
    } catch (error) {
      // Refused before the first page: nothing was handed out yet.
      if (!(error instanceof PlatformError) || error.detail.platformCode !== tooMuchData) throw error;
    }
  }
  const runId = await finishRun(calls, edge, parameters, options);
  for await (const page of calls.pages(`/${runId}/insights`, { limit: '500' }, insightsRow, options))
    yield readPage(page);
}

/** What Meta seldom works out while a request waits. */
function isLarge({ level, grain, firstDay, lastDay }: ReportQuery): boolean {
  const days = daysBetween(firstDay, lastDay) + 1;
  return days * (grain === 'HOUR' ? 24 : 1) * (level === 'CAMPAIGN' ? 1 : 4) > 200;
}

function parametersOf({ level, grain, firstDay, lastDay }: ReportQuery): Parameters {
  const ids = { CAMPAIGN: 'campaign_id', AD_GROUP: 'campaign_id,adset_id', AD: 'campaign_id,adset_id,ad_id' };
  return {
    level: wireLevels[level],
    fields: `${ids[level]},spend,impressions,clicks`,
    time_increment: '1',
    time_range: JSON.stringify({ since: firstDay, until: lastDay }),
    ...(grain === 'HOUR' && { breakdowns: hourBreakdown }),
  };
}

/** Meta gives a job an hour at most. */
const maxWaitMs = 3_600_000;

/** Starts a job and waits for its end. Returns its identifier. */
async function finishRun(
  calls: MetaCalls,
  edge: string,
  parameters: Parameters,
  { pollMs, signal }: InsightsOptions,
): Promise<string> {
  const called = signal ? { signal } : {};
  const { report_run_id: runId } = await calls.post(edge, parameters, reportRunCreated, { ...called, isWrite: false });
  let waitMs = pollMs;
  for (let waitedMs = 0; waitedMs < maxWaitMs; waitedMs += waitMs) {
    const fields = 'async_status,async_percent_completion';
    const { async_status: status } = await calls.get(`/${runId}`, { fields }, reportRun, called);
    if (status === 'Job Completed') return runId;
    if (status === 'Job Failed' || status === 'Job Skipped') throw jobFailed(`The report ended as '${status}'.`);
    await pause(waitMs, undefined, called).catch(() => {
      throw jobFailed('It was given up while the report was under way.');
    });
    waitMs = Math.min(waitMs * 1.5, pollMs * 12);
  }
  throw jobFailed('The report was not ready within an hour.');
}

function jobFailed(message: string): PlatformError {
  const detail = { platformCode: undefined, message, requestId: undefined, isUnknownCode: false };
  return new PlatformError({ kind: 'TRANSIENT' }, detail);
}

const idFields: Readonly<Record<EntityLevel, string>> = { CAMPAIGN: 'campaign_id', AD_GROUP: 'adset_id', AD: 'ad_id' };

/** What is zero may be left out of a row. Values may move for 28 days, and Meta does not say when they have stopped. */
export function reportRowOf(row: unknown, query: ReportQuery, timeZone: string): ReportRow | UnreadableRow {
  const fields = {
    externalId: readField(row, idFields[query.level], identifier),
    campaignExternalId: readField(row, 'campaign_id', identifier),
    startsAt: startsAtOf(row, query, timeZone),
    spendMicros: mapField(readField(row, 'spend', z.string().default('0')), parseDecimalMicros),
    impressions: readField(row, 'impressions', count.default(0n)),
    clicks: readField(row, 'clicks', count.default(0n)),
  };
  return rowOf(query, fields, undefined);
}

function startsAtOf(row: unknown, { grain }: ReportQuery, timeZone: string): Field<Date> {
  const date = readField(row, 'date_start', localDateShape);
  const { value: day } = date;
  if (grain === 'DAY' || day === undefined) return mapField(date, (of) => startOfDay(of, timeZone));
  return mapField(readField(row, hourBreakdown, hourOfDay), (hour) => beginningOf(day, hour, timeZone));
}

/** An hour that clocks skipped holds nothing; should there be something, it belongs to the hour after. */
function beginningOf(day: string, hour: number, timeZone: string): Date {
  return (
    startOfHour(day, hour, timeZone) ?? startOfHour(day, hour + 1, timeZone) ?? startOfDay(addDays(day, 1), timeZone)
  );
}
