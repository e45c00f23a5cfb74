// What a preview token is bound to, and whether that still stands when it is given back.
import type { Kysely } from 'kysely';
import { fingerprintOf } from '../common/idempotency.ts';
import type { AdEntity } from './ad-entity.ts';
import type { Change, Refusal } from './change.ts';
import { readCaps } from './guardrails/exposure-store.ts';
import { readPolicies } from './guardrails/policy-store.ts';
import { type Previewed, refusePreview } from './preview-token.ts';
import type { Tables } from './tables.ts';

/** A token that was given, and the key that it must be signed with. */
export interface GivenPreview {
  readonly token: string;
  readonly key: string;
}

/** Why a preview that was given no longer holds; undefined where it does, or none was given. */
export async function refuseOutdated(
  db: Kysely<Tables>,
  { changes, preview }: { readonly changes: readonly Change[]; readonly preview?: GivenPreview | undefined },
  entities: readonly AdEntity[],
  now: Date,
): Promise<Refusal | undefined> {
  if (!preview) return undefined;
  return refusePreview(preview.key, preview.token, await fingerprintPreview(db, changes, entities), now);
}

/** What is to be changed, and the versions of all that decides about it. */
export async function fingerprintPreview(
  db: Kysely<Tables>,
  changes: readonly Change[],
  entities: readonly AdEntity[],
): Promise<Previewed> {
  const advertiserId = entities[0]?.advertiserId ?? '';
  // Policies alone: what freezes there are depends on the time, and is looked at again anyway.
  const { policies } = await readPolicies(db, advertiserId, new Date(0));
  const caps = await readCaps(db, advertiserId);
  const versions = entities.map(({ id, version }) => `${id} ${version}`).toSorted();
  const limits = policies.map(({ accountId, currency, version }) => `${accountId} ${currency} ${version}`);
  return {
    changes: fingerprintOf(changes.map((change) => ({ ...change }))),
    state: fingerprintOf({ versions, limits, caps: caps.map((cap) => ({ ...cap })) }),
  };
}
