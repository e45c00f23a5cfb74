// The SQL of drift policies.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../tables.ts';
import type { DriftPolicies, SetDriftPolicy } from './drift-policy.ts';

/** The policies in force, that of all accounts first. */
export async function listDriftPolicies(db: Kysely<Tables>, advertiserId: string): Promise<DriftPolicies> {
  const { rows } = await sql<SetDriftPolicy>`/* listDriftPolicies */
    select distinct on (account_id) advertiser_id as "advertiserId", account_id as "accountId", version,
      ours_lost as "oursLost", foreign_edit as "foreignEdit", platform_auto as "platformAuto", set_by as "setBy",
      set_at as "at"
    from drift_policy where advertiser_id = ${advertiserId}
    order by account_id, version desc`.execute(db);
  return rows;
}

/** The version of the policy in force; 0 where there is none. */
export async function findDriftPolicyVersion(
  trx: Transaction<Tables>,
  { advertiserId, accountId }: Pick<SetDriftPolicy, 'advertiserId' | 'accountId'>,
): Promise<number> {
  const { rows } = await sql<{ version: number }>`/* findDriftPolicyVersion */
    select coalesce(max(version), 0) as version from drift_policy
    where advertiser_id = ${advertiserId} and account_id = ${accountId}`.execute(trx);
  return rows[0]?.version ?? 0;
}

/** Puts a policy into force; earlier versions are kept. */
export async function insertDriftPolicy(trx: Transaction<Tables>, policy: SetDriftPolicy): Promise<void> {
  await sql`/* insertDriftPolicy */
    insert into drift_policy
      (advertiser_id, account_id, version, ours_lost, foreign_edit, platform_auto, set_by, set_at)
    values (${policy.advertiserId}, ${policy.accountId}, ${policy.version}, ${policy.oursLost}, ${policy.foreignEdit},
      ${policy.platformAuto}, ${policy.setBy}, ${policy.at})`.execute(trx);
}
