// A bid that is set for a whole campaign: what is changed through the graph is what Google Ads' twin holds, guarded, previewed
// and taken back as every bid, and what a person does to it on the platform is seen.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConnectPlatform } from '../../platforms/ad-platform.ts';
import type { CampaignBidding } from '../../platforms/estate/estate-config.ts';
import { sampleAccounts } from '../../stack/sample-data/accounts.ts';
import { saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import { startTwin, twinAccountId, type TwinWorld } from '../support/platform-twins.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';

const aheadMs = Date.parse(`${new Date().toISOString().slice(0, 10)}T15:30:00Z`) - Date.now();
const now = () => new Date(Date.now() + aheadMs);
const owner = sampleAccounts[0]?.advertiser.id ?? '';
const accountId = 'acc_targets';

let stack: RunningStack;
let google: TwinWorld;

beforeAll(async () => {
  const campaignStrategies = ['TARGET_CPA', 'MAXIMIZE_CONVERSIONS'];
  google = await startTwin('GOOGLE_ADS', { clock: { now }, beganOn: '2026-11-01', campaigns: 4, campaignStrategies });
  const connect: ConnectPlatform = (_, __, onQuota) =>
    google.connect({ baseUrl: google.twin.url, timeoutMs: 5_000, now, onQuota });
  stack = await startTestStack({ now, platforms: { connect } });
  const { database } = stack.subgraphs.campaigns;
  const account = {
    id: accountId,
    advertiserId: owner,
    platform: 'GOOGLE_ADS',
    externalId: twinAccountId,
    name: 'Targets',
  };
  await saveStructure(database, {
    accounts: [{ ...account, currency: 'EUR', timeZone: google.timeZone, updatedAt: now() }],
  });
  await database.pool.query(`insert into platform_connection values ($1, $2, 'TWIN')`, [owner, accountId]);
});
afterAll(async () => {
  await stack.close();
  await google.twin.close();
});

async function ask(query: string, variables: object = {}) {
  const response = await fetch(stack.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${stack.tokenOf('planner')}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = JSON.parse(await response.text());
  expect(errors).toBeUndefined();
  return data;
}

/** Asks until the answer is as expected; the test's own time limit ends it. */
async function askUntil(query: string, isThere: (text: string) => boolean) {
  for (;;) {
    const data = await ask(query);
    if (isThere(JSON.stringify(data))) return data;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface Listed {
  readonly id: string;
  readonly externalId: string;
  readonly version: number;
  readonly bid: { readonly strategy: string; readonly amount: { readonly amountMicros: string } } | null;
}

/** A campaign of the account, once its account has been read from the platform. */
async function campaignAt(index: number): Promise<Listed> {
  const query = `{ campaigns(first: 100) { nodes { id externalId version adAccount { id } bid { strategy amount { amountMicros } } } } }`;
  const { campaigns } = await askUntil(query, (text) => text.includes(accountId));
  const own = campaigns.nodes.filter(({ adAccount }: { adAccount: { id: string } }) => adAccount.id === accountId);
  return own.toSorted((one: Listed, other: Listed) => (one.externalId < other.externalId ? -1 : 1))[index];
}

function heldBy({ externalId }: Listed): CampaignBidding | undefined {
  return google.estate.account(twinAccountId)?.campaigns.find((one) => one.externalId === externalId)?.bidding;
}

function setByPerson(campaign: Listed, bidding: Partial<CampaignBidding>): void {
  const held = heldBy(campaign);
  if (!held) throw new Error('the campaign does not bid');
  const change = {
    field: 'BIDDING',
    campaignExternalId: campaign.externalId,
    bidding: { ...held, ...bidding },
  } as const;
  google.estate.editAsPerson(twinAccountId, change);
}

const amountOf = ({ bid }: Listed) => BigInt(bid?.amount.amountMicros ?? 0);

async function changeBid(campaign: Listed, micros: bigint, more: object = {}) {
  const query = `mutation ($input: ChangeBidInput!) { changeBid(input: $input) { __typename
    ... on ChangeQueued { request { id } }
    ... on ChangePreviewed { field before { amountMicros } after { amountMicros } }
    ... on ChangeRefused { code message } } }`;
  const input = {
    entityId: campaign.id,
    amount: { amountMicros: String(micros), currency: 'EUR' },
    expectedVersion: campaign.version,
    clientMutationKey: `${campaign.id} ${campaign.version} ${micros}`,
    reason: 'conversions are worth more',
    ...more,
  };
  return (await ask(query, { input })).changeBid;
}

async function settled(requestId: string, state: string): Promise<void> {
  await askUntil(`{ changeRequest(id: "${requestId}") { state } }`, (text) => text.includes(`"${state}"`));
}

async function reconcile(): Promise<void> {
  await ask(`mutation { reconcileNow(input: { accountIds: ["${accountId}"] }) { __typename } }`);
}

test.each([0, 1])(
  'the target of campaign %d is its bid, and changed through the graph it is what the twin holds',
  async (index) => {
    const campaign = await campaignAt(index);
    const before = heldBy(campaign);
    expect(campaign.bid).toEqual({ strategy: 'TARGET_CPA', amount: { amountMicros: String(before?.targetMicros) } });
    const after = amountOf(campaign) + 100_000n;
    expect(await changeBid(campaign, after, { dryRun: true })).toEqual({
      __typename: 'ChangePreviewed',
      field: 'BID',
      before: campaign.bid?.amount,
      after: { amountMicros: String(after) },
    });
    const { request } = await changeBid(campaign, after);
    await settled(request.id, 'CONFIRMED');
    expect(heldBy(campaign)).toEqual({ ...before, targetMicros: after });
    expect(amountOf(await campaignAt(index))).toBe(after);

    const rollback = `mutation ($input: RollbackInput!) { rollback(input: $input) { __typename
    ... on BatchMade { items { request { id } } } } }`;
    const input = { requestId: request.id, clientMutationKey: `back ${request.id}`, reason: 'it did not sell' };
    const { items } = (await ask(rollback, { input })).rollback;
    await settled(items[0].request.id, 'CONFIRMED');
    expect(heldBy(campaign)).toEqual(before);
  },
);

test.each([
  [250_000_000n, 'OUT_OF_BOUNDS'],
  [1n, 'AMOUNT_NOT_BILLABLE'],
])('a target of %d is refused: %s', async (micros, code) => {
  expect(await changeBid(await campaignAt(0), micros)).toMatchObject({ __typename: 'ChangeRefused', code });
});

test('whose bid it is has to be said once', async () => {
  const { id, version } = await campaignAt(0);
  const query = `mutation ($input: ChangeBidInput!) { changeBid(input: $input) { __typename } }`;
  const input = {
    amount: { amountMicros: '1000000', currency: 'EUR' },
    expectedVersion: version,
    clientMutationKey: 'k',
    reason: 'r',
  };
  for (const who of [{}, { entityId: id, adGroupId: id }]) {
    const response = await fetch(stack.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${stack.tokenOf('planner')}` },
      body: JSON.stringify({ query, variables: { input: { ...input, ...who } } }),
    });
    expect(await response.text()).toContain('BAD_USER_INPUT');
  }
});

test('a target that a person sets on the platform is seen as drift of the bid', async () => {
  const campaign = await campaignAt(2);
  const live = amountOf(campaign) + 50_000n;
  setByPerson(campaign, { targetMicros: live });
  await reconcile();
  const { drift } = await askUntil(
    `{ drift { nodes { kind field entity { id } known { amountMicros } live { amountMicros } editedBy } } }`,
    (text) => text.includes(campaign.id),
  );
  expect(drift.nodes).toContainEqual({
    kind: 'FOREIGN_EDIT',
    field: 'BID',
    entity: { id: campaign.id },
    known: campaign.bid?.amount,
    live: { amountMicros: String(live) },
    editedBy: 'planner@agency.example',
  });
});

test('a campaign that a person moves to a portfolio keeps what the portfolio wants, and has no bid any more', async () => {
  const campaign = await campaignAt(3);
  setByPerson(campaign, { portfolioExternalId: '88' });
  const moved = heldBy(campaign);
  const answer = await changeBid(campaign, amountOf(campaign) + 10_000n);
  await settled(answer.request.id, 'FAILED');
  expect(heldBy(campaign)).toEqual(moved);
  await reconcile();
  await expect.poll(async () => (await campaignAt(3)).bid).toBeNull();
  expect(await changeBid(await campaignAt(3), 1_000_000n)).toMatchObject({ code: 'NOTHING_TO_CHANGE' });
});
