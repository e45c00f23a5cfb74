// What an advertiser wants done about values that drift, and what is done where they have said nothing. Pure.
import { derivedId } from '../../common/identifiers.ts';
import { refuse, type Refusal } from '../change.ts';
import { type DriftDecision, type DriftKind, type DriftPolicy, policyOf } from './drift.ts';

/** What is to be done about each kind; null: as if the policy were not there. */
export interface DriftChoices {
  readonly oursLost: DriftPolicy | null;
  readonly foreignEdit: DriftPolicy | null;
  readonly platformAuto: DriftPolicy | null;
}

/** A drift policy in force. */
export interface SetDriftPolicy extends DriftChoices {
  readonly advertiserId: string;
  /** Empty: all accounts. */
  readonly accountId: string;
  readonly version: number;
  readonly setBy: string;
  readonly at: Date;
}

/** Those of one advertiser, one for each account at most. */
export type DriftPolicies = readonly SetDriftPolicy[];

/** What is done about a kind of drift that is new, and on whose word. */
export interface DriftRule extends DriftDecision {
  readonly kind: DriftKind;
}

/**
 * So often within `reassertionWindowMs` a drift policy has a value of an entity asked for again over what others have set, to
 * whatever value they set it. Three are a slip and its repetition; more is somebody, or something, with a will of its own.
 */
export const maxReassertions = 3;
export const reassertionWindowMs = 24 * 3_600_000;

const kinds: readonly DriftKind[] = ['OURS_APPLIED', 'OURS_LOST', 'FOREIGN_EDIT', 'PLATFORM_AUTO'];

function choiceIn({ oursLost, foreignEdit, platformAuto }: DriftChoices, kind: DriftKind): DriftPolicy | null {
  const choices = { OURS_APPLIED: null, OURS_LOST: oursLost, FOREIGN_EDIT: foreignEdit, PLATFORM_AUTO: platformAuto };
  return choices[kind];
}

/** What all versions of a policy are called, in the graph and in the audit trail. */
export function driftPolicyId({ advertiserId, accountId }: Pick<SetDriftPolicy, 'advertiserId' | 'accountId'>): string {
  return derivedId('drp', advertiserId, accountId);
}

/** What is done about a kind: what the account's own policy says, or else that of all accounts, or else the default. */
export function ruleOf(policies: DriftPolicies, accountId: string, kind: DriftKind): DriftDecision {
  for (const scope of [accountId, '']) {
    const set = policies.find((one) => one.accountId === scope);
    const policy = set && choiceIn(set, kind);
    if (policy) return { policy, decidedBy: 'DRIFT_POLICY', policyId: driftPolicyId(set), policyVersion: set.version };
  }
  return { policy: policyOf(kind), decidedBy: 'DEFAULT', policyId: null, policyVersion: null };
}

/** What is done about each kind, on an account, or where it is empty on all that have no policy of their own. */
export function rulesOf(policies: DriftPolicies, accountId: string): readonly DriftRule[] {
  return kinds.map((kind) => ({ ...ruleOf(policies, accountId, kind), kind }));
}

/**
 * What may not stand as a policy. To take a loss for ours by rule would undo cuts and pauses that were decided and confirmed,
 * without anybody's looking; whoever has looked asks for it. All else is safe: what is adopted is on the platform anyway,
 * and what is asked for again is held to the guardrails.
 */
export function refuseChoices({ oursLost }: DriftChoices): Refusal | undefined {
  if (oursLost !== 'ADOPT') return undefined;
  return refuse(
    'INVALID_INPUT',
    'oursLost must be REASSERT or ALERT; ADOPT came. To adopt a loss that you have looked at, use reconcileNow.',
  );
}
