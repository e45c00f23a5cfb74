import type { Status } from './ad-entity.ts';
import type { ChangeState } from './change-state.ts';
import type { GuardrailRule } from './guardrails/guardrails.ts';

export type ChangedField = 'BUDGET' | 'BID' | 'STATUS';

/** Whether a change may cost more money (INCREASE, ENABLE) or only less (DECREASE, PAUSE). */
export type ChangeDirection = 'INCREASE' | 'DECREASE' | 'PAUSE' | 'ENABLE';

/** An intent to set one value of one ad entity, and how far it has come. All but its state stands once it is made. */
export interface ChangeRequest {
  readonly id: string;
  readonly advertiserId: string;
  readonly entityId: string;
  readonly accountId: string;
  readonly platform: string;
  readonly kind: ChangedField;
  readonly direction: ChangeDirection;
  /** Amounts of a budget or bid; null for a status. */
  readonly beforeMicros: bigint | null;
  readonly afterMicros: bigint | null;
  /** Null for a budget or bid. */
  readonly beforeStatus: Status | null;
  readonly afterStatus: Status | null;
  readonly currency: string;
  readonly expectedVersion: number;
  readonly reason: string;
  /** The subject of the token it was asked for with. */
  readonly actor: string;
  readonly requestedAt: Date;
  /** A SHA-256 of what is asked for: an approval is of this and nothing else. */
  readonly contentHash: string;
  /** The version of the guardrails it was checked against; null where there were none. */
  readonly policyVersion: number | null;
  /** The rules that had something to say when it was made, such as APPROVAL or HIDDEN_PAUSE. */
  readonly warnings: readonly GuardrailRule[];
  /** When it is given up: it waits for an approval, or in the queue, until then. */
  readonly expiresAt: Date;
  readonly scheduledFor: Date | null;
  readonly batchId: string | null;
  /** The request whose effect this one takes back. */
  readonly rollbackOf: string | null;
  readonly isBreakGlass: boolean;
  readonly state: ChangeState;
  /** Counts its transitions. */
  readonly stateVersion: number;
  readonly stateAt: Date;
}

/** Whether it may cost more money than is being spent: what guardrails hold back. */
export function isIncrease({ direction }: Pick<ChangeRequest, 'direction'>): boolean {
  return direction === 'INCREASE' || direction === 'ENABLE';
}
