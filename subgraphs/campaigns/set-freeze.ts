// Setting and lifting freezes. From the commit of one on no increase of its time is accepted or approved; what was accepted
// before goes on: to stop that too is what kill switches are for.
import { z } from 'zod';
import type { Viewer } from '../../schema/viewer.ts';
import { countChange } from '../common/change-count.ts';
import { newId } from '../common/identifiers.ts';
import type { RefusedAnswer } from './applied-change.ts';
import type { AuditFact } from './audit.ts';
import { appendAudit } from './audit-store.ts';
import { type IntentWords, refuse, refuseInput } from './change.ts';
import { instant, refusedAnswer } from './change-codec.ts';
import type { World } from './context.ts';
import { found } from './found.ts';
import { type Freeze, type FreezeTimes, refuseFreeze } from './guardrails/freeze.ts';
import { findFreeze, insertFreeze, listFreezesAfter, updateLifted } from './guardrails/freeze-store.ts';
import { encodeRefusal, refuseScope, type Scope, setOnce, toRefused } from './set-once.ts';
import { awaitEveryTurn } from './turn-store.ts';

export type FreezeAnswer = { readonly kind: 'freeze'; readonly freeze: Freeze } | RefusedAnswer;

const setFreezeAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('freeze'),
    freeze: z.object({
      id: z.string(),
      advertiserId: z.string(),
      accountId: z.string(),
      startsAt: instant,
      endsAt: instant,
      reason: z.string(),
      setBy: z.string(),
      setAt: instant,
      liftedBy: z.string().nullable(),
      liftedAt: instant.nullable(),
    }),
  }),
  refusedAnswer,
]);

/** Sets a freeze, or says why not; once for the key. */
export async function setFreeze(
  world: World,
  viewer: Viewer,
  { advertiserId, accountId, startsAt, endsAt }: Omit<Scope, 'currency'> & FreezeTimes,
  { key, reason }: IntentWords,
): Promise<FreezeAnswer> {
  const scope = { advertiserId, accountId };
  const refusal = refuseInput({ key, reason }) ?? (await refuseScope(world, viewer, scope));
  if (refusal) return toRefused(refusal);
  const asked = { what: 'freeze', accountId, startsAt, endsAt, reason };
  const answer = await setOnce(world, { advertiserId, key, asked }, async (trx, now) => {
    const others = await listFreezesAfter(trx, advertiserId, now);
    const invalid = refuseFreeze({ startsAt, endsAt }, others.length, now);
    if (invalid) return encodeRefusal(invalid);
    const from = startsAt && startsAt > now ? startsAt : now;
    const set = { setBy: viewer.subject, setAt: now, liftedBy: null, liftedAt: null };
    const freeze = { ...scope, id: newId('frz'), startsAt: from, endsAt, reason, ...set };
    await insertFreeze(trx, freeze);
    await appendAudit(trx, advertiserId, [toFact(freeze, { actor: viewer.subject, at: now, reason })]);
    return setFreezeAnswer.encode({ kind: 'freeze', freeze });
  });
  return setFreezeAnswer.parse(answer);
}

/** Lets increases pass again before the freeze would have ended. What is lifted already is answered as it is. */
export async function liftFreeze(
  world: World,
  viewer: Viewer,
  { id, reason }: Pick<Freeze, 'id' | 'reason'>,
): Promise<FreezeAnswer> {
  const invalid = refuseInput({ key: 'none', reason });
  if (invalid) return toRefused(invalid);
  const known = id.includes('\0') ? undefined : await findFreeze(world.db, viewer.advertiserIds, id);
  if (!known) return toRefused(refuse('FREEZE_NOT_FOUND', `There is no freeze ${id} that you may see.`));
  const { advertiserId } = known;
  return await world.db.transaction().execute(async (trx) => {
    await awaitEveryTurn(trx, advertiserId);
    const current = found(await findFreeze(trx, [advertiserId], id));
    if (current.liftedAt) return { kind: 'freeze', freeze: current };
    const at = world.now();
    const freeze = { ...current, liftedBy: viewer.subject, liftedAt: at };
    await updateLifted(trx, freeze);
    await appendAudit(trx, advertiserId, [toFact(freeze, { actor: viewer.subject, at, reason })]);
    await countChange(trx, [advertiserId]);
    return { kind: 'freeze', freeze };
  });
}

function toFact(
  { id: subject, accountId, startsAt, endsAt, liftedAt }: Freeze,
  { actor, at, reason }: { readonly actor: string; readonly at: Date; readonly reason: string },
): AuditFact {
  const times = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
  const action = liftedAt ? 'freeze.lifted' : 'freeze.set';
  return { at: at.toISOString(), actor, action, subject, accountId, ...times, reason };
}
