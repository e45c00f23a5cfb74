// A request that was waiting, for an approval or for its time, goes on: judged once more, as things are by now.
import type { Transaction } from 'kysely';
import type { JsonObject } from '../common/json.ts';
import { lockAdEntities } from './ad-entity-store.ts';
import type { RefusedAnswer } from './applied-change.ts';
import { holdOf, supersede, toRefused } from './carry-out.ts';
import { type Change, refuseUnknownEntity } from './change.ts';
import type { ChangeRequest } from './change-request.ts';
import type { World } from './context.ts';
import { found } from './found.ts';
import { judgeChanges } from './judge-changes.ts';
import { moveRequests } from './move-requests.ts';
import type { Tables } from './tables.ts';

export interface Release {
  readonly actor: string;
  readonly detail: JsonObject;
}

/** Sends a request, which the transaction has locked, on its way; or says why it must not go, and leaves it as it is. */
export async function releaseRequest(
  trx: Transaction<Tables>,
  world: World,
  request: ChangeRequest,
  { actor, detail }: Release,
): Promise<ChangeRequest | RefusedAnswer> {
  const { advertiserId, entityId } = request;
  const [entity] = await lockAdEntities(trx, advertiserId, [entityId]);
  if (!entity) return { ...refuseUnknownEntity(entityId), kind: 'refused', verdicts: [], currentEntity: null };
  const now = world.now();
  const court = { advertiserId, now, isBinding: true, isApproved: true };
  const judgement = found((await judgeChanges(trx, court, [{ entity, change: toChange(request) }]))[0]);
  if (judgement.kind === 'refuse') return toRefused(judgement);
  await supersede(trx, world, [{ admission: judgement, by: request.id }], actor);
  const isDue = request.scheduledFor === null || request.scheduledFor <= now;
  const way = judgement.isConnected ? 'QUEUED' : 'CONFIRMED';
  const path =
    request.state === 'APPROVED' ? ([way] as const) : isDue ? (['APPROVED', way] as const) : (['APPROVED'] as const);
  const moved = await moveRequests(trx, world, [{ request, path, actor, detail, holdMicros: holdOf(judgement) }]);
  return found(moved.requests[0]);
}

/** What is to be done at a time is set whatever has happened until then; what was to be approved, as it was looked at. */
function toChange(request: ChangeRequest): Change {
  const { entityId, kind, currency, afterMicros, afterStatus } = request;
  const expectedVersion = request.scheduledFor === null ? request.expectedVersion : undefined;
  if (kind === 'STATUS') {
    return { field: kind, entityId, expectedVersion, status: afterStatus === 'PAUSED' ? 'PAUSED' : 'ENABLED' };
  }
  return { field: kind, entityId, expectedVersion, amountMicros: found(afterMicros ?? undefined), currency };
}
