import type { AdEntity } from './ad-entity.ts';
import type { ChangedField, RefusalCode } from './change.ts';

/** A change that was made: a line of the audit trail. */
export interface AppliedChange {
  readonly id: string;
  readonly advertiserId: string;
  readonly entityId: string;
  readonly field: ChangedField;
  readonly beforeMicros: bigint;
  readonly afterMicros: bigint;
  readonly currency: string;
  /** The entity's version once the change was made. */
  readonly version: number;
  readonly reason: string;
  /** The subject of the token it was made with. */
  readonly actor: string;
  readonly at: Date;
}

/** What became of an intent to change money. */
export type ChangeAnswer = AppliedAnswer | PreviewedAnswer | RefusedAnswer;

export interface AppliedAnswer {
  readonly kind: 'applied';
  readonly change: AppliedChange;
  /** The entity as the change left it. */
  readonly entity: AdEntity;
}

export interface PreviewedAnswer {
  readonly kind: 'previewed';
  readonly entity: AdEntity;
  readonly field: ChangedField;
  readonly beforeMicros: bigint;
  readonly afterMicros: bigint;
}

export interface RefusedAnswer {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly message: string;
  /** The entity as it was when the change was refused; null where the viewer may see none. */
  readonly currentEntity: AdEntity | null;
}
