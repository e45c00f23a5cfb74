// Delivery as long as a process runs: woken by the event log's notifications, and looking by itself now and then, because a
// notification may be missed and a pause may end. Several processes share the work by leases.
import { channelOf } from '../../common/event-log/event-store.ts';
import { listen } from '../../common/event-log/listener.ts';
import { createPause } from '../../common/event-log/pause.ts';
import { deliverAccount } from './deliver-account.ts';
import { type DueAccount, listDueAccounts } from './delivery-store.ts';
import type { DeliveryWorld } from './delivery-world.ts';
import type { PlatformLines } from './platform-lines.ts';

/** How soon what became due by itself is seen. */
const pollMs = 500;

/** Delivery wakes itself with every request that it moves; it does not look more often than this. */
const restMs = 20;

export interface DeliveryOptions {
  readonly world: DeliveryWorld;
  readonly lines: PlatformLines;
  readonly databaseUrl: string;
  readonly schema: string;
}

export interface Delivery {
  /** Begins nothing new, and resolves when what is under way has been recorded. */
  close(): Promise<void>;
}

export function startDelivery({ world, lines, databaseUrl: url, schema }: DeliveryOptions): Delivery {
  const pause = createPause();
  const closing = new AbortController();
  const working = new Map<string, Promise<void>>();
  const restUntilMs = new Map<string, number>();
  const { logger } = world;
  const listener = listen({ url, schema, channel: channelOf(schema), logger, onWake: () => pause.wake() });

  const work = async (account: DueAccount): Promise<void> => {
    const line = lines.lineTo(account);
    if (!line) return;
    const waitMs = await deliverAccount({ world, account, line }, closing.signal).catch((error: unknown) => {
      logger.error({ err: error, account }, 'changes could not be delivered; they are tried again');
      return pollMs;
    });
    restUntilMs.set(account.accountId, world.monotonicMs() + waitMs);
  };
  const lookForWork = async (): Promise<void> => {
    for (const account of await listDueAccounts(world.db)) {
      const { accountId } = account;
      if (working.has(accountId) || (restUntilMs.get(accountId) ?? 0) > world.monotonicMs()) continue;
      const done = work(account).finally(() => {
        working.delete(accountId);
        pause.wake();
      });
      working.set(accountId, done);
    }
  };
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await lookForWork().catch((error: unknown) => {
        logger.warn({ err: error }, 'what is to be delivered could not be looked up; trying again');
      });
      await world.sleep(restMs);
      await pause.wait(pollMs);
    }
  };
  const running = run();
  return {
    async close() {
      closing.abort();
      pause.wake();
      await listener.close();
      await running;
      await Promise.all(working.values());
    },
  };
}
