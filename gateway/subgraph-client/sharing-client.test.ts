import { expect, test } from 'vitest';
import { SubgraphFailure } from '../errors.ts';
import { shareQueries } from './sharing-client.ts';
import type { SubgraphClient, SubgraphRequest, SubgraphResponse } from './subgraph-client.ts';

/** A client whose calls end when the test says so. */
function gatedClient() {
  const calls: { answer: (response: SubgraphResponse) => void; fail: (error: Error) => void }[] = [];
  const client: SubgraphClient = {
    name: 'spend',
    execute: () => new Promise((answer, fail) => calls.push({ answer, fail })),
    async *subscribe() {},
    close: () => Promise.resolve(),
  };
  return { client: shareQueries(client), calls };
}

function request(changes: Partial<SubgraphRequest> = {}, authorization = 'Bearer a'): SubgraphRequest {
  const context = { viewer: undefined, authorization, requestId: 'r', signal: new AbortController().signal };
  return { document: '{ a }', kind: 'query', variables: { of: 1 }, context, ...changes };
}

test('two who ask the same of one subgraph make one call, and what one writes into its answer the other never sees', async () => {
  const { client, calls } = gatedClient();
  const both = [client.execute(request()), client.execute(request())];
  calls[0]?.answer({ data: { a: { b: 1 } } });
  const [first, second] = await Promise.all(both);
  expect(calls).toHaveLength(1);
  Object.assign(first?.data ?? {}, { a: 'changed' });
  expect(second).toEqual({ data: { a: { b: 1 } } });
});

test('another document, other variables, another viewer or a mutation is another call', async () => {
  const { client, calls } = gatedClient();
  const answers = [
    client.execute(request()),
    client.execute(request({ document: '{ b }' })),
    client.execute(request({ variables: { of: 2 } })),
    client.execute(request({}, 'Bearer b')),
    client.execute(request({ kind: 'mutation' })),
    client.execute(request({ kind: 'mutation' })),
  ];
  expect(calls).toHaveLength(6);
  for (const [index, { answer }] of calls.entries()) answer({ data: { index } });
  expect(new Set((await Promise.all(answers)).map(({ data }) => data?.['index'])).size).toBe(6);
});

test('a call that fails fails for all who asked, and the next asks again', async () => {
  const { client, calls } = gatedClient();
  const both = [client.execute(request()), client.execute(request())];
  calls[0]?.fail(new SubgraphFailure('spend', 'UNREACHABLE', new Error('down')));
  for (const outcome of await Promise.allSettled(both)) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { kind: 'UNREACHABLE' } });
  }
  void client.execute(request());
  expect(calls).toHaveLength(2);
});

test('who leaves before the others is told with a failure as any client tells it', async () => {
  const { client, calls } = gatedClient();
  const leaving = new AbortController();
  const { context } = request();
  const first = client.execute(request({ context: { ...context, signal: leaving.signal } }));
  const second = client.execute(request());
  leaving.abort(new Error('gone'));
  await expect(first).rejects.toMatchObject({ subgraph: 'spend', kind: 'TIMEOUT' });
  calls[0]?.answer({ data: { a: 1 } });
  expect(await second).toEqual({ data: { a: 1 } });
});
