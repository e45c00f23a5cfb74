// Setting what an advertiser allows. Whoever may ask for increases may not: that needs a scope of its own.
import { z } from 'zod';
import type { Viewer } from '../../schema/viewer.ts';
import { derivedId } from '../common/identifiers.ts';
import type { RefusedAnswer } from './applied-change.ts';
import type { AuditFact } from './audit.ts';
import { appendAudit } from './audit-store.ts';
import { type IntentWords, refuseInput } from './change.ts';
import { instant, micros, refusedAnswer } from './change-codec.ts';
import type { World } from './context.ts';
import { type PolicyLimits, refuseLimits } from './guardrails/policy-limits.ts';
import { findPolicyVersion, insertPolicies, type SetPolicy } from './guardrails/policy-store.ts';
import { encodeRefusal, refuseScope, refuseVersion, type Scope, setOnce, toRefused } from './set-once.ts';

export interface PolicyInput extends Scope {
  readonly limits: PolicyLimits;
  /** The version that was looked at; 0: none. */
  readonly expectedVersion: number;
}

export type PolicyAnswer = { readonly kind: 'policy'; readonly policy: SetPolicy } | RefusedAnswer;

const setPolicy = z.object({
  advertiserId: z.string(),
  accountId: z.string(),
  currency: z.string(),
  version: z.int(),
  minBudgetMicros: micros,
  maxBudgetMicros: micros,
  minBidMicros: micros,
  maxBidMicros: micros,
  maxIncreasePercent: z.int(),
  maxIncreasePercentADay: z.int(),
  maxChangesAnHour: z.int(),
  maxDataAgeMinutes: z.int().nullable(),
  approvalAbovePercent: z.int(),
  approvalAboveMicros: micros,
  requestLivesMinutes: z.int(),
  dayCapMicros: micros,
  setBy: z.string(),
  at: instant,
});

const policyAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('policy'), policy: setPolicy }),
  refusedAnswer,
]);

/** Puts limits and their cap into force, or says why not; once for the key. */
export async function setGuardrailPolicy(
  world: World,
  viewer: Viewer,
  { limits, expectedVersion, ...scope }: PolicyInput,
  { key, reason }: IntentWords,
): Promise<PolicyAnswer> {
  const { advertiserId, accountId } = scope;
  const { currency } = limits;
  const refusal =
    refuseInput({ key, reason }) ?? (await refuseScope(world, viewer, { ...scope, currency })) ?? refuseLimits(limits);
  if (refusal) return toRefused(refusal);
  const asked = { what: 'policy', accountId, ...limits, expectedVersion, reason };
  const answer = await setOnce(world, { advertiserId, key, asked }, async (trx, at) => {
    const version = await findPolicyVersion(trx, { advertiserId, accountId, currency });
    if (version !== expectedVersion) return encodeRefusal(refuseVersion('policy', version, expectedVersion));
    const policy = { ...limits, advertiserId, accountId, version: version + 1, setBy: viewer.subject, at };
    await insertPolicies(trx, [policy]);
    await appendAudit(trx, advertiserId, [toPolicyFact(policy, reason)]);
    return { kind: 'policy', policy: setPolicy.encode(policy) };
  });
  return policyAnswer.parse(answer);
}

/** What the audit trail holds of limits that came into force. */
export function toPolicyFact(policy: SetPolicy, reason: string): AuditFact {
  const fact = { at: policy.at.toISOString(), actor: policy.setBy, action: 'guardrail-policy.set' };
  return { ...fact, subject: policyId(policy), reason, policy: setPolicy.encode(policy) };
}

/** What all versions of a policy are called, in the graph and in the audit trail. */
export function policyId({ advertiserId, accountId, currency }: SetPolicy): string {
  return derivedId('pol', advertiserId, accountId, currency);
}
