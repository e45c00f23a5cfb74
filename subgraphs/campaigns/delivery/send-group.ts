// A few requests to a platform: recorded as sent, sent, and what came back recorded.
import type { PlatformWrite } from '../../../platforms/ad-platform.ts';
import { askToReconcile } from './account-state-store.ts';
import { type Delivering, holdBack } from './delivering.ts';
import { putOff } from './delivery-store.ts';
import { recordReadBack } from './read-back.ts';
import { readLive } from './read-live.ts';
import { type AnsweredChange, attemptsAfter, recordOutcomes, toAnswered } from './record-outcomes.ts';
import { recordSent, type SeenChange, type SentChange } from './record-sent.ts';

/** Whoever waits for something of its entity that is under way looks again so soon. */
const waitForTurnMs = 250;

/**
 * Records changes as sent, sends them, in as many requests as the platform needs for them, and records what became of them.
 * The turn of the first request was taken before. Several share their records because these take turns in the audit trail.
 */
export async function sendGroup(delivering: Delivering, group: readonly SeenChange[]): Promise<void> {
  const { world, account, line } = delivering;
  const { sent, waiting, hasMoved, checkedAtMs } = await recordSent(world, account, group);
  await world.atStep?.('SENT_RECORDED');
  const pauses = waiting.map((one) => ({ ...one, afterMs: waitForTurnMs }));
  await putOff(world.db, account.advertiserId, pauses);
  if (hasMoved) await askToReconcile(world.db, account);
  if (sent.length === 0) return;
  const leaveByMs = checkedAtMs + world.times.sendWithinMs;
  const size = line.client.traits.maxWritesPerRequest;
  const requests = Array.from({ length: Math.ceil(sent.length / size) }, (_, index) =>
    sent.slice(index * size, (index + 1) * size),
  );
  const answers = await Promise.all(
    requests.map(async (request, index) => {
      const isMyTurn = index === 0 || (await waitForTurn(delivering, leaveByMs));
      return await sendRequest(delivering, request, isMyTurn ? leaveByMs : -Infinity);
    }),
  );
  const answered = answers.flat();
  await world.atStep?.('ANSWERED');
  tellLine(delivering, answered);
  await recordUntilDone(delivering, answered);
  await world.atStep?.('OUTCOME_RECORDED');
  await lookAtUnknown(delivering, answered);
}

/** Waits until one more request may be sent; false where that is too late. */
async function waitForTurn({ world, line }: Delivering, leaveByMs: number): Promise<boolean> {
  for (;;) {
    const waitMs = line.takeTurn(world.monotonicMs(), false);
    if (waitMs === 0) return true;
    if (world.monotonicMs() + waitMs > leaveByMs) return false;
    await world.sleep(waitMs);
  }
}

/**
 * Sends changes in one request, if it is not too late: a process that stood still since they were recorded may be about to
 * send what a kill switch has stopped, or what others have taken over.
 */
async function sendRequest(
  { world, account, line }: Delivering,
  request: readonly SentChange[],
  leaveByMs: number,
): Promise<readonly AnsweredChange[]> {
  if (world.monotonicMs() > leaveByMs) return request.map(putBack);
  const outcomes = await line.client.write(account.externalId, request.map(toWrite));
  return request.map((change, index) => toAnswered(world, change, outcomes[index] ?? unanswered));
}

const detail = { platformCode: undefined, requestId: undefined, isUnknownCode: false };
const unanswered = {
  kind: 'FAILED',
  failure: { kind: 'OUTCOME_UNKNOWN' },
  detail: { ...detail, message: 'the client told no outcome' },
} as const;

/** A change that has not left is queued again, and that is no attempt. */
function putBack(change: SentChange): AnsweredChange {
  const outcome = {
    kind: 'FAILED',
    failure: { kind: 'TRANSIENT' },
    detail: { ...detail, message: 'it was not sent in time' },
  } as const;
  return {
    change,
    outcome,
    hasLeft: false,
    step: { kind: 'SEND_AGAIN', afterMs: 0, waiting: 'ENTITY', isCounted: false },
  };
}

/** An absolute value, said as its platform says it: the kind of budget and the strategy are those it has. */
function toWrite({ live, wanted }: SentChange): PlatformWrite {
  const { level, externalId, budget, bid } = live;
  switch (wanted.field) {
    case 'BUDGET':
      return { level, externalId, ...wanted, kind: budget?.kind ?? 'DAILY' };
    case 'BID':
      return { level, externalId, ...wanted, strategy: bid?.strategy ?? 'MANUAL_CPC' };
    case 'STATUS':
      return { level, externalId, field: 'STATUS', status: wanted.status === 'ENABLED' ? 'ENABLED' : 'PAUSED' };
  }
}

/** Has the account, or all accounts of the credentials, wait as the platform wants it. */
function tellLine(delivering: Delivering, answered: readonly AnsweredChange[]): void {
  const { world, account, line } = delivering;
  const isTrouble = ({ outcome }: AnsweredChange) =>
    outcome.kind === 'FAILED' && ['TRANSIENT', 'OUTCOME_UNKNOWN'].includes(outcome.failure.kind);
  const asked = answered.filter(({ hasLeft }) => hasLeft);
  if (asked.length > 0 && asked.every(isTrouble)) line.breaker.failed(world.monotonicMs(), world.random());
  else line.breaker.answered();
  for (const { change, outcome, step } of answered) {
    if (step?.kind === 'SEND_AGAIN') holdBack(delivering, step.waiting, step.afterMs);
    const isAlert = step?.kind === 'STOP_ACCOUNT' || (step && 'isAlert' in step && step.isAlert);
    if (isAlert) {
      world.logger.error({ account, requestId: change.request.id, outcome }, 'a change needs somebody to look at it');
    }
  }
}

/**
 * Records outcomes, again and again while the database is away: what a platform has said is known nowhere else. When the
 * lease has ended another process looks at the platform instead.
 */
async function recordUntilDone({ world, account }: Delivering, answered: readonly AnsweredChange[]): Promise<void> {
  const untilMs = world.monotonicMs() + world.times.leaseMs;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 1_000)) {
    try {
      return await recordOutcomes(world, account, answered);
    } catch (error) {
      if (world.monotonicMs() > untilMs) throw error;
      world.logger.warn({ err: error, account }, 'outcomes could not be recorded; trying again');
      await world.sleep(pauseMs);
    }
  }
}

/** A first look at what got no answer: most often it was done, and then nobody needs to wait. */
async function lookAtUnknown(delivering: Delivering, answered: readonly AnsweredChange[]): Promise<void> {
  const { world, account, line } = delivering;
  const unknown = answered.flatMap(({ change: { claimed }, step }) =>
    step?.kind === 'READ_BACK' ? [{ ...claimed, attempts: attemptsAfter(claimed, step) }] : [],
  );
  if (unknown.length === 0 || line.takeTurn(world.monotonicMs(), true) > 0) return;
  const reading = await readLive(delivering, unknown);
  // What could not be read is looked at again in any case.
  if (reading.kind === 'READ') await recordReadBack(world, account, reading.seen, false);
}
