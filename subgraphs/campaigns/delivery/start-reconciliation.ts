// Accounts are compared with their platforms one after the other, as long as a process runs. Several processes share the work
// by leases.
import { PlatformError } from '../../../platforms/ad-platform.ts';
import type { Database } from '../../common/database.ts';
import { createPause } from '../../common/event-log/pause.ts';
import type { Tables } from '../tables.ts';
import {
  claimReconciliation,
  type DueReconciliation,
  endReconciliation,
  postponeReconciliation,
} from './account-state-store.ts';
import type { DeliveryWorld } from './delivery-world.ts';
import type { AccountLine, PlatformLines } from './platform-lines.ts';
import { reconcileAccount } from './reconcile-account.ts';

/** How soon what is asked for is seen. */
const pollMs = 1_000;

/** A large account takes minutes to read; whoever takes longer is taken for gone. */
const leaseMs = 600_000;

/** After a failure that does not say how long to wait. */
const retryMs = 30_000;

export interface ReconciliationOptions {
  readonly world: DeliveryWorld;
  readonly database: Database<Tables>;
  readonly lines: PlatformLines;
  /** How long after an account was compared it is compared again. */
  readonly everyMs: number;
}

export interface Reconciliation {
  /** Begins nothing new, and resolves when the account at hand is done. */
  close(): Promise<void>;
}

export function startReconciliation(options: ReconciliationOptions): Reconciliation {
  const { world, lines, everyMs } = options;
  const pause = createPause();
  let isClosed = false;

  const compare = async (account: DueReconciliation, line: AccountLine): Promise<void> => {
    const { askedPolicy: policy, askedBy: by } = account;
    const asked = policy !== null && by !== null ? { policy, by } : undefined;
    try {
      await reconcileAccount({ ...options, account, line, asked });
      await endReconciliation(world.db, account, everyMs);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      world.logger.warn({ err: error, account }, 'an account could not be compared with its platform');
      await postponeReconciliation(world.db, account, pauseAfter(error));
    }
  };
  /** Returns whether there may be more to do at once. */
  const turn = async (): Promise<boolean> => {
    const account = await claimReconciliation(world.db, { leaseMs });
    if (!account) return false;
    const line = lines.lineTo(account);
    const waitMs = line ? line.takeTurn(world.monotonicMs(), false) : everyMs;
    if (line && waitMs === 0) await compare(account, line);
    else await postponeReconciliation(world.db, account, waitMs);
    return true;
  };
  const run = async (): Promise<void> => {
    while (!isClosed) {
      const isMore = await turn().catch((error: unknown) => {
        world.logger.error({ err: error }, 'accounts cannot be compared with their platforms; trying again');
        return false;
      });
      if (!isMore) await pause.wait(pollMs);
    }
  };
  const running = run();
  return {
    async close() {
      isClosed = true;
      pause.wake();
      await running;
    },
  };
}

function pauseAfter({ failure }: PlatformError): number {
  return failure.kind === 'THROTTLED' ? (failure.retryAfterMs ?? retryMs) : retryMs;
}
