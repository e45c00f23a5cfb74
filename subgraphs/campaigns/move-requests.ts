// The one way in which a request gets from state to state, and what goes with each step: the transition and its audit
// entry, the place in the outbox, the exposure held back, the value that comes into effect, and the events of all that.
import type { Transaction } from 'kysely';
import type { JsonObject } from '../common/json.ts';
import { toEvent } from './ad-entity-changed.ts';
import type { AppliedChange } from './applied-change.ts';
import type { AuditFact } from './audit.ts';
import { appendAudit } from './audit-store.ts';
import { toMovedEvent } from './change-request-moved.ts';
import { type ChangeRequest, isIncrease } from './change-request.ts';
import { canMove, type ChangeState, isEffective, isUnderWay } from './change-state.ts';
import { countVersions, insertAppliedChanges, type NewValue, setValues } from './change-store.ts';
import type { World } from './context.ts';
import { insertHolds, releaseHolds } from './guardrails/exposure-store.ts';
import {
  dequeue,
  enqueue,
  findRequests,
  insertRequests,
  insertTransitions,
  type NewTransition,
  updateStates,
} from './request-store.ts';
import type { Tables } from './tables.ts';

export interface Move {
  /** As it is; a draft where it is new. */
  readonly request: ChangeRequest;
  /** The states it goes through, in order. */
  readonly path: readonly ChangeState[];
  /** Whoever decided it: the subject of a token, or the part of the system. */
  readonly actor: string;
  /** What else is to be known of the last step, for the audit trail. */
  readonly detail?: JsonObject;
  /** By which the platform can say what it did. */
  readonly platformRequestId?: string | undefined;
  /** What the change may cost on a day, held back from the caps while it is under way. */
  readonly holdMicros?: bigint;
}

/** What became of the requests moved, in their order, and the changes that came into effect with it. */
export interface Moved {
  readonly requests: readonly ChangeRequest[];
  readonly applied: readonly AppliedChange[];
}

type MovingWorld = Pick<World, 'eventLog' | 'now'>;

/** Adds requests of one advertiser, each a draft that goes on to the last state of its path. */
export async function makeRequests(
  trx: Transaction<Tables>,
  world: MovingWorld,
  moves: readonly Move[],
): Promise<Moved> {
  return await record(trx, world, moves, async (steps) => {
    await insertRequests(
      trx,
      steps.map(({ after }) => after),
    );
  });
}

/**
 * Moves requests of one advertiser on. The caller has their turns (`lockRequests`), has looked at them since, and counts the
 * change last of all. Throws when a step is illegal, or a request is not as it was given.
 */
export async function moveRequests(
  trx: Transaction<Tables>,
  world: MovingWorld,
  moves: readonly Move[],
): Promise<Moved> {
  return await record(trx, world, moves, async (steps, advertiserId) => {
    const moved = await updateStates(trx, advertiserId, steps);
    if (moved !== steps.length) throw new Error(`${steps.length - moved} requests were moved by somebody else.`);
  });
}

interface Step {
  readonly move: Move;
  readonly before: ChangeRequest;
  readonly after: ChangeRequest;
  /** The state it was in, or for a new request its first one, and all that follow. */
  readonly states: readonly ChangeState[];
}

async function record(
  trx: Transaction<Tables>,
  world: MovingWorld,
  moves: readonly Move[],
  write: (steps: readonly Step[], advertiserId: string) => Promise<void>,
): Promise<Moved> {
  const advertiserId = moves[0]?.request.advertiserId;
  if (advertiserId === undefined) return { requests: [], applied: [] };
  const at = world.now();
  const steps = moves.map((move) => toStep(move, at));
  const auditSeqs = await appendAudit(
    trx,
    advertiserId,
    steps.map((step) => toFact(step, at)),
  );
  await write(steps, advertiserId);
  await insertTransitions(
    trx,
    steps.flatMap((step, place) => toTransitions(step, auditSeqs[place] ?? 0n)),
  );
  await keepQueue(trx, advertiserId, steps);
  const applied = await takeEffect(trx, advertiserId, steps);
  const requests = steps.map(({ after }) => after);
  await world.eventLog.append(trx, [...applied.map(toEvent), ...requests.map(toMovedEvent)]);
  await markRolledBack(trx, world, steps);
  return { requests, applied };
}

function toStep(move: Move, at: Date): Step {
  const { request, path } = move;
  const states = [request.state, ...path];
  states.slice(1).forEach((to, place) => {
    const from = states[place] ?? request.state;
    if (!canMove(from, to)) throw new Error(`${request.id} cannot go from ${from} to ${to}.`);
  });
  const state = states.at(-1) ?? request.state;
  const after = { ...request, state, stateVersion: request.stateVersion + path.length, stateAt: at };
  return { move, before: request, after, states };
}

function toFact({ move, after, states }: Step, at: Date): AuditFact {
  const { id, entityId, kind, direction, currency, reason, contentHash, rollbackOf } = after;
  return {
    at: at.toISOString(),
    actor: move.actor,
    action: 'change-request.moved',
    subject: id,
    entityId,
    states,
    kind,
    direction,
    before: after.beforeStatus ?? String(after.beforeMicros),
    after: after.afterStatus ?? String(after.afterMicros),
    currency,
    reason,
    contentHash,
    rollbackOf,
    detail: move.detail ?? null,
    platformRequestId: move.platformRequestId ?? null,
  };
}

function toTransitions({ move, before, after, states }: Step, auditSeq: bigint): readonly NewTransition[] {
  const { id: requestId, advertiserId } = after;
  const common = { advertiserId, requestId, actor: move.actor, at: after.stateAt, auditSeq };
  const isNew = before.state === 'DRAFT';
  return states.flatMap((to, place) => {
    const isLast = place === states.length - 1;
    const step: NewTransition = {
      ...common,
      stateVersion: before.stateVersion + place,
      from: states[place - 1] ?? null,
      to,
      detail: (isLast && move.detail) || null,
      platformRequestId: (isLast && move.platformRequestId) || null,
    };
    return place > 0 || isNew ? [step] : [];
  });
}

/** A request is in the outbox, and its exposure held, exactly while it is under way. */
async function keepQueue(trx: Transaction<Tables>, advertiserId: string, steps: readonly Step[]): Promise<void> {
  const entering = steps.filter(({ before, after }) => !isUnderWay(before.state) && isUnderWay(after.state));
  const leaving = steps.filter(({ before, after }) => isUnderWay(before.state) && !isUnderWay(after.state));
  if (entering.length > 0) {
    const requests = entering.map(({ after }) => after);
    await enqueue(
      trx,
      requests.map((request) => ({ ...request, priority: isIncrease(request) ? 1 : 0 })),
    );
    await insertHolds(
      trx,
      entering.map(({ after, move }) => ({ ...after, amountMicros: move.holdMicros ?? 0n })),
    );
    await countVersions(
      trx,
      advertiserId,
      requests.map(({ entityId }) => entityId),
    );
  }
  if (leaving.length > 0) {
    const ids = leaving.map(({ after }) => after.id);
    await releaseHolds(trx, advertiserId, ids);
    await dequeue(trx, advertiserId, ids);
  }
}

async function takeEffect(
  trx: Transaction<Tables>,
  advertiserId: string,
  steps: readonly Step[],
): Promise<readonly AppliedChange[]> {
  const effective = steps.filter(({ before, after }) => !isEffective(before.state) && isEffective(after.state));
  const applied: AppliedChange[] = [];
  for (const values of inRounds(effective.map(({ after }) => toValue(after)))) {
    const versionOf = await setValues(trx, advertiserId, values);
    applied.push(...values.map((value) => ({ ...value, version: versionOf.get(value.entityId) ?? 0 })));
  }
  if (applied.length > 0) await insertAppliedChanges(trx, applied);
  return applied;
}

function toValue(request: ChangeRequest): NewValue {
  const { id, advertiserId, entityId, kind: field, currency, reason, actor, stateAt: at } = request;
  const { beforeMicros, afterMicros, beforeStatus, afterStatus } = request;
  const value = { beforeMicros, afterMicros, beforeStatus, afterStatus };
  return { id, advertiserId, entityId, field, ...value, currency, reason, actor, at };
}

/** Splits values so that no entity comes twice in a round, in their order: one statement sets a row only once. */
function inRounds(values: readonly NewValue[]): readonly (readonly NewValue[])[] {
  const seen = new Map<string, number>();
  const rounds = Map.groupBy(values, ({ entityId }) => {
    const round = seen.get(entityId) ?? 0;
    seen.set(entityId, round + 1);
    return round;
  });
  return [...rounds.values()];
}

/** What a roll-back takes back is rolled back once the roll-back itself is in effect. */
async function markRolledBack(trx: Transaction<Tables>, world: MovingWorld, steps: readonly Step[]): Promise<void> {
  const rollbacks = steps.filter(({ after }) => isEffective(after.state) && after.rollbackOf !== null);
  const byOriginal = new Map(rollbacks.map((step) => [step.after.rollbackOf ?? '', step]));
  const [first] = rollbacks;
  if (!first) return;
  const originals = await findRequests(trx, [first.after.advertiserId], [...byOriginal.keys()]);
  const moves = originals
    .filter(({ state }) => canMove(state, 'ROLLED_BACK'))
    .map((request): Move => {
      const step = byOriginal.get(request.id) ?? first;
      return { request, path: ['ROLLED_BACK'], actor: step.move.actor, detail: { by: step.after.id } };
    });
  await moveRequests(trx, world, moves);
}
