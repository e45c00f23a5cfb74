// What setting a policy and setting a freeze have in common: of whose accounts, once for their key, and in one transaction
// with what is audited of it.
import type { Transaction } from 'kysely';
import type { Viewer } from '../../schema/viewer.ts';
import { countChange } from '../common/change-count.ts';
import { type Fingerprinted, fingerprintOf, runIdempotent } from '../common/idempotency.ts';
import type { JsonObject, JsonValue } from '../common/json.ts';
import { findAdAccounts, findAdvertisers } from './account-store.ts';
import type { RefusedAnswer } from './applied-change.ts';
import { type IntentWords, refuse, type Refusal, refuseReusedKey } from './change.ts';
import { refusedAnswer } from './change-codec.ts';
import type { World } from './context.ts';
import type { Tables } from './tables.ts';
import { awaitEveryTurn } from './turn-store.ts';

/** Keys of policies and freezes are one set, and not that of changes. */
const operation = 'guardrails';

/** Of what something is set. */
export interface Scope {
  readonly advertiserId: string;
  /** Empty: all accounts. */
  readonly accountId: string;
  /** Left out where it does not matter. */
  readonly currency?: string;
}

/** Why nothing may be set there by this viewer: another tenant's account is as absent as one that does not exist. */
export async function refuseScope(
  { db }: World,
  viewer: Viewer,
  { advertiserId, accountId, currency }: Scope,
): Promise<Refusal | undefined> {
  const own = viewer.advertiserIds.filter((id) => id === advertiserId && !id.includes('\0'));
  const isStorable = !accountId.includes('\0');
  const [advertiser] = await findAdvertisers(db, own);
  const [account] = isStorable && accountId !== '' ? await findAdAccounts(db, own, [accountId]) : [];
  if (!advertiser || (accountId !== '' && !account)) {
    return refuse('ENTITY_NOT_FOUND', 'There is no such advertiser or account, or it is not yours to see.');
  }
  if (!account || currency === undefined || account.currency === currency) return undefined;
  return refuse('CURRENCY_MISMATCH', `The ad account is in ${account.currency}; the policy came in ${currency}.`);
}

/**
 * Does `work` once for its key, while no change of the advertiser's is being decided: whatever is decided later is held
 * to what was set. The refusal of a key that was used for something else is an answer too.
 */
export async function setOnce(
  world: World,
  { advertiserId, key, asked }: Pick<Scope, 'advertiserId'> & Pick<IntentWords, 'key'> & { asked: Fingerprinted },
  work: (trx: Transaction<Tables>, now: Date) => Promise<JsonObject>,
): Promise<JsonValue> {
  return await world.db.transaction().execute(async (trx) => {
    await awaitEveryTurn(trx, advertiserId);
    const now = world.now();
    const request = { advertiserId, operation, key, fingerprint: fingerprintOf(asked), now };
    const outcome = await runIdempotent(trx, request, async () => await work(trx, now));
    if (outcome.kind === 'reused') return encodeRefusal(refuseReusedKey(key));
    if (outcome.kind === 'done') await countChange(trx, [advertiserId]);
    return outcome.answer;
  });
}

/** Why nothing is set by whoever looked at another version of it. */
export function refuseVersion(what: string, version: number, expectedVersion: number): Refusal {
  const message = `The ${what} is at version ${version}; you expected ${expectedVersion}. Look at it again and send a new key.`;
  return refuse('VERSION_CONFLICT', message);
}

export function encodeRefusal(refusal: Refusal): JsonObject {
  return refusedAnswer.encode(toRefused(refusal));
}

export function toRefused({ code, message }: Refusal): RefusedAnswer {
  return { kind: 'refused', code, message, verdicts: [], currentEntity: null };
}
