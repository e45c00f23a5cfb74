// One account's changes on their way: claimed, compared with the platform, recorded as sent, sent, and their outcome recorded.
// Between any two of these the process may end; what is claimed then becomes due again, and what is recorded as sent is
// looked at before anything else is done about it.
import type { Delivering } from './delivering.ts';
import { type ClaimedChange, claimChanges, putOff } from './delivery-store.ts';
import { recordLost, recordReadBack } from './read-back.ts';
import { letGo, readLive } from './read-live.ts';
import type { SeenChange } from './record-sent.ts';
import { tellPressure } from './quota-pressure.ts';
import { sendGroup } from './send-group.ts';

/** Changes are claimed for about so long a time of sending, so that what was read of them is still fresh. */
const claimedForMs = 1_000;
const maxClaimed = 500;

/** What is recorded together leaves within so long a time, which must be well below that for which the record is good. */
const groupMs = 250;

/** More are not recorded in one transaction: it locks all of their entities. */
const maxGroup = 50;

/** So many groups of an account may be without an answer at a time. */
const maxInFlight = 6;

/** A pause that is waited for with changes in hand; before a longer one they are let go. */
const maxPauseMs = 500;

/**
 * Delivers what is due of the account, until nothing is or the platform wants a pause. Returns how long that pause is.
 * Rejects when the database cannot be reached; what was claimed is then due again when its lease ends.
 */
export async function deliverAccount(delivering: Delivering, signal: AbortSignal): Promise<number> {
  const { world, account, line } = delivering;
  const inFlight = new Set<Promise<void>>();
  try {
    while (!signal.aborted) {
      const waitMs = line.takeTurn(world.monotonicMs(), account.isUrgent);
      if (waitMs > maxPauseMs) return waitMs;
      if (waitMs > 0) {
        await world.sleep(waitMs);
        continue;
      }
      const claimed = await claimChanges(world.db, account, {
        limit: loadOf(delivering),
        leaseMs: world.times.leaseMs,
      });
      if (claimed.length === 0) return 0;
      await world.atStep?.('CLAIMED');
      const pauseMs = await deliverClaimed(delivering, claimed, inFlight);
      if (pauseMs > 0) return pauseMs;
    }
    return 0;
  } finally {
    await Promise.allSettled(inFlight);
    await tellPressure(world, account, line);
  }
}

/** How many requests a second the platform takes from the account. */
function paceOf({ line }: Delivering): number {
  const { requestsPerSecond } = line.client.traits;
  return Math.max(1, Math.min(requestsPerSecond.account, requestsPerSecond.app));
}

/** How many changes to record and send together: what leaves within a moment. */
function groupOf(delivering: Delivering): number {
  const requests = Math.max(1, Math.floor((paceOf(delivering) * groupMs) / 1_000));
  return Math.min(maxGroup, requests * delivering.line.client.traits.maxWritesPerRequest);
}

/** How many changes to claim at once. */
function loadOf(delivering: Delivering): number {
  const { maxWritesPerRequest } = delivering.line.client.traits;
  const perRequest = Math.min(maxGroup, maxWritesPerRequest);
  return Math.ceil(Math.min(maxClaimed, (paceOf(delivering) * perRequest * claimedForMs) / 1_000));
}

/** Settles what nobody knows about, then sends the rest. Returns how long the account must wait. */
async function deliverClaimed(
  delivering: Delivering,
  claimed: readonly ClaimedChange[],
  inFlight: Set<Promise<void>>,
): Promise<number> {
  const { world, account } = delivering;
  const lost = claimed.filter(({ state }) => state === 'SENT');
  if (lost.length > 0) await recordLost(world, account, lost);
  const reading = await readLive(delivering, claimed);
  if (reading.kind === 'FAILED') return await letGo(delivering, claimed, reading.error);
  await world.atStep?.('READ');
  const unknown = reading.seen.filter(({ claimed: one }) => one.state !== 'QUEUED').map(countLoss);
  if (unknown.length > 0) await recordReadBack(world, account, unknown, true);
  const queued = reading.seen.filter(({ claimed: one }) => one.state === 'QUEUED');
  return await sendInGroups(delivering, queued, inFlight);
}

/** That a process ended over a change counts as an attempt: what ends every process must not be tried for ever. */
function countLoss(seen: SeenChange): SeenChange {
  const { claimed } = seen;
  return claimed.state === 'SENT' ? { ...seen, claimed: { ...claimed, attempts: claimed.attempts + 1 } } : seen;
}

/** Sends in groups that leave within a moment. Returns how long the account must wait. */
async function sendInGroups(
  delivering: Delivering,
  queued: readonly SeenChange[],
  inFlight: Set<Promise<void>>,
): Promise<number> {
  const { world, account, line } = delivering;
  const size = groupOf(delivering);
  for (let start = 0; start < queued.length;) {
    if (inFlight.size >= maxInFlight) await Promise.race(inFlight);
    const group = queued.slice(start, start + size);
    const waitMs = line.takeTurn(world.monotonicMs(), group[0]?.claimed.priority === 0);
    if (waitMs > maxPauseMs) {
      const rest = queued.slice(start).map(({ claimed }) => ({ ...claimed, afterMs: 0 }));
      await putOff(world.db, account.advertiserId, rest);
      return waitMs;
    }
    if (waitMs > 0) {
      await world.sleep(waitMs);
      continue;
    }
    const sending = sendGroup(delivering, group).catch((error: unknown) => {
      world.logger.error({ err: error, account }, 'changes could not be recorded; they are looked at again');
    });
    inFlight.add(sending);
    void sending.then(() => inFlight.delete(sending));
    start += size;
  }
  return 0;
}
