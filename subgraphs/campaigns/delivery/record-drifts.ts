// Values of a platform that are others than we think: told apart, recorded, and dealt with as the policy says.
import type { Transaction } from 'kysely';
import type { PlatformChange, PlatformEntity } from '../../../platforms/ad-platform.ts';
import { countChange } from '../../common/change-count.ts';
import { newId } from '../../common/identifiers.ts';
import { toEvent } from '../ad-entity-changed.ts';
import type { AdEntity } from '../ad-entity.ts';
import { lockAdEntities } from '../ad-entity-store.ts';
import type { AuditFact } from '../audit.ts';
import { appendAudit } from '../audit-store.ts';
import { insertAppliedChanges, type NewValue, setValues } from '../change-store.ts';
import type { Tables } from '../tables.ts';
import { awaitTurns } from '../turn-store.ts';
import { type ComparedSetting, decideDrift, type DriftStep } from './decide-drift.ts';
import { hastenReadBack, listUnderWay } from './delivery-store.ts';
import type { ConnectedAccount, DeliveryWorld } from './delivery-world.ts';
import type { DriftPolicy } from './drift.ts';
import { reassertionWindowMs } from './drift-policy.ts';
import { listDriftPolicies } from './drift-policy-store.ts';
import { toDriftEvent } from './drift-detected.ts';
import {
  countReassertions,
  type DriftRecord,
  endDrift,
  insertDrift,
  type KnownEntity,
  listOpenDrifts,
  listSentValues,
} from './drift-store.ts';
import { type Setting, type SettingField, settingOf } from './setting.ts';

/** An entity as we know it and as its platform shows it, with what the platform remembers of it. */
export interface ComparedEntity {
  readonly known: KnownEntity;
  readonly live: PlatformEntity;
  readonly history: readonly PlatformChange[];
}

/** What somebody has asked to be done about every drift of an account. */
export interface AskedPolicy {
  readonly policy: DriftPolicy;
  /** The subject of the token it was asked with. */
  readonly by: string;
}

/** Who decides here, as the audit trail has it. */
export const reconcilerActor = 'reconciler';
export const settingFields: readonly SettingField[] = ['BUDGET', 'BID', 'STATUS'];

/**
 * Records what has drifted; returns how many drifts are new. A policy that was asked for is applied to those known before too.
 * Entities that changed since they were read are left for the next time.
 */
export async function recordDrifts(
  world: DeliveryWorld,
  account: ConnectedAccount,
  compared: readonly ComparedEntity[],
  asked: AskedPolicy | undefined,
): Promise<number> {
  const { advertiserId } = account;
  const ids = compared.map(({ known }) => known.id);
  return await world.db.transaction().execute(async (trx) => {
    await awaitTurns(trx, advertiserId, ids);
    const entities = new Map((await lockAdEntities(trx, advertiserId, ids)).map((entity) => [entity.id, entity]));
    const settings = await compareSettings(trx, { world, account, compared, asked, entities });
    const steps = settings.flatMap(({ entity, setting }) => {
      const step = decideDrift(setting);
      return step ? [{ entity, setting, step }] : [];
    });
    const actor = asked?.by ?? reconcilerActor;
    for (const one of steps) await carryOut(trx, world, { ...one, actor });
    await appendAudit(
      trx,
      advertiserId,
      steps.flatMap(({ step }) => toFacts(step, { actor, at: world.now().toISOString() })),
    );
    await countChange(trx, [advertiserId]);
    return steps.filter(({ step }) => step.added).length;
  });
}

interface Comparison {
  readonly world: DeliveryWorld;
  readonly account: ConnectedAccount;
  readonly compared: readonly ComparedEntity[];
  readonly asked: AskedPolicy | undefined;
  readonly entities: ReadonlyMap<string, AdEntity>;
}

interface EntitySetting {
  readonly entity: AdEntity;
  readonly setting: ComparedSetting;
}

/** Every value that can be compared, of the entities that are as they were when they were read. */
async function compareSettings(
  trx: Transaction<Tables>,
  { world, account, compared, asked, entities }: Comparison,
): Promise<readonly EntitySetting[]> {
  const { advertiserId, accountId } = account;
  const ids = [...entities.keys()];
  const underWay = await listUnderWay(trx, advertiserId, ids);
  const sent = await listSentValues(trx, advertiserId, ids);
  const open = await listOpenDrifts(trx, account);
  const now = world.now();
  // Whoever sets a policy waits for this transaction, or this one has waited for them.
  const policies = await listDriftPolicies(trx, advertiserId);
  const since = new Date(now.getTime() - reassertionWindowMs);
  const reasserted = await countReassertions(trx, advertiserId, { entityIds: ids, since });
  return compared.flatMap(({ known, live, history }) => {
    const entity = entities.get(known.id);
    if (entity?.version !== known.version) return [];
    return settingFields.flatMap((field) => {
      const [ours, theirs] = [settingOf(entity, field), settingOf(live, field)];
      if (!ours || !theirs) return [];
      const isOfIt = (one: { readonly entityId: string; readonly field: SettingField }) =>
        one.entityId === entity.id && one.field === field;
      const setting: ComparedSetting = {
        advertiserId,
        accountId,
        entityId: entity.id,
        known: ours,
        live: theirs,
        history,
        sent: sent.filter(isOfIt),
        underWay: underWay.filter(isOfIt).map(({ state }) => state),
        open: open.find(isOfIt),
        asked: asked?.policy,
        policies,
        reassertions: reasserted.find(isOfIt)?.count ?? 0,
        now,
      };
      return [{ entity, setting }];
    });
  });
}

async function carryOut(
  trx: Transaction<Tables>,
  world: DeliveryWorld,
  { entity, setting, step, actor }: EntitySetting & { readonly step: DriftStep; readonly actor: string },
): Promise<void> {
  const { ended, added, adopted, answered } = step;
  const at = setting.now;
  if (ended) await endDrift(trx, ended.drift, { at, as: ended.as });
  if (added) await insertDrift(trx, added);
  if (answered !== undefined) await hastenReadBack(trx, entity.advertiserId, answered);
  if (adopted) await adopt(trx, world, { entity, setting, actor, setBy: added?.actor ?? ended?.drift.actor ?? null });
  const told = added ?? (ended && { ...ended.drift, endedAt: at, endedAs: ended.as });
  if (told) await world.eventLog.append(trx, [toDriftEvent(told)]);
}

/** Takes the platform's value for ours, and puts that into the history of the entity. */
async function adopt(
  trx: Transaction<Tables>,
  world: DeliveryWorld,
  { entity, setting, actor, setBy }: EntitySetting & { readonly actor: string; readonly setBy: string | null },
): Promise<void> {
  const value: NewValue = {
    id: newId('chg'),
    advertiserId: entity.advertiserId,
    entityId: entity.id,
    field: setting.live.field,
    ...before(setting.known),
    ...after(setting.live),
    currency: entity.currency,
    reason: `Set on the platform${setBy === null ? '' : ` by ${setBy}`}.`,
    actor,
    at: setting.now,
  };
  const versionOf = await setValues(trx, entity.advertiserId, [value]);
  const applied = { ...value, version: versionOf.get(entity.id) ?? entity.version };
  await insertAppliedChanges(trx, [applied]);
  await world.eventLog.append(trx, [toEvent(applied)]);
}

function before(setting: Setting): Pick<NewValue, 'beforeMicros' | 'beforeStatus'> {
  return setting.field === 'STATUS'
    ? { beforeMicros: null, beforeStatus: setting.status }
    : { beforeMicros: setting.amountMicros, beforeStatus: null };
}

function after(setting: Setting): Pick<NewValue, 'afterMicros' | 'afterStatus'> {
  return setting.field === 'STATUS'
    ? { afterMicros: null, afterStatus: setting.status }
    : { afterMicros: setting.amountMicros, afterStatus: null };
}

type Who = Pick<AuditFact, 'actor' | 'at'>;

function toFacts({ ended, added }: DriftStep, who: Who): readonly AuditFact[] {
  return [
    ...(ended ? [toDriftFact({ ...ended.drift, endedAs: ended.as }, 'drift.ended', who)] : []),
    ...(added ? [toDriftFact(added, 'drift.detected', who)] : []),
  ];
}

/** What is to be known for good of a drift that was detected, or is over. */
export function toDriftFact(drift: DriftRecord, action: string, { actor, at }: Who): AuditFact {
  const { id, entityId, field, kind, known, live, actor: by, endedAs } = drift;
  const { policy, decidedBy, policyId, policyVersion } = drift;
  const decision = { policy, decidedBy, policyId, policyVersion };
  return { at, actor, action, subject: id, entityId, field, kind, known, live, by, ...decision, endedAs };
}
