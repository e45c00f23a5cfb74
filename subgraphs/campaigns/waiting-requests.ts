// What moves requests that wait for a time: those that are due go on, those that were waited for too long are given up.
import type { Logger } from 'pino';
import { countChange } from '../common/change-count.ts';
import type { ChangeRequest } from './change-request.ts';
import type { World } from './context.ts';
import { moveRequests } from './move-requests.ts';
import { releaseRequest } from './release-request.ts';
import { listDueRequests, lockRequests } from './request-store.ts';

/** Who moves them, as the audit trail has it. */
const actor = 'clock';

/** Moves on whatever is due by now, each in a transaction of its own. Returns how many there were. */
export async function moveDueRequests(world: World): Promise<number> {
  const due = await listDueRequests(world.db, world.now());
  for (const request of due) await moveDue(world, request);
  return due.length;
}

async function moveDue(world: World, { advertiserId, id }: ChangeRequest): Promise<void> {
  await world.db.transaction().execute(async (trx) => {
    const [request] = await lockRequests(trx, advertiserId, [id]);
    const now = world.now();
    if (!request || (request.state !== 'PENDING_APPROVAL' && request.state !== 'APPROVED')) return;
    if (request.expiresAt <= now) {
      await moveRequests(trx, world, [{ request, path: ['EXPIRED'], actor }]);
    } else if (request.state === 'APPROVED') {
      const released = await releaseRequest(trx, world, request, { actor, detail: { due: true } });
      if (released.kind === 'refused') {
        const { code, message } = released;
        await moveRequests(trx, world, [{ request, path: ['REJECTED'], actor, detail: { code, message } }]);
      }
    }
    await countChange(trx, [advertiserId]);
  });
}

const intervalMs = 1_000;

/** Looks every second. Several processes may: whoever locks a request first moves it. */
export function startClock(world: World, logger: Logger): { stop(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    running = moveDueRequests(world)
      .catch((error: unknown) => logger.error({ err: error }, 'requests that are due could not be moved'))
      .finally(() => {
        isRunning = false;
      });
  }, intervalMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
