import { requireScopes } from '../../common/access.ts';
import type { ChangeAnswer } from '../applied-change.ts';
import type { Change } from '../change.ts';
import type { Context } from '../context.ts';
import { makeChange, previewChange } from '../make-change.ts';
import type { ChangeBidInput, ChangeBudgetInput, MutationResolvers } from '../schema.generated.ts';

export const mutationResolvers = {
  changeBudget: async (_, { input }, context) =>
    await answerChange(toChange('BUDGET', input.entityId, input), input.dryRun ?? false, context),
  changeBid: async (_, { input }, context) =>
    await answerChange(toChange('BID', input.adGroupId, input), input.dryRun ?? false, context),
} satisfies MutationResolvers;

function toChange(field: Change['field'], entityId: string, input: ChangeBudgetInput | ChangeBidInput): Change {
  const { amount, expectedVersion, clientMutationKey, reason } = input;
  return { field, entityId, ...amount, expectedVersion, key: clientMutationKey, reason };
}

async function answerChange(change: Change, isDryRun: boolean, context: Context): Promise<ChangeAnswer> {
  const viewer = requireScopes(context, 'changes:write');
  const answer = isDryRun ? await previewChange(context, viewer, change) : await makeChange(context, viewer, change);
  const entity = answer.kind === 'refused' ? answer.currentEntity : answer.entity;
  // The rest of the answer is about the entity as the answer has it, also when it is given for the second time.
  if (entity) context.loaders.adEntity.clear(entity.id).prime(entity.id, entity);
  return answer;
}
