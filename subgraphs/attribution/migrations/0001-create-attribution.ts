import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Request patterns: the touchpoints and conversions of one customer by time (recording); the sums of one campaign, ad
 * group or ad over a period, by model (Performance); the conversions of one campaign, newest first; the credits of one
 * conversion. Sums are answered from an index alone.
 */
export const createAttribution: Migration = {
  async up(db: Kysely<never>): Promise<void> {
    await sql`/* createCustomer */
      create table customer (
        advertiser_id text collate "C" not null,
        customer_key text collate "C" not null,
        primary key (advertiser_id, customer_key)
      )`.execute(db);
    await sql`/* createTouchpoint */
      create table touchpoint (
        advertiser_id text collate "C" not null,
        id text collate "C" not null,
        customer_key text collate "C" not null,
        kind text not null check (kind in ('CLICK', 'VIEW')),
        occurred_at timestamptz(3) not null,
        campaign_id text collate "C" not null,
        ad_group_id text collate "C",
        ad_id text collate "C",
        primary key (advertiser_id, id)
      )`.execute(db);
    await sql`/* indexTouchpointByCustomer */
      create index touchpoint_by_customer on touchpoint (advertiser_id, customer_key, occurred_at, id)`.execute(db);
    await sql`/* createConversion */
      create table conversion (
        advertiser_id text collate "C" not null,
        id text collate "C" not null,
        customer_key text collate "C" not null,
        event_name text not null,
        occurred_at timestamptz(3) not null,
        value_micros bigint check (value_micros >= 0),
        currency text,
        primary key (advertiser_id, id),
        check ((value_micros is null) = (currency is null))
      )`.execute(db);
    await sql`/* indexConversionByCustomer */
      create index conversion_by_customer on conversion (advertiser_id, customer_key, occurred_at)`.execute(db);
    await createConversionCredit(db);
  },
};

async function createConversionCredit(db: Kysely<never>): Promise<void> {
  await sql`/* createConversionCredit */
    create table conversion_credit (
      advertiser_id text collate "C" not null,
      conversion_id text collate "C" not null,
      model text collate "C" not null check (model in ('FIRST_TOUCH', 'LAST_TOUCH', 'LINEAR')),
      touchpoint_id text collate "C" not null,
      campaign_id text collate "C" not null,
      ad_group_id text collate "C",
      ad_id text collate "C",
      occurred_at timestamptz(3) not null,
      share_attos bigint not null check (share_attos > 0 and share_attos <= 1000000000000000000),
      value_micros bigint,
      currency text,
      primary key (advertiser_id, conversion_id, model, touchpoint_id)
    )`.execute(db);
  await sql`/* indexCreditByCampaign */
    create index conversion_credit_by_campaign
      on conversion_credit (advertiser_id, model, campaign_id, occurred_at, conversion_id)
      include (share_attos, value_micros, currency)`.execute(db);
  await sql`/* indexCreditByAdGroup */
    create index conversion_credit_by_ad_group
      on conversion_credit (advertiser_id, model, ad_group_id, occurred_at)
      include (share_attos, value_micros, currency) where ad_group_id is not null`.execute(db);
  await sql`/* indexCreditByAd */
    create index conversion_credit_by_ad
      on conversion_credit (advertiser_id, model, ad_id, occurred_at)
      include (share_attos, value_micros, currency) where ad_id is not null`.execute(db);
}
