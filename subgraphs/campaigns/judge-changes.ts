// What speaks for and against changes as things are: the rules of a change, then what the advertiser allows. The same for a
// preview, the change itself, its approval and a scheduled change that is due.
import type { Kysely } from 'kysely';
import type { AdEntity } from './ad-entity.ts';
import {
  type AmountApplication,
  type Change,
  decideChange,
  refuse,
  type Refusal,
  type StatusApplication,
} from './change.ts';
import { type ChangeDirection, isIncrease } from './change-request.ts';
import { readRecentPast, type RecentPast } from './change-store.ts';
import { listConnectedAccounts } from './connection-store.ts';
import { dayGrowthMicros, worstDayMicros } from './guardrails/exposure.ts';
import {
  type EnabledBudget,
  type ExposureCap,
  listBudgetsBelow,
  lockCaps,
  readCaps,
  sumBudgets,
} from './guardrails/exposure-store.ts';
import {
  type CapUse,
  type FreezeWindow,
  type GuardrailPolicy,
  judge,
  type Proposal,
  refusalCodeOf,
  type Verdict,
} from './guardrails/guardrails.ts';
import { overdeliveryOf } from './guardrails/platform-rules.ts';
import { policyOf, readPolicies } from './guardrails/policy-store.ts';
import { findEngagedSwitches } from './kill-switch-store.ts';
import type { KillSwitch } from './kill-switch.ts';
import { findUnderWay, type UnderWay } from './request-store.ts';
import type { Tables } from './tables.ts';

/** A change, and the entity it is about as it is. */
export interface Wanted {
  readonly entity: AdEntity;
  readonly change: Change;
}

/** A change that may be made: at once, or (where a verdict says so) when somebody has approved it. */
export interface Admission {
  readonly kind: 'admit';
  readonly entity: AdEntity;
  readonly change: Change;
  readonly application: AmountApplication | StatusApplication;
  readonly direction: ChangeDirection;
  /** By how much the worst case of a day grows. */
  readonly exposureMicros: bigint;
  readonly verdicts: readonly Verdict[];
  readonly policy: GuardrailPolicy | undefined;
  /** Requests for the same value that have not left yet: it takes their place. */
  readonly supersedes: readonly UnderWay[];
  readonly isConnected: boolean;
  readonly waitsForApproval: boolean;
}

export interface Rejection extends Refusal {
  readonly entity: AdEntity;
  readonly verdicts: readonly Verdict[];
}

export type Judgement = Admission | Rejection;

export interface Court {
  readonly now: Date;
  readonly advertiserId: string;
  /** Whether what is decided is to be done: then the caps are held until the transaction ends. */
  readonly isBinding: boolean;
  /** Whether what needs an approval has one, or does without. */
  readonly isApproved: boolean;
}

/** Judges changes of one advertiser in their order: what an earlier one uses of a cap is not there for a later one. */
export async function judgeChanges(
  db: Kysely<Tables>,
  court: Court,
  wanted: readonly Wanted[],
): Promise<readonly Judgement[]> {
  const ruled = wanted.map((one) => ({ ...one, application: decideChange(one.entity, one.change) }));
  const ids = ruled.filter(({ application }) => application.kind === 'apply').map(({ entity }) => entity.id);
  const found = ids.length > 0 ? await findUnderWay(db, court.advertiserId, ids) : [];
  const underWay = Map.groupBy(found, ({ entityId }) => entityId);
  const proposals = ruled.map((one) => propose(one, underWay.get(one.entity.id) ?? []));
  const evidence = await gatherEvidence(db, court, proposals);
  return proposals.map((proposed) => (proposed.kind === 'refuse' ? proposed : decide(proposed, evidence, court)));
}

/** A change that the rules of changes allow, before the guardrails are asked. */
type Proposed = Omit<
  Admission,
  'kind' | 'exposureMicros' | 'verdicts' | 'policy' | 'isConnected' | 'waitsForApproval'
> & {
  readonly kind: 'propose';
  /** The lowest that the value may be by now, with what is under way. */
  readonly floorMicros: bigint;
};

type Ruled = Wanted & { readonly application: AmountApplication | StatusApplication | Refusal };

function propose({ entity, change, application }: Ruled, underWay: readonly UnderWay[]): Proposed | Rejection {
  if (application.kind === 'refuse') return { ...application, entity, verdicts: [] };
  const same = underWay.filter(({ kind }) => kind === change.field);
  const supersedes = same.filter(({ state }) => state === 'QUEUED');
  const common = { kind: 'propose', entity, change, application, supersedes } as const;
  if ('afterStatus' in application) {
    if (application.beforeStatus === application.afterStatus && same.length === 0) {
      const message = `${entity.id} is ${application.afterStatus} already.`;
      return { ...refuse('NOTHING_TO_CHANGE', message), entity, verdicts: [] };
    }
    return { ...common, floorMicros: 0n, direction: application.afterStatus === 'PAUSED' ? 'PAUSE' : 'ENABLE' };
  }
  const { beforeMicros, afterMicros } = application;
  // What was sent may be in effect already: then even the amount there was would be a raise.
  const sent = same.flatMap(({ state, afterMicros: target }) =>
    state === 'QUEUED' || target === null ? [] : [target],
  );
  const floorMicros = sent.reduce((least, target) => (target < least ? target : least), beforeMicros);
  return { ...common, floorMicros, direction: afterMicros > floorMicros ? 'INCREASE' : 'DECREASE' };
}

/** What is looked up for all changes at once. */
interface Evidence {
  readonly policies: readonly GuardrailPolicy[];
  readonly freezes: readonly FreezeWindow[];
  readonly engaged: readonly KillSwitch[];
  readonly pastOfEntity: ReadonlyMap<string, RecentPast>;
  readonly budgetsBelow: ReadonlyMap<string, readonly EnabledBudget[]>;
  readonly connected: ReadonlySet<string>;
  /** Counted up as changes are admitted. */
  readonly capUses: readonly CapLedger[];
}

interface CapLedger extends ExposureCap {
  usedMicros: bigint;
}

async function gatherEvidence(
  db: Kysely<Tables>,
  { advertiserId, now, isBinding }: Court,
  proposals: readonly (Proposed | Rejection)[],
): Promise<Evidence> {
  const proposed = proposals.filter((one) => one.kind === 'propose');
  const connected = proposed.length > 0 ? await listConnectedAccounts(db, advertiserId) : new Set<string>();
  const increases = proposed.filter(isIncrease).map(({ entity }) => entity.id);
  const nothing = {
    policies: [],
    freezes: [],
    engaged: [],
    pastOfEntity: new Map(),
    budgetsBelow: new Map(),
    capUses: [],
  };
  if (increases.length === 0) return { ...nothing, connected };
  const caps = isBinding ? await lockCaps(db, advertiserId) : await readCaps(db, advertiserId);
  const { policies, freezes } = await readPolicies(db, advertiserId, now);
  const engaged = await findEngagedSwitches(db, advertiserId);
  const past = await readRecentPast(db, advertiserId, increases, now);
  const enabled = proposed.filter(({ direction }) => direction === 'ENABLE').map(({ entity }) => entity.id);
  const below = enabled.length > 0 ? await listBudgetsBelow(db, advertiserId, enabled) : [];
  return {
    policies,
    freezes,
    engaged,
    connected,
    pastOfEntity: new Map(past.map((one) => [one.entityId, one])),
    budgetsBelow: Map.groupBy(below, ({ entityId }) => entityId),
    capUses: await readCapUses(db, advertiserId, caps, now),
  };
}

async function readCapUses(
  db: Kysely<Tables>,
  advertiserId: string,
  caps: readonly ExposureCap[],
  now: Date,
): Promise<readonly CapLedger[]> {
  if (caps.length === 0) return [];
  const budgets = await sumBudgets(db, advertiserId, now);
  return caps.map((cap) => {
    const covered = budgets.filter((one) => covers(cap, one));
    const used = covered.map(({ platform, kind, budgetMicros, heldMicros }) =>
      kind === null ? heldMicros : worstDayMicros(overdeliveryOf(platform), { kind, amountMicros: budgetMicros }),
    );
    return { ...cap, usedMicros: used.reduce((sum, micros) => sum + micros, 0n) };
  });
}

function covers(cap: ExposureCap, { accountId, currency }: { readonly accountId: string; readonly currency: string }) {
  return cap.currency === currency && (cap.accountId === '' || cap.accountId === accountId);
}

function decide(proposed: Proposed, evidence: Evidence, { now, isApproved }: Court): Judgement {
  const { entity, direction, supersedes } = proposed;
  const exposureMicros = exposureOf(proposed, evidence);
  const policy = policyOf(evidence.policies, entity);
  const ledgers = evidence.capUses.filter((cap) => covers(cap, entity));
  // What takes the place of a request gets what was held for that one.
  const freedMicros = supersedes.reduce((sum, { heldMicros }) => sum + heldMicros, 0n);
  const caps = ledgers.map((cap): CapUse => ({ ...cap, usedMicros: cap.usedMicros - freedMicros }));
  const past = evidence.pastOfEntity.get(entity.id);
  const verdicts = judge(toProposal(proposed, exposureMicros), {
    now,
    policy,
    caps,
    engaged: evidence.engaged,
    freezes: evidence.freezes.filter(({ accountId }) => accountId === '' || accountId === entity.accountId),
    dayAgoMicros: (proposed.change.field === 'BID' ? past?.bidDayAgoMicros : past?.budgetDayAgoMicros) ?? null,
    changesThisHour: past?.changesThisHour ?? 0,
    knownAt: past?.knownAt ?? now,
  });
  const refusing = verdicts.find(({ outcome }) => outcome === 'REFUSED');
  if (refusing && refusing.rule in refusalCodeOf) {
    // Only rules that can refuse have a code.
    const code = refusalCodeOf[refusing.rule as keyof typeof refusalCodeOf];
    return { ...refuse(code, refusing.message), entity, verdicts };
  }
  const waitsForApproval = !isApproved && verdicts.some(({ outcome }) => outcome === 'NEEDS_APPROVAL');
  // What waits holds nothing: it is judged again when it is approved.
  if (!waitsForApproval) for (const ledger of ledgers) ledger.usedMicros += exposureMicros - freedMicros;
  const { kind: _, floorMicros: __, ...rest } = proposed;
  const isConnected = evidence.connected.has(entity.accountId);
  return { ...rest, kind: 'admit', direction, exposureMicros, verdicts, policy, isConnected, waitsForApproval };
}

function toProposal(
  { entity, change, application, direction, floorMicros }: Proposed,
  exposureMicros: bigint,
): Proposal {
  const amounts =
    'afterStatus' in application
      ? { beforeMicros: null, afterMicros: null }
      : { beforeMicros: floorMicros, afterMicros: application.afterMicros };
  const { platform, accountId } = entity;
  const campaignId = entity.campaignId ?? entity.id;
  return { kind: change.field, direction, ...amounts, platform, accountId, campaignId, exposureMicros };
}

/** By how much the worst case of a day grows with a change; never less than nothing. */
function exposureOf({ entity, change, application, floorMicros, direction }: Proposed, evidence: Evidence): bigint {
  const rules = overdeliveryOf(entity.platform);
  if ('afterStatus' in application) {
    if (direction === 'PAUSE') return 0n;
    const budgets = evidence.budgetsBelow.get(entity.id) ?? [];
    return budgets.reduce((sum, budget) => sum + worstDayMicros(rules, budget), 0n);
  }
  if (change.field === 'BID' || !entity.budget || direction === 'DECREASE') return 0n;
  const from = { kind: entity.budget.kind, amountMicros: floorMicros };
  return dayGrowthMicros(rules, from, application.afterMicros);
}
