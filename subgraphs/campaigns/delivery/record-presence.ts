// What is gone from its platform, or there again, put on record: its status, its history, what was asked for of it, what had
// drifted, and the events of all that, in one transaction for all of a campaign.
import type { Transaction } from 'kysely';
import type { PlatformChange } from '../../../platforms/ad-platform.ts';
import { countChange } from '../../common/change-count.ts';
import { newId } from '../../common/identifiers.ts';
import { toEvent } from '../ad-entity-changed.ts';
import type { AdEntity } from '../ad-entity.ts';
import { lockAdEntities } from '../ad-entity-store.ts';
import type { AppliedChange } from '../applied-change.ts';
import type { AuditFact } from '../audit.ts';
import { appendAudit } from '../audit-store.ts';
import { insertAppliedChanges, type NewValue } from '../change-store.ts';
import { type Move, moveRequests } from '../move-requests.ts';
import { findRequests } from '../request-store.ts';
import type { Tables } from '../tables.ts';
import { awaitTurns } from '../turn-store.ts';
import { askToReconcile } from './account-state-store.ts';
import type { ConnectedAccount, DeliveryWorld } from './delivery-world.ts';
import { toDriftEvent } from './drift-detected.ts';
import { type DriftRecord, endDrift, listOpenDrifts } from './drift-store.ts';
import type { PresenceChange } from './presence.ts';
import { listNotSent, setStatuses } from './presence-store.ts';
import { reconcilerActor, toDriftFact } from './record-drifts.ts';

export interface PresenceRecorded {
  readonly removed: number;
  readonly restored: number;
}

/** A transaction has about so many entities, or all of one campaign. */
const entitiesPerTransaction = 50;

/**
 * Records what is gone and what is there again. An entity that changed since it was read is left for the next time, unless it
 * goes with what it is in. What is there again has the account compared at once, because of what it holds.
 */
export async function recordPresence(
  world: DeliveryWorld,
  account: ConnectedAccount,
  changes: readonly PresenceChange[],
  history: readonly PlatformChange[],
): Promise<PresenceRecorded> {
  let [removed, restored] = [0, 0];
  for (const some of byCampaign(changes)) {
    const recorded = await recordSome(world, account, some, history);
    removed += recorded.filter(isGone).length;
    restored += recorded.filter((one) => !isGone(one)).length;
    await world.atStep?.('PRESENCE_RECORDED');
  }
  if (restored > 0) await askToReconcile(world.db, account);
  return { removed, restored };
}

/**
 * Gives up what waits for entities that were known to be removed before, as where a report has said so, and ends their drifts.
 * One that is not removed any more keeps what it has.
 */
export async function settleRemoved(
  world: DeliveryWorld,
  account: ConnectedAccount,
  removedIds: readonly string[],
): Promise<void> {
  const { advertiserId } = account;
  const waiting = [
    ...(await listNotSent(world.db, advertiserId, removedIds)),
    ...(await listOpenDrifts(world.db, account)),
  ];
  const removed = new Set(removedIds);
  const ids = [...new Set(waiting.map(({ entityId }) => entityId))].filter((id) => removed.has(id));
  if (ids.length === 0) return;
  await world.db.transaction().execute(async (trx) => {
    await awaitTurns(trx, advertiserId, ids);
    const entities = await lockAdEntities(trx, advertiserId, ids);
    const goneIds = entities.flatMap(({ id, status }) => (status === 'REMOVED' ? [id] : []));
    const facts = await endDrifts(trx, world, account, goneIds);
    await giveUpRequests(trx, world, advertiserId, goneIds);
    await appendAudit(trx, advertiserId, facts);
    await countChange(trx, [advertiserId]);
  });
}

/** Divides changes so that what is of one campaign stays together, what is above before what is below. */
function* byCampaign(changes: readonly PresenceChange[]): Iterable<readonly PresenceChange[]> {
  let some: PresenceChange[] = [];
  for (const ofOne of Map.groupBy(changes, ({ known }) => known.campaignId ?? known.id).values()) {
    if (some.length > 0 && some.length + ofOne.length > entitiesPerTransaction) {
      yield some;
      some = [];
    }
    some.push(...ofOne);
  }
  if (some.length > 0) yield some;
}

async function recordSome(
  world: DeliveryWorld,
  account: ConnectedAccount,
  changes: readonly PresenceChange[],
  history: readonly PlatformChange[],
): Promise<readonly PresenceChange[]> {
  const { advertiserId } = account;
  const ids = [...new Set(changes.flatMap(({ known }) => [known.id, parentOf(known) ?? known.id]))];
  return await world.db.transaction().execute(async (trx) => {
    await awaitTurns(trx, advertiserId, ids);
    const entities = new Map((await lockAdEntities(trx, advertiserId, ids)).map((entity) => [entity.id, entity]));
    const standing = stillTrue(changes, entities);
    if (standing.length === 0) return [];
    const at = world.now();
    const lines = standing.map(({ change, entity }) => toLine(change, entity, historyOf(change, history), at));
    await setAndTell(trx, world, lines, { advertiserId, at });
    const goneIds = standing.flatMap(({ change }) => (isGone(change) ? [change.known.id] : []));
    const ended = await endDrifts(trx, world, account, goneIds);
    await giveUpRequests(trx, world, advertiserId, goneIds);
    const facts = [...standing.map((one) => toFact(one.change, one.entity, at)), ...ended];
    await appendAudit(trx, advertiserId, facts);
    await countChange(trx, [advertiserId]);
    return standing.map(({ change }) => change);
  });
}

interface Standing {
  readonly change: PresenceChange;
  readonly entity: AdEntity;
}

/** The changes that are as true of the entities as they are now as they were of what was compared. */
function stillTrue(changes: readonly PresenceChange[], entities: ReadonlyMap<string, AdEntity>): readonly Standing[] {
  const statuses = new Map([...entities].map(([id, { status }]) => [id, status]));
  return changes.flatMap((change) => {
    const { known, status, evidence } = change;
    const entity = entities.get(known.id);
    if (!entity || entity.status === status) return [];
    const isParentGone = statuses.get(parentOf(known) ?? '') === 'REMOVED';
    const isTrue = evidence === 'PARENT' ? isParentGone : entity.version === known.version;
    if (!isTrue || (evidence === 'SHOWN' && isParentGone)) return [];
    statuses.set(known.id, status);
    return [{ change, entity }];
  });
}

function toLine(
  { status, evidence }: PresenceChange,
  { advertiserId, id: entityId, currency, status: beforeStatus }: AdEntity,
  edit: PlatformChange | undefined,
  at: Date,
): NewValue {
  const by = edit?.actor ? ` by ${edit.actor}` : '';
  const reason =
    status !== 'REMOVED'
      ? `On the platform again${by}.`
      : evidence === 'PARENT'
        ? 'Removed on the platform with what it was in.'
        : `Removed on the platform${by}.`;
  const value = { beforeMicros: null, afterMicros: null, beforeStatus, afterStatus: status };
  return {
    id: newId('chg', at.getTime()),
    advertiserId,
    entityId,
    field: 'STATUS',
    ...value,
    currency,
    reason,
    actor: reconcilerActor,
    at,
  };
}

/** The last edit of the entity's status that its platform remembers. */
function historyOf({ known }: PresenceChange, history: readonly PlatformChange[]): PlatformChange | undefined {
  return history.findLast(
    ({ level, externalId, field }) => level === known.level && externalId === known.externalId && field === 'STATUS',
  );
}

async function setAndTell(
  trx: Transaction<Tables>,
  world: DeliveryWorld,
  lines: readonly NewValue[],
  { advertiserId, at }: { readonly advertiserId: string; readonly at: Date },
): Promise<void> {
  const statuses = lines.flatMap(({ entityId, afterStatus }) =>
    afterStatus === null ? [] : [{ entityId, status: afterStatus }],
  );
  const versionOf = await setStatuses(trx, advertiserId, statuses, at);
  const applied = lines.map((line): AppliedChange => ({ ...line, version: versionOf.get(line.entityId) ?? 0 }));
  await insertAppliedChanges(trx, applied);
  await world.eventLog.append(trx, applied.map(toEvent));
}

/** What had drifted of what is gone is over; returns what is to be known of that for good. */
async function endDrifts(
  trx: Transaction<Tables>,
  world: DeliveryWorld,
  account: ConnectedAccount,
  goneIds: readonly string[],
): Promise<readonly AuditFact[]> {
  const at = world.now();
  const open = (await listOpenDrifts(trx, account)).filter(({ entityId }) => goneIds.includes(entityId));
  const ended = open.map((drift): DriftRecord => ({ ...drift, endedAt: at, endedAs: 'REMOVED' }));
  for (const drift of open) await endDrift(trx, drift, { at, as: 'REMOVED' });
  await world.eventLog.append(trx, ended.map(toDriftEvent));
  return ended.map((drift) => toDriftFact(drift, 'drift.ended', { actor: reconcilerActor, at: at.toISOString() }));
}

/** What has not left for what is gone, never will; what is held for it is given back. */
async function giveUpRequests(
  trx: Transaction<Tables>,
  world: DeliveryWorld,
  advertiserId: string,
  goneIds: readonly string[],
): Promise<void> {
  const notSent = await listNotSent(trx, advertiserId, goneIds);
  const requests = await findRequests(
    trx,
    [advertiserId],
    notSent.map(({ id }) => id),
  );
  const moves = requests.map((request): Move => {
    const message = `${request.entityId} was removed on its platform.`;
    return { request, path: ['REJECTED'], actor: reconcilerActor, detail: { code: 'ENTITY_REMOVED', message } };
  });
  await moveRequests(trx, world, moves);
}

function toFact({ status, evidence }: PresenceChange, { id, status: before }: AdEntity, at: Date): AuditFact {
  const action = status === 'REMOVED' ? 'ad-entity.removed' : 'ad-entity.restored';
  const who = { at: at.toISOString(), actor: reconcilerActor, action, subject: id, entityId: id };
  return { ...who, before, after: status, evidence };
}

function isGone({ status }: PresenceChange): boolean {
  return status === 'REMOVED';
}

function parentOf({ adGroupId, campaignId }: PresenceChange['known']): string | null {
  return adGroupId ?? campaignId;
}
