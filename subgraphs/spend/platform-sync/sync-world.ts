// What reading reports works with.
import type { Logger } from 'pino';
import { z } from 'zod';
import type { PlatformCode } from '../../../platforms/ad-platform.ts';
import type { SpendTarget } from '../ingest.ts';

/** Between which steps a process may end at any moment. */
export type SyncStep = 'CLAIMED' | 'READ' | 'RECORDED';

export interface SyncTimes {
  /** How often the running day of an account is read. */
  readonly everyMs: number;
  /** So long an account belongs to a process that gives no sign of life. */
  readonly leaseMs: number;
}

export const defaultSyncTimes: SyncTimes = { everyMs: 60_000, leaseMs: 60_000 };

export interface SyncWorld {
  readonly target: SpendTarget;
  readonly logger: Logger;
  readonly now: () => Date;
  /** A clock that nobody sets. */
  readonly monotonicMs: () => number;
  /** From 0 up to but not including 1. */
  readonly random: () => number;
  readonly times: SyncTimes;
  /** Told how many rows a report lacks because they could not be read, or were wrong. */
  readonly onLackingRows?: ((platform: PlatformCode, rows: number) => void) | undefined;
  /** Called between steps, so that a test can end the process there; nothing else may depend on it. */
  readonly atStep?: ((step: SyncStep) => Promise<void>) | undefined;
}

const seconds = z
  .string()
  .regex(/^\d+$/)
  .transform(Number)
  .pipe(z.int().min(1).max(3_600))
  .default(defaultSyncTimes.everyMs / 1_000);

type ReportEvery =
  | { readonly success: true; readonly reportEveryMs: number }
  | { readonly success: false; readonly problems: readonly string[] };

/** How often the running day of each followed account is read, as the environment says (`SPEND_REPORT_SECONDS`). */
export function readReportEvery(environment: Readonly<Record<string, string | undefined>>): ReportEvery {
  const read = seconds.safeParse(environment['SPEND_REPORT_SECONDS'] || undefined);
  if (read.success) return { success: true, reportEveryMs: read.data * 1_000 };
  return { success: false, problems: ['SPEND_REPORT_SECONDS: expected whole seconds, 1 to 3600'] };
}
