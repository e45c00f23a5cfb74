// What advertisers allow, as it is stored. Written by whoever sets an advertiser up; read before every change.
import { type Kysely, sql, type Transaction } from 'kysely';
import type { FreezeWindow, GuardrailPolicy } from './guardrails.ts';
import type { Tables } from '../tables.ts';

/** The policies in force, newest of each account and currency, and the freezes of now. */
export interface Policies {
  readonly policies: readonly GuardrailPolicy[];
  readonly freezes: readonly FreezeWindow[];
}

export async function readPolicies(db: Kysely<Tables>, advertiserId: string, now: Date): Promise<Policies> {
  const policies = await sql<GuardrailPolicy>`/* listPolicies */
    select distinct on (account_id, currency) ${columns}
    from guardrail_policy where advertiser_id = ${advertiserId}
    order by account_id, currency, version desc`.execute(db);
  const freezes = await sql<FreezeWindow>`/* listFreezes */
    select account_id as "accountId", ends_at as "endsAt", reason from freeze_window
    where advertiser_id = ${advertiserId} and starts_at <= ${now} and ends_at > ${now} and lifted_at is null
    order by ends_at desc`.execute(db);
  return { policies: policies.rows, freezes: freezes.rows };
}

/** The policy of the account, or else that of all accounts in its currency. */
export function policyOf(
  policies: readonly GuardrailPolicy[],
  { accountId, currency }: { readonly accountId: string; readonly currency: string },
): GuardrailPolicy | undefined {
  const fitting = policies.filter((policy) => policy.currency === currency);
  return fitting.find((policy) => policy.accountId === accountId) ?? fitting.find((policy) => policy.accountId === '');
}

/** Limits to come into force. */
export interface NewPolicy extends Omit<GuardrailPolicy, 'version'> {
  readonly advertiserId: string;
  /** The most that may be spent on a day at worst, over all that the policy covers. */
  readonly dayCapMicros: bigint;
  readonly setBy: string;
  readonly at: Date;
}

/** Limits in force. */
export interface SetPolicy extends NewPolicy {
  readonly version: number;
}

/** The policies in force with their caps: whoever writes one writes the other. */
export async function listPoliciesWithCaps(db: Kysely<Tables>, advertiserId: string): Promise<readonly SetPolicy[]> {
  const { rows } = await sql<SetPolicy>`/* listPoliciesWithCaps */
    select p.*, c.day_cap_micros as "dayCapMicros"
    from (
      select distinct on (account_id, currency) advertiser_id as "advertiserId", ${columns}, created_by as "setBy",
        created_at as "at"
      from guardrail_policy where advertiser_id = ${advertiserId}
      order by account_id, currency, version desc
    ) as p
    join exposure_cap as c
      on c.advertiser_id = p."advertiserId" and c.account_id = p."accountId" and c.currency = p.currency
    order by p."accountId", p.currency`.execute(db);
  return rows;
}

/** The version of the policy in force; 0 where there is none. */
export async function findPolicyVersion(
  trx: Transaction<Tables>,
  { advertiserId, accountId, currency }: Pick<NewPolicy, 'advertiserId' | 'accountId' | 'currency'>,
): Promise<number> {
  const { rows } = await sql<{ version: number }>`/* findPolicyVersion */
    select coalesce(max(version), 0) as version from guardrail_policy
    where advertiser_id = ${advertiserId} and account_id = ${accountId} and currency = ${currency}`.execute(trx);
  return rows[0]?.version ?? 0;
}

/** Puts policies and their caps into force; earlier versions are kept. */
export async function insertPolicies(trx: Transaction<Tables>, policies: readonly NewPolicy[]): Promise<void> {
  for (const policy of policies) {
    await insertPolicy(trx, policy);
    await sql`/* saveCap */
      insert into exposure_cap (advertiser_id, account_id, currency, day_cap_micros, set_by, set_at)
      values (${policy.advertiserId}, ${policy.accountId}, ${policy.currency}, ${policy.dayCapMicros}, ${policy.setBy},
        ${policy.at})
      on conflict (advertiser_id, account_id, currency) do update
      set day_cap_micros = excluded.day_cap_micros, set_by = excluded.set_by, set_at = excluded.set_at`.execute(trx);
  }
}

async function insertPolicy(trx: Transaction<Tables>, policy: NewPolicy): Promise<void> {
  await sql`/* insertPolicy */
    insert into guardrail_policy
      (advertiser_id, account_id, currency, version, min_budget_micros, max_budget_micros, min_bid_micros, max_bid_micros,
        max_increase_percent, max_increase_percent_a_day, max_changes_an_hour, max_data_age_minutes,
        approval_above_percent, approval_above_micros, request_lives_minutes, created_by, created_at)
    select ${policy.advertiserId}, ${policy.accountId}, ${policy.currency}, coalesce(max(version), 0) + 1,
      ${policy.minBudgetMicros}, ${policy.maxBudgetMicros}, ${policy.minBidMicros}, ${policy.maxBidMicros},
      ${policy.maxIncreasePercent}, ${policy.maxIncreasePercentADay}, ${policy.maxChangesAnHour},
      ${policy.maxDataAgeMinutes}, ${policy.approvalAbovePercent}, ${policy.approvalAboveMicros},
      ${policy.requestLivesMinutes}, ${policy.setBy}, ${policy.at}
    from guardrail_policy
    where advertiser_id = ${policy.advertiserId} and account_id = ${policy.accountId} and currency = ${policy.currency}`.execute(
    trx,
  );
}

const columns = sql`account_id as "accountId", currency, version,
  min_budget_micros as "minBudgetMicros", max_budget_micros as "maxBudgetMicros", min_bid_micros as "minBidMicros",
  max_bid_micros as "maxBidMicros", max_increase_percent as "maxIncreasePercent",
  max_increase_percent_a_day as "maxIncreasePercentADay", max_changes_an_hour as "maxChangesAnHour",
  max_data_age_minutes as "maxDataAgeMinutes", approval_above_percent as "approvalAbovePercent",
  approval_above_micros as "approvalAboveMicros", request_lives_minutes as "requestLivesMinutes"`;
