// Finds a campaign of the sample data with what is needed to report its spend and to change its budget.
import { createFrontendClient } from './clients/frontend.ts';
import type { RunningStack } from './running-stack.ts';

export interface SampleCampaign {
  readonly id: string;
  readonly name: string;
  readonly externalId: string;
  readonly version: number;
  readonly budget: { readonly amount: { readonly amountMicros: string; readonly currency: string } } | null;
  readonly platform: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly adAccount: { readonly externalId: string; readonly advertiser: { readonly id: string } };
}

const query = `{ campaigns(first: 50, filter: { statuses: [ENABLED] }) { nodes {
  id name externalId version platform currency timeZone
  budget { amount { amountMicros currency } } adAccount { externalId advertiser { id } } } } }`;

/** Enabled campaigns of the demonstration that hold a budget of their own. */
export async function findCampaigns(
  stack: RunningStack,
): Promise<readonly [SampleCampaign, SampleCampaign, ...SampleCampaign[]]> {
  const client = createFrontendClient({ url: stack.url, token: stack.tokenOf('analyst') });
  const { data } = await client.requestText<{ campaigns: { nodes: readonly SampleCampaign[] } }>(query);
  const [first, second, ...others] = data?.campaigns.nodes.filter(({ budget }) => budget) ?? [];
  if (!first || !second) throw new Error('The sample data has too few campaigns with a budget.');
  return [first, second, ...others];
}

/** The hour of the clock that has just begun: nothing of the sample data is in it. */
export function currentHour(now: Date): string {
  return new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000).toISOString();
}

export interface RecordSpendAnswer {
  readonly recordSpend: {
    readonly acknowledgements: readonly { readonly outcome: string; readonly reason: string | null }[];
  };
}

/** Reports spend of the current hour, as a platform's loader would. */
export async function recordSpend(stack: RunningStack, campaign: SampleCampaign, spendMicros: string): Promise<string> {
  const client = createFrontendClient({ url: stack.url, token: stack.tokenOf('ingest') });
  const row = {
    advertiserId: campaign.adAccount.advertiser.id,
    platform: campaign.platform,
    accountExternalId: campaign.adAccount.externalId,
    campaignExternalId: campaign.externalId,
    startsAt: currentHour(stack.now()),
    grain: 'HOUR',
    timeZone: campaign.timeZone,
    spendMicros,
    currency: campaign.currency,
    impressions: 900,
    clicks: 20,
  };
  const mutation = `mutation ($input: RecordSpendInput!) {
    recordSpend(input: $input) { acknowledgements { outcome reason } } }`;
  const { data, errors } = await client.requestText<RecordSpendAnswer>(mutation, { input: { rows: [row] } });
  const outcome = data?.recordSpend.acknowledgements[0];
  if (!outcome) throw new Error(`Spend was not recorded: ${errors.map(({ message }) => message).join(' ')}`);
  return outcome.outcome;
}
