import { badInput, codedError, requireScopes, requireViewer } from '../../common/access.ts';
import type { ChangeAnswer } from '../applied-change.ts';
import type { Change } from '../change.ts';
import type { Context } from '../context.ts';
import { decideRequest } from '../decide-request.ts';
import { makeBatch } from '../make-batch.ts';
import { type Intent, makeChange, previewChange } from '../make-change.ts';
import { rollBack, type RollbackScope } from '../roll-back.ts';
import { readChange } from './read-change.ts';
import type {
  ApproveInput,
  ChangeBidInput,
  MutationResolvers,
  RejectInput,
  RollbackInput,
  SetStatusInput,
} from '../schema.generated.ts';
import { engageKillSwitch, rearmKillSwitch } from '../switch-off.ts';

export const mutationResolvers = {
  changeBudget: async (_, { input }, context) => {
    const { entityId, amount, expectedVersion } = input;
    return await answerIntent({ field: 'BUDGET', entityId, ...amount, expectedVersion }, input, context);
  },
  changeBid: async (_, { input }, context) => {
    const { amount, expectedVersion } = input;
    return await answerIntent(
      { field: 'BID', entityId: readBidder(input), ...amount, expectedVersion },
      input,
      context,
    );
  },
  setStatus: async (_, { input }, context) => {
    const { entityId, status, expectedVersion } = input;
    return await answerIntent({ field: 'STATUS', entityId, status, expectedVersion }, input, context);
  },
  async scheduleChange(_, { input }, context) {
    const { change, at: scheduledFor, clientMutationKey: key, reason } = input;
    return await answerChange({ change: readChange(change), key, reason, scheduledFor }, false, context);
  },
  async bulkChange(_, { input }, context) {
    const viewer = requireScopes(context, 'changes:write');
    const { changes, mode, clientMutationKey: key, reason } = input;
    const preview = toPreview(input.previewToken, context);
    return await makeBatch(context, viewer, {
      preview,
      changes: changes.map(readChange),
      isAtomic: mode === 'ATOMIC',
      key,
      reason,
    });
  },
  async rollback(_, { input }, context) {
    const viewer = requireScopes(context, 'changes:write');
    const { mode, clientMutationKey: key, reason } = input;
    return await rollBack(context, viewer, readRollbackScope(input), { isAtomic: mode === 'ATOMIC', key, reason });
  },
  approve: async (_, { input }, context) => await decide('APPROVED', input, context),
  reject: async (_, { input }, context) => await decide('REJECTED', input, context),
  async engageKillSwitch(_, { input }, context) {
    const viewer = requireViewer(context);
    if (!viewer.scopes.has('changes:write')) requireScopes(context, 'changes:approve');
    const { scope, scopeId, ...rest } = input;
    if ((scope === 'GLOBAL') !== (scopeId == null)) throw badInput('scopeId is for every scope but GLOBAL.');
    return await engageKillSwitch(context, viewer, { ...rest, scope, scopeId: scopeId ?? '' });
  },
  async rearm(_, { input }, context) {
    const viewer = requireScopes(context, 'changes:approve');
    return await rearmKillSwitch(context, viewer, { id: input.killSwitchId, reason: input.reason });
  },
} satisfies MutationResolvers;

type Words = Pick<SetStatusInput, 'clientMutationKey' | 'reason' | 'dryRun' | 'breakGlass' | 'previewToken'>;

async function answerIntent(change: Change, words: Words, context: Context): Promise<ChangeAnswer> {
  const { clientMutationKey: key, reason, dryRun, breakGlass } = words;
  const viewer = requireViewer(context);
  if (breakGlass === true && !viewer.scopes.has('changes:break-glass')) {
    throw codedError('FORBIDDEN', 'The token lacks the scope changes:break-glass.');
  }
  // Undefined where it is not asked for, so that the same input has the same fingerprint as ever.
  const isBreakGlass = breakGlass === true ? true : undefined;
  const preview = toPreview(words.previewToken, context);
  return await answerChange({ change, key, reason, isBreakGlass, preview }, dryRun ?? false, context);
}

async function answerChange(intent: Intent, isDryRun: boolean, context: Context): Promise<ChangeAnswer> {
  const viewer = requireScopes(context, 'changes:write');
  const answer = isDryRun ? await previewChange(context, viewer, intent) : await makeChange(context, viewer, intent);
  const entity = answer.kind === 'refused' ? answer.currentEntity : answer.entity;
  // The rest of the answer is about the entity as the answer has it, also when it is given for the second time.
  if (entity) context.loaders.adEntity.clear(entity.id).prime(entity.id, entity);
  return answer;
}

function readBidder({ entityId, adGroupId }: ChangeBidInput): string {
  const id = entityId ?? adGroupId;
  if (id == null || (entityId != null && adGroupId != null)) throw badInput('Give either entityId or adGroupId.');
  return id;
}

function toPreview(token: string | null | undefined, { previewKey: key }: Context) {
  return token == null ? undefined : { token, key };
}

function readRollbackScope({ requestId, advertiserId, accountId, since }: RollbackInput): RollbackScope {
  if (requestId != null && advertiserId == null && accountId == null && since == null) return { requestId };
  if (requestId == null && advertiserId != null && since != null) {
    return { advertiserId, accountId: accountId ?? undefined, since };
  }
  throw badInput('Give either requestId, or advertiserId and since.');
}

async function decide(decision: 'APPROVED' | 'REJECTED', input: ApproveInput | RejectInput, context: Context) {
  const viewer = requireScopes(context, 'changes:approve');
  const answer = await decideRequest(context, viewer, { ...input, decision });
  // The entity may have changed with it.
  context.renewLoaders();
  return answer;
}
