// Reads of advertisers and their ad accounts. An account is shown once its advertiser has been seen.
import { type Kysely, sql } from 'kysely';
import type { AdAccount, Advertiser } from './ad-entity.ts';
import type { Tables } from './tables.ts';

/** Where a page in the order of names begins: after the row of that name and id, and how many follow. */
export interface NamePage {
  readonly limit: number;
  readonly after: { readonly name: string; readonly id: string } | undefined;
}

/** The advertisers among `ids`, in no order. The caller has made sure that they are the viewer's. */
export async function findAdvertisers(db: Kysely<Tables>, ids: readonly string[]): Promise<readonly Advertiser[]> {
  const { rows } = await sql<Advertiser>`/* findAdvertisers */
    select id, name from advertiser where id = any(${ids})`.execute(db);
  return rows;
}

/** The advertisers by name, one more than the page holds. Names sort by code point, the same on every machine. */
export async function listAdvertisers(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  { limit, after }: NamePage,
): Promise<readonly Advertiser[]> {
  const { rows } = await sql<Advertiser>`/* listAdvertisers */
    select id, name from advertiser
    where id = any(${advertiserIds})
      and (${after === undefined} or (name collate "C", id) > (${after?.name ?? ''}::text, ${after?.id ?? ''}::text))
    order by name collate "C", id
    limit ${limit + 1}`.execute(db);
  return rows;
}

/** Of whatever advertiser: accounts that have the identifier, or the name on their platform, of one of these. */
export async function findSameAccounts(
  db: Kysely<Tables>,
  accounts: readonly { readonly accountId: string; readonly platform: string; readonly externalId: string }[],
): Promise<readonly AdAccount[]> {
  const column = (name: 'accountId' | 'platform' | 'externalId') => accounts.map((account) => account[name]);
  const { rows } = await sql<AdAccount>`/* findSameAccounts */
    select ${columns} from ad_account as a
    where a.id = any(${column('accountId')}::text[])
      or (a.platform, a.external_id) in (
        select * from unnest(${column('platform')}::text[], ${column('externalId')}::text[])
      )`.execute(db);
  return rows;
}

/** Those of the advertisers that are known. */
export async function listAdvertiserIds(db: Kysely<Tables>, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly id: string }>`/* listAdvertiserIds */
    select id from advertiser where id = any(${[...ids]}::text[])`.execute(db);
  return rows.map(({ id }) => id);
}

/** The accounts among `ids` that belong to one of `advertiserIds`, in no order. */
export async function findAdAccounts(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  ids: readonly string[],
): Promise<readonly AdAccount[]> {
  const { rows } = await sql<AdAccount>`/* findAdAccounts */
    select ${columns} from ad_account as a join advertiser as v on v.id = a.advertiser_id
    where a.advertiser_id = any(${advertiserIds}) and a.id = any(${ids})`.execute(db);
  return rows;
}

/** The accounts of each advertiser by name, for each one more than the page holds. */
export async function listAdAccounts(
  db: Kysely<Tables>,
  advertiserIds: readonly string[],
  { limit, after }: NamePage,
): Promise<ReadonlyMap<string, readonly AdAccount[]>> {
  const { rows } = await sql<AdAccount>`/* listAdAccounts */
    select a.*
    from advertiser as v
    cross join lateral (
      select ${columns} from ad_account as a
      where a.advertiser_id = v.id
        and (${after === undefined} or (a.name collate "C", a.id) > (${after?.name ?? ''}::text, ${after?.id ?? ''}::text))
      order by a.name collate "C", a.id
      limit ${limit + 1}
    ) as a
    where v.id = any(${advertiserIds})
    order by a.name collate "C", a.id`.execute(db);
  return Map.groupBy(rows, ({ advertiserId }) => advertiserId);
}

const columns = sql`a.id, a.advertiser_id as "advertiserId", a.platform, a.external_id as "externalId", a.name,
  a.currency, a.time_zone as "timeZone"`;
