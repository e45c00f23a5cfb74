// Fused or split, the graph is the same: every operation answers equally when the subgraphs are called in process and when
// each is behind a server of its own.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { subscribeBySocket } from '../../gateway/live/live-client.ts';
import {
  ChangeBudgetDocument,
  DashboardDocument,
  CampaignAttributionDocument,
  LivePacingDocument,
  type LivePacingSubscription,
} from '../../schema/client/graphql.ts';
import type { DemoTokenName } from '../../stack/dev-issuer/demo-tokens.ts';
import { startStack } from '../../stack/start-stack.ts';
import { settledHead } from '../support/until-settled.ts';
import { createFrontendClient } from './clients/frontend.ts';
import { watchByWebSocket } from './clients/subscriber.ts';
import { type RunningStack, startTestStack, withTokens } from './running-stack.ts';
import { findCampaigns, recordSpend, type SampleCampaign } from './sample-campaign.ts';

let fused: RunningStack;
let remote: RunningStack;
let folder = '';
let campaign: SampleCampaign;

beforeAll(async () => {
  fused = await startTestStack();
  folder = await mkdtemp(join(tmpdir(), 'remote-'));
  const environment = { DATABASE_URL: fused.databaseUrls.campaigns, PORT: '0' };
  remote = withTokens(await startStack({ dataFolder: folder, environment, now: fused.now, isRemote: true }), fused.now);
  [campaign] = await findCampaigns(fused);
});
afterAll(async () => {
  await remote.close();
  await fused.close();
  await rm(folder, { recursive: true });
});

interface Operation {
  readonly what: string;
  readonly query: string;
  readonly variables?: () => Readonly<Record<string, unknown>>;
  readonly as?: DemoTokenName;
}

const changeInput = (more: object) => ({
  input: {
    entityId: campaign.id,
    amount: { amountMicros: '69000000', currency: campaign.currency },
    expectedVersion: campaign.version,
    clientMutationKey: 'both-ways',
    reason: 'To see that both answer the same.',
    dryRun: true,
    ...more,
  },
});

const operations: readonly Operation[] = [
  { what: 'the dashboard', query: DashboardDocument.toString() },
  { what: 'the dashboard of another company', query: DashboardDocument.toString(), as: 'otherTenant' },
  { what: 'the dashboard of somebody who may see little', query: DashboardDocument.toString(), as: 'mobile' },
  {
    what: 'attribution',
    query: CampaignAttributionDocument.toString(),
    variables: () => ({ campaignId: campaign.id, lastDays: 14 }),
  },
  {
    what: 'a preview of a change',
    query: ChangeBudgetDocument.toString(),
    variables: () => changeInput({}),
    as: 'planner',
  },
  {
    what: 'a refused change',
    query: ChangeBudgetDocument.toString(),
    variables: () => changeInput({ expectedVersion: 999 }),
    as: 'planner',
  },
  { what: 'a change without the right', query: ChangeBudgetDocument.toString(), variables: () => changeInput({}) },
  {
    what: 'a bad period',
    query:
      '{ campaigns(first: 2) { nodes { id performance(period: { lastDays: 9999 }) { spend { amountMicros } } } } }',
  },
  { what: 'a bad page', query: '{ campaigns(first: 0) { nodes { id } } }' },
  { what: 'a bad cursor', query: '{ campaigns(first: 2, after: "?") { nodes { id } } }' },
  {
    what: 'something that is not there',
    query: '{ campaign(id: "cmp_none") { name } experiment(id: "exp_none") { name } }',
  },
  {
    what: 'series, restatements and money in another currency',
    query: `{ campaigns(first: 5) { nodes { id
      spendSeries(period: { lastDays: 27 }) { asOf points { day spend { amountMicros } } restatements { before { amountMicros } after { amountMicros } } }
      performance(period: { lastDays: 14 }) { spendIn(currency: "USD") { amount { amountMicros } daysWithoutRate } } } } }`,
  },
  {
    what: 'experiments with their results',
    query: `{ experiments(first: 10) { nodes { name state campaign { name } arms { name participants meanValue { amountMicros } }
      result { pValue relativeLift relativeLiftInterval { kind low high } } } } }`,
  },
  { what: 'introspection', query: '{ __schema { queryType { fields { name type { name } } } } }' },
];

describe('in process and over the wire', () => {
  test.for(operations)('$what', async ({ query, variables = () => ({}), as = 'analyst' }) => {
    const answerOf = async (stack: RunningStack) =>
      await createFrontendClient({ url: stack.url, token: stack.tokenOf(as) }).requestText<unknown>(query, variables());
    const [inProcess, overTheWire] = [await answerOf(fused), await answerOf(remote)];
    expect(overTheWire).toEqual(inProcess);
  });

  test('pacing, live', async () => {
    const variables = { campaignIds: [campaign.id], after: await settledHead(fused.subgraphs.spend) };
    const watch = (stack: RunningStack) =>
      watchByWebSocket<LivePacingSubscription>(
        { url: stack.webSocketUrl, token: stack.tokenOf('analyst') },
        LivePacingDocument.toString(),
        variables,
      );
    const subscribers = [watch(fused), watch(remote)] as const;
    const events = subscribers.map(({ events: stream }) => stream.next());
    // Reported through the split graph, heard in both.
    expect(await recordSpend(remote, campaign, '11000000')).toBe('INSERTED');
    const [inProcess, overTheWire] = await Promise.all(events);
    expect(overTheWire).toEqual(inProcess);
    expect(inProcess?.value?.data?.pacingUpdated.campaign.name).toBe(campaign.name);
    for (const subscriber of subscribers) await subscriber.stop();
  });

  test('a stream goes on by a newer token, though its subgraph ends what the older one has opened', async () => {
    const { advertiser_ids: advertiserIds } = decodeJwt<{ advertiser_ids: string[] }>(remote.tokenOf('analyst'));
    const holder = { subject: 'demo-analyst', scopes: ['campaigns:read', 'spend:read'], advertiserIds };
    const mint = (lifetimeSeconds: number) => remote.demo?.issuer.mint(holder, lifetimeSeconds);
    const after = await settledHead(fused.subgraphs.spend);
    const payload = { query: LivePacingDocument.toString(), variables: { campaignIds: [campaign.id], after } };
    const stream = await subscribeBySocket(remote.webSocketUrl, `Bearer ${await mint(3)}`, payload);
    const expiresAtMs = Date.now() + 3_000;
    await recordSpend(remote, campaign, '12000000');
    await expect.poll(() => stream.seen.length).toBe(1);
    expect(await stream.renew(`Bearer ${await mint(60)}`)).toMatchObject({ renewed: { lostScopes: [] } });
    await recordSpend(remote, campaign, '13000000');
    await expect.poll(() => stream.seen.length).toBe(2);
    await expect.poll(() => Date.now()).toBeGreaterThan(expiresAtMs + 500);
    await recordSpend(remote, campaign, '14000000');
    await expect.poll(() => stream.seen.length).toBe(3);
    expect(new Set(stream.seen.map(({ extensions }) => extensions?.cursor)).size).toBe(3);
    expect(stream.seen.flatMap(({ errors = [] }) => errors)).toEqual([]);
    stream.leave();
  });

  test('every subgraph is behind a server of its own', () => {
    expect(Object.keys(remote.subgraphUrls)).toEqual(['campaigns', 'spend', 'attribution', 'experiments']);
    expect(fused.subgraphUrls).toEqual({});
  });
});
