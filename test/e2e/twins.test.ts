// What `npm start` is on its own: the sample data's accounts live on twins, which go on where they were left.
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, localDay } from '../../subgraphs/common/period.ts';
import { createEstate } from '../../platforms/estate/estate.ts';
import { googleAdsRules } from '../../platforms/google-ads/twin.ts';
import { toStructure } from '../../stack/sample-data/campaigns.ts';
import { sampleCampaigns } from '../../stack/sample-data/load-sample-data.ts';
import { type Stack, startStack } from '../../stack/start-stack.ts';
import { askPages } from '../../stack/twins/ask-pages.ts';
import { readEstate } from '../../stack/twins/kept-estate.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createFrontendClient } from './clients/frontend.ts';
import { watchByWebSocket } from './clients/subscriber.ts';

const hourMs = 3_600_000;
let aheadMs = Date.parse(`${new Date().toISOString().slice(0, 10)}T12:30:00Z`) - Date.now();
const now = () => new Date(Date.now() + aheadMs);
const startedAt = now();

let database: TestDatabase;
let folder = '';
let stack: Stack;

async function start(environment: Readonly<Record<string, string>> = {}): Promise<Stack> {
  return await startStack({
    dataFolder: folder,
    now,
    platforms: 'ENVIRONMENT',
    environment: { DATABASE_URL: database.url, PORT: '0', ...environment },
  });
}

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'twins-'));
  stack = await start();
});
afterAll(async () => {
  await stack.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

const campaign = sampleCampaigns(startedAt).find(({ account }) => account.platform === 'GOOGLE_ADS');
if (!campaign) throw new Error('the sample data has no campaign of Google Ads');
const { externalId } = campaign;

async function rowsOf<Row>(query: string): Promise<readonly Row[]> {
  const { rows } = await stack.subgraphs.campaigns.database.pool.query(query);
  return rows;
}

/** Until it is so; the test's own time limit ends it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function ask(text: string, variables: object = {}): Promise<Record<string, unknown>> {
  const token = stack.demo?.tokens.planner ?? '';
  const client = createFrontendClient({ url: stack.url, token });
  const { data, errors } = await client.requestText<Record<string, unknown>>(text, { ...variables });
  if (!data) throw new Error(JSON.stringify(errors));
  return data;
}

async function compareAll(): Promise<void> {
  await rowsOf('update delivery_account set reconciled_at = null, reconcile_after = now()');
  await until(async () => (await rowsOf('select from delivery_account where reconciled_at is not null')).length === 10);
}

interface Shown {
  readonly budget: { readonly amount: string };
  readonly spentFromBudget: string;
  readonly reportedToday: Readonly<Record<string, string>>;
  readonly edits: readonly { readonly by: string; readonly after: string }[];
}

async function show(id = externalId): Promise<Shown> {
  return JSON.parse(JSON.stringify(await askPages(folder, { externalId: id })));
}

/** What the graph knows to have been spent by the hour of the campaign's own report, in micros. */
async function spendOf(day: string): Promise<bigint> {
  const { rows } = await stack.subgraphs.spend.database.pool.query<{ micros: string }>(
    `select coalesce(sum(spend_micros), 0)::text as micros from spend_fact
    where entity_id = $1 and day = $2 and grain = 'HOUR'`,
    [campaign?.id, day],
  );
  return BigInt(rows[0]?.micros ?? 0);
}

async function spendIn(hour: string): Promise<number> {
  const { rows } = await stack.subgraphs.spend.database.pool.query<{ micros: string }>(
    `select spend_micros::text as micros from spend_fact where entity_id = $1 and starts_at = $2 and grain = 'HOUR'`,
    [campaign?.id, hour],
  );
  return Number(rows[0]?.micros) / 1e6;
}

/** Raises the campaign's budget by a twentieth and waits until the twin has confirmed it; returns the new amount. */
async function raise(key: string): Promise<bigint> {
  const [known] = await rowsOf<{ version: number; micros: string }>(
    `select version, budget_micros::text as micros from ad_entity where id = '${campaign?.id}'`,
  );
  const after = (BigInt(known?.micros ?? 0) * 21n) / 20n;
  const { changeBudget } = await ask(
    `mutation ($input: ChangeBudgetInput!) { changeBudget(input: $input) {
      __typename ... on ChangeQueued { request { id } } ... on ChangeRefused { code message } } }`,
    {
      input: {
        entityId: campaign?.id,
        amount: { amountMicros: String(after), currency: campaign?.account.currency },
        expectedVersion: known?.version,
        clientMutationKey: key,
        reason: 'It sells.',
      },
    },
  );
  expect(changeBudget).toMatchObject({ __typename: 'ChangeQueued' });
  const id: unknown = Object(changeBudget).request.id;
  await until(async () =>
    JSON.stringify(await ask(`{ changeRequest(id: "${String(id)}") { state } }`)).includes('CONFIRMED'),
  );
  return after;
}

describe('a fresh start', () => {
  test('has every account on a twin that holds what the sample data says, so that nothing differs', async () => {
    const connected = await rowsOf<{ mode: string }>('select mode from platform_connection');
    expect(connected).toEqual(Array.from({ length: 10 }, () => ({ mode: 'TWIN' })));
    await compareAll();
    expect(await rowsOf('select * from drift')).toEqual([]);
    const { campaigns = [], adGroups = [], ads = [] } = toStructure(sampleCampaigns(startedAt), startedAt);
    const told = [...campaigns, ...adGroups, ...ads].map((entity) => ({
      id: entity.id,
      name: entity.name,
      status: entity.status,
      version: 1,
      budget: 'budget' in entity && entity.budget ? String(entity.budget.amountMicros) : null,
      bid: 'bid' in entity && entity.bid ? `${entity.bid.amountMicros} ${entity.bid.strategy}` : null,
      objective: 'objective' in entity ? entity.objective : null,
      flight: 'flight' in entity && entity.flight ? `${entity.flight.startsOn} ${entity.flight.endsOn ?? ''}` : null,
    }));
    const known = await rowsOf(`select id, name, status, version, budget_micros::text as budget,
      bid_micros || ' ' || bid_strategy as bid, objective, starts_on || ' ' || coalesce(ends_on::text, '') as flight
      from ad_entity order by ordinal`);
    expect(known).toEqual(told);
  });

  test('has spend of the running day from the twins, and of the days before from the sample data', async () => {
    const { timeZone } = campaign.account;
    const today = localDay(startedAt, timeZone);
    await until(async () => (await spendOf(today)) > 0n);
    const told = firstHours((await show()).reportedToday);
    expect(Object.keys(told).length).toBeGreaterThan(10);
    for (const [hour, spent] of Object.entries(told))
      expect(`${hour} ${await spendIn(hour)} EUR`).toBe(`${hour} ${spent}`);
    expect(await spendOf(addDays(today, -1))).toBeGreaterThan(0n);
  });

  test('tells subscribers of spend as the twins report more of it', async () => {
    const query = `subscription { pacingUpdated(campaignIds: ["${campaign.id}"]) {
      campaign { ... on Campaign { pacing { actual { amountMicros } } } } } }`;
    const subscriber = watchByWebSocket<unknown>(
      { url: stack.webSocketUrl, token: stack.demo?.tokens.analyst ?? '' },
      query,
      {},
    );
    const next = subscriber.events.next();
    aheadMs += hourMs;
    const { pool } = stack.subgraphs.spend.database;
    // Whoever came too early for an event asks for the next reading.
    const timer = setInterval(() => void pool.query('update followed_account set due_at = now()'), 300);
    try {
      const { value } = await next;
      expect(JSON.stringify(value)).toContain('amountMicros');
    } finally {
      clearInterval(timer);
      await subscriber.stop();
    }
  });
});

test('a budget changed through the graph is what the twin holds and spends, and the audit has its request', async () => {
  const after = await raise('raise 1');
  expect((await show()).budget.amount).toBe(`${Number(after) / 1e6} EUR`);
  const entries = await rowsOf<{ body: string }>(`select body from audit_entry where body like '%twin-request-%'`);
  expect(entries.length).toBeGreaterThan(0);
  aheadMs += 7 * hourMs;
  const spent = Number((await show()).spentFromBudget.split(' ')[0]);
  const estate = readEstate(folder);
  if (!estate) throw new Error('there is no estate');
  const accounts = estate.accounts.filter(({ platform }) => platform === 'GOOGLE_ADS').map(({ account }) => account);
  const untouched = createEstate(
    { seed: estate.seed, beganOn: estate.beganAt, rules: googleAdsRules, accounts },
    { now },
  );
  const without = Number(untouched.spentMicros(campaign.account.externalId, `${externalId}77`)) / 1e6;
  expect(spent).toBeGreaterThan(without);
  expect(without).toBeGreaterThan(0);
});

test('after a restart the twin holds and reports what it did, and what was confirmed has not drifted', async () => {
  const before = await show();
  expect(Object.keys(before.reportedToday).length).toBeGreaterThan(5);
  await stack.close();
  stack = await start();
  const after = await show();
  expect(after.budget).toEqual(before.budget);
  expect(after.edits).toEqual(before.edits);
  expect(after.reportedToday).toMatchObject(firstHours(before.reportedToday));
  await compareAll();
  expect(await rowsOf('select * from drift')).toEqual([]);
  expect(await raise('raise 2')).toBeGreaterThan(0n);
});

/** All but the last, which still grows. */
function firstHours(reported: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(reported).slice(0, -1));
}

test('what a person edits on the platform is seen as drift, and stands after a restart', async () => {
  await askPages(folder, { externalId, edit: { do: 'budget', amount: '77' } });
  await stack.close();
  stack = await start();
  expect(await show()).toMatchObject({ budget: { amount: '77 EUR' } });
  await compareAll();
  const { drift } = await ask(`{ drift { nodes { kind entity { id } live { amountMicros } } } }`);
  expect(drift).toEqual({
    nodes: [{ kind: 'FOREIGN_EDIT', entity: { id: campaign.id }, live: { amountMicros: '77000000' } }],
  });
});

test('what a person removes on the platform is removed here with all that is in it, and stands after a restart', async () => {
  const gone = sampleCampaigns(startedAt).find(
    ({ account, status }) => account.platform === 'SNAP' && status === 'ENABLED',
  );
  if (!gone) throw new Error('the sample data has no campaign of Snap that is switched on');
  await askPages(folder, { externalId: gone.externalId, edit: { do: 'remove' } });
  const resumed = askPages(folder, { externalId: gone.externalId, edit: { do: 'resume' } });
  await expect(resumed).rejects.toThrow(/nothing brings it back/);
  await stack.close();
  stack = await start();
  await compareAll();
  expect(await ask(`{ campaign(id: "${gone.id}") { status adGroups(first: 50) { nodes { status } } } }`)).toEqual({
    campaign: { status: 'REMOVED', adGroups: { nodes: expect.toSatisfy(areRemoved) } },
  });
});

function areRemoved(nodes: readonly { readonly status: string }[]): boolean {
  return nodes.length > 0 && nodes.every(({ status }) => status === 'REMOVED');
}

test.each([
  ['123', { do: 'budget', amount: '60' }, /No twin has 123/],
  [externalId, { do: 'budget', amount: '60.001' }, /no amount in EUR/],
  [externalId, { do: 'budget', amount: '-1' }, /no amount in EUR/],
  [externalId, { do: 'bid', amount: '1' }, /has no bid/],
] as const)('what no page could do is refused: %s %o', async (id, edit, why) => {
  await expect(askPages(folder, { externalId: id, edit })).rejects.toThrow(why);
});

test('switched off, no twin is started and no account is connected, also where one was', async () => {
  await stack.close();
  stack = await start({ PLATFORM_TWINS: 'off' });
  expect(await rowsOf(`select from platform_connection where mode <> 'NONE'`)).toEqual([]);
  await expect(askPages(folder, { externalId })).rejects.toThrow('No stack runs on twins');
});

test('in production no twin is started, and none can be asked for', async () => {
  await stack.close();
  await rm(join(folder, 'twins'), { recursive: true });
  const production = {
    NODE_ENV: 'production',
    JWKS_URL: 'http://127.0.0.1:1/jwks',
    TOKEN_ISSUER: 'issuer',
    TOKEN_AUDIENCE: 'audience',
    PREVIEW_SECRET: 'a secret of previews that is long enough',
    HOST: '127.0.0.1',
  };
  await expect(start({ ...production, PLATFORM_TWINS: 'on' })).rejects.toThrow('PLATFORM_TWINS');
  stack = await start(production);
  expect(await rowsOf(`select from platform_connection where mode <> 'NONE'`)).toEqual([]);
  expect(existsSync(join(folder, 'twins'))).toBe(false);
});
