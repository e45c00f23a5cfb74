import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAsyncIterable } from '../../test/support/async-iterable.ts';
import { anna, boris, startTestCampaigns, testViewer, type TestCampaigns } from '../../test/support/campaigns.ts';
import { changeBudget } from '../../test/support/changes.ts';

let campaigns: TestCampaigns;
beforeAll(async () => {
  campaigns = await startTestCampaigns();
  await changeBudget(campaigns, {});
});
afterAll(async () => await campaigns.stop());

/** Everything Boris of Bolt gets for a query, as text. */
async function readAsBoris(source: string, variables: Record<string, unknown> = {}): Promise<string> {
  const { data, errors } = await campaigns.run(source, variables, boris);
  expect(errors).toBeUndefined();
  return JSON.stringify(data);
}

const everything = `{
  advertisers(first: 100) { nodes { ...advertiser } }
  campaigns(first: 100) { nodes { ...campaign } }
}
fragment advertiser on Advertiser { id name adAccounts(first: 100) { nodes { id name campaigns(first: 100) { nodes { ...campaign } } } } }
fragment campaign on Campaign {
  id name adAccount { id advertiser { id } } changeHistory { nodes { id actor } }
  adGroups(first: 100) { nodes { id changeHistory { nodes { id } } ads(first: 100) { nodes { id } } } }
}`;

describe('one tenant’s viewer', () => {
  test('reaches everything of its own and nothing of another through any list', async () => {
    const seen = await readAsBoris(everything);
    expect([...new Set(seen.match(/(adv|acc|cmp|adg|ad|chg)_\w+/g))].sort()).toEqual(
      ['acc_bolt', 'ad_bolt', 'adg_bolt', 'adv_bolt', 'cmp_bolt'].sort(),
    );
    expect(seen).not.toMatch(/acme/i);
  });

  test('finds nothing by another’s id', async () => {
    expect(
      await readAsBoris(
        '{ campaign(id: "cmp_brand") { id } a: adEntity(id: "adg_shoes") { id } b: adEntity(id: "ad_red") { id } }',
      ),
    ).toBe('{"campaign":null,"a":null,"b":null}');
  });

  test('finds nothing by a reference of any type, and its own beside it', async () => {
    const source = `query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }`;
    const theirs = [
      ['Advertiser', 'adv_acme'],
      ['AdAccount', 'acc_dollar'],
      ['AdEntity', 'cmp_brand'],
      ['Campaign', 'cmp_brand'],
      ['AdGroup', 'adg_shoes'],
      ['Ad', 'ad_red'],
    ].map(([__typename, id]) => ({ __typename, id }));
    const own = { __typename: 'AdEntity', id: 'cmp_bolt' };
    expect(await readAsBoris(source, { of: [...theirs, own] })).toBe(
      '{"_entities":[null,null,null,null,null,null,{"__typename":"Campaign"}]}',
    );
  });

  test('gets on with another’s cursor through its own list, never into the other’s', async () => {
    const first = await campaigns.run(
      '{ campaigns(first: 1) { pageInfo { endCursor } } advertisers { pageInfo { endCursor } } }',
      {},
      anna,
    );
    const { campaigns: page, advertisers } = JSON.parse(JSON.stringify(first.data));
    const source = `query ($campaign: String, $advertiser: String) {
      campaigns(after: $campaign) { nodes { id } } advertisers(after: $advertiser) { nodes { id } } }`;
    const variables = { campaign: page.pageInfo.endCursor, advertiser: advertisers.pageInfo.endCursor };
    expect(await readAsBoris(source, variables)).toBe(
      '{"campaigns":{"nodes":[{"id":"cmp_bolt"}]},"advertisers":{"nodes":[{"id":"adv_bolt"}]}}',
    );
  });

  test('is refused when it names another’s advertiser, in the same words as for one that does not exist', async () => {
    const refusalOf = async (advertiserId: string) => {
      const source = `{ campaigns(filter: { advertiserIds: ["adv_bolt", "${advertiserId}"] }) { nodes { id } } }`;
      const { data, errors } = await campaigns.run(source, {}, boris);
      return { data, errors: errors?.map(({ message, extensions }) => [message, extensions['code']]) };
    };
    const refused = { data: null, errors: [['The token gives no access to this advertiser.', 'FORBIDDEN']] };
    expect(await refusalOf('adv_acme')).toEqual(refused);
    expect(await refusalOf('adv_none')).toEqual(refused);
  });

  test('hears nothing of another’s entities, from the beginning of the log on', async () => {
    const source = `subscription ($ids: [ID!]!, $after: String) {
      adEntityChanged(entityIds: $ids, after: $after) { change { reason } entity { id } } }`;
    const stream = await campaigns.watch(source, { ids: ['cmp_brand', 'cmp_bolt'], after: '1.0.0' }, boris);
    if (!isAsyncIterable(stream)) throw new Error('The subscription was refused.');
    const own = { entityId: 'cmp_bolt', amount: { amountMicros: '8000000', currency: 'USD' }, reason: 'ours' };
    await changeBudget(campaigns, own, boris);
    // Acme's change is older: had it been let through, it would be the first.
    expect(JSON.stringify((await stream.next()).value)).toBe(
      '{"data":{"adEntityChanged":{"change":{"reason":"ours"},"entity":{"id":"cmp_bolt"}}}}',
    );
    await stream.return();
  });
});

describe('a viewer', () => {
  const codesOf = async (source: string, viewer: typeof anna | undefined) =>
    (await campaigns.run(source, {}, viewer)).errors?.map(({ extensions }) => extensions['code']);
  const reads = [
    '{ campaigns { nodes { id } } }',
    '{ campaign(id: "cmp_brand") { id } }',
    '{ adEntity(id: "cmp_brand") { id } }',
    '{ advertisers { nodes { adAccounts { nodes { campaigns { nodes { id } } } } } } }',
    '{ advertisers { nodes { adAccounts { nodes { id } } } } }',
    '{ _entities(representations: [{ __typename: "Campaign", id: "cmp_brand" }]) { ... on Campaign { changeHistory { nodes { id } } } } }',
  ];
  const references = ['Advertiser', 'AdAccount', 'AdEntity', 'Campaign', 'AdGroup', 'Ad', 'Performance'].map(
    (type) => `{ _entities(representations: [{ __typename: "${type}", id: "cmp_brand" }]) { __typename } }`,
  );

  test.each(['{ advertisers { nodes { id } } }', ...reads, ...references])(
    'without a token is refused %s',
    async (source) => {
      expect(await codesOf(source, undefined)).toEqual(['UNAUTHENTICATED']);
    },
  );

  test.each(reads)('without the scope is refused %s', async (source) => {
    expect(await codesOf(source, testViewer('nobody', ['adv_acme'], []))).toEqual(['FORBIDDEN']);
  });

  test('of no advertiser sees nothing', async () => {
    const { data } = await campaigns.run(everything, {}, testViewer('guest', [], ['campaigns:read']));
    expect(JSON.stringify(data)).toBe('{"advertisers":{"nodes":[]},"campaigns":{"nodes":[]}}');
  });

  test('of both advertisers sees both, in the order they were first seen', async () => {
    const agency = testViewer('agency', ['adv_bolt', 'adv_acme'], ['campaigns:read']);
    const { data } = await campaigns.run('{ campaigns { nodes { id } } }', {}, agency);
    expect(JSON.stringify(data).match(/cmp_\w+/g)).toEqual([
      'cmp_brand',
      'cmp_search',
      'cmp_gone',
      'cmp_tokyo',
      'cmp_bolt',
    ]);
  });
});
