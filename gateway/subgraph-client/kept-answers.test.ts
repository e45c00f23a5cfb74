import { buildSchema } from 'graphql';
import { expect, test, vi } from 'vitest';
import type { Viewer } from '../../schema/viewer.ts';
import { createInProcessClient } from './in-process.ts';
import type { OperationKind } from './subgraph-client.ts';

const schemaText = `
  type Query { amount(of: String): Int, lines: [Line!], broken: Int }
  type Line { text: String }
  type Mutation { amount: Int }
`;

function openGate() {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

interface State {
  version: string;
  amount: number;
  text: string;
  /** How often a field was worked out. */
  asked: number;
  reused: number;
  isDatabaseDown: boolean;
  duringWork: () => void;
  gate: Promise<void> | undefined;
}

/** A subgraph that says which version it is at, and how often each of its fields was worked out. */
function keptSubgraph(keptAnswersBytes = 100_000) {
  const schema = buildSchema(schemaText);
  const state: State = {
    version: 'one',
    amount: 1,
    text: 'a',
    asked: 0,
    reused: 0,
    isDatabaseDown: false,
    duringWork: () => {},
    gate: undefined,
  };
  Object.assign(schema.getQueryType()?.getFields()['amount'] ?? {}, {
    resolve: (_: unknown, { of = '' }: { of?: string }, { viewer }: { viewer: Viewer | undefined }) => {
      state.asked += 1;
      const { amount } = state;
      state.duringWork();
      return amount + of.length + (viewer?.advertiserIds.length ?? 0) * 100;
    },
  });
  Object.assign(schema.getQueryType()?.getFields()['lines'] ?? {}, {
    resolve: async () => {
      state.asked += 1;
      const { text } = state;
      await state.gate;
      return [{ text }];
    },
  });
  Object.assign(schema.getQueryType()?.getFields()['broken'] ?? {}, {
    resolve: () => {
      state.asked += 1;
      throw new Error('broken');
    },
  });
  Object.assign(schema.getMutationType()?.getFields()['amount'] ?? {}, { resolve: () => (state.asked += 1) });
  const readVersion = async () => {
    if (state.isDatabaseDown) throw new Error('down');
    return state.version;
  };
  const subgraph = { schema, createContext: (request: object) => request, readVersion };
  const client = createInProcessClient('things', subgraph, {
    timeoutMs: 1_000,
    keptAnswersBytes,
    onReuse: () => (state.reused += 1),
  });
  const ask = async (
    document: string,
    {
      viewer,
      variables = {},
      kind = 'query',
    }: { viewer?: Viewer; variables?: Record<string, unknown>; kind?: OperationKind } = {},
  ) => {
    const context = { viewer, authorization: undefined, requestId: 'r', signal: new AbortController().signal };
    return await client.execute({ document, kind, variables, context });
  };
  return { state, ask };
}

function viewer(given: Partial<Viewer> = {}): Viewer {
  const fixed = { subject: 'anna', tokenId: 't1', advertiserIds: ['adv_1'], scopes: new Set(['read']), expiresAtMs: 1 };
  return { ...fixed, ...given };
}

test('an answer is kept while the subgraph says that it holds', async () => {
  const { state, ask } = keptSubgraph();
  expect(await ask('{ amount }')).toEqual({ data: { amount: 1 } });
  state.amount = 2;
  expect(await ask('{ amount }')).toEqual({ data: { amount: 1 } });
  expect(state).toMatchObject({ asked: 1, reused: 1 });
  state.version = 'two';
  expect(await ask('{ amount }')).toEqual({ data: { amount: 2 } });
  expect(state).toMatchObject({ asked: 2, reused: 1 });
});

test('what changes while an answer is worked out is in the next answer', async () => {
  const { state, ask } = keptSubgraph();
  state.duringWork = () => Object.assign(state, { amount: 2, version: 'two', duringWork: () => {} });
  expect(await ask('{ amount }')).toEqual({ data: { amount: 1 } });
  expect(await ask('{ amount }')).toEqual({ data: { amount: 2 } });
});

test('other variables and another document are another question', async () => {
  const { state, ask } = keptSubgraph();
  const document = 'query ($of: String) { amount(of: $of) }';
  expect(await ask(document, { variables: { of: 'a' } })).toEqual({ data: { amount: 2 } });
  expect(await ask(document, { variables: { of: 'ab' } })).toEqual({ data: { amount: 3 } });
  expect(await ask('{ other: amount }')).toEqual({ data: { other: 1 } });
  expect(state.asked).toBe(3);
});

test('nobody gets what another subject, other advertisers or other scopes were answered', async () => {
  const { state, ask } = keptSubgraph();
  const others = [
    viewer(),
    viewer({ subject: 'boris' }),
    viewer({ advertiserIds: ['adv_2'] }),
    viewer({ advertiserIds: ['adv_1', 'adv_2'] }),
    viewer({ scopes: new Set(['read', 'write']) }),
    undefined,
  ];
  for (const one of others) await ask('{ amount }', one && { viewer: one });
  expect(state.asked).toBe(others.length);
  // A renewed token of the same holder is nobody else.
  await ask('{ amount }', { viewer: viewer({ tokenId: 't2', expiresAtMs: 2 }) });
  expect(state.asked).toBe(others.length);
});

test('what one writes into an answer nobody else sees', async () => {
  const { ask } = keptSubgraph();
  const lines = { data: { lines: [{ text: 'a' }] } };
  for (const _ of [1, 2, 3]) {
    const answer = await ask('{ lines { text } }');
    expect(answer).toEqual(lines);
    Object.assign(answer.data ?? {}, { lines: 'changed' });
  }
});

test('who asks while the same is worked out gets an answer of his own to it', async () => {
  const { state, ask } = keptSubgraph();
  const gate = openGate();
  state.gate = gate.opened;
  const both = [ask('{ lines { text } }'), ask('{ lines { text } }'), ask('{ lines { text } }')];
  gate.open();
  for (const answer of await Promise.all(both)) {
    expect(answer).toEqual({ data: { lines: [{ text: 'a' }] } });
    Object.assign(answer.data ?? {}, { lines: 'changed' });
  }
  expect(state.asked).toBe(1);
});

test('who asks after a change does not wait for what is worked out from before', async () => {
  const { state, ask } = keptSubgraph();
  const gate = openGate();
  state.gate = gate.opened;
  const before = ask('{ lines { text } }');
  await vi.waitFor(() => expect(state.asked).toBe(1));
  Object.assign(state, { version: 'two', text: 'b', gate: undefined });
  expect(await ask('{ lines { text } }')).toEqual({ data: { lines: [{ text: 'b' }] } });
  gate.open();
  expect(await before).toEqual({ data: { lines: [{ text: 'a' }] } });
  expect(await ask('{ lines { text } }')).toEqual({ data: { lines: [{ text: 'b' }] } });
});

test('neither errors nor mutations are kept', async () => {
  const { state, ask } = keptSubgraph();
  for (const _ of [1, 2]) expect(await ask('{ broken }')).toMatchObject({ errors: [{ path: ['broken'] }] });
  for (const _ of [1, 2]) await ask('mutation { amount }', { kind: 'mutation' });
  expect(state.asked).toBe(4);
});

test('when the subgraph cannot say whether an answer holds, it is asked', async () => {
  const { state, ask } = keptSubgraph();
  await ask('{ amount }');
  Object.assign(state, { amount: 2, isDatabaseDown: true });
  expect(await ask('{ amount }')).toEqual({ data: { amount: 2 } });
  state.isDatabaseDown = false;
  expect(await ask('{ amount }')).toEqual({ data: { amount: 1 } });
});

test('no more is kept than there is room for, and with none nothing', async () => {
  const small = keptSubgraph(200);
  for (const of of ['a', 'b', 'a', 'c', 'a', 'b']) {
    await small.ask('query ($of: String) { amount(of: $of) }', { variables: { of } });
  }
  // a and b fit; c takes the place of b, which is asked again.
  expect(small.state.asked).toBe(4);
  const none = keptSubgraph(0);
  for (const _ of [1, 2]) await none.ask('{ amount }');
  expect(none.state.asked).toBe(2);
});
