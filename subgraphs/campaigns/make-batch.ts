// Many changes under one key: all or none of them, or each that may be made.
import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { Viewer } from '../../schema/viewer.ts';
import { countChange } from '../common/change-count.ts';
import { type Fingerprinted, fingerprintOf, runIdempotent } from '../common/idempotency.ts';
import { newId } from '../common/identifiers.ts';
import { findAdEntities, lockAdEntities } from './ad-entity-store.ts';
import type { RefusedAnswer } from './applied-change.ts';
import { carryOut } from './carry-out.ts';
import {
  type Change,
  refuse,
  refuseBatch,
  type Refusal,
  refusalCodes,
  refuseInput,
  refuseReusedKey,
  refuseUnknownEntity,
} from './change.ts';
import type { World } from './context.ts';
import { refuseOutdated } from './previewed-state.ts';
import { type IntentTerms, operation, toTerms } from './make-change.ts';
import type { Tables } from './tables.ts';
import { awaitTurns } from './turn-store.ts';

export interface BatchIntent extends IntentTerms {
  readonly changes: readonly Change[];
  readonly isAtomic: boolean;
  /** What the sender asked for, where that is not the changes themselves: a key stands for this. */
  readonly asked?: Fingerprinted;
}

/** What became of one change of a batch: a request, or why there is none. */
export type BatchItem =
  | { readonly entityId: string; readonly requestId: string }
  | { readonly entityId: string; readonly code: RefusedAnswer['code']; readonly message: string };

export interface BatchAnswer {
  readonly kind: 'batch';
  readonly id: string;
  /** In the order of the changes. */
  readonly items: readonly BatchItem[];
}

const batchAnswer = z.object({
  kind: z.literal('batch'),
  id: z.string(),
  items: z.array(
    z.union([
      z.object({ entityId: z.string(), requestId: z.string() }),
      z.object({ entityId: z.string(), code: z.enum(refusalCodes), message: z.string() }),
    ]),
  ),
});

/** Makes the changes, of entities of one advertiser, once for their key. The refusal of one item is in its place. */
export async function makeBatch(
  world: World,
  viewer: Viewer,
  intent: BatchIntent,
): Promise<BatchAnswer | RefusedAnswer> {
  const ids = intent.changes.map(({ entityId }) => entityId).filter((id) => !id.includes('\0'));
  const known = await findAdEntities(world.db, viewer.advertiserIds, ids);
  const advertiserIds = [...new Set(known.map(({ advertiserId }) => advertiserId))];
  const [advertiserId] = advertiserIds;
  const refusal = refuseInput(intent) ?? refuseBatch(intent.changes, advertiserIds.length);
  if (refusal) return toRefused(refusal);
  if (advertiserId === undefined)
    return toRefused(refuse('ENTITY_NOT_FOUND', 'There is none of these that you may see.'));
  return await world.db.transaction().execute(async (trx) => {
    await awaitTurns(
      trx,
      advertiserId,
      known.map(({ id }) => id),
    );
    const answer = await changeAllOnce(trx, advertiserId, { world, viewer, intent });
    await countChange(trx, [advertiserId]);
    return answer;
  });
}

interface Attempt {
  readonly world: World;
  readonly viewer: Viewer;
  readonly intent: BatchIntent;
}

async function changeAllOnce(
  trx: Transaction<Tables>,
  advertiserId: string,
  { world, viewer, intent }: Attempt,
): Promise<BatchAnswer | RefusedAnswer> {
  const { key, reason, isAtomic, scheduledFor, isBreakGlass } = intent;
  const now = world.now();
  const asked = intent.asked ?? intent.changes.map((change) => ({ ...change }));
  const fingerprint = fingerprintOf({ asked, reason, isAtomic, scheduledFor, isBreakGlass });
  const outcome = await runIdempotent(trx, { advertiserId, operation, key, fingerprint, now }, async () => {
    const terms = { ...toTerms(intent, viewer, now), isAtomic: intent.isAtomic, batchId: newId('bat') };
    const items = await changeAll(trx, advertiserId, { world, intent, terms });
    return { kind: 'batch', id: terms.batchId, items: items.map((item) => ({ ...item })) };
  });
  return outcome.kind === 'reused' ? toRefused(refuseReusedKey(key)) : batchAnswer.parse(outcome.answer);
}

async function changeAll(
  trx: Transaction<Tables>,
  advertiserId: string,
  { world, intent, terms }: Pick<Attempt, 'world' | 'intent'> & { readonly terms: Parameters<typeof carryOut>[3] },
): Promise<readonly BatchItem[]> {
  const { changes, isAtomic } = intent;
  const ids = changes.map(({ entityId }) => entityId).filter((id) => !id.includes('\0'));
  const entityOf = new Map((await lockAdEntities(trx, advertiserId, ids)).map((entity) => [entity.id, entity]));
  const wanted = changes.flatMap((change) => {
    const entity = entityOf.get(change.entityId);
    return entity ? [{ entity, change }] : [];
  });
  const refusal = await refuseOutdated(trx, intent, [...entityOf.values()], terms.at);
  if (refusal) return changes.map(({ entityId }) => toItem(entityId, toRefused(refusal)));
  const isStopped = isAtomic && wanted.length < changes.length;
  const answers = isStopped ? [] : await carryOut(trx, world, wanted, terms);
  const stopped = refuse('BATCH_REFUSED', 'Nothing was done, because of an entity that is not there.');
  const itemOf = new Map(
    wanted.map(({ change }, place) => [change, toItem(change.entityId, answers[place] ?? toRefused(stopped))]),
  );
  return changes.map(
    (change) => itemOf.get(change) ?? toItem(change.entityId, toRefused(refuseUnknownEntity(change.entityId))),
  );
}

function toItem(entityId: string, answer: Awaited<ReturnType<typeof carryOut>>[number]): BatchItem {
  switch (answer.kind) {
    case 'refused':
      return { entityId, code: answer.code, message: answer.message };
    case 'applied':
      return { entityId, requestId: answer.change.id };
    case 'queued':
    case 'pending':
    case 'scheduled':
      return { entityId, requestId: answer.request.id };
  }
}

function toRefused({ code, message }: Refusal): RefusedAnswer {
  return { kind: 'refused', code, message, verdicts: [], currentEntity: null };
}
