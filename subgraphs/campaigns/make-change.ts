// An intent to change money on its way from the client's words to its effect. The rules are in change.ts and the SQL in
// the stores; here is the order of things and what belongs to one transaction.
import type { Kysely, Transaction } from 'kysely';
import type { Viewer } from '../../schema/viewer.ts';
import { fingerprintOf, runIdempotent } from '../common/idempotency.ts';
import { newId } from '../common/identifiers.ts';
import { toEvent } from './ad-entity-changed.ts';
import type { AdEntity } from './ad-entity.ts';
import { findAdEntities, lockAdEntity } from './ad-entity-store.ts';
import type { AppliedChange, ChangeAnswer, RefusedAnswer } from './applied-change.ts';
import {
  type Application,
  type Change,
  decideChange,
  type Refusal,
  refuseInput,
  refuseReusedKey,
  refuseUnknownEntity,
} from './change.ts';
import { decodeAnswer, encodeAnswer, type FinalAnswer } from './change-codec.ts';
import { insertAppliedChange, setAmount } from './change-store.ts';
import type { World } from './context.ts';
import type { Tables } from './tables.ts';

/** Keys of budgets and bids are one set: a key stands for one intent, whatever it is about. */
const operation = 'change';

/** Says what the change would do as things are. Nothing is locked or written, and the key is not looked at. */
export async function previewChange({ db }: World, viewer: Viewer, change: Change): Promise<ChangeAnswer> {
  const entity = await admitChange(db, viewer, change);
  if ('kind' in entity) return entity;
  const decision = decideChange(entity, change);
  if (decision.kind === 'refuse') return toRefused(decision, entity);
  const { beforeMicros, afterMicros } = decision;
  return { kind: 'previewed', entity, field: change.field, beforeMicros, afterMicros };
}

/**
 * Makes the change, or refuses it, once for its key: sent again, the same change is answered the same and done no more.
 *
 * What is decided under the key stands under the key, a refusal too. Whoever was told "refused" may act on that, and a
 * copy of the request that arrives late must not apply it after all because the state has changed meanwhile. To try
 * again is a new intent with a new key. Not kept are refusals that no state was looked at for: an input that breaks a
 * limit, and an entity that the viewer cannot see (there is no tenant to keep it under).
 */
export async function makeChange(world: World, viewer: Viewer, change: Change): Promise<ChangeAnswer> {
  const entity = await admitChange(world.db, viewer, change);
  if ('kind' in entity) return entity;
  return await world.db.transaction().execute(async (trx) => {
    // First the lock, before anything is written: events of one entity are in the order of its changes only if their
    // writers take turns from the start.
    const locked = await lockAdEntity(trx, entity.advertiserId, entity.id);
    if (!locked) return toRefused(refuseUnknownEntity(change.entityId), null);
    return await changeOnce(trx, locked, { world, viewer, change });
  });
}

interface Intent {
  readonly world: World;
  readonly viewer: Viewer;
  readonly change: Change;
}

/** The entity that the change is about, or why nothing more needs to be looked at. */
async function admitChange(db: Kysely<Tables>, viewer: Viewer, change: Change): Promise<AdEntity | RefusedAnswer> {
  const isStorable = !change.entityId.includes('\0');
  const [entity] = isStorable ? await findAdEntities(db, viewer.advertiserIds, [change.entityId]) : [];
  if (!entity) return toRefused(refuseUnknownEntity(change.entityId), null);
  const refusal = refuseInput(change);
  return refusal ? toRefused(refusal, entity) : entity;
}

async function changeOnce(trx: Transaction<Tables>, entity: AdEntity, intent: Intent): Promise<ChangeAnswer> {
  const { change, world } = intent;
  const { advertiserId } = entity;
  const { key, ...intended } = change;
  const request = { advertiserId, operation, key, fingerprint: fingerprintOf(intended), now: world.now() };
  const outcome = await runIdempotent(trx, request, async () => {
    const decision = decideChange(entity, change);
    // A decision to apply is where guardrails and approvals will have their say before anything is done.
    return encodeAnswer(await carryOut(trx, entity, decision, intent));
  });
  if (outcome.kind === 'reused') return toRefused(refuseReusedKey(key), entity);
  // The first answer is read back from what is kept, like every later one, so that they cannot differ.
  return decodeAnswer(outcome.answer);
}

async function carryOut(
  trx: Transaction<Tables>,
  entity: AdEntity,
  decision: Application | Refusal,
  { world, viewer, change }: Intent,
): Promise<FinalAnswer> {
  if (decision.kind === 'refuse') return toRefused(decision, entity);
  const applied = toAppliedChange(entity, decision, change, { actor: viewer.subject, at: world.now() });
  await setAmount(trx, applied);
  await insertAppliedChange(trx, applied);
  await world.eventLog.append(trx, [toEvent(applied)]);
  return { kind: 'applied', change: applied, entity: withAmount(entity, applied) };
}

function toAppliedChange(
  { id, advertiserId, currency }: AdEntity,
  { beforeMicros, afterMicros, version }: Application,
  { field, reason }: Change,
  { actor, at }: { readonly actor: string; readonly at: Date },
): AppliedChange {
  return {
    id: newId('chg'),
    advertiserId,
    entityId: id,
    field,
    beforeMicros,
    afterMicros,
    currency,
    version,
    reason,
    actor,
    at,
  };
}

function withAmount(entity: AdEntity, { field, afterMicros: amountMicros, version }: AppliedChange): AdEntity {
  const { budget, bid } = entity;
  return field === 'BUDGET'
    ? { ...entity, version, budget: budget && { ...budget, amountMicros } }
    : { ...entity, version, bid: bid && { ...bid, amountMicros } };
}

function toRefused({ code, message }: Refusal, currentEntity: AdEntity | null): RefusedAnswer {
  return { kind: 'refused', code, message, currentEntity };
}
