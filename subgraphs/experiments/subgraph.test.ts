import { afterAll, beforeAll, expect, test } from 'vitest';
import { testViewer } from '../../test/support/campaigns.ts';
import {
  annaOfAcme,
  arm,
  borisOfBolt,
  experiment,
  startTestExperiments,
  type TestExperiments,
} from '../../test/support/experiments.ts';
import { encodePerformanceId } from '../common/performance-id.ts';
import { saveExperiment } from './experiment-store.ts';

let experiments: TestExperiments;

const at = (day: string) => new Date(`2026-10-${day}T08:00:00.000Z`);
const noDays = { startsOn: null, endsOn: null };
const otherDays = { startsOn: '2026-11-01', endsOn: '2026-11-07' };
const manyTreated = { ...arm('arm_treated_skewed', [1, 2]), participants: 9_000n, sum: 9_000n, sumOfSquares: 99_000n };
const manyControl = { ...arm('arm_control_skewed', [1, 2]), participants: 10_000n, sum: 1_000n, sumOfSquares: 1_000n };

beforeAll(async () => {
  experiments = await startTestExperiments();
  const all = [
    experiment('exp_older', { createdAt: at('20') }),
    experiment('exp_newer', {
      createdAt: at('21'),
      arms: [arm('arm_control_n', [1, 2]), arm('arm_treated_n', [5, 6])],
    }),
    experiment('exp_newest', { createdAt: at('22'), state: 'RUNNING' }),
    experiment('exp_draft', {
      createdAt: at('23'),
      state: 'DRAFT',
      ...noDays,
      arms: [arm('arm_control_d', []), arm('arm_treated_d', [])],
    }),
    experiment('exp_skewed', { createdAt: at('19'), ...otherDays, arms: [manyControl, manyTreated] }),
    experiment('exp_other', { createdAt: at('18'), campaignId: 'cmp_b' }),
    experiment('exp_bolt', { createdAt: at('24'), advertiserId: 'adv_bolt' }),
  ];
  for (const one of all) await saveExperiment(experiments.subgraph.database, one);
});
afterAll(async () => await experiments.stop());

async function dataOf(source: string, variables: Record<string, unknown> = {}, viewer = annaOfAcme) {
  const { data, errors } = await experiments.run(source, variables, viewer);
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data)) as unknown; // Plain objects, as a client gets them, to compare with.
}

async function codesOf(source: string, variables: Record<string, unknown> = {}, ...viewers: [typeof annaOfAcme?]) {
  const { errors = [] } = await experiments.run(source, variables, ...viewers);
  return errors.map(({ extensions }) => extensions['code']);
}

const listQuery = `query ($first: Int, $after: String, $states: [ExperimentState!]) {
  experiments(first: $first, after: $after, states: $states) { nodes { id } pageInfo { endCursor hasNextPage } }
}`;

interface ListAnswer {
  readonly experiments: {
    readonly nodes: readonly { readonly id: string }[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

async function listIds(variables: Record<string, unknown>, viewer = annaOfAcme) {
  const { experiments: page } = (await dataOf(listQuery, variables, viewer)) as ListAnswer; // As the query asks.
  return { ids: page.nodes.map(({ id }) => id), ...page.pageInfo };
}

test('pages through the experiments one may see, newest first', async () => {
  const first = await listIds({ first: 4 });
  expect(first).toMatchObject({ ids: ['exp_draft', 'exp_newest', 'exp_newer', 'exp_older'], hasNextPage: true });
  const second = await listIds({ first: 4, after: first.endCursor });
  expect(second).toMatchObject({ ids: ['exp_skewed', 'exp_other'], hasNextPage: false });
});

test('lists only the states asked for', async () => {
  expect((await listIds({ states: ['RUNNING', 'DRAFT'] })).ids).toEqual(['exp_draft', 'exp_newest']);
  expect((await listIds({ states: [] })).ids).toEqual([]);
});

test('shows an experiment, its arms with the control first, and how they compare', async () => {
  const data = await dataOf(`{ experiment(id: "exp_older") {
    name state startsOn endsOn currency campaign { id }
    arms { id isControl allocation participants meanValue { amountMicros currency } }
    result {
      control { id } treatment { id } difference differenceInterval { kind low high }
      relativeLift relativeLiftInterval { kind } pValue degreesOfFreedom
      sampleRatio { pValue isMismatch } incrementalValue { amountMicros currency }
    }
  } }`);
  const mean = (amountMicros: string) => ({ participants: 4, meanValue: { amountMicros, currency: 'USD' } });
  expect(data).toMatchObject({
    experiment: {
      startsOn: '2026-11-01',
      endsOn: '2026-11-14',
      campaign: { id: 'cmp_a' },
      arms: [
        { id: 'arm_control_exp_older', isControl: true, ...mean('3000000') },
        { id: 'arm_treated_exp_older', isControl: false, ...mean('5000000') },
      ],
      result: {
        control: { id: 'arm_control_exp_older' },
        treatment: { id: 'arm_treated_exp_older' },
        difference: 2,
        differenceInterval: { kind: 'BOUNDED' },
        relativeLift: expect.closeTo(2 / 3, 12),
        relativeLiftInterval: { kind: 'BOUNDED' },
        degreesOfFreedom: expect.closeTo(6, 9),
        sampleRatio: { pValue: 1, isMismatch: false },
        incrementalValue: { amountMicros: '8000000', currency: 'USD' },
      },
    },
  });
});

test('has no result, and no mean, while nobody takes part', async () => {
  expect(
    await dataOf('{ experiment(id: "exp_draft") { startsOn result { pValue } arms { meanValue { currency } } } }'),
  ).toEqual({
    experiment: { startsOn: null, result: null, arms: [{ meanValue: null }, { meanValue: null }] },
  });
});

const resultQuery = `query ($armId: ID, $level: Float) {
  experiment(id: "exp_older") { result(armId: $armId, confidenceLevel: $level) { differenceInterval { low high } } } }`;

test('compares the arm asked for, at the confidence asked for', async () => {
  const narrow = await dataOf(resultQuery, { armId: 'arm_treated_exp_older', level: 0.8 });
  const wide = await dataOf(resultQuery, { level: 0.999999 });
  expect(narrow).not.toEqual(wide);
  expect(await dataOf(resultQuery, { level: null })).toEqual(await dataOf(resultQuery, { level: 0.95 }));
});

test.each([
  ['a confidence of 1', { level: 1 }],
  ['a confidence of a half', { level: 0.5 }],
  ['the control for a treatment', { armId: 'arm_control_exp_older' }],
  ['an arm of another experiment', { armId: 'arm_treated_n' }],
])('refuses %s', async (_, variables) => {
  expect(await codesOf(resultQuery, variables)).toEqual(['BAD_USER_INPUT']);
});

test.each([
  ['no rows', { first: 0 }],
  ['too many rows', { first: 101 }],
  ['a cursor that is none', { after: 'nonsense' }],
  ['a cursor without a time', { after: Buffer.from('["soon","exp_1"]').toString('base64url') }],
])('refuses a page of %s', async (_, page) => {
  expect(await codesOf(listQuery, page)).toEqual(['BAD_USER_INPUT']);
});

const entities = (fields: string) =>
  `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${fields} } }`;
const campaignQuery = entities('... on Campaign { experiments(first: 2) { nodes { id } pageInfo { hasNextPage } } }');
const campaign = (id: string) => ({ __typename: 'Campaign', id });

test('lists the newest experiments on each campaign', async () => {
  const representations = ['cmp_b', 'cmp_a', 'cmp_none'].map(campaign);
  expect(await dataOf(campaignQuery, { representations })).toMatchObject({
    _entities: [
      { experiments: { nodes: [{ id: 'exp_other' }] } },
      { experiments: { nodes: [{ id: 'exp_draft' }, { id: 'exp_newest' }], pageInfo: { hasNextPage: true } } },
      { experiments: { nodes: [] } },
    ],
  });
});

const returnQuery = entities(
  '... on Performance { incrementalRoas { estimate interval { kind low high } experiment { id } } }',
);
const dollars = { amountMicros: '4000000', currency: 'USD' };
const fortnight = { firstDay: '2026-11-01', lastDay: '2026-11-14' };
function performance(
  scopeId: string,
  spend: { amountMicros: string; currency: string } | null = dollars,
  days = fortnight,
) {
  return { __typename: 'Performance', id: encodePerformanceId({ scopeId, timeZone: 'UTC', ...days }), spend };
}

test('takes the return from the newest concluded experiment that measured exactly these days', async () => {
  const data = await dataOf(returnQuery, { representations: [performance('cmp_a'), performance('cmp_b')] });
  expect(data).toMatchObject({
    _entities: [
      { incrementalRoas: { estimate: 2, interval: { kind: 'BOUNDED' }, experiment: { id: 'exp_newer' } } },
      { incrementalRoas: { estimate: 2, experiment: { id: 'exp_other' } } },
    ],
  });
});

test.each([
  ['nothing was spent', performance('cmp_a', { ...dollars, amountMicros: '0' })],
  ['no spend is known', performance('cmp_a', null)],
  ['the currencies differ', performance('cmp_a', { ...dollars, currency: 'EUR' })],
  ['other days were measured', performance('cmp_a', dollars, { firstDay: '2026-11-01', lastDay: '2026-11-13' })],
  ['the split cannot be trusted', performance('cmp_a', dollars, { firstDay: '2026-11-01', lastDay: '2026-11-07' })],
  ['it is about an ad group', performance('adg_a')],
])('says nothing of the return where %s', async (_, representation) => {
  const data = await dataOf(returnQuery, { representations: [representation] });
  expect(data).toEqual({ _entities: [{ incrementalRoas: null }] });
});

test('warns of a split that cannot be trusted beside the result', async () => {
  const query = '{ experiment(id: "exp_skewed") { result { sampleRatio { isMismatch } } } }';
  expect(await dataOf(query)).toEqual({ experiment: { result: { sampleRatio: { isMismatch: true } } } });
});

const bothQuery = entities('... on Experiment { id name } ... on Arm { armName: name meanValue { currency } }');

test('shows another tenant nothing, by no door', async () => {
  const representations = [
    { __typename: 'Experiment', id: 'exp_older' },
    { __typename: 'Arm', id: 'arm_control_exp_older' },
    { __typename: 'Experiment', id: 'exp_bolt' },
    { __typename: 'Arm', id: 'arm_control_exp_bolt' },
  ];
  const [bolts, acmes] = [
    await dataOf(bothQuery, { representations }, borisOfBolt),
    await dataOf(bothQuery, { representations }),
  ];
  expect(bolts).toMatchObject({ _entities: [null, null, { id: 'exp_bolt' }, { armName: 'arm_control_exp_bolt' }] });
  expect(acmes).toMatchObject({ _entities: [{ id: 'exp_older' }, { armName: 'arm_control_exp_older' }, null, null] });
  expect(await dataOf('{ experiment(id: "exp_bolt") { id } }')).toEqual({ experiment: null });
  const annas = await listIds({ first: 1 });
  expect((await listIds({ after: annas.endCursor }, borisOfBolt)).ids).toEqual([]);
  expect((await listIds({}, borisOfBolt)).ids).toEqual(['exp_bolt']);
  expect(await dataOf(campaignQuery, { representations: [campaign('cmp_a')] }, borisOfBolt)).toMatchObject({
    _entities: [{ experiments: { nodes: [{ id: 'exp_bolt' }] } }],
  });
  expect(await dataOf(returnQuery, { representations: [performance('cmp_b')] }, borisOfBolt)).toEqual({
    _entities: [{ incrementalRoas: null }],
  });
});

test('refuses every read without its scopes', async () => {
  const spender = testViewer('sam', ['adv_acme'], ['spend:read']);
  const reader = testViewer('eve', ['adv_acme'], ['experiments:read']);
  const reference = { representations: [{ __typename: 'Experiment', id: 'exp_older' }] };
  expect(await codesOf(listQuery, {}, spender)).toEqual(['FORBIDDEN']);
  expect(await codesOf('{ experiment(id: "exp_older") { id } }', {}, spender)).toEqual(['FORBIDDEN']);
  expect(await codesOf(bothQuery, reference, spender)).toEqual(['FORBIDDEN']);
  expect(await codesOf(campaignQuery, { representations: [campaign('cmp_a')] }, spender)).toEqual(['FORBIDDEN']);
  expect(await codesOf(returnQuery, { representations: [performance('cmp_a')] }, reader)).toEqual(['FORBIDDEN']);
  expect(await codesOf(listQuery, {}, undefined)).toEqual(['UNAUTHENTICATED']);
});

test('answers null for ids that cannot be, and for a Performance that nobody made', async () => {
  expect(await dataOf('{ experiment(id: "exp_\\u0000") { id } }')).toEqual({ experiment: null });
  const representations = [{ __typename: 'Performance', id: 'prf_forged' }];
  expect(await dataOf(returnQuery, { representations })).toEqual({ _entities: [null] });
});
