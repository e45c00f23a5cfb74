import { execute, parse } from 'graphql';
import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  account,
  adGroup,
  campaign,
  startTestCampaigns,
  testViewer,
  type TestCampaigns,
} from '../../test/support/campaigns.ts';
import { campaignsQuery } from './ad-entity-store.ts';
import { createContext } from './context.ts';
import { type PlatformStructure, saveStructure } from './structure-store.ts';

const agency = testViewer('agency', ['adv_0', 'adv_1', 'adv_2'], ['campaigns:read']);

let campaigns: TestCampaigns;
beforeAll(async () => {
  campaigns = await startTestCampaigns({ structure: {} });
  const numbers = Array.from({ length: 3_000 }, (_, index) => index);
  await saveStructure(campaigns.subgraph.database, {
    advertisers: [0, 1, 2].map((number) => ({ id: `adv_${number}`, name: `Advertiser ${number}` })),
    accounts: [0, 1, 2, 3, 4, 5].map((number) => account(`acc_${number}`, `adv_${number % 3}`)),
    campaigns: numbers.map((number) => campaign(`cmp_${number}`, `adv_${number % 3}`, `acc_${number % 6}`)),
    adGroups: numbers.map((number) =>
      adGroup(`adg_${number}`, `adv_${number % 3}`, `acc_${number % 6}`, `cmp_${number}`),
    ),
  });
  await saveStructure(campaigns.subgraph.database, crowd());
  await campaigns.subgraph.database.pool.query('analyze');
});
afterAll(async () => await campaigns.stop());

/** Many small tenants beside the large ones: the planner then thinks that few campaigns go with any one account. */
function crowd(): PlatformStructure {
  const ids = Array.from({ length: 100 }, (_, index) => `crowd_${index}`);
  return {
    advertisers: ids.map((id) => ({ id: `adv_${id}`, name: id })),
    accounts: ids.map((id) => account(`acc_${id}`, `adv_${id}`)),
    campaigns: ids.flatMap((id) =>
      [1, 2, 3].map((number) => campaign(`cmp_${id}_${number}`, `adv_${id}`, `acc_${id}`)),
    ),
  };
}

/** How many statements an operation takes. */
async function countStatements(source: string, viewer = agency): Promise<number> {
  let count = 0;
  const counter: KyselyPlugin = {
    transformQuery: ({ node }) => {
      count += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const { database, eventLog, schema } = campaigns.subgraph;
  const world = { db: database.db.withPlugin(counter), eventLog, now: () => new Date(), previewKey: 'key' };
  const contextValue = createContext({ viewer, requestId: 'test' }, world);
  const { errors } = await execute({ schema, document: parse(source), contextValue });
  expect(errors).toBeUndefined();
  return count;
}

describe('the number of statements does not depend on the number of rows', () => {
  const list = (first: number) => `{ campaigns(first: ${first}) { nodes {
    name budget { amount { amountMicros } } flight { startsOn } performance(period: { lastDays: 7 }) { id }
    adAccount { name advertiser { name adAccounts(first: 5) { nodes { name } } } }
    changeHistory(first: 3) { nodes { id } }
    adGroups(first: 3) { nodes { name campaign { name } ads { nodes { id } } changeHistory { nodes { id } } } }
  } } }`;

  test('in a list with everything below it', async () => {
    // The list, accounts, advertisers, their accounts, histories, ad groups, their campaigns, ads and histories.
    expect(await countStatements(list(20))).toBe(9);
    expect(await countStatements(list(100))).toBe(9);
  });

  test('for references from another subgraph', async () => {
    const references = Array.from({ length: 50 }, (_, index) => `{ __typename: "AdEntity", id: "cmp_${index}" }`);
    const source = `{ _entities(representations: [${references.join()}]) { ... on Campaign { name adAccount { name } } } }`;
    expect(await countStatements(source)).toBe(2);
  });
});

describe('a list of campaigns', () => {
  test('is walked to its end page by page, whole and in order, while others are added', async () => {
    const source = `query ($after: String) { campaigns(first: 100, after: $after) {
      edges { cursor node { id } } pageInfo { startCursor endCursor hasNextPage } } }`;
    const ids: string[] = [];
    let after: string | null = null;
    for (let page = 0; page === 0 || after !== null; page += 1) {
      const { data } = await campaigns.run(source, { after }, agency);
      const { edges, pageInfo } = JSON.parse(JSON.stringify(data)).campaigns;
      ids.push(...edges.map(({ node }: { node: { id: string } }) => node.id));
      expect(pageInfo).toMatchObject({ startCursor: edges[0].cursor, endCursor: edges.at(-1).cursor });
      if (page === 3) await addCampaign('cmp_late');
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    }
    expect(ids).toEqual([...Array.from({ length: 3_000 }, (_, index) => `cmp_${index}`), 'cmp_late']);
  });

  test('of one account is walked to its end too', async () => {
    const source = `query ($after: String) { _entities(representations: [{ __typename: "AdAccount", id: "acc_1" }]) {
      ... on AdAccount { campaigns(first: 100, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } } } } }`;
    const ids: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await campaigns.run(source, { after }, agency);
      const page = JSON.parse(JSON.stringify(data))._entities[0].campaigns;
      ids.push(...page.nodes.map(({ id }: { id: string }) => id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(ids).toEqual(Array.from({ length: 500 }, (_, index) => `cmp_${index * 6 + 1}`));
  });

  test('reads a page of each advertiser by its index, however many campaigns there are', async () => {
    const page = { limit: 20, after: { ordinal: 5n, id: '' } };
    const { sql, parameters } = campaignsQuery(agency.advertiserIds, {}, page).compile(campaigns.subgraph.database.db);
    const { rows } = await campaigns.subgraph.database.pool.query<Record<'QUERY PLAN', string>>(
      `explain (analyze, costs off, timing off, summary off, buffers off) ${sql}`,
      [...parameters],
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Index Scan using campaign_by_ordinal');
    expect(plan).not.toMatch(/Seq Scan on ad_entity/);
    // 21 rows of each of the three advertisers are read, of the thousand each has.
    expect(plan).toMatch(/campaign_by_ordinal on ad_entity e \(actual rows=21\.00 loops=3\)/);
  });
});

async function addCampaign(id: string): Promise<void> {
  await saveStructure(campaigns.subgraph.database, { campaigns: [campaign(id, 'adv_0', 'acc_0')] });
}
