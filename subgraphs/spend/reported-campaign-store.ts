import { type Kysely, sql } from 'kysely';
import type { SpendTables } from './tables.ts';

/** A campaign that spend was reported for. */
export interface ReportedCampaign {
  readonly campaignId: string;
  /** When the newest report of it, or of what is below it, was read. */
  readonly observedAt: Date;
}

/** Those of the campaigns that belong to the advertisers and have reports, by their ids. */
export async function listReportedCampaigns(
  db: Kysely<SpendTables>,
  advertiserIds: readonly string[],
  campaignIds: readonly string[],
): Promise<readonly ReportedCampaign[]> {
  const { rows } = await sql<ReportedCampaign>`/* listReportedCampaigns */
    select campaign_id as "campaignId", max(observed_at) as "observedAt"
    from spend_entity
    where advertiser_id = any(${[...advertiserIds]}::text[]) and campaign_id = any(${[...campaignIds]}::text[])
    group by campaign_id
    order by campaign_id`.execute(db);
  return rows;
}
