// Engaging and re-arming kill switches. Engaging waits for the changes that are being decided, and no longer: from its
// commit on no increase is accepted, approved or sent. What was queued before is then given up, also for later.
import type { Transaction } from 'kysely';
import type { Viewer } from '../../schema/viewer.ts';
import { countChange } from '../common/change-count.ts';
import { newId } from '../common/identifiers.ts';
import type { RefusedAnswer } from './applied-change.ts';
import { appendAudit } from './audit-store.ts';
import { refuse, refuseInput, type RefusalCode } from './change.ts';
import type { World } from './context.ts';
import { found } from './found.ts';
import { toSwitchEvent } from './kill-switch-changed.ts';
import {
  findEngagedSwitches,
  findSwitch,
  insertSwitch,
  isScopeKnown,
  listStoppable,
  updateRearmed,
} from './kill-switch-store.ts';
import type { KillSwitch, SwitchScope } from './kill-switch.ts';
import { moveRequests } from './move-requests.ts';
import { findRequests } from './request-store.ts';
import type { Tables } from './tables.ts';
import { awaitEveryTurn } from './turn-store.ts';

export interface SwitchInput {
  readonly advertiserId: string;
  readonly scope: SwitchScope;
  /** Empty for GLOBAL. */
  readonly scopeId: string;
  readonly reason: string;
}

export type SwitchAnswer =
  { readonly kind: 'switched'; readonly killSwitch: KillSwitch; readonly stoppedRequests: number } | RefusedAnswer;

/** Stops all increases of a scope. What is engaged already is answered as it is. */
export async function engageKillSwitch(world: World, viewer: Viewer, input: SwitchInput): Promise<SwitchAnswer> {
  const { advertiserId } = input;
  const invalid = refuseInput({ key: 'none', reason: input.reason });
  if (invalid) return refused(invalid.code, invalid.message);
  const isKnown = viewer.advertiserIds.includes(advertiserId) && !input.scopeId.includes('\0');
  if (!isKnown || !(await isScopeKnown(world.db, input))) {
    return refused('ENTITY_NOT_FOUND', 'There is nothing that this switch would be of, or it is not yours to see.');
  }
  const killSwitch = await world.db.transaction().execute(async (trx) => {
    await awaitEveryTurn(trx, advertiserId);
    const engaged = await findEngagedSwitches(trx, advertiserId);
    const same = engaged.find(({ scope, scopeId }) => scope === input.scope && scopeId === input.scopeId);
    if (same) return same;
    const one = toSwitch(input, viewer.subject, world.now());
    await insertSwitch(trx, one);
    await tell(trx, world, one, 'kill-switch.engaged');
    return one;
  });
  return { kind: 'switched', killSwitch, stoppedRequests: await giveUpQueued(world, killSwitch) };
}

/** Lets increases pass again, those of before excepted. */
export async function rearmKillSwitch(
  world: World,
  viewer: Viewer,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<SwitchAnswer> {
  const invalid = refuseInput({ key: 'none', reason });
  if (invalid) return refused(invalid.code, invalid.message);
  const known = id.includes('\0') ? undefined : await findSwitch(world.db, viewer.advertiserIds, id);
  if (!known) return refused('SWITCH_NOT_FOUND', `There is no switch ${id} that you may see.`);
  const { advertiserId } = known;
  return await world.db.transaction().execute(async (trx) => {
    await awaitEveryTurn(trx, advertiserId);
    const current = found(await findSwitch(trx, [advertiserId], id));
    if (current.rearmedAt) return { kind: 'switched', killSwitch: current, stoppedRequests: 0 };
    // Nothing that was queued before the trip may leave after it, and so not after this either.
    let stoppedRequests = 0;
    for (let stopped = -1; stopped !== 0; stoppedRequests += stopped) stopped = await giveUpSome(trx, world, current);
    const killSwitch = { ...current, rearmedBy: viewer.subject, rearmedAt: world.now(), rearmReason: reason };
    await updateRearmed(trx, killSwitch);
    await tell(trx, world, killSwitch, 'kill-switch.rearmed');
    return { kind: 'switched', killSwitch, stoppedRequests };
  });
}

function toSwitch(input: SwitchInput, trippedBy: string, trippedAt: Date): KillSwitch {
  const notRearmed = { rearmedBy: null, rearmedAt: null, rearmReason: null };
  return { ...input, id: newId('kil'), trippedBy, trippedAt, ...notRearmed };
}

async function tell(trx: Transaction<Tables>, world: World, one: KillSwitch, action: string): Promise<void> {
  const { advertiserId, id: subject, scope, scopeId } = one;
  const [actor, at, reason] =
    one.rearmedAt === null
      ? [one.trippedBy, one.trippedAt, one.reason]
      : [one.rearmedBy ?? '', one.rearmedAt, one.rearmReason];
  await appendAudit(trx, advertiserId, [{ at: at.toISOString(), actor, action, subject, scope, scopeId, reason }]);
  await world.eventLog.append(trx, [toSwitchEvent(one)]);
  await countChange(trx, [advertiserId]);
}

/** So many at a time, that decreases do not wait for long. */
const batchSize = 250;

/** Gives up every increase that is queued within the switch's scope. Returns how many there were. */
async function giveUpQueued(world: World, one: KillSwitch): Promise<number> {
  let total = 0;
  for (let stopped = -1; stopped !== 0; total += stopped) {
    stopped = await world.db.transaction().execute(async (trx) => {
      await awaitEveryTurn(trx, one.advertiserId);
      const count = await giveUpSome(trx, world, one);
      await countChange(trx, [one.advertiserId]);
      return count;
    });
  }
  return total;
}

async function giveUpSome(trx: Transaction<Tables>, world: World, one: KillSwitch): Promise<number> {
  const ids = await listStoppable(trx, one, batchSize);
  const requests = await findRequests(trx, [one.advertiserId], ids);
  const detail = { killSwitch: one.id };
  await moveRequests(
    trx,
    world,
    requests.map((request) => ({ request, path: ['REJECTED'], actor: one.trippedBy, detail })),
  );
  return requests.length;
}

function refused(code: RefusalCode, message: string): RefusedAnswer {
  return { ...refuse(code, message), kind: 'refused', verdicts: [], currentEntity: null };
}
