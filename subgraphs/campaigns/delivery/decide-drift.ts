// What is to be done about one value of one entity after it was compared. Pure, but for the identifiers of new records.
import type { PlatformChange } from '../../../platforms/ad-platform.ts';
import { newId } from '../../common/identifiers.ts';
import type { ChangeState } from '../change-state.ts';
import { classifyDrift, type DriftEnd, type DriftPolicy, policyOf } from './drift.ts';
import type { DriftRecord, SentValue } from './drift-store.ts';
import { parseSetting, printSetting, type Setting } from './setting.ts';

export interface ComparedSetting {
  readonly advertiserId: string;
  readonly accountId: string;
  readonly entityId: string;
  readonly known: Setting;
  readonly live: Setting;
  readonly history: readonly PlatformChange[];
  /** What of the entity and the field was sent at any time. */
  readonly sent: readonly SentValue[];
  /** The states of requests for the same field that are under way. */
  readonly underWay: readonly ChangeState[];
  /** What was recorded of the value before and is not over. */
  readonly open: DriftRecord | undefined;
  /** What somebody has asked to be done; undefined for the rule of each kind. */
  readonly policy: DriftPolicy | undefined;
  readonly now: Date;
}

/** What to do, in this order. */
export interface DriftStep {
  /** A record that is over. */
  readonly ended?: { readonly drift: DriftRecord; readonly as: DriftEnd; readonly policy: DriftPolicy };
  /** A record to add; it may be over as soon as it is made. */
  readonly added?: DriftRecord;
  /** A value of the platform to be taken for ours. */
  readonly adopted?: Setting;
  /** A request of unknown outcome that was done. */
  readonly answered?: string;
}

/** Undefined where there is nothing to do. */
export function decideDrift(compared: ComparedSetting): DriftStep | undefined {
  const { known, live, history, sent, underWay, open, policy } = compared;
  const unanswered = sent.filter(({ isUnanswered }) => isUnanswered);
  const drift = classifyDrift({ known, live, history, unanswered: toSettings(unanswered), sent: toSettings(sent) });
  if (!drift) return open && { ended: { drift: open, as: 'WENT_AWAY', policy: open.policy } };
  if (drift.kind === 'OURS_APPLIED') {
    const answered = unanswered.find(({ value }) => value === printSetting(live))?.requestId;
    if (answered === undefined) return undefined;
    return { answered, added: { ...toRecord(compared, { ...drift, policy: 'ADOPT' }), requestId: answered } };
  }
  const wanted = policy ?? policyOf(drift.kind);
  // Whatever is under way settles the value first; only what changes nothing may be done meanwhile.
  if (underWay.some((state) => state !== 'QUEUED')) return undefined;
  if (underWay.length > 0 && wanted !== 'ALERT') return undefined;
  const adopted = wanted === 'ALERT' ? {} : { adopted: live };
  if (open?.live === printSetting(live)) {
    if (policy === undefined || wanted === 'ALERT') return undefined;
    return { ended: { drift: open, as: endOf(wanted), policy: wanted }, ...adopted };
  }
  const added = toRecord(compared, { ...drift, policy: wanted });
  return { ...(open && { ended: { drift: open, as: 'CHANGED', policy: open.policy } }), added, ...adopted };
}

function toSettings(sent: readonly SentValue[]): readonly Setting[] {
  return sent.map(({ field, value }) => parseSetting(field, value));
}

function toRecord(
  { advertiserId, accountId, entityId, known, live, now }: ComparedSetting,
  { kind, actor, at, policy }: Pick<DriftRecord, 'kind' | 'actor' | 'policy'> & { readonly at: Date | null },
): DriftRecord {
  return {
    id: newId('drf', now.getTime()),
    advertiserId,
    entityId,
    accountId,
    field: live.field,
    kind,
    known: printSetting(known),
    live: printSetting(live),
    actor,
    editedAt: at,
    detectedAt: now,
    policy,
    requestId: null,
    endedAt: policy === 'ALERT' ? null : now,
    endedAs: policy === 'ALERT' ? null : endOf(policy),
  };
}

function endOf(policy: 'ADOPT' | 'REASSERT'): DriftEnd {
  return policy === 'ADOPT' ? 'ADOPTED' : 'REASSERTED';
}
