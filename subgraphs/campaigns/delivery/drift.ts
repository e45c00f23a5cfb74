// Why a platform holds another value than we think, and what is done about it. Pure.
import type { PlatformChange } from '../../../platforms/ad-platform.ts';
import { isSameSetting, type Setting } from './setting.ts';

export type DriftKind =
  /** What we sent was done after all, although the answer was lost. */
  | 'OURS_APPLIED'
  /** What we set is gone, and nobody else has set it anew: an older write of ours came late, or the platform lost it. */
  | 'OURS_LOST'
  /** A person or another program has set it. */
  | 'FOREIGN_EDIT'
  /** The platform has set it by itself. */
  | 'PLATFORM_AUTO';

/** ADOPT: the platform's value is taken for ours. REASSERT: ours is sent again. ALERT: nothing but telling people. */
export type DriftPolicy = 'ADOPT' | 'REASSERT' | 'ALERT';

/**
 * How a drift came to its end; CHANGED is that the platform's value has become yet another one, REMOVED that its entity is gone
 * from there.
 */
export type DriftEnd = 'ADOPTED' | 'REASSERTED' | 'WENT_AWAY' | 'CHANGED' | 'REMOVED';

const policies: Readonly<Record<DriftKind, DriftPolicy>> = {
  OURS_APPLIED: 'ADOPT',
  OURS_LOST: 'REASSERT',
  FOREIGN_EDIT: 'ALERT',
  PLATFORM_AUTO: 'ALERT',
};

/** Who has said what is done about a drift. */
export type DriftDecider =
  /** Nobody: it is what is done where nothing is set. */
  | 'DEFAULT'
  /** A drift policy that the advertiser has set. */
  | 'DRIFT_POLICY'
  /** Whoever asked for the account to be compared. */
  | 'REQUEST'
  /** Our value was to be asked for again, and had been too often. */
  | 'REASSERTION_LIMIT';

/** What is done about a drift, and on whose word. */
export interface DriftDecision {
  readonly policy: DriftPolicy;
  /** Null in records from before that was noted. */
  readonly decidedBy: DriftDecider | null;
  /** The drift policy that was followed, and which version of it; null where none was. */
  readonly policyId: string | null;
  readonly policyVersion: number | null;
}

/**
 * What is done where nobody has said otherwise. What somebody else has set is for people to decide about: it is neither
 * overwritten nor taken for ours, and until then no increase of it leaves.
 */
export function policyOf(kind: DriftKind): DriftPolicy {
  return policies[kind];
}

export interface Observation {
  /** What we think that the platform holds: the last value of ours that it confirmed, or the last one of its own. */
  readonly known: Setting;
  /** What was sent, and nobody knows whether it was done. */
  readonly unanswered: readonly Setting[];
  /** What we have sent at any time. */
  readonly sent: readonly Setting[];
  readonly live: Setting;
  /** What the platform remembers of the entity, oldest first, from before `known` on; empty where it remembers nothing. */
  readonly history: readonly PlatformChange[];
}

export interface Drift {
  readonly kind: DriftKind;
  /** Who has set it, as the platform says; null where it does not. */
  readonly actor: string | null;
  /** When, by the platform's clock; null where it does not say. */
  readonly at: Date | null;
}

/** What became of the value; undefined where it is what we think it is. */
export function classifyDrift({ known, unanswered, sent, live, history }: Observation): Drift | undefined {
  const edit = history.findLast((change) => change.field === live.field && ledTo(change, live));
  const told = { actor: edit?.actor ?? null, at: edit?.at ?? null };
  const isOurs = edit === undefined || edit.origin === 'OURS' || edit.origin === 'UNKNOWN';
  if (isOurs && unanswered.some((setting) => isSameSetting(setting, live))) return { kind: 'OURS_APPLIED', ...told };
  if (isSameSetting(known, live)) return undefined;
  switch (edit?.origin) {
    case 'OURS':
      return { kind: 'OURS_LOST', ...told };
    case 'PERSON':
      return { kind: 'FOREIGN_EDIT', ...told };
    case 'AUTO':
      return { kind: 'PLATFORM_AUTO', ...told };
    case 'UNKNOWN':
    case undefined: {
      const isSent = sent.some((setting) => isSameSetting(setting, live));
      return { kind: isSent ? 'OURS_LOST' : 'FOREIGN_EDIT', ...told };
    }
  }
}

/** Whether the edit may have made the value what it is. A status is told in the platform's own word, so any may have. */
function ledTo(change: PlatformChange, live: Setting): boolean {
  return live.field === 'STATUS' || change.after === null || change.after === String(live.amountMicros);
}
