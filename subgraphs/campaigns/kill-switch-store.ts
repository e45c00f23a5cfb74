// The SQL of kill switches.
import { type Kysely, sql } from 'kysely';
import type { KillSwitch, SwitchScope } from './kill-switch.ts';
import type { Tables } from './tables.ts';

/** The switches of an advertiser that are engaged. Read after `awaitTurns`, none is tripped until the transaction ends. */
export async function findEngagedSwitches(db: Kysely<Tables>, advertiserId: string): Promise<readonly KillSwitch[]> {
  return await listEngagedSwitches(db, [advertiserId]);
}

/** The switches of the advertisers that are engaged, the oldest first. */
export async function listEngagedSwitches(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
): Promise<readonly KillSwitch[]> {
  const { rows } = await sql<KillSwitch>`/* listEngagedSwitches */
    select ${columns} from kill_switch
    where advertiser_id = any(${advertiserIds}) and rearmed_at is null
    order by tripped_at, id`.execute(db);
  return rows;
}

/** A switch of one of the advertisers, engaged or not. */
export async function findSwitch(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  id: string,
): Promise<KillSwitch | undefined> {
  const { rows } = await sql<KillSwitch>`/* findSwitch */
    select ${columns} from kill_switch where advertiser_id = any(${advertiserIds}) and id = ${id}`.execute(db);
  return rows[0];
}

/** Engages a switch. One scope has one engaged switch: the caller has looked. */
export async function insertSwitch(trx: Kysely<Tables>, one: KillSwitch): Promise<void> {
  await sql`/* insertSwitch */
    insert into kill_switch (advertiser_id, id, scope, scope_id, tripped_by, tripped_at, reason)
    values (${one.advertiserId}, ${one.id}, ${one.scope}, ${one.scopeId}, ${one.trippedBy}, ${one.trippedAt},
      ${one.reason})`.execute(trx);
}

export async function updateRearmed(trx: Kysely<Tables>, one: KillSwitch): Promise<void> {
  await sql`/* updateRearmed */
    update kill_switch
    set rearmed_by = ${one.rearmedBy}, rearmed_at = ${one.rearmedAt}, rearm_reason = ${one.rearmReason}
    where advertiser_id = ${one.advertiserId} and id = ${one.id}`.execute(trx);
}

/** Increases within a switch's scope that have not left for their platforms, at most `limit` of them. */
export async function listStoppable(
  db: Kysely<Tables>,
  { advertiserId, scope, scopeId }: Pick<KillSwitch, 'advertiserId' | 'scope' | 'scopeId'>,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`/* listStoppable */
    select r.id from change_request as r
    join ad_entity as e on e.advertiser_id = r.advertiser_id and e.id = r.entity_id
    where r.advertiser_id = ${advertiserId} and r.state = 'QUEUED' and r.direction in ('INCREASE', 'ENABLE')
      and ${inScope[scope](scopeId)}
    limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Whether there is what a switch would be of: another tenant's account is as absent as one that does not exist. */
export async function isScopeKnown(
  db: Kysely<Tables>,
  { advertiserId, scope, scopeId }: Pick<KillSwitch, 'advertiserId' | 'scope' | 'scopeId'>,
): Promise<boolean> {
  const { rows } = await sql`/* isScopeKnown */
    select 1 from ad_account as a left join ad_entity as e on e.advertiser_id = a.advertiser_id and e.id = ${scopeId}
      and e.level = 'CAMPAIGN'
    where a.advertiser_id = ${advertiserId} and case ${scope}
      when 'GLOBAL' then true when 'PLATFORM' then a.platform = ${scopeId} when 'ACCOUNT' then a.id = ${scopeId}
      else e.id is not null end
    limit 1`.execute(db);
  return rows.length > 0;
}

const inScope = {
  GLOBAL: () => sql`true`,
  PLATFORM: (scopeId: string) => sql`r.platform = ${scopeId}`,
  ACCOUNT: (scopeId: string) => sql`r.account_id = ${scopeId}`,
  CAMPAIGN: (scopeId: string) => sql`coalesce(e.campaign_id, e.id) = ${scopeId}`,
} as const satisfies Record<SwitchScope, (scopeId: string) => unknown>;

const columns = sql`id, advertiser_id as "advertiserId", scope, scope_id as "scopeId", tripped_by as "trippedBy",
  tripped_at as "trippedAt", reason, rearmed_by as "rearmedBy", rearmed_at as "rearmedAt", rearm_reason as "rearmReason"`;
