// Who can log in to a stack that was started for a look around.
import { sql } from 'kysely';
import type { CampaignsSubgraph } from '../subgraphs/campaigns/subgraph.ts';
import { type DemoTenants, type DemoTokens, mintDemoTokens, writeDemoTokens } from './dev-issuer/demo-tokens.ts';
import type { DevIssuer } from './dev-issuer/dev-issuer.ts';
import { defaultAdvertiserName } from './import/import-arguments.ts';
import { importedAdvertiserId } from './import/platform-ids.ts';
import { sampleAdvertisers } from './sample-data/accounts.ts';

export interface Demo {
  readonly issuer: DevIssuer;
  readonly tokens: DemoTokens;
  readonly tokensFile: string;
}

/** Signs new tokens and writes them down. */
export async function openDemo(issuer: DevIssuer, dataFolder: string, campaigns: CampaignsSubgraph): Promise<Demo> {
  const tokens = await mintDemoTokens(issuer, await findTenants(campaigns));
  return { issuer, tokens, tokensFile: await writeDemoTokens(dataFolder, tokens) };
}

/** The other company has its part of the sample data; all else, imported advertisers included, is of the demonstration. */
async function findTenants({ database }: CampaignsSubgraph): Promise<DemoTenants> {
  const { rows } = await sql<{ id: string }>`/* listAdvertiserIds */
    select id from advertiser order by id limit 900`.execute(database.db);
  const idsOf = (tenant: 'demo' | 'other') =>
    sampleAdvertisers.filter((advertiser) => advertiser.tenant === tenant).map(({ id }) => id);
  const other = idsOf('other');
  const known = rows.map(({ id }) => id).filter((id) => !other.includes(id));
  // The advertiser of the first import: it may come while this stack runs.
  const imported = importedAdvertiserId(defaultAdvertiserName);
  return { demo: [...new Set([...idsOf('demo'), imported, ...known])], other };
}
