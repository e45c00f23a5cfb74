// An intent to change money on its way from the client's words to its effect. The rules are in change.ts and the
// guardrails, the SQL in the stores; here is the order of things and what belongs to one transaction.
import type { Transaction } from 'kysely';
import type { Viewer } from '../../schema/viewer.ts';
import { countChange } from '../common/change-count.ts';
import { fingerprintOf, runIdempotent } from '../common/idempotency.ts';
import type { AdEntity } from './ad-entity.ts';
import { findAdEntities, lockAdEntities } from './ad-entity-store.ts';
import type { ChangeAnswer, RefusedAnswer } from './applied-change.ts';
import { carryOut } from './carry-out.ts';
import {
  type Change,
  type IntentWords,
  refuse,
  type Refusal,
  refuseInput,
  refuseReusedKey,
  refuseUnknownEntity,
} from './change.ts';
import { decodeAnswer, encodeAnswer } from './change-codec.ts';
import type { World } from './context.ts';
import { found } from './found.ts';
import { judgeChanges } from './judge-changes.ts';
import { type GivenPreview, refuseOutdated } from './previewed-state.ts';
import type { Tables } from './tables.ts';
import { awaitTurns } from './turn-store.ts';

/** Keys of budgets and bids are one set: a key stands for one intent, whatever it is about. */
export const operation = 'change';

/** What belongs to an intent beside its words. */
export interface IntentTerms extends IntentWords {
  /** When it is to be done; as soon as may be where it is left out. */
  readonly scheduledFor?: Date | undefined;
  /** Whether an approval that would be needed is done without, and the change reviewed afterwards. */
  readonly isBreakGlass?: boolean | undefined;
  /** What was looked at before; left out where nothing was. */
  readonly preview?: GivenPreview | undefined;
}

export interface Intent extends IntentTerms {
  readonly change: Change;
}

/** Says what the change would do as things are. Nothing is locked or written, and the key is not looked at. */
export async function previewChange(world: World, viewer: Viewer, intent: Intent): Promise<ChangeAnswer> {
  const entity = await admitIntent(world, viewer, intent);
  if ('kind' in entity) return entity;
  const { change } = intent;
  const court = { advertiserId: entity.advertiserId, now: world.now(), isBinding: false, isApproved: false };
  const judgement = found((await judgeChanges(world.db, court, [{ entity, change }]))[0]);
  if (judgement.kind === 'refuse') return toRefused(judgement, entity, judgement.verdicts);
  const { application, verdicts } = judgement;
  const amounts = 'afterMicros' in application ? application : { beforeMicros: null, afterMicros: null };
  const { beforeMicros, afterMicros } = amounts;
  return { kind: 'previewed', entity, field: change.field, beforeMicros, afterMicros, verdicts };
}

/**
 * Makes the change, or refuses it, once for its key: sent again, the same change is answered the same and done no more.
 *
 * What is decided under the key stands under the key, a refusal too. Whoever was told "refused" may act on that, and a
 * copy of the request that arrives late must not apply it after all because the state has changed meanwhile. To try
 * again is a new intent with a new key. Not kept are refusals that no state was looked at for: an input that breaks a
 * limit, and an entity that the viewer cannot see (there is no tenant to keep it under).
 */
export async function makeChange(world: World, viewer: Viewer, intent: Intent): Promise<ChangeAnswer> {
  const entity = await admitIntent(world, viewer, intent);
  if ('kind' in entity) return entity;
  return await world.db.transaction().execute(async (trx) => {
    // First the turn, before anything is written: events of one entity are in the order of its changes only if their
    // writers take turns from the start.
    await awaitTurns(trx, entity.advertiserId, [entity.id]);
    const [locked] = await lockAdEntities(trx, entity.advertiserId, [entity.id]);
    if (!locked) return toRefused(refuseUnknownEntity(entity.id), null);
    const answer = await changeOnce(trx, locked, { world, viewer, intent });
    if (answer.kind !== 'refused') await countChange(trx, [entity.advertiserId]);
    return answer;
  });
}

interface Attempt {
  readonly world: World;
  readonly viewer: Viewer;
  readonly intent: Intent;
}

/** The entity that the change is about, or why nothing more needs to be looked at. */
async function admitIntent({ db, now }: World, viewer: Viewer, intent: Intent): Promise<AdEntity | RefusedAnswer> {
  const { entityId } = intent.change;
  const isStorable = !entityId.includes('\0');
  const [entity] = isStorable ? await findAdEntities(db, viewer.advertiserIds, [entityId]) : [];
  if (!entity) return toRefused(refuseUnknownEntity(entityId), null);
  const refusal = refuseInput(intent) ?? refuseTime(intent, now());
  return refusal ? toRefused(refusal, entity) : entity;
}

const maxAheadMs = 366 * 24 * 3_600_000;

function refuseTime({ scheduledFor }: IntentTerms, now: Date): Refusal | undefined {
  if (!scheduledFor) return undefined;
  const aheadMs = scheduledFor.getTime() - now.getTime();
  if (aheadMs > 0 && aheadMs <= maxAheadMs) return undefined;
  return refuse('INVALID_INPUT', 'A change is scheduled for a time to come, a year ahead at most.');
}

async function changeOnce(trx: Transaction<Tables>, entity: AdEntity, attempt: Attempt): Promise<ChangeAnswer> {
  const { world, viewer, intent } = attempt;
  const { advertiserId } = entity;
  // A key stands for what is to be done, not for how it was looked at before.
  const { key, change, preview, ...intended } = intent;
  const now = world.now();
  const fingerprint = fingerprintOf({ ...change, ...intended });
  const outcome = await runIdempotent(trx, { advertiserId, operation, key, fingerprint, now }, async () => {
    const outdated = await refuseOutdated(trx, { changes: [change], preview }, [entity], now);
    if (outdated) return encodeAnswer(toRefused(outdated, entity));
    const terms = { ...toTerms(intent, viewer, now), isAtomic: true, batchId: null };
    return encodeAnswer(found((await carryOut(trx, world, [{ entity, change }], terms))[0]));
  });
  if (outcome.kind === 'reused') return toRefused(refuseReusedKey(key), entity);
  // The first answer is read back from what is kept, like every later one, so that they cannot differ.
  return decodeAnswer(outcome.answer);
}

/** What an intent's requests have in common. */
export function toTerms({ reason, scheduledFor, isBreakGlass }: IntentTerms, { subject }: Viewer, at: Date) {
  return { reason, actor: subject, at, scheduledFor: scheduledFor ?? null, isBreakGlass: isBreakGlass ?? false };
}

function toRefused(
  { code, message }: Refusal,
  currentEntity: AdEntity | null,
  verdicts: RefusedAnswer['verdicts'] = [],
): RefusedAnswer {
  return { kind: 'refused', code, message, verdicts, currentEntity };
}
