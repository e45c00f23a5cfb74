// What an advertiser allows. A proposal and its circumstances in, what speaks against it out: no database and no clock, so
// that a preview, the change itself and its approval cannot disagree.
//
// Increases need a policy that allows them, whatever else is missing is a no. Decreases and pauses always pass.
import { formatDecimalMicros } from '../../common/money.ts';
import type { RefusalCode } from '../change.ts';
import { type ChangeDirection, type ChangedField, isIncrease } from '../change-request.ts';
import { findStop, type KillSwitch } from '../kill-switch.ts';
import { maxChangesAnHour } from './platform-rules.ts';

export const guardrailRules = [
  'KILL_SWITCH',
  'POLICY',
  'FREEZE',
  'FRESHNESS',
  'BOUNDS',
  'STEP',
  'DAY',
  'FREQUENCY',
  'CAP',
  'APPROVAL',
  'HIDDEN_PAUSE',
] as const;

export type GuardrailRule = (typeof guardrailRules)[number];

export type VerdictOutcome = 'REFUSED' | 'NEEDS_APPROVAL' | 'WARNED';

/** What one rule has to say. A rule that has nothing to say gives none. */
export interface Verdict {
  readonly rule: GuardrailRule;
  readonly outcome: VerdictOutcome;
  readonly message: string;
}

/** Limits of one account, or of all accounts in a currency. Amounts are in that currency, per day where they are budgets. */
export interface GuardrailPolicy {
  readonly accountId: string;
  readonly currency: string;
  readonly version: number;
  readonly minBudgetMicros: bigint;
  readonly maxBudgetMicros: bigint;
  readonly minBidMicros: bigint;
  readonly maxBidMicros: bigint;
  /** By how much of what it is now, in per cent, a value may be raised at once. */
  readonly maxIncreasePercent: number;
  /** The same, of what it was 24 hours ago. */
  readonly maxIncreasePercentADay: number;
  readonly maxChangesAnHour: number;
  /** How old what is known of an entity may be; null where it does not matter. */
  readonly maxDataAgeMinutes: number | null;
  /** Raises beyond either of these need somebody else's approval; the amount is of worst-case exposure a day. */
  readonly approvalAbovePercent: number;
  readonly approvalAboveMicros: bigint;
  readonly requestLivesMinutes: number;
}

export interface FreezeWindow {
  /** Empty: all accounts. */
  readonly accountId: string;
  readonly endsAt: Date;
  readonly reason: string;
}

/** How much of a cap is used: by what may be spent on a day as things are, and by what is held for requests under way. */
export interface CapUse {
  /** Empty: all accounts in the currency. */
  readonly accountId: string;
  readonly capMicros: bigint;
  readonly usedMicros: bigint;
}

export interface Proposal {
  readonly kind: ChangedField;
  readonly direction: ChangeDirection;
  /** Null for a status. */
  readonly beforeMicros: bigint | null;
  readonly afterMicros: bigint | null;
  readonly platform: string;
  readonly accountId: string;
  readonly campaignId: string;
  /** By how much the worst case of a day grows. */
  readonly exposureMicros: bigint;
}

export interface Circumstances {
  readonly now: Date;
  readonly engaged: readonly KillSwitch[];
  readonly policy: GuardrailPolicy | undefined;
  /** Those of now. */
  readonly freezes: readonly FreezeWindow[];
  readonly caps: readonly CapUse[];
  /** What the value was 24 hours ago; null for a status. */
  readonly dayAgoMicros: bigint | null;
  /** How many changes of the entity were asked for within the hour. */
  readonly changesThisHour: number;
  /** As of when the entity is known. */
  readonly knownAt: Date;
}

/** A cut to less than this share of what there was is a pause by another name. */
const hiddenPausePercent = 10n;

/** What the rules have to say of a proposal, the gravest first; nothing where they have nothing against it. */
export function judge(proposal: Proposal, circumstances: Circumstances): readonly Verdict[] {
  if (!isIncrease(proposal)) return judgeDecrease(proposal);
  const stop = findStop(circumstances.engaged, proposal);
  if (stop) return [refused('KILL_SWITCH', `A kill switch is engaged: ${stop.reason}`)];
  const { policy } = circumstances;
  if (!policy) return [refused('POLICY', 'No policy covers this account; without one nothing may be raised.')];
  const verdicts = [
    judgeFreeze(circumstances),
    judgeFreshness(policy, circumstances),
    judgeFrequency(proposal, policy, circumstances),
    ...judgeAmount(proposal, policy, circumstances),
    ...judgeCaps(proposal, circumstances),
    judgeApproval(proposal, policy, circumstances),
  ];
  return verdicts.filter((verdict) => verdict !== undefined);
}

/** The code that a refusal by a rule has. */
export const refusalCodeOf = {
  KILL_SWITCH: 'KILL_SWITCH_ENGAGED',
  POLICY: 'NO_POLICY',
  FREEZE: 'FROZEN',
  FRESHNESS: 'STALE_DATA',
  BOUNDS: 'OUT_OF_BOUNDS',
  STEP: 'STEP_TOO_LARGE',
  DAY: 'DAY_TOO_LARGE',
  FREQUENCY: 'TOO_MANY_CHANGES',
  CAP: 'CAP_EXCEEDED',
} as const satisfies Partial<Record<GuardrailRule, RefusalCode>>;

type RefusingRule = keyof typeof refusalCodeOf;

function judgeDecrease({ kind, direction, beforeMicros, afterMicros }: Proposal): readonly Verdict[] {
  if (direction !== 'DECREASE' || kind !== 'BUDGET' || beforeMicros === null || afterMicros === null) return [];
  if (afterMicros * 100n >= beforeMicros * hiddenPausePercent) return [];
  const message = `A cut to less than ${hiddenPausePercent} % is a pause by another name. Is setStatus what you want?`;
  return [{ rule: 'HIDDEN_PAUSE', outcome: 'WARNED', message }];
}

function judgeFreeze({ freezes }: Circumstances): Verdict | undefined {
  const [freeze] = freezes;
  return freeze && refused('FREEZE', `Frozen until ${freeze.endsAt.toISOString()}: ${freeze.reason}`);
}

function judgeFreshness({ maxDataAgeMinutes }: GuardrailPolicy, { knownAt, now }: Circumstances): Verdict | undefined {
  if (maxDataAgeMinutes === null || now.getTime() - knownAt.getTime() <= maxDataAgeMinutes * 60_000) return undefined;
  return refused(
    'FRESHNESS',
    `What is known of the entity is of ${knownAt.toISOString()}; at most ${maxDataAgeMinutes} minutes are allowed.`,
  );
}

function judgeFrequency(
  { platform, kind }: Proposal,
  policy: GuardrailPolicy,
  { changesThisHour }: Circumstances,
): Verdict | undefined {
  const limit = Math.min(policy.maxChangesAnHour, maxChangesAnHour(platform, kind) ?? Infinity);
  if (changesThisHour < limit) return undefined;
  return refused('FREQUENCY', `There were ${changesThisHour} changes within the hour; at most ${limit} are allowed.`);
}

function judgeAmount(
  { kind, beforeMicros, afterMicros }: Proposal,
  policy: GuardrailPolicy,
  { dayAgoMicros }: Circumstances,
): readonly (Verdict | undefined)[] {
  if (beforeMicros === null || afterMicros === null) return [];
  const [least, most] =
    kind === 'BID' ? [policy.minBidMicros, policy.maxBidMicros] : [policy.minBudgetMicros, policy.maxBudgetMicros];
  const windowStart = dayAgoMicros ?? beforeMicros;
  // Back to what it was when the window began is no growth, however large the step.
  const isReturn = afterMicros <= windowStart;
  return [
    afterMicros < least || afterMicros > most
      ? refused('BOUNDS', `The amount must be from ${shown(least)} to ${shown(most)}; ${shown(afterMicros)} came.`)
      : undefined,
    !isReturn && isRaisedBeyond(beforeMicros, afterMicros, policy.maxIncreasePercent)
      ? refused(
          'STEP',
          `${growth(beforeMicros, afterMicros)}; at most ${policy.maxIncreasePercent} % at once are allowed.`,
        )
      : undefined,
    isRaisedBeyond(windowStart, afterMicros, policy.maxIncreasePercentADay)
      ? refused(
          'DAY',
          `${growth(windowStart, afterMicros)} within 24 hours; at most ${policy.maxIncreasePercentADay} % are allowed.`,
        )
      : undefined,
  ];
}

function judgeCaps({ kind, exposureMicros }: Proposal, { caps }: Circumstances): readonly Verdict[] {
  // A bid spends no more than the budget above it.
  if (kind === 'BID') return [];
  if (caps.length === 0) return [refused('POLICY', 'No cap covers this account; without one nothing may be raised.')];
  return caps
    .filter(({ capMicros, usedMicros }) => exposureMicros > 0n && usedMicros + exposureMicros > capMicros)
    .map(({ accountId, capMicros, usedMicros }) => {
      const scope = accountId === '' ? 'all accounts in the currency' : 'the account';
      const left = capMicros > usedMicros ? capMicros - usedMicros : 0n;
      const message = `At worst it costs ${shown(exposureMicros)} a day more; the cap of ${scope} leaves ${shown(left)}.`;
      return refused('CAP', message);
    });
}

function judgeApproval(
  { beforeMicros, afterMicros, exposureMicros }: Proposal,
  { approvalAbovePercent, approvalAboveMicros }: GuardrailPolicy,
  { dayAgoMicros }: Circumstances,
): Verdict | undefined {
  const needsApproval = (message: string): Verdict => ({ rule: 'APPROVAL', outcome: 'NEEDS_APPROVAL', message });
  if (exposureMicros > approvalAboveMicros) {
    return needsApproval(
      `At worst ${shown(exposureMicros)} a day more: above ${shown(approvalAboveMicros)} it needs approval.`,
    );
  }
  if (beforeMicros === null || afterMicros === null) return undefined;
  // Many small steps are one large one.
  const windowStart = dayAgoMicros ?? beforeMicros;
  if (!isRaisedBeyond(windowStart, afterMicros, approvalAbovePercent)) return undefined;
  return needsApproval(
    `${growth(windowStart, afterMicros)} within 24 hours: above ${approvalAbovePercent} % it needs approval.`,
  );
}

function isRaisedBeyond(fromMicros: bigint, toMicros: bigint, percent: number): boolean {
  return toMicros * 100n > fromMicros * BigInt(100 + percent);
}

function refused(rule: RefusingRule, message: string): Verdict {
  return { rule, outcome: 'REFUSED', message };
}

function growth(fromMicros: bigint, toMicros: bigint): string {
  if (fromMicros === 0n) return 'Raised from nothing';
  const tenths = ((toMicros - fromMicros) * 1_000n + fromMicros - 1n) / fromMicros;
  return `Raised by ${tenths / 10n}.${tenths % 10n} %`;
}

function shown(micros: bigint): string {
  return formatDecimalMicros(micros);
}
