// What reading reports works with.
import type { Logger } from 'pino';
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
  /** Called between steps, so that a test can end the process there; nothing else may depend on it. */
  readonly atStep?: ((step: SyncStep) => Promise<void>) | undefined;
}
