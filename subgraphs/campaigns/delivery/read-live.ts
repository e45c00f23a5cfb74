// What a platform holds of the entities that changes are about, read just before anything is sent.
import { type PlatformEntity, PlatformError } from '../../../platforms/ad-platform.ts';
import type { AdEntity } from '../ad-entity.ts';
import { findAdEntities } from '../ad-entity-store.ts';
import { stopAccount } from './account-state-store.ts';
import { type ClaimedChange, putOff } from './delivery-store.ts';
import { type Delivering, holdBack } from './delivering.ts';
import { decideNextStep } from './next-step.ts';
import type { SeenChange } from './record-sent.ts';

export type Reading =
  | { readonly kind: 'READ'; readonly seen: readonly SeenChange[] }
  | { readonly kind: 'FAILED'; readonly error: PlatformError };

/** Reads the entities of changes. Rejects only for what is no failure of the platform or of the way to it. */
export async function readLive(
  { world, account, line }: Delivering,
  claimed: readonly ClaimedChange[],
): Promise<Reading> {
  const ids = [...new Set(claimed.map(({ entityId }) => entityId))];
  const known = await findAdEntities(world.db, [account.advertiserId], ids);
  try {
    const found = await line.client.readEntities(
      account.externalId,
      known.map(({ level, externalId }) => ({ level, externalId })),
    );
    line.breaker.answered();
    const liveOf = matchUp(known, found);
    return { kind: 'READ', seen: claimed.map((one) => ({ claimed: one, live: liveOf.get(one.entityId) })) };
  } catch (error) {
    if (error instanceof PlatformError) return { kind: 'FAILED', error };
    throw error;
  }
}

/** What was found of each entity, by our ids. */
function matchUp(known: readonly AdEntity[], found: readonly PlatformEntity[]): ReadonlyMap<string, PlatformEntity> {
  const foundOf = new Map(found.map((entity) => [`${entity.level} ${entity.externalId}`, entity]));
  return new Map(
    known.flatMap(({ id, level, externalId }) => {
      const entity = foundOf.get(`${level} ${externalId}`);
      return entity ? [[id, entity] as const] : [];
    }),
  );
}

/** Lets go of changes because their platform could not be read; returns how long the account waits. */
export async function letGo(
  delivering: Delivering,
  claimed: readonly ClaimedChange[],
  error: PlatformError,
): Promise<number> {
  const { world, account, line } = delivering;
  const attempt = { failures: 1, now: world.now(), random: world.random() };
  // A read does no harm, so one that failed for whatever reason is made again.
  const step = decideNextStep(error.failure, { ...error.detail, isUnknownCode: false }, attempt);
  const afterMs = step.kind === 'SEND_AGAIN' ? step.afterMs : 1_000;
  if (step.kind === 'STOP_ACCOUNT') {
    world.logger.error({ err: error, account }, 'a platform no longer lets us in; nothing more is sent to the account');
    await stopAccount(world.db, account, { failure: error.failure.kind, message: error.detail.message });
  } else {
    world.logger.warn({ err: error, account }, 'a platform could not be read');
    line.breaker.failed(world.monotonicMs(), world.random());
    if (step.kind === 'SEND_AGAIN') holdBack(delivering, step.waiting, afterMs);
  }
  const pauses = claimed.map((one) => ({ ...one, afterMs }));
  await putOff(world.db, account.advertiserId, pauses);
  return afterMs;
}
