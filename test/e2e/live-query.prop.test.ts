// The law of live queries: once nothing happens any more, a client shows what the query would be answered if it were asked
// now, whatever was written in between, through this replica or another, over subgraphs in process or by network.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type LiveQueryClient, watchLiveQuery } from '../../gateway/live/live-query-client.ts';
import { startStack } from '../../stack/start-stack.ts';
import { saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import { ingestSpend } from '../../subgraphs/spend/ingest.ts';
import { saveFxRates } from '../../subgraphs/spend/save-fx-rates.ts';
import { account, ad, adGroup, campaign, daily } from '../support/campaigns.ts';
import { factOf } from '../support/spend.ts';
import { createFrontendClient } from './clients/frontend.ts';
import { type RunningStack, startTestStack, withTokens } from './running-stack.ts';

/** Runs follow each other closely, and lists in lists may be asked for. */
const settings = { LIVE_QUERY_INTERVAL_MS: '10', MAX_COST: '1000000' };

let fused: RunningStack;
let remote: RunningStack;
let folder = '';
const clients: LiveQueryClient[] = [];

beforeAll(async () => {
  fused = await startTestStack({ isSampleDataWanted: true, environment: settings });
  folder = await mkdtemp(join(tmpdir(), 'live-query-'));
  const environment = { DATABASE_URL: fused.databaseUrls.campaigns, PORT: '0', ...settings };
  remote = withTokens(await startStack({ dataFolder: folder, environment, now: fused.now, isRemote: true }), fused.now);
  await saveStructure(fused.subgraphs.campaigns.database, structureOf(0, 0));
});
afterEach(() => clients.splice(0).forEach((client) => client.leave()));
afterAll(async () => {
  await remote.close();
  await fused.close();
  await rm(folder, { recursive: true });
});

/** The advertiser of the demonstration that the analyst may see. */
const advertiserId = 'adv_82b698aff8cb85e5b4b2c318400356af';
const cmp = (n: number) => `cmp_live${n}`;
const adg = (n: number) => `adg_live${n}`;
let moments = 0;

/** What a platform says of one campaign: later calls say something newer. */
function structureOf(n: number, variant: number) {
  moments += 1;
  const updatedAt = new Date(Date.UTC(2026, 9, 1) + moments * 1_000);
  const seen = { updatedAt, status: variant % 3 === 0 ? 'PAUSED' : 'ENABLED' } as const;
  const accountId = `acc_live${n % 2}`;
  return {
    accounts: [
      account(accountId, advertiserId, { timeZone: 'Europe/Berlin', currency: 'EUR', name: `Account ${variant % 2}` }),
    ],
    campaigns: [
      campaign(cmp(n), advertiserId, accountId, { ...seen, name: `Live ${n} ${variant}`, budget: daily(10_000_000n) }),
    ],
    adGroups: [adGroup(adg(n), advertiserId, accountId, cmp(n), { ...seen, name: `Group ${variant}` })],
    ...(variant % 2 === 0 && { ads: [ad(`ad_live${n}_${variant}`, advertiserId, accountId, cmp(n), adg(n))] }),
  };
}

interface Step {
  readonly write: keyof typeof writes;
  readonly n: number;
  readonly variant: number;
}

/** Every way in which rows that these queries read are written, through either replica, and a database that hangs up. */
const writes = {
  structure: ({ n, variant }: Step) =>
    saveStructure(replica(variant).subgraphs.campaigns.database, structureOf(n, variant)),
  /** An ad group whose campaign comes later. */
  orphan: ({ n, variant }: Step) =>
    saveStructure(replica(variant).subgraphs.campaigns.database, { adGroups: structureOf(n + 10, variant).adGroups }),
  parent: ({ n, variant }: Step) =>
    saveStructure(replica(variant).subgraphs.campaigns.database, { campaigns: structureOf(n + 10, variant).campaigns }),
  spend: ({ n, variant }: Step) => reportSpend('CAMPAIGN', cmp(n), variant),
  group: ({ n, variant }: Step) => reportSpend('AD_GROUP', adg(n), variant),
  rate: ({ variant }: Step) =>
    saveFxRates(replica(variant).subgraphs.spend.database, [
      { base: 'EUR', quote: 'USD', day: today, rate: `1.${variant + 1}`, source: 'test' },
    ]),
  budget: async ({ n, variant }: Step) => {
    const { url, tokenOf } = replica(variant);
    const client = createFrontendClient({ url, token: tokenOf('planner') });
    const { data } = await client.requestText<{ campaign: { version: number } | null }>(
      `{ campaign(id: "${cmp(n)}") { version } }`,
    );
    const input = `{ entityId: "${cmp(n)}", amount: { amountMicros: "${variant + 1}0000000", currency: "EUR" },
      expectedVersion: ${data?.campaign?.version ?? 0}, clientMutationKey: "${n} ${(moments += 1)}", reason: "A test." }`;
    await client.requestText(`mutation { changeBudget(input: ${input}) { __typename } }`);
  },
  hangUp: async () => {
    const client = new pg.Client({ connectionString: fused.databaseUrls.campaigns });
    await client.connect();
    await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);
    await client.end();
  },
} as const;

const replica = (variant: number): RunningStack => (variant % 2 === 0 ? fused : remote);
/** The stack's clock is at half past three of it. */
const today = new Date().toISOString().slice(0, 10);

async function reportSpend(level: 'CAMPAIGN' | 'AD_GROUP', entityId: string, variant: number): Promise<unknown> {
  const n = Number(/\d+$/.exec(entityId)?.[0]);
  const hour = Math.floor(fused.now().getTime() / 3_600_000) * 3_600_000;
  const fact = factOf({
    advertiserId,
    accountId: `acc_live${n % 2}`,
    level,
    entityId,
    campaignId: level === 'CAMPAIGN' ? null : cmp(n),
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    grain: 'HOUR',
    // Few different numbers for few hours: some are inserted, some restated, some seen again.
    startsAt: new Date(hour - (variant % 3) * 3_600_000),
    spendMicros: BigInt(variant) * 1_000_000n,
  });
  return await ingestSpend(replica(variant).subgraphs.spend, [fact], { source: 'test', observedAt: fused.now() });
}

const step: fc.Arbitrary<Step> = fc.record({
  write: fc.constantFrom(
    'structure',
    'structure',
    'orphan',
    'parent',
    'spend',
    'spend',
    'group',
    'rate',
    'budget',
    'hangUp',
  ),
  n: fc.nat(3),
  variant: fc.nat(7),
});

const days = `{ firstDay: "2026-10-01", lastDay: "${today}" }`;
const money = '{ amountMicros currency }';
const campaignFields = [
  'name status version',
  `budget { amount ${money} kind } flight { startsOn endsOn }`,
  `pacing { day knownUntil actual ${money} target ${money} index status }`,
  `performance(period: ${days}) { spend ${money} impressions spendIn(currency: "USD") { amount ${money} } }`,
  `spendSeries(period: ${days}) { asOf points { day spend ${money} } restatements { id after ${money} } }`,
  'changeHistory(first: 3) { nodes { version after { amountMicros } } }',
  `adAccount { id name spend(period: ${days}) ${money} }`,
  `... on Campaign { adGroups(first: 3) { nodes { id name pacing { actual ${money} } ads(first: 2) { nodes { id status flight { startsOn } } } } } }`,
];
const roots: readonly ((fields: string, n: number) => string)[] = [
  (fields, n) => `campaign(id: "${cmp(n)}") { id ${fields} }`,
  (fields, n) => `campaign(id: "${cmp(n + 10)}") { id ${fields} }`,
  (fields, n) => `adEntity(id: "${adg(n)}") { id ${fields} }`,
  (fields, n) => `adEntity(id: "${adg(n + 10)}") { id ${fields} }`,
  (fields) =>
    `campaigns(first: 100, filter: { nameContains: "Live", statuses: [ENABLED] }) { nodes { id ${fields} } pageInfo { hasNextPage } }`,
  (fields) => `advertisers { nodes { id name spend(firstDay: "2026-10-01", lastDay: "${today}") ${money}
    adAccounts { nodes { id name campaigns(first: 2, filter: { nameContains: "Live" }) { edges { node { id ${fields} } } } } } } }`,
  () => `auditTrail(advertiserId: "${advertiserId}", first: 3) { nodes { action subject } }`,
  () => 'pendingApprovals { nodes { id state } }',
  () => `fxRate(base: "EUR", quote: "USD", day: "${today}") { rate }`,
];

const query = fc
  .record({
    n: fc.nat(3),
    chosen: fc.subarray([...roots], { minLength: 1, maxLength: 2 }),
    fields: fc.subarray(campaignFields, { minLength: 1, maxLength: 4 }),
  })
  .map(({ n, chosen, fields }) => chosen.map((root, place) => `r${place}: ${root(fields.join(' '), n)}`).join(' '));

async function ask({ url, tokenOf }: RunningStack, text: string): Promise<unknown> {
  const { data } = await createFrontendClient({ url, token: tokenOf('analyst') }).requestText(`{ ${text} }`);
  return data;
}

async function runsOf({ url }: RunningStack): Promise<number> {
  const text = await (await fetch(url.replace('/graphql', '/metrics'))).text();
  return [...text.matchAll(/^gateway_live_query_runs_total\{.*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
}

function watch(stack: RunningStack, text: string): LiveQueryClient {
  const client = watchLiveQuery(stack.webSocketUrl, `Bearer ${stack.tokenOf('analyst')}`, {
    query: `query @live { ${text} }`,
  });
  clients.push(client);
  return client;
}

async function begun({ states, ended }: LiveQueryClient): Promise<void> {
  let code = '';
  void ended.then((ending) => (code = ending));
  await expect.poll(() => states.length > 0 || code).toBe(true);
}

async function showsWhatIs(client: LiveQueryClient, stack: RunningStack, text: string): Promise<void> {
  await expect
    .poll(async () => ({ shown: client.states.at(-1), now: await ask(stack, text) }), { interval: 50 })
    .toSatisfy(({ shown, now }) => shown?.errors === undefined && JSON.stringify(shown?.data) === JSON.stringify(now));
}

test('clients show what is, whatever was written and wherever', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(query, { minLength: 3, maxLength: 3 }),
      fc.array(step, { maxLength: 8 }),
      async (queries, steps) => {
        const watched = queries.flatMap((text) =>
          [fused, remote].map((stack) => ({ text, stack, client: watch(stack, text) })),
        );
        for (const { client } of watched) await begun(client);
        // What fails while the database hangs up has not been written, and that is what is shown.
        for (const each of steps) await writes[each.write](each).catch(() => {});
        for (const { client, stack, text } of watched) await showsWhatIs(client, stack, text);
        clients.splice(0).forEach((client) => client.leave());
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
});

test('what happens to others causes no run, what happens to it causes one', async () => {
  const money = '{ amountMicros }';
  const text = `campaign(id: "${cmp(0)}") { id name pacing { actual ${money} } adAccount { name } }`;
  const client = watch(remote, text);
  await begun(client);
  const before = await runsOf(remote);
  await reportSpend('CAMPAIGN', cmp(1), 900);
  await reportSpend('CAMPAIGN', cmp(2), 901);
  await saveStructure(fused.subgraphs.campaigns.database, { campaigns: structureOf(2, 5).campaigns });
  await saveStructure(fused.subgraphs.campaigns.database, { adGroups: structureOf(0, 5).adGroups });
  await reportSpend('CAMPAIGN', cmp(0), 902);
  await expect.poll(() => client.messages.length).toBe(2);
  await showsWhatIs(client, remote, text);
  expect(await runsOf(remote)).toBe(before + 1);
});
