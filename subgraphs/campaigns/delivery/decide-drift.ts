// What is to be done about one value of one entity after it was compared. Pure, but for the identifiers of new records.
import type { PlatformChange } from '../../../platforms/ad-platform.ts';
import { newId } from '../../common/identifiers.ts';
import type { ChangeState } from '../change-state.ts';
import {
  classifyDrift,
  type Drift,
  type DriftDecision,
  type DriftEnd,
  type DriftKind,
  type DriftPolicy,
} from './drift.ts';
import { type DriftPolicies, maxReassertions, ruleOf } from './drift-policy.ts';
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
  /** What somebody has asked to be done about everything that differs; undefined for the rule of each kind, about what is new. */
  readonly asked: DriftPolicy | undefined;
  /** What the advertiser has set. */
  readonly policies: DriftPolicies;
  /** How often the value was asked for again of late, over what others had set. */
  readonly reassertions: number;
  readonly now: Date;
}

/** What to do, in this order. */
export interface DriftStep {
  /** A record that is over, with what was decided about it last. */
  readonly ended?: { readonly drift: DriftRecord; readonly as: DriftEnd };
  /** A record to add; it may be over as soon as it is made. */
  readonly added?: DriftRecord;
  /** A value of the platform to be taken for ours. */
  readonly adopted?: Setting;
  /** A request of unknown outcome that was done. */
  readonly answered?: string;
}

/** Undefined where there is nothing to do. */
export function decideDrift(compared: ComparedSetting): DriftStep | undefined {
  const { known, live, history, sent, underWay, open, asked } = compared;
  const unanswered = sent.filter(({ isUnanswered }) => isUnanswered);
  const drift = classifyDrift({ known, live, history, unanswered: toSettings(unanswered), sent: toSettings(sent) });
  if (!drift) return open && { ended: { drift: open, as: 'WENT_AWAY' } };
  const decision = decide(drift.kind, compared);
  if (drift.kind === 'OURS_APPLIED') {
    const answered = unanswered.find(({ value }) => value === printSetting(live))?.requestId;
    if (answered === undefined) return undefined;
    return { answered, added: { ...toRecord(compared, { ...drift, ...decision }), requestId: answered } };
  }
  const { policy: wanted } = decision;
  // Whatever is under way settles the value first; only what changes nothing may be done meanwhile.
  if (underWay.some((state) => state !== 'QUEUED')) return undefined;
  if (underWay.length > 0 && wanted !== 'ALERT') return undefined;
  const adopted = wanted === 'ALERT' ? {} : { adopted: live };
  if (open?.live === printSetting(live)) {
    // Whatever was decided about it stands until somebody asks: a policy that was set since is about what is new.
    if (asked === undefined || wanted === 'ALERT') return undefined;
    return { ended: { drift: { ...open, ...decision }, as: endOf(wanted) }, ...adopted };
  }
  const added = toRecord(compared, { ...drift, ...decision });
  return { ...(open && { ended: { drift: open, as: 'CHANGED' } }), added, ...adopted };
}

/**
 * What is done about a drift that is new, or that somebody asks about. Whoever keeps setting a value over ours is not fought
 * for ever: after so many times people are told instead. What was done after all is always taken over.
 */
function decide(kind: DriftKind, { accountId, asked, policies, reassertions }: ComparedSetting): DriftDecision {
  const rule = ruleOf(policies, accountId, kind);
  if (kind === 'OURS_APPLIED') return rule;
  if (asked) return { policy: asked, decidedBy: 'REQUEST', policyId: null, policyVersion: null };
  const isForeign = kind === 'FOREIGN_EDIT' || kind === 'PLATFORM_AUTO';
  if (!isForeign || rule.policy !== 'REASSERT' || reassertions < maxReassertions) return rule;
  return { ...rule, policy: 'ALERT', decidedBy: 'REASSERTION_LIMIT' };
}

function toSettings(sent: readonly SentValue[]): readonly Setting[] {
  return sent.map(({ field, value }) => parseSetting(field, value));
}

function toRecord(
  { advertiserId, accountId, entityId, known, live, now }: ComparedSetting,
  { kind, actor, at, policy, decidedBy, policyId, policyVersion }: Drift & DriftDecision,
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
    decidedBy,
    policyId,
    policyVersion,
    requestId: null,
    endedAt: policy === 'ALERT' ? null : now,
    endedAs: policy === 'ALERT' ? null : endOf(policy),
  };
}

function endOf(policy: 'ADOPT' | 'REASSERT'): DriftEnd {
  return policy === 'ADOPT' ? 'ADOPTED' : 'REASSERTED';
}
