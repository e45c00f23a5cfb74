// An account of a real platform, as far as the stack can tell: credentials and the accounts file of the environment connect it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawAccount } from '../../platforms/estate/draw-account.ts';
import { createEstate, type Estate } from '../../platforms/estate/estate.ts';
import { metaRules, type MetaTwin, startMetaTwin } from '../../platforms/meta/twin.ts';
import { addDays, localDay } from '../../subgraphs/common/period.ts';
import { createFrontendClient } from './clients/frontend.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';

const advertiserId = `adv_${'d'.repeat(32)}`;
const externalId = '1234567890';
const timeZone = 'Europe/Berlin';
const startsOn = addDays(localDay(new Date(), timeZone), -3);

let folder = '';
let twin: MetaTwin;
let estate: Estate;
let stack: RunningStack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'live-accounts-'));
  const account = drawAccount({
    seed: 5,
    externalId,
    currency: 'EUR',
    timeZone,
    startsOn,
    campaigns: 1,
    adGroupsPerCampaign: 1,
    adsPerAdGroup: 1,
    budgets: 'CAMPAIGN',
    objectives: ['OUTCOME_SALES'],
    bidStrategies: ['COST_CAP'],
    leastBudgetMicros: 60_000_000n,
  });
  const now = () => new Date();
  estate = createEstate({ seed: 5, beganOn: startsOn, rules: metaRules, accounts: [account] }, { now });
  twin = await startMetaTwin({ estate });
  const file = join(folder, 'accounts.json');
  const entry = {
    advertiserId,
    advertiserName: 'Live',
    platform: 'META',
    externalId,
    name: 'Live DE',
    currency: 'EUR',
    timeZone,
  };
  await writeFile(file, JSON.stringify({ accounts: [entry] }));
  stack = await startTestStack({
    now,
    platforms: 'ENVIRONMENT',
    isSampleDataWanted: false,
    environment: {
      META_ACCESS_TOKEN: twin.credentials.accessToken,
      META_APP_SECRET: twin.credentials.appSecret,
      META_APP_ID: twin.credentials.appId,
      META_API_URL: twin.url,
      PLATFORM_ACCOUNTS_FILE: file,
    },
  });
});
afterAll(async () => {
  await stack.close();
  await twin.close();
  await rm(folder, { recursive: true });
});

interface Listed {
  readonly id: string;
  readonly version: number;
  readonly budget: { readonly amount: { readonly amountMicros: string } };
  readonly performance: { readonly spend: { readonly amountMicros: string } | null };
}

const ask = async <Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> => {
  const { data, errors } = await createFrontendClient({
    url: stack.url,
    token: stack.tokenOf('planner'),
  }).requestText<Data>(query, variables);
  if (!data) throw new Error(JSON.stringify(errors));
  return data;
};

/** The only campaign, once it is as asked. */
async function campaignWhere(isSo: (campaign: Listed) => boolean): Promise<Listed> {
  for (;;) {
    const { campaigns } = await ask<{ campaigns: { nodes: readonly Listed[] } }>(`{ campaigns(first: 5) { nodes {
      id version budget { amount { amountMicros } } performance(period: { lastDays: 3 }) { spend { amountMicros } } } } }`);
    const found = campaigns.nodes.find(isSo);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('its campaigns are read from the platform, and so is what they spend', async () => {
  const campaign = await campaignWhere(({ performance }) => BigInt(performance.spend?.amountMicros ?? 0) > 0n);
  expect(BigInt(campaign.budget.amount.amountMicros)).toBe(estate.account(externalId)?.budgets[0]?.amountMicros);
});

test('a change of it is the platform’s to make, and is confirmed by it', async () => {
  const campaign = await campaignWhere(() => true);
  const amountMicros = String(BigInt(campaign.budget.amount.amountMicros) - 5_000_000n);
  const { changeBudget } = await ask<{ changeBudget: unknown }>(
    `mutation ($input: ChangeBudgetInput!) { changeBudget(input: $input) { __typename ... on ChangeRefused { code message } } }`,
    {
      input: {
        entityId: campaign.id,
        amount: { amountMicros, currency: 'EUR' },
        expectedVersion: campaign.version,
        clientMutationKey: 'cut 1',
        reason: 'It sells less.',
      },
    },
  );
  expect(changeBudget).toEqual({ __typename: 'ChangeQueued' });
  await campaignWhere(({ budget }) => budget.amount.amountMicros === amountMicros);
  expect(estate.account(externalId)?.budgets[0]?.amountMicros).toBe(BigInt(amountMicros));
  expect(estate.edits(externalId).map(({ editor }) => editor.by)).toEqual(['API']);
});
