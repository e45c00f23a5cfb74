// An account is kept while it is read, however long that takes, and let go of when somebody else has it.
import type { ClaimedAccount } from './sync-state-store.ts';
import { renewLease } from './sync-state-store.ts';
import type { SyncWorld } from './sync-world.ts';

/** The account is another process's by now: what was read of it is theirs to read. */
export class LeaseLost extends Error {
  constructor() {
    super('The account belongs to another process by now.');
    this.name = 'LeaseLost';
  }
}

/** Works with a signal that is aborted when the given one is, or with a `LeaseLost`. */
export async function holdLease<Result>(
  { target, times: { leaseMs }, logger }: SyncWorld,
  account: ClaimedAccount,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const lost = new AbortController();
  const renew = async (): Promise<void> => {
    if (!(await renewLease(target.database.db, account, leaseMs))) lost.abort(new LeaseLost());
  };
  const timer = setInterval(() => {
    // What cannot be renewed now may be in time the next time; the fence holds in any case.
    renew().catch((error: unknown) => logger.warn({ err: error }, 'a lease could not be renewed'));
  }, leaseMs / 3);
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(timer);
  }
}
