import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anna, startTestCampaigns, type TestCampaigns } from '../../test/support/campaigns.ts';

let campaigns: TestCampaigns;
beforeAll(async () => {
  campaigns = await startTestCampaigns();
});
afterAll(async () => await campaigns.stop());

/** The data of an operation that must succeed whole. */
async function read(source: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const { data, errors } = await campaigns.run(source, variables, anna);
  expect(errors).toBeUndefined();
  // Without the null prototypes of graphql-js.
  return JSON.parse(JSON.stringify(data));
}

async function codeOf(source: string): Promise<unknown> {
  const { errors } = await campaigns.run(source, {}, anna);
  return errors?.[0]?.extensions['code'];
}

describe('a campaign', () => {
  test('shows everything that is known of it', async () => {
    const source = `{ campaign(id: "cmp_tokyo") {
      id externalId name status objective platform currency timeZone version
      budget { kind amount { amountMicros currency } }
      flight { startsOn endsOn }
      adAccount { id externalId name platform currency timeZone advertiser { id name } }
      performance(period: { lastDays: 7 }) { firstDay lastDay }
    } }`;
    expect(await read(source)).toEqual({
      campaign: {
        id: 'cmp_tokyo',
        externalId: 'x-cmp_tokyo',
        name: 'Tokyo',
        status: 'ENABLED',
        objective: 'SALES',
        platform: 'META',
        currency: 'JPY',
        timeZone: 'Asia/Tokyo',
        version: 1,
        budget: { kind: 'DAILY', amount: { amountMicros: '9000000000', currency: 'JPY' } },
        flight: { startsOn: '2026-11-01', endsOn: '2026-11-30' },
        adAccount: {
          id: 'acc_yen',
          externalId: 'x-acc_yen',
          name: 'Acme Japan',
          platform: 'META',
          currency: 'JPY',
          timeZone: 'Asia/Tokyo',
          advertiser: { id: 'adv_acme', name: 'Acme' },
        },
        performance: { firstDay: '2026-11-15', lastDay: '2026-11-21' },
      },
    });
  });

  test('has an ad group’s id for no id of its own', async () => {
    expect(await read('{ campaign(id: "adg_shoes") { id } }')).toEqual({ campaign: null });
  });

  test('has no budget where its ad groups hold them', async () => {
    const source = '{ campaign(id: "cmp_search") { budget { kind } adGroups { nodes { id budget { kind } } } } }';
    expect(await read(source)).toEqual({
      campaign: {
        budget: null,
        adGroups: {
          nodes: [
            { id: 'adg_shoes', budget: { kind: 'DAILY' } },
            { id: 'adg_hats', budget: { kind: 'DAILY' } },
          ],
        },
      },
    });
  });

  test('gives the same performance by its id as by its period, also through a reference', async () => {
    const period = 'period: { firstDay: "2026-11-01", lastDay: "2026-11-03" }';
    const { campaign } = JSON.parse(
      JSON.stringify(await read(`{ campaign(id: "cmp_brand") { performance(${period}) { id } } }`)),
    );
    expect(
      await read(
        'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Performance { id firstDay lastDay } } }',
        {
          of: [
            { __typename: 'Performance', id: campaign.performance.id },
            { __typename: 'Performance', id: 'prf_nonsense' },
          ],
        },
      ),
    ).toEqual({ _entities: [{ id: campaign.performance.id, firstDay: '2026-11-01', lastDay: '2026-11-03' }, null] });
  });

  test('refuses a period that is none', async () => {
    const source =
      '{ campaign(id: "cmp_brand") { performance(period: { firstDay: "2026-11-02", lastDay: "2026-11-01" }) { id } } }';
    expect(await codeOf(source)).toBe('BAD_USER_INPUT');
  });
});

describe('an ad entity', () => {
  test('is of the type its level says, and knows its parents and the flight of its campaign', async () => {
    const source = `{ adEntity(id: "ad_red") {
      __typename flight { endsOn } budget { kind }
      ... on Ad { adGroup { id bid { strategy amount { amountMicros } } campaign { id } ads { nodes { id } } } }
    } }`;
    expect(await read(source)).toEqual({
      adEntity: {
        __typename: 'Ad',
        flight: { endsOn: '2026-11-30' },
        budget: null,
        adGroup: {
          id: 'adg_shoes',
          bid: { strategy: 'MANUAL_CPC', amount: { amountMicros: '1500000' } },
          campaign: { id: 'cmp_search' },
          ads: { nodes: [{ id: 'ad_red' }, { id: 'ad_blue' }] },
        },
      },
    });
  });

  test('is null for an id that nothing has, even one that no database could hold', async () => {
    expect(await read('{ a: adEntity(id: "cmp_none") { id } b: adEntity(id: "a\\u0000b") { id } }')).toEqual({
      a: null,
      b: null,
    });
  });
});

describe('a reference from another subgraph', () => {
  const source = `query ($of: [_Any!]!) { _entities(representations: $of) {
    __typename
    ... on Campaign { id name } ... on AdGroup { id } ... on Ad { id } ... on AdAccount { id } ... on Advertiser { id }
  } }`;
  const readAll = async (...of: readonly (readonly [string, string])[]) =>
    await read(source, { of: of.map(([__typename, id]) => ({ __typename, id })) });

  test('to an AdEntity finds the concrete type', async () => {
    expect(await readAll(['AdEntity', 'cmp_brand'], ['AdEntity', 'adg_hats'], ['AdEntity', 'ad_blue'])).toEqual({
      _entities: [
        { __typename: 'Campaign', id: 'cmp_brand', name: 'Brand' },
        { __typename: 'AdGroup', id: 'adg_hats' },
        { __typename: 'Ad', id: 'ad_blue' },
      ],
    });
  });

  test('to every type finds what there is, and null where there is nothing', async () => {
    expect(
      await readAll(
        ['Campaign', 'cmp_brand'],
        ['AdGroup', 'adg_hats'],
        ['Ad', 'ad_red'],
        ['AdAccount', 'acc_yen'],
        ['Advertiser', 'adv_acme'],
        ['Campaign', 'cmp_none'],
        ['AdEntity', 'cmp_none'],
        ['AdAccount', 'acc_none'],
        ['Advertiser', 'adv_none'],
      ),
    ).toEqual({
      _entities: [
        { __typename: 'Campaign', id: 'cmp_brand', name: 'Brand' },
        { __typename: 'AdGroup', id: 'adg_hats' },
        { __typename: 'Ad', id: 'ad_red' },
        { __typename: 'AdAccount', id: 'acc_yen' },
        { __typename: 'Advertiser', id: 'adv_acme' },
        null,
        null,
        null,
        null,
      ],
    });
  });

  test('by the wrong type finds nothing', async () => {
    expect(await readAll(['Ad', 'cmp_brand'], ['Campaign', 'adg_hats'])).toEqual({ _entities: [null, null] });
  });
});

describe('a list', () => {
  const namesOf = async (filter: string) => {
    const data = await read(`{ campaigns(filter: ${filter}) { nodes { name } } }`);
    return JSON.parse(JSON.stringify(data)).campaigns.nodes.map(({ name }: { name: string }) => name);
  };

  test('of campaigns is in the order they were first seen', async () => {
    expect(await namesOf('{}')).toEqual(['Brand', 'Search 100%', 'Gone', 'Tokyo']);
  });

  test('of campaigns can be narrowed by advertiser, platform, status and name', async () => {
    expect(await namesOf('{ platforms: [META] }'.replace('META', '"META"'))).toEqual(['Tokyo']);
    expect(await namesOf('{ statuses: [PAUSED, REMOVED] }')).toEqual(['Search 100%', 'Gone']);
    expect(await namesOf('{ nameContains: "BRA" }')).toEqual(['Brand']);
    expect(await namesOf('{ nameContains: "0%" }')).toEqual(['Search 100%']);
    expect(await namesOf('{ nameContains: "_" }')).toEqual([]);
    expect(await namesOf('{ statuses: [] }')).toEqual([]);
    expect(await namesOf('{ advertiserIds: ["adv_acme", "adv_acme"] }')).toHaveLength(4);
    expect(await namesOf('{ advertiserIds: [] }')).toEqual([]);
  });

  test('of an account can be narrowed too', async () => {
    const source = `{ advertisers { nodes { name adAccounts { nodes {
      name campaigns(filter: { statuses: [ENABLED] }) { nodes { name } }
    } } } } }`;
    expect(await read(source)).toEqual({
      advertisers: {
        nodes: [
          {
            name: 'Acme',
            adAccounts: {
              nodes: [
                { name: 'Acme Japan', campaigns: { nodes: [{ name: 'Tokyo' }] } },
                { name: 'Acme USA', campaigns: { nodes: [{ name: 'Brand' }] } },
              ],
            },
          },
        ],
      },
    });
  });

  test.each([
    'campaigns(first: 0) { nodes { id } }',
    'campaigns(first: 101) { nodes { id } }',
    'campaigns(after: "nonsense") { nodes { id } }',
    'campaigns(after: "WyJ4IiwieSJd") { nodes { id } }',
    'advertisers(after: "WyJ4Il0") { nodes { id } }',
    'campaigns(filter: { nameContains: "" }) { nodes { id } }',
    'campaigns(filter: { nameContains: "a\\u0000" }) { nodes { id } }',
    'campaign(id: "cmp_brand") { changeHistory(after: "WyJ4Il0") { nodes { id } } }',
  ])('refuses arguments out of bounds: %s', async (field) => {
    expect(await codeOf(`{ ${field} }`)).toBe('BAD_USER_INPUT');
  });
});
