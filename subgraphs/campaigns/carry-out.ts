// From what is wanted to requests that are made: judged, superseding what has not left yet, and as far on their way as they
// may go at once.
import type { Transaction } from 'kysely';
import type { AdEntity } from './ad-entity.ts';
import type { AppliedChange, MadeAnswer, RefusedAnswer } from './applied-change.ts';
import { refuse } from './change.ts';
import type { ChangeState } from './change-state.ts';
import type { World } from './context.ts';
import { draftRequest, type OrderTerms } from './draft-request.ts';
import { found } from './found.ts';
import { type Admission, judgeChanges, type Rejection, type Wanted } from './judge-changes.ts';
import { makeRequests, type Move, moveRequests } from './move-requests.ts';
import { hasReviewOutstanding } from './approval-store.ts';
import type { Tables } from './tables.ts';

/** Makes requests of what is wanted of one advertiser's entities, all locked, and says of each what became of it. */
export async function carryOut(
  trx: Transaction<Tables>,
  world: World,
  wanted: readonly Wanted[],
  terms: OrderTerms,
): Promise<readonly (MadeAnswer | RefusedAnswer)[]> {
  const advertiserId = found(wanted[0]).entity.advertiserId;
  const { isBreakGlass, actor, at } = terms;
  if (isBreakGlass && (await hasReviewOutstanding(trx, advertiserId, actor))) {
    const refusal = refuse('REVIEW_OUTSTANDING', 'Your last change without approval has not been reviewed yet.');
    return wanted.map(({ entity }) => toRefused({ ...refusal, entity, verdicts: [] }));
  }
  const court = { advertiserId, now: at, isBinding: true, isApproved: isBreakGlass };
  const judged = await judgeChanges(trx, court, wanted);
  const judgements = terms.isAtomic ? allOrNothing(judged) : judged;
  const made = await makeAll(
    trx,
    world,
    judgements.filter((one) => one.kind === 'admit'),
    terms,
  );
  const answers = made.values();
  return judgements.map((one) => (one.kind === 'refuse' ? toRefused(one) : found(answers.next().value)));
}

function allOrNothing(judgements: readonly (Admission | Rejection)[]): readonly (Admission | Rejection)[] {
  const refused = judgements.find((one) => one.kind === 'refuse');
  if (!refused) return judgements;
  const refusal = refuse('BATCH_REFUSED', `Nothing was done, because of ${refused.entity.id}: ${refused.message}`);
  return judgements.map((one) => (one.kind === 'refuse' ? one : { ...refusal, entity: one.entity, verdicts: [] }));
}

async function makeAll(
  trx: Transaction<Tables>,
  world: World,
  admissions: readonly Admission[],
  terms: OrderTerms,
): Promise<readonly MadeAnswer[]> {
  const drafts = admissions.map((admission) => {
    const request = draftRequest(admission, terms);
    return { admission, request, path: ['VALIDATED', ...pathOf(admission, terms)] as const };
  });
  const going = drafts.filter(({ path }) => isOnItsWay(path.at(-1)));
  await supersede(
    trx,
    world,
    going.map(({ admission, request }) => ({ admission, by: request.id })),
    terms.actor,
  );
  const { requests, applied } = await makeRequests(
    trx,
    world,
    drafts.map(({ admission, request, path }): Move => {
      return { request, path, actor: terms.actor, holdMicros: holdOf(admission) };
    }),
  );
  const changeOf = new Map(applied.map((change) => [change.id, change]));
  return admissions.map((admission, place): MadeAnswer => {
    const request = found(requests[place]);
    return toAnswer(admission, request, changeOf.get(request.id));
  });
}

/** How far a request may go at once after it was found valid. */
function pathOf(
  { waitsForApproval, isConnected }: Admission,
  { scheduledFor }: Pick<OrderTerms, 'scheduledFor'>,
): readonly ChangeState[] {
  if (waitsForApproval) return ['PENDING_APPROVAL'];
  if (scheduledFor) return ['APPROVED'];
  return ['APPROVED', isConnected ? 'QUEUED' : 'CONFIRMED'];
}

function isOnItsWay(state: ChangeState | undefined): boolean {
  return state === 'QUEUED' || state === 'CONFIRMED';
}

function toAnswer(
  { entity, application, verdicts }: Admission,
  request: Move['request'],
  change: AppliedChange | undefined,
): MadeAnswer {
  if (change) return { kind: 'applied', change, entity: withValue(entity, change) };
  switch (request.state) {
    case 'PENDING_APPROVAL':
      return { kind: 'pending', request, verdicts, entity };
    case 'APPROVED':
      return { kind: 'scheduled', request, entity };
    default:
      return { kind: 'queued', request, entity: { ...entity, version: application.version } };
  }
}

/** What is switched on counts as spent from the moment it is on its way, with whatever its budgets are then. */
export function holdOf({ direction, exposureMicros }: Admission): bigint {
  return direction === 'INCREASE' ? exposureMicros : 0n;
}

/** The newest intent wins: what has not left for the platform yet, never will. */
export async function supersede(
  trx: Transaction<Tables>,
  world: World,
  replaced: readonly { readonly admission: Admission; readonly by: string }[],
  actor: string,
): Promise<void> {
  const moves = replaced.flatMap(({ admission, by }) =>
    admission.supersedes.map((request): Move => ({ request, path: ['SUPERSEDED'], actor, detail: { by } })),
  );
  await moveRequests(trx, world, moves);
}

export function toRefused({ code, message, verdicts, entity }: Rejection): RefusedAnswer {
  return { kind: 'refused', code, message, verdicts, currentEntity: entity };
}

function withValue(entity: AdEntity, { field, afterMicros, afterStatus, version }: AppliedChange): AdEntity {
  const { budget, bid, status } = entity;
  const amount = afterMicros !== null && { amountMicros: afterMicros };
  switch (field) {
    case 'BUDGET':
      return { ...entity, version, budget: budget && { ...budget, ...amount } };
    case 'BID':
      return { ...entity, version, bid: bid && { ...bid, ...amount } };
    case 'STATUS':
      return { ...entity, version, status: afterStatus ?? status };
  }
}
