// Reports of followed accounts are read as long as a process runs, some accounts at a time. Several processes share the work by
// leases.
import { type ConnectPlatform, PlatformError } from '../../../platforms/ad-platform.ts';
import { createPause } from '../../common/event-log/pause.ts';
import { holdLease, LeaseLost } from './hold-lease.ts';
import { needsSomebody, pauseAfterFailure } from './pause-after-failure.ts';
import { type AccountWay, openPlatformWays, type PlatformWays } from './platform-ways.ts';
import { NoTurn } from './read-report.ts';
import { readEveryMs, syncAccount } from './sync-account.ts';
import {
  claimAccount,
  type ClaimedAccount,
  endReading,
  failReading,
  giveBack,
  type Reach,
} from './sync-state-store.ts';
import type { SyncWorld } from './sync-world.ts';

/** How soon an account that is due is seen. */
const pollMs = 1_000;

/** As many accounts are read at once by one process: a large report is waited for, and others do not wait for it. */
const atOnce = 4;

/** After a failure that is no platform's. */
const internalMs = 30_000;

export interface PlatformSync {
  /** Begins nothing new, gives up what is being read, and resolves when nothing is recorded any more. */
  close(): Promise<void>;
}

export function startPlatformSync(world: SyncWorld, connect: ConnectPlatform): PlatformSync {
  const closing = new AbortController();
  const ways = openPlatformWays(connect, world.monotonicMs);
  const pauses = Array.from({ length: atOnce }, createPause);
  const unreachable: Reach[] = [];

  const run = async (pause: ReturnType<typeof createPause>): Promise<void> => {
    while (!closing.signal.aborted) {
      const isMore = await takeTurn(world, ways, unreachable, closing.signal).catch((error: unknown) => {
        world.logger.error({ err: error }, 'reports cannot be read; trying again');
        return false;
      });
      if (!isMore) await pause.wait(pollMs);
    }
  };
  const running = pauses.map(run);
  return {
    async close() {
      closing.abort();
      for (const pause of pauses) pause.wake();
      await Promise.all(running);
      await ways.close();
    },
  };
}

/** Reads one account, if any is due; returns whether one was. */
export async function takeTurn(
  world: SyncWorld,
  ways: PlatformWays,
  unreachable: Reach[],
  signal: AbortSignal,
): Promise<boolean> {
  const { db } = world.target.database;
  const account = await claimAccount(db, { leaseMs: world.times.leaseMs, unreachable });
  if (!account) return false;
  const way = ways.wayTo(account);
  if (way) await readAccount(world, account, way, signal);
  else {
    unreachable.push({ platform: account.platform, mode: account.mode });
    await giveBack(db, account, 0);
  }
  return true;
}

async function readAccount(
  world: SyncWorld,
  account: ClaimedAccount,
  way: AccountWay,
  signal: AbortSignal,
): Promise<void> {
  const { db } = world.target.database;
  try {
    const isMore = await holdLease(world, account, signal, (held) =>
      syncAccount({ world, account, way, signal: held }),
    );
    await endReading(db, account, isMore ? 0 : jitter(readEveryMs(account, world), world.random()));
  } catch (error) {
    if (error instanceof LeaseLost) return;
    if (signal.aborted) return await giveBack(db, account, 0);
    if (error instanceof NoTurn) return await giveBack(db, account, error.waitMs);
    await failAccount(world, account, error);
  }
}

/** A tenth earlier or later: accounts that were read together do not stay together. */
function jitter(ms: number, random: number): number {
  return Math.floor(ms * (0.9 + 0.2 * random));
}

async function failAccount(world: SyncWorld, account: ClaimedAccount, error: unknown): Promise<void> {
  const { advertiserId, accountId, platform, externalId } = account;
  const place = { advertiserId, accountId, platform, externalId };
  const { db } = world.target.database;
  if (!(error instanceof PlatformError)) {
    world.logger.error({ err: error, ...place }, 'an account could not be read');
    return await failReading(db, account, { kind: 'INTERNAL', dueInMs: jitter(internalMs, world.random()) });
  }
  const { failure, detail } = error;
  const failures = account.failures + 1;
  const dueInMs = pauseAfterFailure({ failure, failures, now: world.now(), random: world.random() });
  const line = { err: error, failure, detail, failures, dueInMs, ...place };
  if (needsSomebody(failure) || detail.isUnknownCode)
    world.logger.error(line, 'an account cannot be read until somebody has looked');
  else world.logger.warn(line, 'an account could not be read; it is tried again');
  await failReading(db, account, { kind: failure.kind, dueInMs });
}
