import type { AdEntity, Status } from './ad-entity.ts';
import type { RefusalCode } from './change.ts';
import type { ChangedField, ChangeRequest } from './change-request.ts';
import type { Verdict } from './guardrails/guardrails.ts';

/** A change that came into effect: a line of an entity's history. */
export interface AppliedChange {
  /** That of the request it came of. */
  readonly id: string;
  readonly advertiserId: string;
  readonly entityId: string;
  readonly field: ChangedField;
  /** Amounts of a budget or bid; null for a status. */
  readonly beforeMicros: bigint | null;
  readonly afterMicros: bigint | null;
  /** Null for a budget or bid. */
  readonly beforeStatus: Status | null;
  readonly afterStatus: Status | null;
  readonly currency: string;
  /** The entity's version once the change was made. */
  readonly version: number;
  readonly reason: string;
  /** The subject of the token it was made with. */
  readonly actor: string;
  readonly at: Date;
}

/** What became of an intent to change money. */
export type ChangeAnswer = MadeAnswer | PreviewedAnswer | RefusedAnswer;

/** What became of a request that was made. */
export type MadeAnswer = AppliedAnswer | QueuedAnswer | PendingAnswer | ScheduledAnswer;

export interface AppliedAnswer {
  readonly kind: 'applied';
  readonly change: AppliedChange;
  /** The entity as the change left it. */
  readonly entity: AdEntity;
}

export interface QueuedAnswer {
  readonly kind: 'queued';
  readonly request: ChangeRequest;
  /** The entity as it is while the change is under way to its platform. */
  readonly entity: AdEntity;
}

export interface PendingAnswer {
  readonly kind: 'pending';
  readonly request: ChangeRequest;
  readonly verdicts: readonly Verdict[];
  readonly entity: AdEntity;
}

export interface ScheduledAnswer {
  readonly kind: 'scheduled';
  readonly request: ChangeRequest;
  readonly entity: AdEntity;
}

export interface PreviewedAnswer {
  readonly kind: 'previewed';
  readonly entity: AdEntity;
  readonly field: ChangedField;
  /** Null for a status. */
  readonly beforeMicros: bigint | null;
  readonly afterMicros: bigint | null;
  readonly verdicts: readonly Verdict[];
}

export interface RefusedAnswer {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly message: string;
  /** What the guardrails had to say, where they were asked. */
  readonly verdicts: readonly Verdict[];
  /** The entity as it was when the change was refused; null where the viewer may see none. */
  readonly currentEntity: AdEntity | null;
}
