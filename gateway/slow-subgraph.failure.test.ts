import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { startGateway } from './gateway.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const names = ['fast', 'slow', 'broken'] as const;

test('a subgraph that never answers, and one that is broken, take nothing from the fields of others', async () => {
  const query = '{ fast { name } slow { name } broken { name } }';
  const url = await startWith({ SUBGRAPH_SLOW_TIMEOUT_MS: '60' });
  for (let time = 0; time < 2; time += 1) {
    expect(await post(url, query)).toEqual({
      data: { fast: { name: 'fast' }, slow: null, broken: null },
      errors: expect.arrayContaining([
        expect.objectContaining({ path: ['slow'], extensions: { code: 'SUBGRAPH_TIMEOUT', subgraph: 'slow' } }),
        expect.objectContaining({ path: ['broken'], extensions: { code: 'SUBGRAPH_HTTP_ERROR', subgraph: 'broken' } }),
      ]),
    });
  }
});

test('what is there is answered when the time of the whole operation is up', async () => {
  const url = await startWith({ OPERATION_TIMEOUT_MS: '2000' });
  expect(await post(url, '{ fast { name } slow { name } }')).toEqual({
    data: { fast: { name: 'fast' }, slow: null },
    errors: [expect.objectContaining({ path: ['slow'], extensions: { code: 'OPERATION_TIMEOUT', subgraph: 'slow' } })],
  });
});

const listeners: Record<(typeof names)[number], RequestListener> = {
  fast: (incoming, response) => {
    incoming.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"fast":{"name":"fast"}}}');
  },
  slow: (incoming) => void incoming.resume(),
  broken: (incoming, response) => {
    incoming.resume();
    response.writeHead(500).end('<html>');
  },
};

async function startWith(environment: Record<string, string>): Promise<string> {
  const urls = Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await listen(listeners[name])] as const)),
  );
  const { supergraphSdl = '' } = composeServices(
    names.map((name) => ({
      name,
      url: urls[name] ?? '',
      typeDefs: parse(`type Query { ${name}: ${name}Thing } type ${name}Thing { name: String }`),
    })),
  );
  const gateway = await startGateway({
    config: readConfig({ PORT: '0', ...environment }),
    logger: pino({ level: 'silent' }),
    supergraphSdl,
  });
  cleanups.push(() => gateway.close());
  return gateway.url;
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  // It listens on TCP, so its address is not a path.
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}/graphql`;
}

async function post(url: string, query: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return await response.json();
}
