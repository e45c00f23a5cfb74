// Taking back what is in effect: new requests for earlier values, through the same guardrails as any others.
import type { Viewer } from '../../schema/viewer.ts';
import type { AppliedChange, RefusedAnswer } from './applied-change.ts';
import { type Change, maxChanges, refuse, type RefusalCode } from './change.ts';
import { listAppliedSince, findLatestOfField } from './change-store.ts';
import type { World } from './context.ts';
import { type BatchAnswer, makeBatch } from './make-batch.ts';
import type { IntentTerms } from './make-change.ts';
import { findRequests } from './request-store.ts';

/** One request, or everything that has come into effect on an account or of an advertiser since a time. */
export type RollbackScope =
  | { readonly requestId: string }
  | { readonly advertiserId: string; readonly accountId: string | undefined; readonly since: Date };

/** Asks for the values from before. Of what was changed several times, the one from before the first time. */
export async function rollBack(
  world: World,
  viewer: Viewer,
  scope: RollbackScope,
  terms: IntentTerms & { readonly isAtomic: boolean },
): Promise<BatchAnswer | RefusedAnswer> {
  const changes =
    'requestId' in scope ? await changesOfOne(world, viewer, scope) : await changesSince(world, viewer, scope);
  if ('kind' in changes) return changes;
  if (changes.length === 0) return refused('NOT_REVERSIBLE', 'Nothing has come into effect that could be taken back.');
  // What is asked for is the roll-back: what that comes to changes as soon as it is done.
  return await makeBatch(world, viewer, { ...terms, changes, asked: { ...scope } });
}

async function changesOfOne(
  { db }: World,
  { advertiserIds }: Viewer,
  { requestId }: { readonly requestId: string },
): Promise<readonly Change[] | RefusedAnswer> {
  const [request] = requestId.includes('\0') ? [] : await findRequests(db, advertiserIds, [requestId]);
  if (!request) return refused('REQUEST_NOT_FOUND', `There is no ${requestId} that you may see.`);
  const latest = await findLatestOfField(db, request);
  if (!latest) return refused('NOT_REVERSIBLE', `${requestId} is ${request.state}: it has had no effect.`);
  const [newest] = await findRequests(db, advertiserIds, [latest.id]);
  // Where it is taken back already, the same is asked for again: whoever sends it twice is answered twice.
  if (latest.id !== requestId && newest?.rollbackOf !== requestId) {
    return refused('NOT_REVERSIBLE', `The value was changed again since, by ${latest.id}. Take that back first.`);
  }
  const { beforeMicros, beforeStatus, kind: field } = request;
  return [toChange({ ...latest, field, id: requestId, beforeMicros, beforeStatus })];
}

async function changesSince(
  { db }: World,
  { advertiserIds }: Viewer,
  scope: Extract<RollbackScope, { since: Date }>,
): Promise<readonly Change[] | RefusedAnswer> {
  if (!advertiserIds.includes(scope.advertiserId)) {
    return refused('REQUEST_NOT_FOUND', `There is nothing of ${scope.advertiserId} that you may see.`);
  }
  const applied = await listAppliedSince(db, scope, maxChanges + 1);
  if (applied.length > maxChanges) {
    return refused(
      'INVALID_INPUT',
      `More than ${maxChanges} values were changed since; choose an account, or a later time.`,
    );
  }
  return applied.map(toChange);
}

function toChange({ id: rollbackOf, entityId, field, beforeMicros, beforeStatus, currency }: AppliedChange): Change {
  if (field === 'STATUS') {
    return { field, entityId, rollbackOf, status: beforeStatus === 'PAUSED' ? 'PAUSED' : 'ENABLED' };
  }
  return { field, entityId, rollbackOf, amountMicros: beforeMicros ?? 0n, currency };
}

function refused(code: RefusalCode, message: string): RefusedAnswer {
  return { ...refuse(code, message), kind: 'refused', verdicts: [], currentEntity: null };
}
