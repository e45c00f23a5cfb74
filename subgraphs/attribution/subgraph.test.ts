import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  annaOfAcme,
  attributionNow,
  borisOfBolt,
  click,
  conversionId,
  hoursAgo,
  purchase,
  startTestAttribution,
  type TestAttribution,
  touchpointId,
} from '../../test/support/attribution.ts';
import { testViewer } from '../../test/support/campaigns.ts';
import { encodePerformanceId } from '../common/performance-id.ts';

let attribution: TestAttribution;

const ofGroup = { adGroupId: 'adg_g', adId: 'ad_x' };
const yen = { amountMicros: 900_000_000n, currency: 'JPY' };

// Jo clicks on a, then b, then a, and buys four times: for 10 dollars, for 900 yen, for nothing said, and yesterday.
beforeAll(async () => {
  attribution = await startTestAttribution();
  await attribution.record({
    touchpoints: [
      click('t1', 60, ofGroup),
      click('t2', 50, { campaignId: 'cmp_b' }),
      click('t3', 45, { adGroupId: 'adg_g' }),
    ],
    conversions: [
      purchase('c1', 4),
      purchase('c2', 3, { value: yen }),
      purchase('c3', 2, { value: null, eventName: 'sign_up' }),
      purchase('c4', 40),
    ],
  });
  await attribution.record({
    advertiserId: 'adv_bolt',
    touchpoints: [click('t1', 5)],
    conversions: [purchase('c1', 4)],
  });
});
afterAll(async () => await attribution.stop());

/** Runs and gives the data; fails on any error. */
async function dataOf(source: string, variables: Record<string, unknown> = {}, viewer = annaOfAcme) {
  const { data, errors } = await attribution.run(source, variables, viewer);
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data)) as unknown; // Plain objects, as a client gets them, to compare with.
}

async function codesOf(source: string, variables: Record<string, unknown> = {}, ...viewers: [typeof annaOfAcme?]) {
  const { errors = [] } = await attribution.run(source, variables, ...viewers);
  return errors.map(({ extensions }) => extensions['code']);
}

/** Counts the statements that the subgraph sends while `work` runs, by their names. */
async function statementsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const { pool } = attribution.subgraph.database;
  const names: string[] = [];
  const onAcquire = pool.connect.bind(pool);
  const connect = pool.connect;
  Reflect.set(pool, 'connect', async () => {
    const client = await onAcquire();
    const query = client.query;
    Reflect.set(client, 'query', (...args: unknown[]) => {
      const [text] = args;
      if (typeof text === 'string') names.push(/\/\* (\w+) \*\//.exec(text)?.[1] ?? text);
      return Reflect.apply(query, client, args);
    });
    const release = client.release;
    client.release = (...args) => {
      client.query = query;
      client.release = release;
      return release.apply(client, args);
    };
    return client;
  });
  try {
    await work();
  } finally {
    pool.connect = connect;
  }
  return names;
}

const conversionQuery = `query ($id: ID!, $model: AttributionModel! = LINEAR) {
  conversion(id: $id) {
    id eventName occurredAt value { amountMicros currency }
    path { id kind occurredAt campaign { id } }
    credits(model: $model) { touchpoint { id } share value { amountMicros currency } }
  }
}`;

test('shows a conversion with its path, oldest first, and its credits', async () => {
  const data = await dataOf(conversionQuery, { id: conversionId('c1') });
  expect(data).toMatchObject({
    conversion: {
      eventName: 'purchase',
      occurredAt: '2026-11-22T05:30:00.000Z',
      value: { amountMicros: '10000000', currency: 'USD' },
      path: [
        { id: touchpointId('t1'), kind: 'CLICK', campaign: { id: 'cmp_a' } },
        { id: touchpointId('t2'), campaign: { id: 'cmp_b' } },
        { id: touchpointId('t3'), campaign: { id: 'cmp_a' } },
      ],
      credits: [
        { touchpoint: { id: touchpointId('t1') }, share: 1 / 3, value: { amountMicros: '3333334' } },
        { touchpoint: { id: touchpointId('t2') }, share: 1 / 3, value: { amountMicros: '3333333' } },
        { touchpoint: { id: touchpointId('t3') }, share: 1 / 3, value: { amountMicros: '3333333' } },
      ],
    },
  });
});

test('shows no value, of the conversion and of its credits, where it has none', async () => {
  const data = await dataOf(conversionQuery, { id: conversionId('c3'), model: 'LAST_TOUCH' });
  expect(data).toMatchObject({ conversion: { value: null, credits: [{ share: 1, value: null }] } });
});

const pageQuery = `query ($representations: [_Any!]!, $model: AttributionModel! = LINEAR, $first: Int, $after: String) {
  _entities(representations: $representations) { ... on Campaign {
    creditedConversions(model: $model, first: $first, after: $after) {
      nodes { conversion { id eventName } share value { amountMicros currency } }
      edges { cursor } pageInfo { endCursor hasNextPage }
    }
  } }
}`;
const campaign = (id: string) => ({ __typename: 'Campaign', id });

interface PageAnswer {
  readonly _entities: readonly {
    readonly creditedConversions: {
      readonly nodes: readonly { readonly conversion: { readonly id: string } }[];
      readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
    };
  }[];
}

test('pages through the conversions of a campaign, newest first, the shares of two touchpoints added up', async () => {
  const seen: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < 4; page += 1) {
    const variables = { representations: [campaign('cmp_a')], first: 1, ...(after !== undefined && { after }) };
    const answer = (await dataOf(pageQuery, variables)) as PageAnswer; // Its shape is that of the query above.
    const connection = answer._entities[0]?.creditedConversions;
    seen.push(...(connection?.nodes ?? []).map(({ conversion }) => conversion.id));
    after = connection?.pageInfo.endCursor;
    expect(connection?.pageInfo.hasNextPage).toBe(page < 3);
    if (page === 0) expect(connection?.nodes[0]).toMatchObject({ share: 2 / 3, value: null });
    if (page === 1)
      expect(connection?.nodes[0]).toMatchObject({ value: { amountMicros: '600000000', currency: 'JPY' } });
  }
  expect(seen).toEqual(['c3', 'c2', 'c1', 'c4'].map((key) => conversionId(key)));
});

function performance(scopeId: string, spend?: { amountMicros: string; currency: string } | null, days = today) {
  return {
    __typename: 'Performance',
    id: encodePerformanceId({ scopeId, ...days }),
    ...(spend !== undefined && { spend }),
  };
}
const today = { firstDay: '2026-11-22', lastDay: '2026-11-22', timeZone: 'UTC' };
const performanceQuery = `query ($representations: [_Any!]!, $model: AttributionModel! = LINEAR) {
  _entities(representations: $representations) { ... on Performance {
    id conversions(model: $model) values(model: $model) { amountMicros currency } roas(model: $model)
  } }
}`;

test('sums what campaigns, ad groups and ads earned on the days asked for', async () => {
  const representations = ['cmp_a', 'cmp_b', 'adg_g', 'ad_x', 'cmp_none', 'acc_a'].map((id) => performance(id, null));
  const data = await dataOf(performanceQuery, { representations });
  const values = (dollars: string, yens: string) => [
    { amountMicros: yens, currency: 'JPY' },
    { amountMicros: dollars, currency: 'USD' },
  ];
  expect(data).toMatchObject({
    _entities: [
      { conversions: 2, values: values('6666667', '600000000'), roas: null },
      { conversions: 1, values: values('3333333', '300000000') },
      { conversions: 2, values: values('6666667', '600000000') },
      { conversions: 1, values: values('3333334', '300000000') },
      { conversions: 0, values: [] },
      { conversions: 0, values: [] },
    ],
  });
});

test('counts a conversion on the day it happened where the entity is', async () => {
  // 40 hours ago is 17:30 of the 20th in UTC, and 02:30 of the 21st in Tokyo.
  const day = (firstDay: string, timeZone: string) =>
    performance('cmp_a', null, { firstDay, lastDay: firstDay, timeZone });
  const representations = [day('2026-11-20', 'UTC'), day('2026-11-21', 'UTC'), day('2026-11-21', 'Asia/Tokyo')];
  const data = await dataOf(performanceQuery, { representations, model: 'LAST_TOUCH' });
  expect(data).toMatchObject({ _entities: [{ conversions: 1 }, { conversions: 0 }, { conversions: 1 }] });
});

test('answers for periods at both ends of the calendar', async () => {
  const always = { firstDay: '0001-01-01', lastDay: '9999-12-31', timeZone: 'Pacific/Kiritimati' };
  const representations = [performance('cmp_a', null, always)];
  const data = await dataOf(performanceQuery, { representations, model: 'LAST_TOUCH' });
  expect(data).toMatchObject({ _entities: [{ conversions: 4 }] });
});

test('divides the value in the currency of the spend by the spend', async () => {
  const spends = [
    { amountMicros: '5000000', currency: 'USD' },
    { amountMicros: '450000000', currency: 'JPY' },
    { amountMicros: '1', currency: 'EUR' },
    { amountMicros: '0', currency: 'USD' },
  ];
  const variables = { model: 'LAST_TOUCH' };
  const roas = await Promise.all(
    spends.map(
      async (spend) => await dataOf(performanceQuery, { ...variables, representations: [performance('cmp_a', spend)] }),
    ),
  );
  expect(roas).toMatchObject([2, 2, 0, null].map((expected) => ({ _entities: [{ roas: expected }] })));
});

test('sends one statement a kind of row, however many entities ask', async () => {
  const campaigns = Array.from({ length: 40 }, (_, place) => `cmp_${place}`);
  const sums = await statementsOf(() =>
    dataOf(performanceQuery, { representations: [...campaigns, 'cmp_a'].map((id) => performance(id, null)) }),
  );
  expect(sums).toEqual(['sumCredits']);
  const pages = await statementsOf(() =>
    dataOf(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Campaign {
        creditedConversions { nodes { conversion { path { id } credits { share } } } } } } }`,
      { representations: [...campaigns, 'cmp_a', 'cmp_b'].map(campaign) },
    ),
  );
  expect(pages.toSorted()).toEqual(['findConversions', 'findCreditedConversions', 'findCredits', 'loadPaths']);
});

test('shows another tenant nothing, by no door', async () => {
  const id = conversionId('c1');
  expect(await dataOf('query ($id: ID!) { conversion(id: $id) { id } }', { id }, borisOfBolt)).toEqual({
    conversion: null,
  });
  const reference = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Conversion { id eventName } } }`;
  const representations = [
    { __typename: 'Conversion', id },
    { __typename: 'Conversion', id: conversionId('c1', 'adv_bolt') },
  ];
  expect(await dataOf(reference, { representations }, borisOfBolt)).toMatchObject({
    _entities: [null, { id: conversionId('c1', 'adv_bolt') }],
  });
  // Bolt has recorded a touchpoint of a campaign by the same id: each tenant counts its own.
  const sums = { representations: [performance('cmp_a', null)], model: 'LAST_TOUCH' };
  expect(await dataOf(performanceQuery, sums, borisOfBolt)).toMatchObject({ _entities: [{ conversions: 1 }] });
  expect(await dataOf(performanceQuery, sums)).toMatchObject({ _entities: [{ conversions: 3 }] });
  const annasPage = (await dataOf(pageQuery, { representations: [campaign('cmp_a')], first: 1 })) as PageAnswer;
  const after = annasPage._entities[0]?.creditedConversions.pageInfo.endCursor;
  const page = (await dataOf(pageQuery, { representations: [campaign('cmp_a')], after }, borisOfBolt)) as PageAnswer;
  expect(page._entities[0]?.creditedConversions.nodes.map(({ conversion }) => conversion.id)).toEqual([
    conversionId('c1', 'adv_bolt'),
  ]);
  const both = testViewer('carla', ['adv_acme', 'adv_bolt'], ['attribution:read', 'spend:read']);
  expect(await dataOf(performanceQuery, sums, both)).toMatchObject({ _entities: [{ conversions: 4 }] });
});

const recordMutation = `mutation ($input: RecordAttributionEventsInput!) {
  recordAttributionEvents(input: $input) { touchpoints { key outcome reason } conversions { key outcome reason } }
}`;
const touchpointInput = (key: string) => ({
  key,
  kind: 'VIEW',
  occurredAt: hoursAgo(1).toISOString(),
  customerKey: 'customer-zoe-0003',
  campaignId: 'cmp_z',
});

test('acknowledges each recorded event by its key', async () => {
  const input = {
    advertiserId: 'adv_acme',
    touchpoints: [touchpointInput('z1'), touchpointInput('z 2')],
    conversions: [
      { key: 'z3', eventName: 'purchase', occurredAt: attributionNow.toISOString(), customerKey: 'customer-zoe-0003' },
    ],
  };
  expect(await dataOf(recordMutation, { input })).toMatchObject({
    recordAttributionEvents: {
      touchpoints: [
        { key: 'z1', outcome: 'RECORDED', reason: null },
        { key: 'z 2', outcome: 'REJECTED' },
      ],
      conversions: [{ key: 'z3', outcome: 'RECORDED' }],
    },
  });
});

test('refuses to record for a stranger, without the scope, and without a token', async () => {
  const variables = { input: { advertiserId: 'adv_acme', touchpoints: [touchpointInput('no')] } };
  expect(await codesOf(recordMutation, variables, borisOfBolt)).toEqual(['FORBIDDEN']);
  expect(await codesOf(recordMutation, variables, testViewer('ada', ['adv_acme'], ['attribution:read']))).toEqual([
    'FORBIDDEN',
  ]);
  expect(await codesOf(recordMutation, variables, undefined)).toEqual(['UNAUTHENTICATED']);
});

test('refuses every read without its scopes', async () => {
  const spender = testViewer('sam', ['adv_acme'], ['spend:read']);
  const reader = testViewer('ada', ['adv_acme'], ['attribution:read']);
  const field = (name: string) =>
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Performance { ${name} } } }`;
  const one = { representations: [performance('cmp_a', { amountMicros: '1', currency: 'USD' })] };
  expect(await codesOf(conversionQuery, { id: 'x' }, spender)).toEqual(['FORBIDDEN']);
  expect(await codesOf(pageQuery, { representations: [campaign('cmp_a')] }, spender)).toEqual(['FORBIDDEN']);
  expect(await codesOf(field('conversions'), one, spender)).toEqual(['FORBIDDEN']);
  expect(await codesOf(field('values { currency }'), one, spender)).toEqual(['FORBIDDEN']);
  expect(await codesOf(field('roas'), one, reader)).toEqual(['FORBIDDEN']);
  expect(await codesOf(conversionQuery, { id: 'x' }, undefined)).toEqual(['UNAUTHENTICATED']);
});

test.each([
  ['no rows', { first: 0 }],
  ['too many rows', { first: 101 }],
  ['a cursor that is none', { after: 'nonsense' }],
  ['a cursor of another list', { after: Buffer.from('["a"]').toString('base64url') }],
  ['a cursor without a time', { after: Buffer.from('["yesterday","cnv_1"]').toString('base64url') }],
  [
    'a cursor of a year beyond all',
    { after: Buffer.from('["+200000-01-01T00:00:00.000Z","x"]').toString('base64url') },
  ],
])('refuses a page of %s', async (_, page) => {
  expect(await codesOf(pageQuery, { representations: [campaign('cmp_a')], ...page })).toEqual(['BAD_USER_INPUT']);
});

test('refuses more than 500 events of a kind', async () => {
  const touchpoints = Array.from({ length: 501 }, (_, place) => touchpointInput(`many-${place}`));
  expect(await codesOf(recordMutation, { input: { advertiserId: 'adv_acme', touchpoints } })).toEqual([
    'BAD_USER_INPUT',
  ]);
});

test('answers null for ids that cannot be, and for a Performance that nobody made', async () => {
  expect(await dataOf('{ conversion(id: "cnv_\\u0000") { id } }')).toEqual({ conversion: null });
  expect(
    await dataOf(performanceQuery, { representations: [{ __typename: 'Performance', id: 'prf_forged' }] }),
  ).toEqual({
    _entities: [null],
  });
});
