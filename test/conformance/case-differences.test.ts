// The judge of the cases is itself judged: what must not pass does not.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findDifferences, type Observation } from './case-differences.ts';
import { type CaseOperation, type Expectation, readCase } from './case-files.ts';
import { type CaseGateway, createLocalGateway } from './case-gateways.ts';

const mutations = readCase('mutations-in-order');
let gateway: CaseGateway;
beforeAll(() => {
  gateway = createLocalGateway(mutations);
});
afterAll(() => gateway.close());

function operationNamed(name: string): CaseOperation {
  const operation = mutations.operations.find((each) => each.name === name);
  if (!operation) throw new Error(`No operation ${name}.`);
  return operation;
}

/** What is found when the case expects something else than it does. */
async function differencesOf(name: string, change: Partial<Expectation>): Promise<readonly string[]> {
  const operation = operationNamed(name);
  return findDifferences({ ...operation.expected, ...change }, await gateway.ask(operation));
}

test('what is as expected has no difference', async () => {
  expect(await differencesOf('of-three-subgraphs', {})).toEqual([]);
});

test.each([
  ['another value', { data: { five: 'added 6', double: 'doubled', last: 'added 2', remove: 'removed' } }],
  ['another order of keys', { data: { double: 'doubled', five: 'added 5', last: 'added 2', remove: 'removed' } }],
  ['a key too many', { data: { five: 'added 5', double: 'doubled', last: 'added 2' } }],
])('%s in the data is a difference', async (_, change) => {
  expect(await differencesOf('of-three-subgraphs', change)).toEqual([expect.stringMatching(/^data: expected /)]);
});

test.each([
  [
    'one that did not come',
    [
      { path: ['fail'], code: 'CONFLICT' },
      { path: ['remove'], code: 'CONFLICT' },
    ],
    1,
  ],
  ['one that was not expected', [], 1],
  ['another path', [{ path: ['remove'], code: 'CONFLICT' }], 2],
  ['no path', [{ path: null, code: 'CONFLICT' }], 2],
  ['another code', [{ path: ['fail'], code: 'NOT_FOUND' }], 2],
  ['another message', [{ path: ['fail'], code: 'CONFLICT', message: 'yes' }], 2],
])('of errors, %s is a difference', async (_, errors, count) => {
  const found = await differencesOf('after-an-error-that-may-be-null', { errors });
  expect(found).toHaveLength(count);
  expect(found.every((line) => line.startsWith('errors: '))).toBe(true);
});

test('a call too many, a call too few and another order of steps are differences', async () => {
  const { expected } = operationNamed('of-three-subgraphs');
  const journal = expected.journal?.toReversed() ?? [];
  for (const change of [{ calls: { ...expected.calls, sums: 1 } }, { calls: { ...expected.calls, sums: 3 } }]) {
    expect(await differencesOf('of-three-subgraphs', change)).toEqual([expect.stringMatching(/^calls: /)]);
  }
  expect(await differencesOf('of-three-subgraphs', { journal })).toEqual([expect.stringMatching(/^journal: /)]);
});

test('a field that is resolved for nothing, and an entity too many, are differences', async () => {
  const resolved = { tiers: ['Mutation.addSegment', 'Segment.id'] };
  const [line] = await differencesOf('shared-is-done-once', { resolved });
  expect(line).toContain('"Segment.name"');
  expect(await differencesOf('the-same-as-a-query', { entities: { tiers: 2 } })).toEqual([
    expect.stringMatching(/^entities: /),
  ]);
});

test('being asked about nobody, or about one entity twice in a call, is a difference whatever was expected', () => {
  const record = { calls: [], resolved: [], journal: [] };
  const found = (representations: Observation['record']['batches'][number]['representations']) =>
    findDifferences(
      { errors: [], calls: {}, data: {} },
      { answer: { data: {} }, record: { ...record, batches: [{ subgraph: 'spend', representations }] } },
    );
  expect(found([])).toEqual(['spend was asked about no entity']);
  expect(
    found([
      { __typename: 'A', id: '1' },
      { id: '1', __typename: 'A' },
    ]),
  ).toHaveLength(1);
  expect(
    found([
      { __typename: 'A', id: '1' },
      { __typename: 'A', id: '2' },
    ]),
  ).toEqual([]);
});
