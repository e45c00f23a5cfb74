// Who can log in to a stack that was started for a look around.
import { importedAdvertiserId } from './import/platform-ids.ts';
import { type DemoTokens, mintDemoTokens, writeDemoTokens } from './dev-issuer/demo-tokens.ts';
import { type DevIssuer, openDevIssuer } from './dev-issuer/dev-issuer.ts';
import { sampleAdvertisers } from './sample-data/accounts.ts';

export interface OpenDemo {
  readonly issuer: DevIssuer;
  readonly tokens: DemoTokens;
  readonly tokensFile: string;
}

/** Opens the development issuer and signs new tokens, which see the sample data and what `npm run import` brings in. */
export async function openDemo(dataFolder: string, nodeEnvironment: string | undefined): Promise<OpenDemo> {
  const issuer = await openDevIssuer(dataFolder, nodeEnvironment);
  const advertisersOf = (tenant: 'demo' | 'other') =>
    sampleAdvertisers.filter((advertiser) => advertiser.tenant === tenant).map(({ id }) => id);
  const tokens = await mintDemoTokens(issuer, {
    demo: [...advertisersOf('demo'), importedAdvertiserId(defaultAdvertiserName)],
    other: advertisersOf('other'),
  });
  return { issuer, tokens, tokensFile: await writeDemoTokens(dataFolder, tokens) };
}
