// Strings of an answer that says it is plain are written without being looked at, so it must never say so wrongly.
import { createServer } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpClient } from './http.ts';
import type { SubgraphClient, SubgraphRequest } from './subgraph-client.ts';

let body = '';
let client: SubgraphClient;
const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  client = createHttpClient({ name: 'spend', url: `http://127.0.0.1:${address.port}/`, timeoutMs: 5_000 });
});
afterAll(async () => {
  await client.close();
  await new Promise((resolve) => server.close(resolve));
});

const texts = fc.array(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })));

test('no string of a plain answer needs an escape, however a server escapes it', async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.boolean(), async (strings, isAscii) => {
      const json = JSON.stringify({ data: { strings } });
      body = isAscii ? json.replaceAll(/[\u0080-\uffff]/g, escapeUnit) : json;
      const { data, isPlain = false } = await client.execute(request);
      const needsEscape = strings.filter((text) => JSON.stringify(text) !== `"${text}"`);
      if (isPlain) expect(needsEscape).toEqual([]);
      expect(data).toEqual({ strings });
    }),
    { numRuns: 200 },
  );
});

test('an answer without anything to escape is plain, whatever it is written in', async () => {
  for (const text of ['', 'plain', 'äöü', '漢字', '🎈', '\u2028']) {
    body = `{"data":{"text":"${text}"}}`;
    expect(await client.execute(request)).toEqual({ data: { text }, isPlain: true });
  }
});

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const request: SubgraphRequest = {
  document: '{ strings }',
  kind: 'query',
  variables: {},
  context: { viewer: undefined, authorization: undefined, requestId: 'test', signal: new AbortController().signal },
};
