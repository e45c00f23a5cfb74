import { expect, test } from 'vitest';
import { createFixture } from './fixture.ts';

/** Two subgraphs that write into one journal, the first of them slowly. */
function createGraph() {
  const journal: string[] = [];
  const step = (name: string) => async () => {
    journal.push(`${name} begins`);
    await Promise.resolve();
    await new Promise(setImmediate);
    journal.push(`${name} ends`);
    if (name === 'fail') throw new Error('no');
    return { id: name };
  };
  const budgets = {
    typeDefs: `
      type Query { ping: String }
      type Mutation { first: Change third: Change fail: Change mustNotFail: Change! }
      type Change @key(fields: "id") { id: ID! }
    `,
    resolvers: {
      Mutation: { first: step('first'), third: step('third'), fail: step('fail'), mustNotFail: step('fail') },
    },
  };
  const bids = {
    typeDefs: 'type Mutation { second: Change } type Change @key(fields: "id") { id: ID! note: String }',
    resolvers: {
      Mutation: { second: step('second') },
      Change: {
        __resolveReference({ id }: { id: string }) {
          journal.push(`${id} is read`);
          return { id, note: `note ${id}` };
        },
      },
    },
  };
  return { journal, graph: createFixture({ budgets, bids }) };
}

test('mutations of two subgraphs run one after the other, in the order of the document', async () => {
  const { journal, graph } = createGraph();
  expect(await graph.run('mutation { first { id note } second { id } third { id } }')).toEqual({
    data: { first: { id: 'first', note: 'note first' }, second: { id: 'second' }, third: { id: 'third' } },
  });
  const steps = ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]);
  expect(journal).toEqual(steps.toSpliced(2, 0, 'first is read'));
});

test('what lies below a mutation is read before the next one of the same subgraph begins', async () => {
  const { journal, graph } = createGraph();
  expect(await graph.run('mutation { first { id note } third { note } }')).toEqual({
    data: { first: { id: 'first', note: 'note first' }, third: { note: 'note third' } },
  });
  expect(journal).toEqual(['first', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`, `${name} is read`]));
});

test('mutations of one subgraph that read nothing elsewhere are one call', async () => {
  const { journal, graph } = createGraph();
  await graph.run('mutation { first { id } third { id } }');
  expect(graph.calls).toHaveLength(1);
  expect(journal).toEqual(['first', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test('a field that may be null and fails does not keep the next from running', async () => {
  const { journal, graph } = createGraph();
  const result = await graph.run('mutation { fail { id } second { id } }');
  expect(result.data).toEqual({ fail: null, second: { id: 'second' } });
  expect(journal).toContain('second ends');
});

test('after a failed field that may not be null nothing more is done', async () => {
  const { journal, graph } = createGraph();
  const result = await graph.run('mutation { mustNotFail { id } second { id } }');
  expect(result.data).toBeNull();
  expect(result.errors).toHaveLength(1);
  expect(journal).toEqual(['fail begins', 'fail ends']);
});

test('the same mutation sent twice at once is done twice', async () => {
  const { journal, graph } = createGraph();
  await Promise.all([graph.run('mutation { first { id } }'), graph.run('mutation { first { id } }')]);
  expect(journal.filter((entry) => entry === 'first ends')).toHaveLength(2);
});
