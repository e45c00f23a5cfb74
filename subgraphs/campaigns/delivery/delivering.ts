import type { DueAccount } from './delivery-store.ts';
import type { DeliveryWorld } from './delivery-world.ts';
import type { Waiting } from './next-step.ts';
import type { AccountLine } from './platform-lines.ts';

/** One process's work for one account. */
export interface Delivering {
  readonly world: DeliveryWorld;
  readonly account: DueAccount;
  readonly line: AccountLine;
}

/** Has the account, or all accounts of the same credentials, wait as the platform wants it. */
export function holdBack({ world, line }: Delivering, waiting: Waiting, afterMs: number): void {
  const signal = { usedShare: undefined, blockedForMs: afterMs };
  if (waiting === 'ACCOUNT') line.accountQuota.hear(world.monotonicMs(), signal);
  if (waiting === 'CREDENTIALS') line.credentialsQuota.hear(world.monotonicMs(), signal);
}
