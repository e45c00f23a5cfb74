// A planner's path to money on platforms: what is changed through the graph is what the platform's twin holds, and what a person
// changes on the platform is seen in the graph.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  AdPlatformClient,
  ClientSettings,
  ConnectPlatform,
  PlatformBid,
  PlatformCode,
} from '../../platforms/ad-platform.ts';
import type { DeliveryRules } from '../../platforms/estate/delivery-rules.ts';
import { drawAccount } from '../../platforms/estate/draw-account.ts';
import { createEstate, type Estate } from '../../platforms/estate/estate.ts';
import { createGoogleAdsClient } from '../../platforms/google-ads/client.ts';
import { googleAdsRules, startGoogleAdsTwin } from '../../platforms/google-ads/twin.ts';
import { createMetaClient } from '../../platforms/meta/client.ts';
import { metaRules, startMetaTwin } from '../../platforms/meta/twin.ts';
import { createPinterestClient } from '../../platforms/pinterest/client.ts';
import { pinterestRules, startPinterestTwin } from '../../platforms/pinterest/twin.ts';
import { createSnapClient } from '../../platforms/snap/client.ts';
import { snapRules, startSnapTwin } from '../../platforms/snap/twin.ts';
import { createTikTokClient } from '../../platforms/tiktok/client.ts';
import { startTikTokTwin, tiktokRules } from '../../platforms/tiktok/twin.ts';
import type { TwinServer } from '../../platforms/twin-server.ts';
import { sampleAccounts } from '../../stack/sample-data/accounts.ts';
import { saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';

const aheadMs = Date.parse(`${new Date().toISOString().slice(0, 10)}T15:30:00Z`) - Date.now();
const now = () => new Date(Date.now() + aheadMs);
const owner = sampleAccounts[0]?.advertiser.id ?? '';

/** A platform, with an account on its twin. */
interface Place {
  readonly platform: PlatformCode;
  readonly accountId: string;
  readonly externalId: string;
  readonly estate: Estate;
  readonly twin: TwinServer;
  readonly connect: (settings: Omit<ClientSettings, 'baseUrl'>) => AdPlatformClient;
}

interface Drawn {
  readonly platform: PlatformCode;
  readonly rules: DeliveryRules;
  readonly objective: string;
  readonly bidStrategy: PlatformBid['strategy'];
}

async function open<Twin extends TwinServer>(
  { platform, rules, objective, bidStrategy }: Drawn,
  start: (estate: Estate) => Promise<Twin>,
  connect: (settings: ClientSettings, twin: Twin) => AdPlatformClient,
): Promise<Place> {
  const externalId = '1234567890';
  const account = drawAccount({
    seed: 3,
    externalId,
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    startsOn: '2026-01-01',
    campaigns: 2,
    adGroupsPerCampaign: 1,
    adsPerAdGroup: 1,
    budgets: 'CAMPAIGN',
    objectives: [objective],
    bidStrategies: [bidStrategy],
    leastBudgetMicros: 60_000_000n,
  });
  const estate = createEstate({ seed: 3, beganOn: '2026-11-01', rules, accounts: [account] }, { now });
  const twin = await start(estate);
  const connectTo = (settings: Omit<ClientSettings, 'baseUrl'>) => connect({ ...settings, baseUrl: twin.url }, twin);
  return { platform, accountId: `acc_${platform}`, externalId, estate, twin, connect: connectTo };
}

async function openAll(): Promise<readonly Place[]> {
  return await Promise.all([
    open(
      { platform: 'GOOGLE_ADS', rules: googleAdsRules, objective: 'SEARCH', bidStrategy: 'MANUAL_CPC' },
      (estate) => startGoogleAdsTwin({ estate, changeDelayMs: 0 }),
      (settings, { credentials }) => createGoogleAdsClient(settings, credentials),
    ),
    open(
      { platform: 'META', rules: metaRules, objective: 'OUTCOME_SALES', bidStrategy: 'COST_CAP' },
      (estate) => startMetaTwin({ estate }),
      (settings, { credentials }) => createMetaClient(settings, credentials),
    ),
    open(
      { platform: 'TIKTOK', rules: tiktokRules, objective: 'TRAFFIC', bidStrategy: 'MANUAL_CPC' },
      (estate) => startTikTokTwin({ estate }),
      (settings, { credentials }) => createTikTokClient(settings, credentials),
    ),
    open(
      { platform: 'SNAP', rules: snapRules, objective: 'WEB_CONVERSION', bidStrategy: 'COST_CAP' },
      (estate) => startSnapTwin({ estate }),
      (settings, { credentials }) => createSnapClient(settings, credentials),
    ),
    open(
      { platform: 'PINTEREST', rules: pinterestRules, objective: 'WEB_CONVERSION', bidStrategy: 'MANUAL_CPC' },
      (estate) => startPinterestTwin({ estate }),
      (settings, { credentials }) => createPinterestClient(settings, credentials),
    ),
  ]);
}

const platforms: readonly PlatformCode[] = ['GOOGLE_ADS', 'META', 'TIKTOK', 'SNAP', 'PINTEREST'];
const places = new Map<PlatformCode, Place>();
let stack: RunningStack;

function placeOf(platform: PlatformCode): Place {
  const place = places.get(platform);
  if (!place) throw new Error(`there is no twin of ${platform}`);
  return place;
}

beforeAll(async () => {
  for (const place of await openAll()) places.set(place.platform, place);
  const connect: ConnectPlatform = (platform, _, onQuota) =>
    placeOf(platform).connect({ timeoutMs: 5_000, now, onQuota });
  stack = await startTestStack({ now, platforms: { connect } });
  const { database } = stack.subgraphs.campaigns;
  const updatedAt = now();
  const common = { advertiserId: owner, currency: 'EUR', timeZone: 'Europe/Berlin', updatedAt };
  await saveStructure(database, {
    accounts: [...places.values()].map(({ platform, accountId: id, externalId }) => {
      return { ...common, id, platform, externalId, name: `Twin of ${platform}` };
    }),
  });
  await database.pool.query(`insert into platform_connection select $1, id, 'TWIN' from unnest($2::text[]) as id`, [
    owner,
    [...places.values()].map(({ accountId }) => accountId),
  ]);
});
afterAll(async () => {
  await stack.close();
  for (const { twin } of places.values()) await twin.close();
});

interface Answer {
  readonly data: Record<string, unknown>;
  readonly errors?: unknown;
}

function readAnswer(text: string): Answer {
  return JSON.parse(text);
}

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const response = await fetch(stack.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${stack.tokenOf('planner')}` },
    body: JSON.stringify({ query, variables }),
  });
  const answer = readAnswer(await response.text());
  expect(answer.errors).toBeUndefined();
  return answer;
}

/** Asks until the answer is as expected; the test's own time limit ends it. */
async function askUntil(query: string, isThere: (data: string) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await ask(query);
    if (isThere(JSON.stringify(answer))) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface ListedCampaign {
  readonly id: string;
  readonly externalId: string;
  readonly version: number;
  readonly budget: { readonly amount: { readonly amountMicros: string } };
}

/** The campaigns of the account, once they have been read from the platform. */
async function campaignsOf({ accountId }: Place): Promise<readonly ListedCampaign[]> {
  const query = `{ campaigns(first: 100) { nodes {
    id externalId version adAccount { id } budget { amount { amountMicros } } } } }`;
  const { data } = await askUntil(query, (text) => text.includes(accountId));
  const { nodes } = JSON.parse(JSON.stringify(data)).campaigns;
  return nodes.filter(({ adAccount }: { adAccount: { id: string } }) => adAccount.id === accountId);
}

function heldBy({ estate, externalId }: Place, campaign: ListedCampaign): bigint | undefined {
  const account = estate.account(externalId);
  const found = account?.campaigns.find((one) => one.externalId === campaign.externalId);
  return account?.budgets.find((budget) => budget.externalId === found?.budgetExternalId)?.amountMicros;
}

test.each(platforms)('a budget changed through the graph is what %s holds, and confirmed', async (platform) => {
  const at = placeOf(platform);
  const [campaign] = await campaignsOf(at);
  if (!campaign) throw new Error('the account has no campaigns');
  const before = BigInt(campaign.budget.amount.amountMicros);
  expect(heldBy(at, campaign)).toBe(before);
  const after = before + 5_000_000n;
  const { data } = await ask(
    `mutation ($input: ChangeBudgetInput!) { changeBudget(input: $input) {
      __typename ... on ChangeQueued { request { id } } ... on ChangeRefused { code message } } }`,
    {
      input: {
        entityId: campaign.id,
        amount: { amountMicros: String(after), currency: 'EUR' },
        expectedVersion: campaign.version,
        clientMutationKey: `raise ${campaign.id}`,
        reason: 'more demand',
      },
    },
  );
  const { changeBudget } = JSON.parse(JSON.stringify(data));
  expect(changeBudget).toMatchObject({ __typename: 'ChangeQueued' });
  const request = `{ changeRequest(id: "${changeBudget.request.id}") { state } }`;
  await askUntil(request, (text) => text.includes('CONFIRMED'));
  expect(heldBy(at, campaign)).toBe(after);
});

test.each(platforms)('a budget that a person sets on %s is seen as drift', async (platform) => {
  const at = placeOf(platform);
  const campaign = (await campaignsOf(at))[1];
  if (!campaign) throw new Error('the account has no second campaign');
  const held = at.estate.account(at.externalId)?.campaigns.find((one) => one.externalId === campaign.externalId);
  const amountMicros = BigInt(campaign.budget.amount.amountMicros) + 7_000_000n;
  at.estate.editAsPerson(at.externalId, {
    field: 'BUDGET',
    budgetExternalId: held?.budgetExternalId ?? '',
    amountMicros,
  });
  await ask(`mutation { reconcileNow(input: { accountIds: ["${at.accountId}"] }) { __typename } }`);
  const query = `{ drift { nodes { kind entity { id } live { amountMicros } } } }`;
  const { data } = await askUntil(query, (text) => text.includes(campaign.id));
  expect(JSON.parse(JSON.stringify(data)).drift.nodes).toContainEqual({
    kind: 'FOREIGN_EDIT',
    entity: { id: campaign.id },
    live: { amountMicros: String(amountMicros) },
  });
});
