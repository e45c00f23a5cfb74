// What mutations answer with, as the members of their unions.
import type { RefusedAnswer } from './applied-change.ts';
import type { DecisionAnswer } from './decide-request.ts';
import type { WorstCase } from './guardrails/exposure.ts';
import type { BatchAnswer } from './make-batch.ts';
import type { PreviewAnswer } from './preview-changes.ts';
import type { DriftPolicyAnswer } from './set-drift-policy.ts';
import type { FreezeAnswer } from './set-freeze.ts';
import type { PolicyAnswer } from './set-policy.ts';
import type { SwitchAnswer } from './switch-off.ts';

export type BatchResult = BatchAnswer | RefusedAnswer;
export type Decided = Extract<DecisionAnswer, { kind: 'decided' }>;
export type Switched = Extract<SwitchAnswer, { kind: 'switched' }>;
export type PolicySet = Extract<PolicyAnswer, { kind: 'policy' }>;
export type DriftPolicySet = Extract<DriftPolicyAnswer, { kind: 'drift-policy' }>;
export type FreezeSet = Extract<FreezeAnswer, { kind: 'freeze' }>;
export type PreviewResult = PreviewAnswer | RefusedAnswer;

/** A worst case, and the currency of its amounts. */
export interface WorstCaseIn extends WorstCase {
  readonly currency: string;
}
