import { ClientError } from '../errors.ts';

/** Runs the work when its turn comes; the deadline ends the wait, and from then on the work will not be begun. */
export type PlanningSlots = <Result>(deadline: AbortSignal, work: () => Promise<Result>) => Promise<Result>;

/**
 * Lets so many plans be made at once and so many wait in a queue. The planner shares libuv's few threads with the file
 * system and name look-ups: whoever sends slow operations must neither take all of them nor grow a queue without end.
 *
 * Rejects with SERVICE_UNAVAILABLE when the queue is full. A wait that the deadline ends stays pending for ever: the
 * caller races against the deadline anyway.
 */
export function createPlanningSlots(maxRunning: number, maxWaiting: number): PlanningSlots {
  let running = 0;
  const waiting = new Set<() => void>();

  async function takeSlot(deadline: AbortSignal): Promise<void> {
    if (running < maxRunning) {
      running += 1;
      return;
    }
    if (waiting.size >= maxWaiting) {
      throw new ClientError('SERVICE_UNAVAILABLE', 'Too many new operations are being planned; try again.');
    }
    await new Promise<void>((resolve) => {
      waiting.add(resolve);
      deadline.addEventListener('abort', () => waiting.delete(resolve));
    });
  }
  /** Hands the slot to whoever waits longest. */
  function leaveSlot(): void {
    const [next] = waiting;
    if (next === undefined) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }
  return async (deadline, work) => {
    await takeSlot(deadline);
    try {
      return await work();
    } finally {
      leaveSlot();
    }
  };
}
