// Somebody wants accounts compared with their platforms: whether they can be, and the wish put on record.
import type { Kysely } from 'kysely';
import { countChange } from '../../common/change-count.ts';
import { findAdAccounts } from '../account-store.ts';
import type { AdAccount } from '../ad-entity.ts';
import { appendAudit } from '../audit-store.ts';
import type { Tables } from '../tables.ts';
import { askToReconcile, findConnectedAccounts } from './account-state-store.ts';
import type { DriftPolicy } from './drift.ts';

export interface AskedAnswer {
  readonly kind: 'asked';
  readonly accounts: readonly AdAccount[];
}

export interface RefusedAnswer {
  readonly kind: 'refused';
  readonly code: 'ACCOUNT_NOT_FOUND' | 'NOT_CONNECTED';
  readonly message: string;
}

export type ReconcileAnswer = AskedAnswer | RefusedAnswer;

export interface Wish {
  readonly advertiserIds: readonly string[];
  readonly accountIds: readonly string[];
  /** Null: what is the rule for each kind of drift. */
  readonly policy: DriftPolicy | null;
  /** The subject of the token. */
  readonly by: string;
  readonly now: Date;
}

/** Asks for all of the accounts, or for none. */
export async function wishToReconcile(db: Kysely<Tables>, wish: Wish): Promise<ReconcileAnswer> {
  const accounts = await findAdAccounts(db, wish.advertiserIds, wish.accountIds);
  const unknown = wish.accountIds.find((id) => !accounts.some((account) => account.id === id));
  if (unknown !== undefined) {
    return { kind: 'refused', code: 'ACCOUNT_NOT_FOUND', message: `There is no ${unknown} that you may see.` };
  }
  const connected = await findConnectedAccounts(db, wish.advertiserIds, wish.accountIds);
  const alone = accounts.find(({ id }) => !connected.has(id));
  if (alone) {
    return { kind: 'refused', code: 'NOT_CONNECTED', message: `${alone.id} is not connected to its platform.` };
  }
  for (const [advertiserId, owned] of Map.groupBy(accounts, (account) => account.advertiserId)) {
    await askForAdvertiser(db, advertiserId, owned, wish);
  }
  return { kind: 'asked', accounts };
}

async function askForAdvertiser(
  db: Kysely<Tables>,
  advertiserId: string,
  accounts: readonly AdAccount[],
  { policy, by, now }: Wish,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const { id: accountId } of accounts) await askToReconcile(trx, { advertiserId, accountId }, { policy, by });
    const fact = { at: now.toISOString(), actor: by, action: 'reconciliation.asked', policy };
    await appendAudit(
      trx,
      advertiserId,
      accounts.map(({ id }) => ({ ...fact, subject: id })),
    );
    await countChange(trx, [advertiserId]);
  });
}
