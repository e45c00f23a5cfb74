// Somebody else's decision about a request: before it is done, or (where the glass was broken) after.
import type { Transaction } from 'kysely';
import type { Viewer } from '../../schema/viewer.ts';
import { countChange } from '../common/change-count.ts';
import type { RefusedAnswer } from './applied-change.ts';
import { type Approval, findApprovals, insertApproval } from './approval-store.ts';
import { appendAudit } from './audit-store.ts';
import { refuse, refuseInput, type RefusalCode } from './change.ts';
import type { ChangeRequest } from './change-request.ts';
import type { World } from './context.ts';
import { found } from './found.ts';
import { moveRequests } from './move-requests.ts';
import { releaseRequest } from './release-request.ts';
import { findRequests, lockRequests } from './request-store.ts';
import type { Tables } from './tables.ts';

export interface DecisionInput {
  readonly requestId: string;
  readonly decision: Approval['decision'];
  /** Of the request as it was looked at. */
  readonly contentHash: string;
  readonly reason: string;
}

export type DecisionAnswer = { readonly kind: 'decided'; readonly request: ChangeRequest } | RefusedAnswer;

/** Decides, or says why not. The same decision by the same person again is answered as it was, and done no more. */
export async function decideRequest(world: World, viewer: Viewer, input: DecisionInput): Promise<DecisionAnswer> {
  const invalid = refuseInput({ key: 'none', reason: input.reason });
  if (invalid) return toRefused(invalid.code, invalid.message);
  const isStorable = !input.requestId.includes('\0');
  const [known] = isStorable ? await findRequests(world.db, viewer.advertiserIds, [input.requestId]) : [];
  if (!known) return toRefused('REQUEST_NOT_FOUND', `There is no ${input.requestId} that you may see.`);
  const { advertiserId } = known;
  return await world.db.transaction().execute(async (trx) => {
    const request = found((await lockRequests(trx, advertiserId, [known.id]))[0]);
    const answer = await decideLocked(trx, world, request, { ...input, approver: viewer.subject });
    await countChange(trx, [advertiserId]);
    return answer;
  });
}

type Decider = DecisionInput & { readonly approver: string };

async function decideLocked(
  trx: Transaction<Tables>,
  world: World,
  request: ChangeRequest,
  input: Decider,
): Promise<DecisionAnswer> {
  const [earlier] = await findApprovals(trx, [request.advertiserId], [request.id]);
  if (earlier?.approver === input.approver && earlier.decision === input.decision) return { kind: 'decided', request };
  const isReview = request.isBreakGlass && request.state !== 'PENDING_APPROVAL';
  if (earlier || (request.state !== 'PENDING_APPROVAL' && !isReview)) {
    return toRefused('NOT_PENDING', `${request.id} is ${request.state}: there is nothing to decide about it.`);
  }
  if (input.approver === request.actor) {
    return toRefused('OWN_REQUEST', 'You asked for this yourself; somebody else has to decide.');
  }
  if (input.contentHash !== request.contentHash) {
    return toRefused('CONTENT_MISMATCH', 'The contentHash is not that of this request. Look at it again.');
  }
  if (isReview) return await review(trx, world, request, input);
  return input.decision === 'APPROVED'
    ? await approve(trx, world, request, input)
    : await reject(trx, world, request, input);
}

async function approve(
  trx: Transaction<Tables>,
  world: World,
  request: ChangeRequest,
  input: Decider,
): Promise<DecisionAnswer> {
  if (request.expiresAt <= world.now()) {
    return toRefused('REQUEST_EXPIRED', `${request.id} was to be approved by ${request.expiresAt.toISOString()}.`);
  }
  const detail = { decision: input.decision, reason: input.reason };
  const released = await releaseRequest(trx, world, request, { actor: input.approver, detail });
  if (released.kind === 'refused') return released;
  await insertApproval(trx, request, { ...input, at: world.now() });
  return { kind: 'decided', request: released };
}

async function reject(
  trx: Transaction<Tables>,
  world: World,
  request: ChangeRequest,
  input: Decider,
): Promise<DecisionAnswer> {
  const { approver: actor, decision, reason } = input;
  const moved = await moveRequests(trx, world, [{ request, path: ['REJECTED'], actor, detail: { decision, reason } }]);
  await insertApproval(trx, request, { ...input, at: world.now() });
  return { kind: 'decided', request: found(moved.requests[0]) };
}

/** What is done is done: the review says what somebody else thinks of it. A roll-back is a request of its own. */
async function review(
  trx: Transaction<Tables>,
  world: World,
  request: ChangeRequest,
  { approver, decision, reason }: Decider,
): Promise<DecisionAnswer> {
  const at = world.now();
  const fact = { at: at.toISOString(), actor: approver, action: 'change-request.reviewed', subject: request.id };
  const { entityId, contentHash } = request;
  await appendAudit(trx, request.advertiserId, [{ ...fact, entityId, contentHash, decision, reason }]);
  await insertApproval(trx, request, { approver, decision, reason, at });
  return { kind: 'decided', request };
}

function toRefused(code: RefusalCode, message: string): RefusedAnswer {
  return { ...refuse(code, message), kind: 'refused', verdicts: [], currentEntity: null };
}
