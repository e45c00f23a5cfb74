import { badInput, requireAdvertiser, requireScopes } from '../../common/access.ts';
import { rulesOf } from '../delivery/drift-policy.ts';
import { listDriftPolicies } from '../delivery/drift-policy-store.ts';
import { listFreezesAfter } from '../guardrails/freeze-store.ts';
import { listPoliciesWithCaps } from '../guardrails/policy-store.ts';
import { found } from '../found.ts';
import type {
  FreezeResolvers,
  FreezeResultResolvers,
  GuardrailPolicyResolvers,
  MutationResolvers,
  PolicyResultResolvers,
  QueryResolvers,
} from '../schema.generated.ts';
import { liftFreeze, setFreeze } from '../set-freeze.ts';
import { policyId, setGuardrailPolicy } from '../set-policy.ts';

/** Answers are kept within a quarter of an hour, in which the clock may change none: see common/answer-version.ts. */
const msPerQuarter = 15 * 60_000;

export const guardrailQueryResolvers = {
  async guardrailPolicies(_, { advertiserId }, { db, now, ...context }) {
    requireAdvertiser(requireScopes(context, 'campaigns:read'), advertiserId);
    const quarter = new Date(now().getTime() - (now().getTime() % msPerQuarter));
    const driftPolicies = await listDriftPolicies(db, advertiserId);
    return {
      policies: await listPoliciesWithCaps(db, advertiserId),
      freezes: await listFreezesAfter(db, advertiserId, quarter),
      driftPolicies,
      driftRules: rulesOf(driftPolicies, ''),
    };
  },
} satisfies QueryResolvers;

export const guardrailMutationResolvers = {
  async setGuardrailPolicy(_, { input }, context) {
    const viewer = requireScopes(context, 'policies:write');
    const { advertiserId, accountId, expectedVersion, clientMutationKey: key, reason, ...given } = input;
    const limits = { ...given, maxDataAgeMinutes: given.maxDataAgeMinutes ?? null };
    const scope = { advertiserId, accountId: readAccountId(accountId) };
    return await setGuardrailPolicy(context, viewer, { ...scope, limits, expectedVersion }, { key, reason });
  },
  async setFreeze(_, { input }, context) {
    const viewer = requireScopes(context, 'policies:write');
    const { advertiserId, accountId, startsAt, endsAt, clientMutationKey: key, reason } = input;
    const freeze = { advertiserId, accountId: readAccountId(accountId), startsAt: startsAt ?? undefined, endsAt };
    return await setFreeze(context, viewer, freeze, { key, reason });
  },
  async liftFreeze(_, { input }, context) {
    const viewer = requireScopes(context, 'policies:write');
    return await liftFreeze(context, viewer, { id: input.freezeId, reason: input.reason });
  },
} satisfies MutationResolvers;

export const guardrailPolicyResolvers = {
  id: policyId,
  advertiser: async ({ advertiserId }, _, { loaders }) => found(await loaders.advertiser.load(advertiserId)),
  account: async ({ accountId }, _, { loaders }) =>
    accountId === '' ? null : found(await loaders.adAccount.load(accountId)),
  minBudget: ({ minBudgetMicros: amountMicros, currency }) => ({ amountMicros, currency }),
  maxBudget: ({ maxBudgetMicros: amountMicros, currency }) => ({ amountMicros, currency }),
  minBid: ({ minBidMicros: amountMicros, currency }) => ({ amountMicros, currency }),
  maxBid: ({ maxBidMicros: amountMicros, currency }) => ({ amountMicros, currency }),
  approvalAbove: ({ approvalAboveMicros: amountMicros, currency }) => ({ amountMicros, currency }),
  dayCap: ({ dayCapMicros: amountMicros, currency }) => ({ amountMicros, currency }),
  setAt: ({ at }) => at,
} satisfies GuardrailPolicyResolvers;

export const freezeResolvers = {
  advertiser: async ({ advertiserId }, _, { loaders }) => found(await loaders.advertiser.load(advertiserId)),
  account: async ({ accountId }, _, { loaders }) =>
    accountId === '' ? null : found(await loaders.adAccount.load(accountId)),
} satisfies FreezeResolvers;

export const policyResultResolvers = {
  __resolveType: ({ kind }) => (kind === 'policy' ? 'GuardrailPolicySet' : 'ChangeRefused'),
} satisfies PolicyResultResolvers;

export const freezeResultResolvers = {
  __resolveType: ({ kind }) => (kind === 'freeze' ? 'FreezeSet' : 'ChangeRefused'),
} satisfies FreezeResultResolvers;

function readAccountId(accountId: string | null | undefined): string {
  if (accountId === '') throw badInput('accountId is empty; leave it out for all accounts.');
  return accountId ?? '';
}
