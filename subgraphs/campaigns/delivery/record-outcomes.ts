// What became of requests that have left, as the platform said, put on record.
import type { WriteOutcome } from '../../../platforms/ad-platform.ts';
import { countChange } from '../../common/change-count.ts';
import type { JsonObject } from '../../common/json.ts';
import type { ChangeRequest } from '../change-request.ts';
import { type Move, moveRequests } from '../move-requests.ts';
import { lockRequests } from '../request-store.ts';
import { type ClaimedChange, listInDoubt, lockLeases, type Pause, putOff } from './delivery-store.ts';
import { type ConnectedAccount, deliveryActor, type DeliveryWorld } from './delivery-world.ts';
import { decideNextStep, maxAttempts, type NextStep } from './next-step.ts';
import type { SentChange } from './record-sent.ts';
import { stopAccount } from './account-state-store.ts';

/** A request that has left, what came back, and what follows from it; nothing where it was done. */
export interface AnsweredChange {
  readonly change: SentChange;
  readonly outcome: WriteOutcome;
  /** Whether it was sent at all. */
  readonly hasLeft: boolean;
  readonly step: NextStep | undefined;
}

/** What follows from what came back. */
export function toAnswered(world: DeliveryWorld, change: SentChange, outcome: WriteOutcome): AnsweredChange {
  if (outcome.kind === 'APPLIED') return { change, outcome, hasLeft: true, step: undefined };
  const attempt = { failures: change.claimed.attempts + 1, now: world.now(), random: world.random() };
  return { change, outcome, hasLeft: true, step: decideNextStep(outcome.failure, outcome.detail, attempt) };
}

/** Records the outcomes. Of requests that another process has taken over meanwhile it records none. */
export async function recordOutcomes(
  world: DeliveryWorld,
  { advertiserId, accountId }: ConnectedAccount,
  answered: readonly AnsweredChange[],
): Promise<void> {
  await world.db.transaction().execute(async (trx) => {
    const ids = answered.map(({ change }) => change.request.id);
    const requests = new Map((await lockRequests(trx, advertiserId, ids)).map((request) => [request.id, request]));
    const held = await lockLeases(
      trx,
      advertiserId,
      answered.map(({ change }) => change.claimed),
    );
    const inDoubt = await listInDoubt(trx, advertiserId, ids);
    const mine = answered.flatMap((one) => {
      const request = requests.get(one.change.request.id);
      if (request?.state !== 'SENT' || !held.has(request.id)) return [];
      return [{ ...one, request, isInDoubt: one.outcome.kind === 'APPLIED' && inDoubt.has(request.id) }];
    });
    await moveRequests(trx, world, mine.map(toMove));
    await putOff(
      trx,
      advertiserId,
      mine.flatMap((one) => toPause(world, one)),
    );
    const stopped = mine.find(({ step }) => step?.kind === 'STOP_ACCOUNT');
    if (stopped) await stopAccount(trx, { advertiserId, accountId }, toDetail(stopped.outcome));
    await countChange(trx, [advertiserId]);
  });
}

interface Recorded extends AnsweredChange {
  readonly request: ChangeRequest;
  /** Whether it was done, and an older one of unknown outcome may yet undo that: then it is looked at once more. */
  readonly isInDoubt: boolean;
}

function toMove({ request, outcome, step, isInDoubt }: Recorded): Move {
  const platformRequestId = outcome.kind === 'APPLIED' ? outcome.requestId : outcome.detail.requestId;
  return {
    request,
    path: [isInDoubt ? 'UNKNOWN' : stateAfter(step)],
    actor: deliveryActor,
    detail: isInDoubt ? { why: 'OLDER_IN_DOUBT' } : toDetail(outcome),
    platformRequestId,
  };
}

function stateAfter(step: NextStep | undefined): 'CONFIRMED' | 'QUEUED' | 'UNKNOWN' | 'FAILED' {
  switch (step?.kind) {
    case undefined:
      return 'CONFIRMED';
    case 'SEND_AGAIN':
    case 'STOP_ACCOUNT':
      return 'QUEUED';
    case 'READ_BACK':
      return 'UNKNOWN';
    case 'GIVE_UP':
      return 'FAILED';
  }
}

function toDetail(outcome: WriteOutcome): JsonObject {
  if (outcome.kind === 'APPLIED') return {};
  const { failure, detail } = outcome;
  return { failure: failure.kind, platformCode: detail.platformCode ?? null, message: detail.message };
}

function toPause({ times }: DeliveryWorld, { change: { claimed }, step, isInDoubt }: Recorded): readonly Pause[] {
  const { requestId, fencingToken, attempts } = claimed;
  if (isInDoubt) return [{ requestId, fencingToken, afterMs: times.settleMs, attempts }];
  switch (step?.kind) {
    case 'SEND_AGAIN':
    case 'STOP_ACCOUNT':
    case 'READ_BACK': {
      const afterMs = step.kind === 'SEND_AGAIN' ? step.afterMs : step.kind === 'READ_BACK' ? times.settleMs : 0;
      return [{ requestId, fencingToken, afterMs, attempts: attemptsAfter(claimed, step) }];
    }
    case 'GIVE_UP':
    case undefined:
      return [];
  }
}

/** How often the change was tried by then, as far as it counts. */
export function attemptsAfter({ attempts }: ClaimedChange, step: NextStep): number {
  if (step.kind === 'READ_BACK') return step.mayResend ? attempts + 1 : maxAttempts;
  return step.kind === 'SEND_AGAIN' && step.isCounted ? attempts + 1 : attempts;
}
