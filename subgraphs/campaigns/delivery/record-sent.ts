// The last look before requests leave, and the record that they do, in one transaction: whatever is recorded as sent may have
// left, and nothing leaves that is not recorded.
import type { PlatformEntity } from '../../../platforms/ad-platform.ts';
import { countChange } from '../../common/change-count.ts';
import type { AdEntity } from '../ad-entity.ts';
import { findAdEntities } from '../ad-entity-store.ts';
import { type ChangeRequest, isIncrease } from '../change-request.ts';
import { findStop, type KillSwitch } from '../kill-switch.ts';
import { findEngagedSwitches } from '../kill-switch-store.ts';
import { type Move, moveRequests } from '../move-requests.ts';
import { lockRequests } from '../request-store.ts';
import { decideSend, type SendDecision, type SendRefusal, wantedOf } from './decide-send.ts';
import {
  type ClaimedChange,
  extendLeases,
  listOvertaken,
  lockLeases,
  listUnderWay,
  type UnderWay,
} from './delivery-store.ts';
import { type ConnectedAccount, deliveryActor, type DeliveryWorld } from './delivery-world.ts';
import { printSetting, type Setting, type SettingField, settingOf } from './setting.ts';

/** A claimed change, and its entity as its platform has just shown it; undefined where it has none. */
export interface SeenChange {
  readonly claimed: ClaimedChange;
  readonly live: PlatformEntity | undefined;
}

/** A change that is recorded as sent. */
export interface SentChange extends SeenChange {
  readonly request: ChangeRequest;
  readonly entity: AdEntity;
  readonly live: PlatformEntity;
  readonly wanted: Setting;
}

export interface SentRecord {
  /** What is to leave now. */
  readonly sent: readonly SentChange[];
  /** What waits for something of its entity that is under way. */
  readonly waiting: readonly ClaimedChange[];
  /** Whether an account holds values that we do not know of, or no longer has what we know of. */
  readonly hasMoved: boolean;
  /** By the clock that nobody sets: when it was certain for the last time that no kill switch was tripped. */
  readonly checkedAtMs: number;
}

/** Decides what may leave, and records it. */
export async function recordSent(
  world: DeliveryWorld,
  { advertiserId }: ConnectedAccount,
  seen: readonly SeenChange[],
): Promise<SentRecord> {
  const ids = seen.map(({ claimed }) => claimed.requestId);
  const entityIds = [...new Set(seen.map(({ claimed }) => claimed.entityId))];
  return await world.db.transaction().execute(async (trx) => {
    // First the locks, before anything is written. From here on no kill switch is tripped before this has committed.
    const requests = new Map((await lockRequests(trx, advertiserId, ids)).map((request) => [request.id, request]));
    const held = await lockLeases(
      trx,
      advertiserId,
      seen.map(({ claimed }) => claimed),
    );
    const entities = new Map((await findAdEntities(trx, [advertiserId], entityIds)).map((one) => [one.id, one]));
    const view: View = {
      entities,
      switches: await findEngagedSwitches(trx, advertiserId),
      underWay: await listUnderWay(trx, advertiserId, entityIds),
      overtaken: await listOvertaken(trx, advertiserId, ids),
      now: world.now(),
      taken: new Set(),
    };
    const decided = seen.flatMap((one) => {
      const request = requests.get(one.claimed.requestId);
      if (!request || request.state !== 'QUEUED' || !held.has(request.id)) return [];
      return [decideInTurn(view, one, request)];
    });
    await moveRequests(trx, world, decided.flatMap(toMove));
    const sent = decided.flatMap((one) => (one.decision.kind === 'SEND' ? toSent(one) : []));
    await extendLeases(
      trx,
      advertiserId,
      sent.map(({ request }) => request.id),
      world.times.leaseMs,
    );
    await countChange(trx, [advertiserId]);
    return {
      sent,
      waiting: decided.flatMap(({ claimed, decision }) => (decision.kind === 'WAIT' ? [claimed] : [])),
      hasMoved: decided.some(({ decision }) => decision.kind === 'REFUSE' && isNews.has(decision.why)),
      checkedAtMs: world.monotonicMs(),
    };
  });
}

/** Refusals after which the account is to be compared with its platform. */
const isNews: ReadonlySet<SendRefusal> = new Set(['PLATFORM_VALUE_MOVED', 'PLATFORM_HAS_NONE', 'ENTITY_REMOVED']);

interface View {
  readonly entities: ReadonlyMap<string, AdEntity>;
  readonly switches: readonly KillSwitch[];
  readonly underWay: readonly UnderWay[];
  readonly overtaken: ReadonlySet<string>;
  readonly now: Date;
  /** Entities of which something leaves with this very record. */
  readonly taken: Set<string>;
}

interface Decided extends SeenChange {
  readonly request: ChangeRequest;
  readonly entity: AdEntity | undefined;
  readonly wanted: Setting;
  readonly decision: SendDecision;
}

function decideInTurn(view: View, { claimed, live }: SeenChange, request: ChangeRequest): Decided {
  const entity = view.entities.get(claimed.entityId);
  const wanted = wantedOf(request);
  const ahead = view.underWay.filter(({ entityId }) => entityId === claimed.entityId).flatMap(atPlatform);
  const decision = decideSend({
    request,
    wanted,
    known: entity && settingOf(entity, request.kind),
    live: live && entity && comparableSetting(live, entity, request.kind),
    ahead: view.taken.has(claimed.entityId) ? ['SENT'] : ahead,
    hasNewer: view.overtaken.has(request.id),
    isRemoved: isRemoved(live, entity, request),
    isStopped: entity !== undefined && isStopped(view.switches, request, entity),
    now: view.now,
  });
  if (decision.kind === 'SEND') view.taken.add(claimed.entityId);
  return { claimed, live, request, entity, wanted, decision };
}

function atPlatform({ state }: UnderWay): readonly ('SENT' | 'UNKNOWN')[] {
  return state === 'SENT' || state === 'UNKNOWN' ? [state] : [];
}

/** What the platform holds, provided that it means the same: a budget of a day is none of a lifetime. */
function comparableSetting(live: PlatformEntity, known: AdEntity, field: SettingField): Setting | undefined {
  const isOther =
    (field === 'BUDGET' && live.budget?.kind !== known.budget?.kind) ||
    (field === 'BID' && live.bid?.strategy !== known.bid?.strategy);
  return isOther ? undefined : settingOf(live, field);
}

/**
 * Whether nothing may be set on the entity. Where its platform shows it again and we do not know that yet, a decrease or pause
 * leaves all the same.
 */
function isRemoved(live: PlatformEntity | undefined, entity: AdEntity | undefined, request: ChangeRequest): boolean {
  return live?.status === 'REMOVED' || (entity?.status === 'REMOVED' && isIncrease(request));
}

/** Whether a switch stops more money for the entity. The request may have been asked for as a decrease. */
function isStopped(switches: readonly KillSwitch[], request: ChangeRequest, { id, campaignId }: AdEntity): boolean {
  const increase = { ...request, direction: 'INCREASE' as const, campaignId: campaignId ?? id };
  return findStop(switches, increase) !== undefined;
}

function toMove({ request, live, wanted, decision }: Decided): readonly Move[] {
  const held = live && settingOf(live, request.kind);
  const detail = { wanted: printSetting(wanted), live: held ? printSetting(held) : null };
  const move = { request, actor: deliveryActor };
  switch (decision.kind) {
    case 'SEND':
      return [{ ...move, path: ['SENT'], detail }];
    case 'ALREADY_THERE':
      return [{ ...move, path: ['SENT', 'CONFIRMED'], detail: { ...detail, why: 'ALREADY_THERE' } }];
    case 'REFUSE':
      return [{ ...move, path: [decision.to], detail: { ...detail, why: decision.why } }];
    case 'WAIT':
      return [];
  }
}

function toSent({ claimed, live, request, entity, wanted }: Decided): readonly SentChange[] {
  return live && entity ? [{ claimed, live, request, entity, wanted }] : [];
}
