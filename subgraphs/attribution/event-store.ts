// Where touchpoints and conversions are kept. Writers hold the lock of their customers (lockCustomers).
import { type Kysely, sql, type Transaction } from 'kysely';
import { clickLookbackHours, longestPath, viewLookbackHours } from './attribution-rules.ts';
import type { AttributionTables, ConversionTable, TouchpointTable } from './tables.ts';

export type AttributionDb = Kysely<AttributionTables>;
export type AttributionTransaction = Transaction<AttributionTables>;

export interface Touchpoint {
  readonly id: string;
  readonly customerKey: string;
  readonly kind: TouchpointTable['kind'];
  readonly occurredAt: Date;
  readonly campaignId: string;
  readonly adGroupId: string | null;
  readonly adId: string | null;
}

export interface Conversion {
  readonly id: string;
  readonly customerKey: string;
  readonly eventName: ConversionTable['event_name'];
  readonly occurredAt: Date;
  readonly valueMicros: bigint | null;
  readonly currency: string | null;
}

const touchpointColumns = sql`
  touchpoint.id, touchpoint.customer_key as "customerKey", touchpoint.kind, touchpoint.occurred_at as "occurredAt",
  touchpoint.campaign_id as "campaignId", touchpoint.ad_group_id as "adGroupId", touchpoint.ad_id as "adId"`;

const conversionColumns = sql`
  conversion.id, conversion.customer_key as "customerKey", conversion.event_name as "eventName",
  conversion.occurred_at as "occurredAt", conversion.value_micros as "valueMicros", conversion.currency`;

/**
 * Makes other writers about these customers wait until the transaction ends. Credit depends on both touchpoints and
 * conversions, and of two writers that cannot see each other's rows neither would give it. Everybody locks in the
 * order of the keys, so that nobody waits in a circle.
 */
export async function lockCustomers(
  trx: AttributionTransaction,
  advertiserId: string,
  customerKeys: readonly string[],
): Promise<void> {
  await sql`/* insertCustomers */
    insert into customer (advertiser_id, customer_key)
    select distinct ${advertiserId}, customer_key collate "C" from unnest(${customerKeys}::text[]) as given (customer_key)
    order by 2
    on conflict do nothing`.execute(trx);
  await sql`/* lockCustomers */
    select 1 from customer where advertiser_id = ${advertiserId} and customer_key = any(${customerKeys}::text[])
    order by customer_key for update`.execute(trx);
}

/** Inserts those that are not there yet, and gives their ids. */
export async function insertTouchpoints(
  trx: AttributionTransaction,
  advertiserId: string,
  touchpoints: readonly Touchpoint[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`/* insertTouchpoints */
    insert into touchpoint (advertiser_id, id, customer_key, kind, occurred_at, campaign_id, ad_group_id, ad_id)
    select ${advertiserId}, given.* from unnest(
      ${touchpoints.map(({ id }) => id)}::text[],
      ${touchpoints.map(({ customerKey }) => customerKey)}::text[],
      ${touchpoints.map(({ kind }) => kind)}::text[],
      ${touchpoints.map(({ occurredAt }) => occurredAt.toISOString())}::timestamptz[],
      ${touchpoints.map(({ campaignId }) => campaignId)}::text[],
      ${touchpoints.map(({ adGroupId }) => adGroupId)}::text[],
      ${touchpoints.map(({ adId }) => adId)}::text[]
    ) as given (id, customer_key, kind, occurred_at, campaign_id, ad_group_id, ad_id)
    order by given.id collate "C"
    on conflict do nothing returning id`.execute(trx);
  return new Set(rows.map(({ id }) => id));
}

/** Inserts those that are not there yet, and gives their ids. */
export async function insertConversions(
  trx: AttributionTransaction,
  advertiserId: string,
  conversions: readonly Conversion[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`/* insertConversions */
    insert into conversion (advertiser_id, id, customer_key, event_name, occurred_at, value_micros, currency)
    select ${advertiserId}, given.* from unnest(
      ${conversions.map(({ id }) => id)}::text[],
      ${conversions.map(({ customerKey }) => customerKey)}::text[],
      ${conversions.map(({ eventName }) => eventName)}::text[],
      ${conversions.map(({ occurredAt }) => occurredAt.toISOString())}::timestamptz[],
      ${conversions.map(({ valueMicros }) => valueMicros)}::bigint[],
      ${conversions.map(({ currency }) => currency)}::text[]
    ) as given (id, customer_key, event_name, occurred_at, value_micros, currency)
    order by given.id collate "C"
    on conflict do nothing returning id`.execute(trx);
  return new Set(rows.map(({ id }) => id));
}

/** The touchpoints by these ids, of these advertisers, in no order. */
export async function findTouchpoints(
  db: AttributionDb,
  advertiserIds: readonly string[],
  ids: readonly string[],
): Promise<readonly Touchpoint[]> {
  const { rows } = await sql<Touchpoint>`/* findTouchpoints */
    select ${touchpointColumns} from touchpoint
    where advertiser_id = any(${advertiserIds}::text[]) and id = any(${ids}::text[])`.execute(db);
  return rows;
}

/** The conversions by these ids, of these advertisers, in no order. */
export async function findConversions(
  db: AttributionDb,
  advertiserIds: readonly string[],
  ids: readonly string[],
): Promise<readonly Conversion[]> {
  const { rows } = await sql<Conversion>`/* findConversions */
    select ${conversionColumns} from conversion
    where advertiser_id = any(${advertiserIds}::text[]) and id = any(${ids}::text[])`.execute(db);
  return rows;
}

/** The ids of the conversions in whose lookback window one of these touchpoints lies. */
export async function findConversionsAfter(
  trx: AttributionTransaction,
  advertiserId: string,
  touchpoints: readonly Touchpoint[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`/* findConversionsAfter */
    select distinct conversion.id
    from unnest(
      ${touchpoints.map(({ customerKey }) => customerKey)}::text[],
      ${touchpoints.map(({ occurredAt }) => occurredAt.toISOString())}::timestamptz[],
      ${touchpoints.map(({ kind }) => kind)}::text[]
    ) as touchpoint (customer_key, occurred_at, kind)
    join conversion on conversion.advertiser_id = ${advertiserId}
      and conversion.customer_key = touchpoint.customer_key
      and conversion.occurred_at between touchpoint.occurred_at and touchpoint.occurred_at + ${lookback('touchpoint')}
    order by conversion.id`.execute(trx);
  return rows.map(({ id }) => id);
}

export interface PathStep extends Touchpoint {
  readonly conversionId: string;
}

/** The paths of conversions: of each the newest touchpoints in its lookback window, the oldest of them first. */
export async function loadPaths(
  db: AttributionDb,
  advertiserIds: readonly string[],
  conversionIds: readonly string[],
): Promise<readonly PathStep[]> {
  const { rows } = await sql<PathStep>`/* loadPaths */
    select conversion.id as "conversionId", touchpoint.*
    from conversion cross join lateral (
      select ${touchpointColumns} from touchpoint
      where touchpoint.advertiser_id = conversion.advertiser_id
        and touchpoint.customer_key = conversion.customer_key
        and touchpoint.occurred_at <= conversion.occurred_at
        and touchpoint.occurred_at >= conversion.occurred_at - make_interval(hours => ${clickLookbackHours})
        and touchpoint.occurred_at >= conversion.occurred_at - ${lookback('touchpoint')}
      order by touchpoint.occurred_at desc, touchpoint.id desc
      limit ${longestPath}
    ) as touchpoint
    where conversion.advertiser_id = any(${advertiserIds}::text[]) and conversion.id = any(${conversionIds}::text[])
    order by conversion.id, touchpoint."occurredAt", touchpoint.id`.execute(db);
  return rows;
}

/** How long a touchpoint counts, by its kind. */
function lookback(table: 'touchpoint') {
  return sql`case ${sql.ref(`${table}.kind`)}
    when 'CLICK' then make_interval(hours => ${clickLookbackHours}) else make_interval(hours => ${viewLookbackHours}) end`;
}
