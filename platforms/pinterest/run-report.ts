// A report that Pinterest makes in its own time: asked for, looked after until it is finished, and fetched from where it lies.
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallOptions, PlatformError, type ReportQuery } from '../ad-platform.ts';
import { columnsOf, levelWords } from './analytics.ts';
import { accountPath, type PinterestCalls } from './calls.ts';
import { createdReportShape, reportFileShape, reportStateShape } from './wire.ts';

export interface ReportPace {
  readonly pollMs: number;
  readonly maxPolls: number;
}

/** The rows of the report. Throws a `PlatformError`. */
export async function runReport(
  calls: PinterestCalls,
  accountExternalId: string,
  { level, grain, firstDay, lastDay }: ReportQuery,
  pace: ReportPace,
  options: CallOptions,
): Promise<readonly unknown[]> {
  const path = `${accountPath(accountExternalId)}/reports`;
  const body = {
    start_date: firstDay,
    end_date: lastDay,
    granularity: grain,
    level: levelWords[level].reportLevel,
    columns: columnsOf(level),
    report_format: 'JSON',
  };
  // Nothing that an advertiser has is changed by asking for a report.
  const { data } = await calls.send({ method: 'POST', path, body, isWrite: false, ...options }, createdReportShape);
  const url = await waitForReport(calls, path, data.token, pace, options);
  const rows = await calls.download(url, reportFileShape, options);
  return Array.isArray(rows) ? rows : Object.values(rows).flat();
}

async function waitForReport(
  calls: PinterestCalls,
  path: string,
  token: string,
  { pollMs, maxPolls }: ReportPace,
  options: CallOptions,
): Promise<string> {
  const query = new URLSearchParams({ token });
  for (let poll = 0; poll < maxPolls; poll += 1) {
    const { data } = await calls.send({ method: 'GET', path, query, isWrite: false, ...options }, reportStateShape);
    if (data.report_status === 'FINISHED' && data.url) return data.url;
    if (data.report_status !== 'IN_PROGRESS') throw notDone(`The report is ${data.report_status}.`, data.report_status);
    await pause(pollMs, options.signal);
  }
  throw notDone(`The report was not finished after ${maxPolls} looks.`, undefined);
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw notDone('It was given up while it was waited for.', undefined);
  }
}

const knownEnds: ReadonlySet<string> = new Set(['FINISHED', 'EXPIRED', 'FAILED', 'CANCELLED', 'DOES_NOT_EXIST']);

function notDone(message: string, status: string | undefined): PlatformError {
  const isUnknownCode = status !== undefined && !knownEnds.has(status);
  return new PlatformError(
    { kind: 'TRANSIENT' },
    { platformCode: status, message, requestId: undefined, isUnknownCode },
  );
}
