// Requests of which nobody knows whether they were done: their process ended before the answer, or the answer was lost.
import { countChange } from '../../common/change-count.ts';
import { type Move, moveRequests } from '../move-requests.ts';
import { lockRequests } from '../request-store.ts';
import { decideReadBack } from './decide-read-back.ts';
import { wantedOf } from './decide-send.ts';
import { type ClaimedChange, listInDoubt, listOvertaken, lockLeases, putOff } from './delivery-store.ts';
import { type ConnectedAccount, deliveryActor, type DeliveryWorld } from './delivery-world.ts';
import type { SeenChange } from './record-sent.ts';
import { printSetting, settingOf } from './setting.ts';

/** Whoever waits for an older one to be settled looks again so soon. */
const doubtMs = 250;

/**
 * Puts on record that nobody knows about requests whose process has ended: they were recorded as sent, and their lease
 * ran out.
 */
export async function recordLost(
  world: DeliveryWorld,
  { advertiserId }: ConnectedAccount,
  lost: readonly ClaimedChange[],
): Promise<void> {
  await world.db.transaction().execute(async (trx) => {
    const ids = lost.map(({ requestId }) => requestId);
    const requests = await lockRequests(trx, advertiserId, ids);
    const held = await lockLeases(trx, advertiserId, lost);
    const moves = requests
      .filter(({ id, state }) => state === 'SENT' && held.has(id))
      .map((request): Move => ({ request, path: ['UNKNOWN'], actor: deliveryActor, detail: { why: 'PROCESS_ENDED' } }));
    await moveRequests(trx, world, moves);
    await countChange(trx, [advertiserId]);
  });
}

/**
 * Decides about requests of unknown outcome by what the platform holds. `isSettled` says that it has had its time to do
 * what it was asked for.
 */
export async function recordReadBack(
  world: DeliveryWorld,
  { advertiserId }: ConnectedAccount,
  seen: readonly SeenChange[],
  isSettled: boolean,
): Promise<void> {
  await world.db.transaction().execute(async (trx) => {
    const ids = seen.map(({ claimed }) => claimed.requestId);
    const requests = new Map((await lockRequests(trx, advertiserId, ids)).map((request) => [request.id, request]));
    const claims = seen.map(({ claimed }) => claimed);
    const held = await lockLeases(trx, advertiserId, claims);
    const overtaken = await listOvertaken(trx, advertiserId, ids);
    const inDoubt = await listInDoubt(trx, advertiserId, ids);
    const decided = seen.flatMap(({ claimed, live }) => {
      const request = requests.get(claimed.requestId);
      if (!request || request.state !== 'UNKNOWN' || !held.has(request.id)) return [];
      const wanted = wantedOf(request);
      const setting = live && settingOf(live, request.kind);
      const to = decideReadBack({
        request,
        wanted,
        live: setting,
        isRemoved: live?.status === 'REMOVED',
        hasNewer: overtaken.has(request.id),
        isInDoubt: inDoubt.has(request.id),
        attempts: claimed.attempts,
        isSettled,
        now: world.now(),
      });
      const detail = { wanted: printSetting(wanted), live: setting ? printSetting(setting) : null };
      return [{ claimed, request, to, detail }];
    });
    const moves = decided.flatMap(({ request, to, detail }): Move[] =>
      to === 'WAIT' ? [] : [{ request, path: [to], actor: deliveryActor, detail }],
    );
    await moveRequests(trx, world, moves);
    const pauses = decided.map(({ claimed, to }) => ({
      ...claimed,
      afterMs: to !== 'WAIT' ? 0 : inDoubt.has(claimed.requestId) ? doubtMs : world.times.settleMs,
    }));
    await putOff(trx, advertiserId, pauses);
    await countChange(trx, [advertiserId]);
  });
}
