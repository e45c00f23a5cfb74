// What a platform's account spends reaches whoever watches: the report is read, recorded and told, over WebSocket and
// server-sent events, with what campaigns knows of the campaign.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ConnectPlatform } from '../../platforms/ad-platform.ts';
import { LivePacingDocument, type LivePacingSubscription } from '../../schema/client/graphql.ts';
import { sampleAccounts } from '../../stack/sample-data/accounts.ts';
import { saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import { settledHead } from '../support/until-settled.ts';
import { platformId } from '../../subgraphs/common/identifiers.ts';
import { saveFollowedAccounts } from '../../subgraphs/spend/platform-sync/followed-account-store.ts';
import { startTwin, twinAccountId, type TwinWorld } from '../support/platform-twins.ts';
import { type Subscriber, watchByServerSentEvents, watchPacing } from './clients/subscriber.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';

const aheadMs = Date.parse(`${new Date().toISOString().slice(0, 10)}T15:30:00Z`) - Date.now();
const now = () => new Date(Date.now() + aheadMs);
const today = now().toISOString().slice(0, 10);
const owner = sampleAccounts[0]?.advertiser.id ?? '';
const accountId = 'acc_of_twin';

let stack: RunningStack;
let world: TwinWorld;
const watching: Subscriber<unknown>[] = [];

beforeAll(async () => {
  world = await startTwin('META', { clock: { now }, beganOn: today });
  const connect: ConnectPlatform = (platform, _, onQuota) =>
    platform === 'META' ? world.connect({ baseUrl: world.twin.url, timeoutMs: 10_000, now, onQuota }) : undefined;
  stack = await startTestStack({ now, platforms: { connect, reportEveryMs: 500 } });
  const { database } = stack.subgraphs.campaigns;
  const account = { advertiserId: owner, platform: 'META', externalId: twinAccountId, currency: 'EUR' } as const;
  const common = { ...account, timeZone: world.timeZone };
  await saveStructure(database, { accounts: [{ ...common, id: accountId, name: 'Twin of Meta', updatedAt: now() }] });
  await database.pool.query(`insert into platform_connection values ($1, $2, 'TWIN')`, [owner, accountId]);
});
afterEach(async () => {
  for (const subscriber of watching.splice(0)) await subscriber.stop();
});
afterAll(async () => {
  await stack.close();
  await world.twin.close();
});

/** The names that campaigns and spend have for a campaign, without asking each other. */
function campaignIds(): readonly string[] {
  const campaigns = world.estate.account(twinAccountId)?.campaigns ?? [];
  return campaigns.map(({ externalId }) => platformId('cmp', owner, 'META', twinAccountId, 'CAMPAIGN', externalId));
}

async function untilStructureIsRead(): Promise<void> {
  const { pool } = stack.subgraphs.campaigns.database;
  const known = async () => (await pool.query(`select 1 from ad_entity where id = any($1)`, [campaignIds()])).rowCount;
  await expect.poll(known, { timeout: 60_000 }).toBe(campaignIds().length);
}

/** What the twin reports of a campaign's day, now. */
function reported(campaignId: string): bigint {
  const rows = world.estate.report(twinAccountId, { level: 'CAMPAIGN', grain: 'DAY', firstDay: today, lastDay: today });
  const index = campaignIds().indexOf(campaignId);
  const externalId = world.estate.account(twinAccountId)?.campaigns[index]?.externalId;
  return rows.find(({ campaignExternalId }) => campaignExternalId === externalId)?.spendMicros ?? 0n;
}

type Pacing = LivePacingSubscription['pacingUpdated'];

async function nextPacing(subscriber: Subscriber<LivePacingSubscription>): Promise<Pacing> {
  const { value, done } = await subscriber.events.next();
  if (done || !value.data) throw new Error(`No event came: ${JSON.stringify(value)}`);
  return value.data.pacingUpdated;
}

const spentIn = (pacing: Pacing) => BigInt(pacing.campaign?.pacing?.actual.amountMicros ?? -1);

test('what a twin spends is told as it is spent', async () => {
  await untilStructureIsRead();
  const [campaignId = ''] = campaignIds();
  const after = await settledHead(stack.subgraphs.spend);
  const variables = { campaignIds: [campaignId], after };
  const token = stack.tokenOf('analyst');
  const bySocket = watchPacing({ url: stack.webSocketUrl, token }, variables);
  watching.push(bySocket);
  const byEvents = await watchByServerSentEvents<LivePacingSubscription>(
    { url: stack.streamUrl, token },
    LivePacingDocument.toString(),
    variables,
  );
  watching.push(byEvents);
  const atLeast = reported(campaignId);
  expect(atLeast).toBeGreaterThan(0n);
  const account = { advertiserId: owner, accountId, externalId: twinAccountId, timeZone: world.timeZone } as const;
  await saveFollowedAccounts(stack.subgraphs.spend.database.db, [
    { ...account, platform: 'META', currency: 'EUR', mode: 'TWIN' },
  ]);
  for (const subscriber of [bySocket, byEvents]) {
    const first = await nextPacing(subscriber);
    expect(first.campaign).toMatchObject({ id: campaignId, budget: { amount: { currency: 'EUR' } } });
    expect(spentIn(first)).toBeGreaterThanOrEqual(atLeast);
    expect(spentIn(first)).toBeLessThanOrEqual(reported(campaignId));
    // It goes on spending, so there is more to tell.
    let later = await nextPacing(subscriber);
    while (spentIn(later) === spentIn(first)) later = await nextPacing(subscriber);
    expect(spentIn(later)).toBeGreaterThan(spentIn(first));
  }
});

test('the gateway’s port tells Prometheus that its reports arrive', async () => {
  const url = new URL('/metrics/spend', stack.streamUrl);
  const read = async () => await (await fetch(url)).text();
  await expect
    .poll(read, { timeout: 60_000 })
    .toMatch(/^spend_sync_complete_report_age_seconds\{platform="META"\} \d{1,3}(\.\d+)?$/m);
  expect(await read()).toMatch(/^spend_sync_accounts\{platform="META"\} 1$/m);
});
