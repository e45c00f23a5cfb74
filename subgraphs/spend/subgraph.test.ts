import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestSpend, factOf, one, type TestSpend, testViewer, two } from '../../test/support/spend.ts';
import { platformId } from '../common/identifiers.ts';
import { encodePerformanceId } from '../common/performance-id.ts';
import { ingestSpend } from './ingest.ts';
import { saveFxRates } from './save-fx-rates.ts';

let spend: TestSpend;

const hourOf = (hour: number, day = 5) => new Date(Date.UTC(2026, 2, day, hour));

beforeAll(async () => {
  spend = await createTestSpend();
  const days = [2, 3, 4].map((day) => factOf({ startsAt: hourOf(0, day), spendMicros: BigInt(day) * 1_000_000n }));
  const hours = [0, 1, 2, 3, 4, 5].map((hour) => factOf({ grain: 'HOUR', startsAt: hourOf(hour), spendMicros: 10n }));
  const others = Array.from({ length: 30 }, (_, index) => factOf({ entityId: `cmp_x${index}` }));
  const foreign = factOf({ advertiserId: 'adv_2', accountId: 'acc_2', entityId: 'cmp_foreign' });
  const observedAt = new Date('2026-03-05T09:00:00Z');
  await ingestSpend(spend, [...days, ...hours, ...others, foreign], { source: 'test', observedAt });
  await saveFxRates(spend.database, [
    { base: 'EUR', quote: 'USD', day: '2026-03-02', rate: '1.25', source: 'ECB' },
    { base: 'EUR', quote: 'USD', day: '2026-03-04', rate: '1.6', source: 'ECB' },
    { base: 'EUR', quote: 'JPY', day: '2026-03-04', rate: '160', source: 'ECB' },
  ]);
});
afterAll(() => spend.close());

const idOf = (scopeId: string, firstDay = '2026-03-02', lastDay = '2026-03-04') =>
  encodePerformanceId({ scopeId, firstDay, lastDay, timeZone: 'UTC' });

const entities = `query ($representations: [_Any!]!, $currency: CurrencyCode = EUR) {
  _entities(representations: $representations) {
    ... on Performance { spend { amountMicros currency } impressions clicks spendIn(currency: $currency) { amount { amountMicros currency } original { amountMicros } daysWithoutRate } }
    ... on AdAccount { spend(period: { lastDays: 7 }) { amountMicros currency } }
    ... on Advertiser { total: spend(firstDay: "2026-03-01", lastDay: "2026-03-05") { amountMicros currency } }
  }
}`.replace('= EUR', '= "EUR"');

const pacingQuery = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on AdEntity { id pacing { day knownUntil dayBudget { amountMicros } target { amountMicros } actual { amountMicros currency } index projection { amountMicros } status shapeLearnedFromDays } }
  }
}`;

function entityOf(id: string, budget: object | null = daily('240'), flight: object | null = null) {
  return { __typename: 'AdEntity', id, budget, flight, timeZone: 'UTC' };
}
function daily(amountMicros: string, currency = 'USD') {
  return { kind: 'DAILY', amount: { amountMicros, currency } };
}

async function askEntities(representations: readonly object[], viewer = one, query = entities): Promise<unknown> {
  const { data, errors } = await spend.run(query, { representations }, viewer);
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data?.['_entities']));
}

describe('Performance', () => {
  test('adds up what was reported, and converts each day at its own rate', async () => {
    expect(await askEntities([{ __typename: 'Performance', id: idOf('cmp_1') }])).toEqual([
      {
        spend: { amountMicros: '9000000', currency: 'USD' },
        impressions: 300,
        clicks: 30,
        // 2 / 1.25 + 3 / 1.25 + 4 / 1.6 = 6.5
        spendIn: {
          amount: { amountMicros: '6500000', currency: 'EUR' },
          original: { amountMicros: '9000000' },
          daysWithoutRate: [],
        },
      },
    ]);
  });

  test('names the days without a rate', async () => {
    const variables = { representations: [{ __typename: 'Performance', id: idOf('cmp_1') }], currency: 'JPY' };
    const { data } = await spend.run(entities, variables);
    expect(data).toMatchObject({
      _entities: [{ spendIn: { amount: null, daysWithoutRate: ['2026-03-02', '2026-03-03'] } }],
    });
  });

  test('has nulls, and no rows, for the foreign, the forged and the unknown', async () => {
    const ids = [idOf('cmp_foreign'), idOf('cmp_nobody'), 'prf_forged', idOf('xyz_1'), idOf('adv_2'), idOf('acc_2')];
    const nothing = { spend: null, impressions: null, clicks: null, spendIn: null };
    expect(await askEntities(ids.map((id) => ({ __typename: 'Performance', id })))).toEqual(ids.map(() => nothing));
  });
});

describe('accounts and advertisers', () => {
  test('add up their campaigns, one amount a currency', async () => {
    const account = { __typename: 'AdAccount', id: 'acc_1', timeZone: 'UTC' };
    expect(await askEntities([account, { __typename: 'Advertiser', id: 'adv_1' }])).toEqual([
      { spend: { amountMicros: '39000000', currency: 'USD' } },
      { total: [{ amountMicros: '39000060', currency: 'USD' }] },
    ]);
  });

  test('of others are silent', async () => {
    const account = { __typename: 'AdAccount', id: 'acc_1', timeZone: 'UTC' };
    const answer = await askEntities([account, { __typename: 'Advertiser', id: 'adv_1' }], two);
    expect(answer).toEqual([{ spend: null }, { total: [] }]);
  });
});

describe('pacing', () => {
  test('compares what is known with the target up to that moment', async () => {
    expect(await askEntities([entityOf('cmp_1')], one, pacingQuery)).toMatchObject([
      {
        pacing: {
          day: '2026-03-05',
          knownUntil: '2026-03-05T06:00:00.000Z',
          dayBudget: { amountMicros: '240' },
          target: { amountMicros: '60' },
          actual: { amountMicros: '60', currency: 'USD' },
          index: 1,
          projection: { amountMicros: '240' },
          status: 'ON_TRACK',
          shapeLearnedFromDays: 0,
        },
      },
    ]);
  });

  test('knows the other states', async () => {
    const before = { startsOn: '2026-01-01', endsOn: '2026-03-04' };
    const lifetime = { kind: 'LIFETIME', amount: { amountMicros: '9001000', currency: 'USD' } };
    const asked = [
      entityOf('cmp_x1'),
      entityOf('cmp_1', daily('240'), before),
      entityOf('cmp_1', null),
      entityOf('cmp_1', lifetime, { startsOn: '2026-03-02', endsOn: '2026-03-09' }),
      entityOf('cmp_1', lifetime),
      entityOf('cmp_foreign'),
    ];
    expect(await askEntities(asked, one, pacingQuery)).toMatchObject([
      { pacing: { status: 'NO_DATA', knownUntil: null, index: null, projection: { amountMicros: '240' } } },
      { pacing: { status: 'NOT_IN_FLIGHT', dayBudget: { amountMicros: '0' } } },
      { pacing: null },
      { pacing: { status: 'AHEAD', dayBudget: { amountMicros: '200' } } },
      { pacing: null },
      { pacing: { status: 'NO_DATA' } },
    ]);
  });

  test('refuses to compare spend with a budget in another currency', async () => {
    const { errors } = await spend.run(pacingQuery, { representations: [entityOf('cmp_1', daily('1', 'EUR'))] });
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['CONFLICT']);
  });
});

describe('series', () => {
  const query = `query ($representations: [_Any!]!, $period: PeriodInput!, $grain: SpendGrain) { _entities(representations: $representations) {
    ... on AdEntity { spendSeries(period: $period, grain: $grain) { grain asOf points { startsAt day spend { amountMicros } } restatements { id before { amountMicros } } } } } }`;

  test('by day and by hour has what was reported', async () => {
    const period = { firstDay: '2026-03-04', lastDay: '2026-03-05' };
    const ask = async (grain: string) => {
      const { data } = await spend.run(query, { representations: [entityOf('cmp_1')], period, grain });
      return data?.['_entities'];
    };
    const asOf = '2026-03-05T09:00:00.000Z';
    expect(await ask('DAY')).toMatchObject([
      { spendSeries: { asOf, points: [{ day: '2026-03-04' }, { day: '2026-03-05' }] } },
    ]);
    const hours = { grain: 'HOUR', points: { length: 6 }, restatements: [] };
    expect(await ask('HOUR')).toMatchObject([{ spendSeries: hours }]);
  });

  test('refuses more days than a series takes', async () => {
    const period = { firstDay: '2026-01-01', lastDay: '2026-02-01' };
    const { errors } = await spend.run(query, { representations: [entityOf('cmp_1')], period, grain: 'HOUR' });
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
  });
});

test('a page of campaigns takes as many statements as one campaign', async () => {
  const count = async (ids: readonly string[]) => {
    let statements = 0;
    const client = await spend.database.pool.connect();
    client.release();
    const onQuery = () => (statements += 1);
    spend.database.pool.on('acquire', onQuery);
    await askEntities(
      ids.map((id) => entityOf(id)),
      one,
      pacingQuery,
    );
    await askEntities(ids.map((id) => ({ __typename: 'Performance', id: idOf(id) })));
    spend.database.pool.off('acquire', onQuery);
    return statements;
  };
  // The reader of the event log has its statements by the same pool: they only ever add.
  const least = async (size: number) => {
    const counts: number[] = [];
    for (const round of [0, 1, 2]) {
      counts.push(await count(Array.from({ length: size }, (_, index) => `cmp_x${size}${round}${index}`)));
    }
    return Math.min(...counts);
  };
  const few = await least(1);
  expect(few).toBeGreaterThan(0);
  expect(await least(30)).toBe(few);
});

describe('scopes', () => {
  const code = async (query: string, variables: Record<string, unknown>, scopes: string[]) => {
    const { errors } = await spend.run(query, variables, testViewer(['adv_1'], scopes));
    return errors?.map(({ extensions }) => extensions['code']);
  };

  test('every door asks for its own', async () => {
    const performance = { representations: [{ __typename: 'Performance', id: idOf('cmp_1') }] };
    expect(await code(entities, performance, ['spend:ingest'])).toEqual(Array(4).fill('FORBIDDEN'));
    expect(await code(pacingQuery, { representations: [entityOf('cmp_1')] }, [])).toEqual(['FORBIDDEN']);
    expect(await code('{ fxRate(base: "EUR", quote: "USD", day: "2026-03-04") { rate } }', {}, [])).toEqual([
      'FORBIDDEN',
    ]);
    const mutation =
      'mutation ($rows: [SpendReportRowInput!]!) { recordSpend(input: { rows: $rows }) { acknowledgements { index } } }';
    expect(await code(mutation, { rows: [] }, ['spend:read'])).toEqual(['FORBIDDEN']);
    for (const field of ['pacingUpdated', 'spendRestated']) {
      const refused = await spend.watch(
        `subscription { ${field}(campaignIds: ["cmp_1"]) { cursor } }`,
        {},
        testViewer(['adv_1'], []),
      );
      expect(refused).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    }
  });
});

test('fxRate answers directly, the other way round, through a third currency, and not from an older week', async () => {
  const ask = async (base: string, quote: string, day: string) => {
    const { data } = await spend.run(
      `{ fxRate(base: "${base}", quote: "${quote}", day: "${day}") { day rate source } }`,
    );
    return data?.['fxRate'];
  };
  expect(await ask('EUR', 'USD', '2026-03-05')).toEqual({ day: '2026-03-04', rate: '1.6', source: 'ECB' });
  expect(await ask('USD', 'EUR', '2026-03-03')).toEqual({ day: '2026-03-02', rate: '0.8', source: 'ECB' });
  expect(await ask('USD', 'JPY', '2026-03-11')).toEqual({ day: '2026-03-04', rate: '100', source: 'ECB' });
  expect(await ask('USD', 'JPY', '2026-03-12')).toBeNull();
});

describe('recordSpend', () => {
  const mutation = `mutation ($rows: [SpendReportRowInput!]!) {
    recordSpend(input: { rows: $rows }) { acknowledgements { index outcome reason } } }`;
  const row = (given: object = {}) => ({
    advertiserId: 'adv_1',
    platform: 'META',
    accountExternalId: 'act_9',
    campaignExternalId: '9',
    startsAt: '2026-03-05T03:00:00Z',
    grain: 'HOUR',
    timeZone: 'UTC',
    spendMicros: '5',
    currency: 'USD',
    impressions: 1,
    clicks: 0,
    ...given,
  });
  const record = async (...rows: readonly object[]) => {
    const { data, errors } = await spend.run(mutation, { rows });
    if (errors) return errors.map(({ extensions }) => extensions['code']);
    const { acknowledgements } = JSON.parse(JSON.stringify(data?.['recordSpend']));
    return acknowledgements;
  };

  test('acknowledges each row by itself', async () => {
    const rows = [
      row(),
      row({ advertiserId: 'adv_2' }),
      row({ startsAt: '2026-03-05T03:30:00Z' }),
      row({ startsAt: '2026-03-05T03:00:00Z', grain: 'DAY' }),
      row({ campaignExternalId: '' }),
      row({ campaignExternalId: 'twice' }),
      row({ campaignExternalId: 'twice' }),
    ];
    const answer = await record(...rows);
    expect(answer.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'INSERTED',
      ...Array(6).fill('REJECTED'),
    ]);
    expect(answer[2].reason).toContain('2026-03-05T03:00:00.000Z');
    expect(answer[5].reason).toContain('row 6');
    expect(await record(row())).toMatchObject([{ outcome: 'UNCHANGED', reason: null }]);
    expect(await record(row({ spendMicros: '6' }))).toMatchObject([{ outcome: 'RESTATED' }]);
    const ids = await sql<{ entity_id: string; account_id: string }>`
      select entity_id, account_id from spend_entity where platform = 'META' and account_id not in ('acc_1', 'acc_2')`.execute(
      spend.database.db,
    );
    expect(ids.rows).toEqual([
      {
        entity_id: platformId('cmp', 'adv_1', 'META', 'act_9', 'CAMPAIGN', '9'),
        account_id: platformId('acc', 'adv_1', 'META', 'act_9', 'ACCOUNT', 'act_9'),
      },
    ]);
  });

  test('takes the hours of a zone that is half an hour off as that zone has them', async () => {
    const india = { timeZone: 'Asia/Kolkata', campaignExternalId: 'india' };
    expect(
      await record(
        row({ ...india, startsAt: '2026-03-05T03:30:00Z' }),
        row({ ...india, startsAt: '2026-03-05T04:00:00Z' }),
      ),
    ).toMatchObject([{ outcome: 'INSERTED' }, { outcome: 'REJECTED' }]);
  });

  test('refuses a call whose values are not what the schema says, or that has too few or too many rows', async () => {
    for (const wrong of [{ currency: 'XXZ' }, { timeZone: 'Mars/Olympus' }, { impressions: -1 }]) {
      expect(await record(row(wrong))).toEqual(['BAD_USER_INPUT']);
    }
    expect(await record()).toEqual(['BAD_USER_INPUT']);
    expect(await record(...Array.from({ length: 1_001 }, () => row()))).toEqual(['BAD_USER_INPUT']);
  });
});
