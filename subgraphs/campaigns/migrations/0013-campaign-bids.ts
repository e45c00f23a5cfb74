import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Campaigns may have bids as well: targets that are set for the whole of one. */
export const campaignBidsMigration: Migration = {
  async up(db: Kysely<unknown>) {
    // `ad_entity_check5` is what PostgreSQL named the rule that only ad groups have bids.
    await sql`/* allowCampaignBids */
      alter table ad_entity
        drop constraint ad_entity_check5,
        add constraint ad_entity_bid_level check (level <> 'AD' or bid_micros is null)`.execute(db);
  },
};
