// Work that TikTok does in its own time: a task is created, asked after until it is done, and its file downloaded.
import { setTimeout as sleep } from 'node:timers/promises';
import { parse as parseCsv } from 'csv-parse/sync';
import { z } from 'zod';
import { type CallOptions, PlatformError } from '../ad-platform.ts';
import { malformedAnswer } from '../malformed-answer.ts';
import type { Parameters, TikTokCalls } from './calls.ts';
import { taskShape, taskStateShape } from './wire.ts';

export interface TaskPaths {
  readonly create: string;
  readonly check: string;
  readonly download: string;
}

export interface TaskPace {
  readonly pollMs: number;
  /** Longer than any report takes. */
  readonly maxPolls: number;
}

/** The lines of the task's file by the names in its first line. Throws a `PlatformError`. */
export async function runTask(
  calls: TikTokCalls,
  paths: TaskPaths,
  body: Parameters & { readonly advertiser_id: string },
  pace: TaskPace,
  options: CallOptions,
): Promise<readonly Readonly<Record<string, string>>[]> {
  const { task_id: taskId } = await calls.start(paths.create, body, taskShape, options);
  const task = { advertiser_id: body.advertiser_id, task_id: taskId };
  await waitForTask(calls, paths.check, task, pace, options);
  return readCsv(await calls.download(paths.download, task, options));
}

async function waitForTask(
  calls: TikTokCalls,
  path: string,
  task: Parameters,
  { pollMs, maxPolls }: TaskPace,
  options: CallOptions,
): Promise<void> {
  for (let poll = 0; poll < maxPolls; poll += 1) {
    const { status, message } = await calls.read(path, task, taskStateShape, options);
    if (status === 'SUCCESS') return;
    if (status !== 'QUEUING' && status !== 'PROCESSING')
      throw notDone(`The task is ${status}. ${message ?? ''}`, status);
    await pause(pollMs, options.signal);
  }
  throw notDone(`The task was not done after ${maxPolls} looks.`, undefined);
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    throw new PlatformError({ kind: 'TRANSIENT' }, detailOf('It was given up while it was waited for.', undefined), {
      cause: error,
    });
  }
}

function notDone(message: string, status: string | undefined): PlatformError {
  return new PlatformError({ kind: 'TRANSIENT' }, detailOf(message, status));
}

function detailOf(message: string, status: string | undefined) {
  const isKnown = status === undefined || status === 'FAILED' || status === 'CANCELED';
  return { platformCode: status, message, requestId: undefined, isUnknownCode: !isKnown };
}

const linesShape = z.array(z.record(z.string(), z.string()));

function readCsv(text: string): readonly Readonly<Record<string, string>>[] {
  try {
    return linesShape.parse(
      parseCsv(text, { columns: true, bom: true, skip_empty_lines: true, relax_column_count: false }),
    );
  } catch (error) {
    throw malformedAnswer('TikTok', `A file could not be read: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}
