// Setting what is done about drift. From the commit of a policy on it decides about every drift that is seen for the first
// time; those that are open stay as they are until somebody asks.
import { z } from 'zod';
import type { Viewer } from '../../schema/viewer.ts';
import type { RefusedAnswer } from './applied-change.ts';
import type { AuditFact } from './audit.ts';
import { appendAudit } from './audit-store.ts';
import { type IntentWords, refuseInput } from './change.ts';
import { instant, refusedAnswer } from './change-codec.ts';
import type { World } from './context.ts';
import { type DriftChoices, driftPolicyId, refuseChoices, type SetDriftPolicy } from './delivery/drift-policy.ts';
import { findDriftPolicyVersion, insertDriftPolicy } from './delivery/drift-policy-store.ts';
import { encodeRefusal, refuseScope, refuseVersion, type Scope, setOnce, toRefused } from './set-once.ts';

export interface DriftPolicyInput extends Omit<Scope, 'currency'> {
  readonly choices: DriftChoices;
  /** The version that was looked at; 0: none. */
  readonly expectedVersion: number;
}

export type DriftPolicyAnswer = { readonly kind: 'drift-policy'; readonly policy: SetDriftPolicy } | RefusedAnswer;

const choice = z.enum(['ADOPT', 'REASSERT', 'ALERT']).nullable();

const setPolicy = z.object({
  advertiserId: z.string(),
  accountId: z.string(),
  version: z.int(),
  oursLost: choice,
  foreignEdit: choice,
  platformAuto: choice,
  setBy: z.string(),
  at: instant,
});

const driftPolicyAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('drift-policy'), policy: setPolicy }),
  refusedAnswer,
]);

/** Puts a drift policy into force, or says why not; once for the key. */
export async function setDriftPolicy(
  world: World,
  viewer: Viewer,
  { choices, expectedVersion, ...scope }: DriftPolicyInput,
  { key, reason }: IntentWords,
): Promise<DriftPolicyAnswer> {
  const { advertiserId, accountId } = scope;
  const refusal = refuseInput({ key, reason }) ?? (await refuseScope(world, viewer, scope)) ?? refuseChoices(choices);
  if (refusal) return toRefused(refusal);
  const asked = { what: 'drift-policy', accountId, ...choices, expectedVersion, reason };
  const answer = await setOnce(world, { advertiserId, key, asked }, async (trx, at) => {
    const version = await findDriftPolicyVersion(trx, scope);
    if (version !== expectedVersion) return encodeRefusal(refuseVersion('drift policy', version, expectedVersion));
    const policy = { ...choices, ...scope, version: version + 1, setBy: viewer.subject, at };
    await insertDriftPolicy(trx, policy);
    await appendAudit(trx, advertiserId, [toFact(policy, reason)]);
    return { kind: 'drift-policy', policy: setPolicy.encode(policy) };
  });
  return driftPolicyAnswer.parse(answer);
}

function toFact(policy: SetDriftPolicy, reason: string): AuditFact {
  const fact = { at: policy.at.toISOString(), actor: policy.setBy, action: 'drift-policy.set' };
  return { ...fact, subject: driftPolicyId(policy), reason, policy: setPolicy.encode(policy) };
}
