import { countChange } from '../common/change-count.ts';
import type { Database } from '../common/database.ts';
import { insertPolicies, type NewPolicy } from './guardrails/policy-store.ts';
import type { Tables } from './tables.ts';

/** Puts policies and their caps into force, all of them or none: from then on every increase is held to them. */
export async function savePolicies(database: Database<Tables>, policies: readonly NewPolicy[]): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    await insertPolicies(trx, policies);
    await countChange(
      trx,
      policies.map(({ advertiserId }) => advertiserId),
    );
  });
}
