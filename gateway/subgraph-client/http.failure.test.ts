import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { createHttpClient, type HttpClientOptions } from './http.ts';
import type { OperationKind, SubgraphClient, SubgraphRequest } from './subgraph-client.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test('a subgraph that is down is UNREACHABLE', async () => {
  const server = await listen(() => {});
  const { port } = addressOf(server);
  await close(server);
  await expect(clientOf(port).execute(request())).rejects.toMatchObject({ subgraph: 'spend', kind: 'UNREACHABLE' });
});

test('a subgraph that does not answer in time is a TIMEOUT, and the connection is given up', async () => {
  const isClosed = vi.fn();
  const client = await clientOfServer((incoming) => incoming.on('close', isClosed), { timeoutMs: 50 });
  await expect(client.execute(request())).rejects.toMatchObject({ kind: 'TIMEOUT' });
  await vi.waitFor(() => expect(isClosed).toHaveBeenCalled());
});

test('a subgraph that stops in the middle of its answer is a TIMEOUT', async () => {
  const client = await clientOfServer((_, response) => response.write('{"data":'), { timeoutMs: 50 });
  await expect(client.execute(request())).rejects.toMatchObject({ kind: 'TIMEOUT' });
});

test('a request whose client is gone is given up at once', async () => {
  const controller = new AbortController();
  const client = await clientOfServer(() => controller.abort(new Error('gone')));
  await expect(client.execute(request({ signal: controller.signal }))).rejects.toMatchObject({ kind: 'TIMEOUT' });
  await expect(client.execute(request({ signal: controller.signal }))).rejects.toMatchObject({ kind: 'TIMEOUT' });
});

test('HTML with status 200 is a MALFORMED_RESPONSE, with a status of failure an HTTP_ERROR', async () => {
  const html = '<!doctype html><title>Sorry</title>';
  const polite = await clientOfServer(answer(200, 'text/html', html));
  await expect(polite.execute(request())).rejects.toMatchObject({ kind: 'MALFORMED_RESPONSE' });
  const honest = await clientOfServer(answer(502, 'text/html', html));
  await expect(honest.execute(request())).rejects.toMatchObject({
    kind: 'HTTP_ERROR',
    cause: expect.objectContaining({ message: expect.stringContaining('HTTP 502, text/html') }),
  });
});

test.each(['{"data"', '[]', 'null', '{}', '{"data":7}', '{"data":{},"errors":"no"}', '{"data":{},"errors":[{}]}', ''])(
  'a body of %s is a MALFORMED_RESPONSE',
  async (body) => {
    const client = await clientOfServer(answer(200, 'application/json', body));
    await expect(client.execute(request())).rejects.toMatchObject({ kind: 'MALFORMED_RESPONSE' });
  },
);

test('an answer beyond the size limit is a MALFORMED_RESPONSE and is not read to its end', async () => {
  const client = await clientOfServer(
    (_, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    },
    { maxResponseBytes: 1_000_000 },
  );
  await expect(client.execute(request())).rejects.toMatchObject({ kind: 'MALFORMED_RESPONSE' });
});

test('GraphQL errors under a status of failure are an answer, without the stack trace of the server', async () => {
  const errors = [{ message: 'No.', path: ['a', 0], extensions: { code: 'BAD_USER_INPUT', stacktrace: ['at /srv'] } }];
  const client = await clientOfServer(answer(400, 'application/json', JSON.stringify({ errors })));
  expect(await client.execute(request())).toEqual({
    errors: [{ message: 'No.', path: ['a', 0], extensions: { code: 'BAD_USER_INPUT' } }],
  });
});

test('keeps its connections for the next calls, and sends the token and the request identifier', async () => {
  const ports = new Set<number | undefined>();
  const client = await clientOfServer((incoming, response) => {
    ports.add(incoming.socket.remotePort);
    const { authorization, 'x-request-id': requestId } = incoming.headers;
    answer(200, 'application/json', JSON.stringify({ data: { authorization, requestId } }))(incoming, response);
  });
  const { data } = await client.execute(request());
  for (let call = 0; call < 10; call += 1) await client.execute(request());
  expect(data).toEqual({ authorization: 'Bearer token', requestId: 'request-1' });
  // undici frees a connection a turn after its answer, so calls without a pause between them take turns on two.
  expect(ports.size).toBeLessThanOrEqual(2);
});

function request(changes: { kind?: OperationKind; signal?: AbortSignal } = {}): SubgraphRequest {
  return {
    document: '{ a }',
    kind: changes.kind ?? 'query',
    variables: {},
    context: {
      viewer: undefined,
      authorization: 'Bearer token',
      requestId: 'request-1',
      signal: changes.signal ?? new AbortController().signal,
    },
  };
}

function answer(status: number, contentType: string, body: string): RequestListener {
  return (incoming, response) => {
    incoming.resume();
    response.writeHead(status, { 'content-type': contentType }).end(body);
  };
}

async function clientOfServer(listener: RequestListener, options: Partial<HttpClientOptions> = {}) {
  const server = await listen(listener);
  cleanups.push(() => close(server));
  return clientOf(addressOf(server).port, options);
}

function clientOf(port: number, options: Partial<HttpClientOptions> = {}): SubgraphClient {
  const url = new URL(`http://127.0.0.1:${port}/graphql`);
  const client = createHttpClient({ name: 'spend', url, timeoutMs: 5_000, ...options });
  cleanups.push(() => client.close());
  return client;
}

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  return address;
}
