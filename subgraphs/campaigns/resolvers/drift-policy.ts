import { badInput, requireScopes } from '../../common/access.ts';
import { driftPolicyId } from '../delivery/drift-policy.ts';
import { found } from '../found.ts';
import type {
  MutationResolvers,
  SetDriftPolicyResultResolvers,
  StandingDriftPolicyResolvers,
} from '../schema.generated.ts';
import { setDriftPolicy } from '../set-drift-policy.ts';

export const driftPolicyMutationResolvers = {
  async setDriftPolicy(_, { input }, context) {
    const viewer = requireScopes(context, 'policies:write');
    const { advertiserId, accountId, expectedVersion, clientMutationKey: key, reason } = input;
    const { oursLost = null, foreignEdit = null, platformAuto = null } = input;
    if (accountId === '') throw badInput('accountId is empty; leave it out for all accounts.');
    const choices = { oursLost, foreignEdit, platformAuto };
    const scope = { advertiserId, accountId: accountId ?? '' };
    return await setDriftPolicy(context, viewer, { ...scope, choices, expectedVersion }, { key, reason });
  },
} satisfies MutationResolvers;

export const standingDriftPolicyResolvers = {
  id: driftPolicyId,
  advertiser: async ({ advertiserId }, _, { loaders }) => found(await loaders.advertiser.load(advertiserId)),
  account: async ({ accountId }, _, { loaders }) =>
    accountId === '' ? null : found(await loaders.adAccount.load(accountId)),
  setAt: ({ at }) => at,
} satisfies StandingDriftPolicyResolvers;

export const setDriftPolicyResultResolvers = {
  __resolveType: ({ kind }) => (kind === 'drift-policy' ? 'DriftPolicySet' : 'ChangeRefused'),
} satisfies SetDriftPolicyResultResolvers;
