// Limits put into force by whoever sets advertisers up, beside the graph: audited as those that are set through it.
import type { Transaction } from 'kysely';
import { countChange } from '../common/change-count.ts';
import type { Database } from '../common/database.ts';
import { appendAudit } from './audit-store.ts';
import { findPolicyVersion, insertPolicies, type NewPolicy } from './guardrails/policy-store.ts';
import { toPolicyFact } from './set-policy.ts';
import type { Tables } from './tables.ts';
import { awaitEveryTurn } from './turn-store.ts';

/** Puts policies and their caps into force, all of them or none: from then on every increase is held to them. */
export async function savePolicies(
  database: Database<Tables>,
  policies: readonly NewPolicy[],
  reason: string,
): Promise<void> {
  // In one order for all, so that two who save at once do not wait for each other.
  const advertiserIds = [...new Set(policies.map(({ advertiserId }) => advertiserId))].toSorted();
  await database.db.transaction().execute(async (trx) => {
    for (const advertiserId of advertiserIds) await awaitEveryTurn(trx, advertiserId);
    for (const policy of policies) await savePolicy(trx, policy, reason);
    await countChange(trx, advertiserIds);
  });
}

async function savePolicy(trx: Transaction<Tables>, policy: NewPolicy, reason: string): Promise<void> {
  const version = (await findPolicyVersion(trx, policy)) + 1;
  await insertPolicies(trx, [policy]);
  await appendAudit(trx, policy.advertiserId, [toPolicyFact({ ...policy, version }, reason)]);
}
