// Our values asked for again, where a drift's policy says so: as new requests, through the same guardrails as anybody's. The
// platform's value was taken for ours before, so that what is asked for is told, and held back, as the change it is.
import type { Viewer } from '../../../schema/viewer.ts';
import { countChange } from '../../common/change-count.ts';
import type { AdEntity } from '../ad-entity.ts';
import { findAdEntities } from '../ad-entity-store.ts';
import { appendAudit } from '../audit-store.ts';
import type { Change } from '../change.ts';
import { makeChange } from '../make-change.ts';
import { awaitTurns } from '../turn-store.ts';
import type { ConnectedAccount, DeliveryWorld } from './delivery-world.ts';
import { toDriftEvent } from './drift-detected.ts';
import { type DriftRecord, giveUpReassertion, listUnasserted, noteReassertion } from './drift-store.ts';
import { reconcilerActor, toDriftFact } from './record-drifts.ts';

/** Asks for every value of the account that was to be asked for again and was not yet. */
export async function reassertValues(world: DeliveryWorld, account: ConnectedAccount): Promise<void> {
  for (const drift of await listUnasserted(world.db, account)) await reassert(world, drift);
}

async function reassert(world: DeliveryWorld, drift: DriftRecord): Promise<void> {
  const { advertiserId, entityId } = drift;
  const [entity] = await findAdEntities(world.db, [advertiserId], [entityId]);
  if (!entity) return await giveUp(world, drift);
  const answer = await makeChange(world, reconciler(advertiserId), {
    change: toChange(drift, entity),
    key: `reassert ${drift.id}`,
    reason: `The platform holds another value (${drift.kind}, ${drift.id}).`,
  });
  switch (answer.kind) {
    case 'queued':
    case 'pending':
    case 'scheduled':
      return await noteReassertion(world.db, drift, answer.request.id);
    case 'applied':
      return await noteReassertion(world.db, drift, answer.change.id);
    case 'refused':
    case 'previewed':
      world.logger.error(
        { drift, answer },
        'our value, where the platform holds another one, cannot be asked for again',
      );
      return await giveUp(world, drift);
  }
}

/** The platform's value stands, and whoever was told that ours is asked for again hears of it. */
async function giveUp(world: DeliveryWorld, drift: DriftRecord): Promise<void> {
  const { advertiserId } = drift;
  const given: DriftRecord = { ...drift, endedAs: 'ADOPTED' };
  await world.db.transaction().execute(async (trx) => {
    await awaitTurns(trx, advertiserId, [drift.entityId]);
    if (!(await giveUpReassertion(trx, drift))) return;
    await world.eventLog.append(trx, [toDriftEvent(given)]);
    const who = { actor: reconcilerActor, at: world.now().toISOString() };
    await appendAudit(trx, advertiserId, [toDriftFact(given, 'drift.ended', who)]);
    await countChange(trx, [advertiserId]);
  });
}

function toChange({ entityId, field, known }: DriftRecord, { currency, version }: AdEntity): Change {
  const common = { entityId, expectedVersion: version };
  if (field !== 'STATUS') return { ...common, field, amountMicros: BigInt(known), currency };
  return { ...common, field, status: known === 'PAUSED' ? 'PAUSED' : 'ENABLED' };
}

/** Who asks, as the audit trail has it. */
function reconciler(advertiserId: string): Viewer {
  const subject = reconcilerActor;
  return { subject, tokenId: subject, advertiserIds: [advertiserId], scopes: new Set(), expiresAtMs: Infinity };
}
