import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { composeFixture } from './transport/gateway-fixture.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-main-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('serves a supergraph without access rules, answers, and exits cleanly on SIGTERM', async () => {
  const gateway = run(['--supergraph', await write('open.graphql', composeOpen()), '--port', '0']);
  const { url } = await firstLogLine(gateway);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"query ping { __typename }"}',
  });
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  gateway.kill('SIGTERM');
  expect((await once(gateway, 'exit'))[0]).toBe(0);
});

test('on SIGTERM sends those who are connected elsewhere, waits for nobody who does not go, and exits cleanly', async () => {
  const supergraph = await write('open.graphql', composeOpen());
  const gateway = run(['--supergraph', supergraph, '--port', '0'], { DRAIN_SPREAD_MS: '100' });
  const { url } = await firstLogLine(gateway);
  const { host, hostname, port } = new URL(url);
  const clients = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const socket = new WebSocket(`ws://${host}/graphql`, 'graphql-transport-ws');
      await once(socket, 'open');
      socket.send('{"type":"connection_init"}');
      await once(socket, 'message');
      return socket;
    }),
  );
  const [deaf] = clients;
  deaf?.pause();
  // Asks for a WebSocket where there is none, says more, and never hangs up.
  const stranger = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  stranger.on('error', () => {});
  stranger.write('GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nmore');
  await once(stranger, 'data');
  const closed = clients.slice(1).map(async (socket) => (await once(socket, 'close'))[0]);
  const exited = once(gateway, 'exit');
  gateway.kill('SIGTERM');
  expect(await Promise.all(closed)).toEqual([1001, 1001, 1001, 1001]);
  expect((await exited)[0]).toBe(0);
  deaf?.terminate();
  stranger.destroy();
});

test('refuses to serve fields that need a token when nobody could have one', async () => {
  const output = await failure(['--supergraph', await write('closed.graphql', composeFixture()), '--port', '0']);
  expect(output).toMatch(/JWKS_URL, TOKEN_ISSUER and TOKEN_AUDIENCE must be set: this supergraph/);
});

test('refuses to start in production without an issuer', async () => {
  const supergraph = await write('open.graphql', composeOpen());
  const output = await failure(['--supergraph', supergraph, '--port', '0'], { NODE_ENV: 'production' });
  expect(output).toMatch(/must be set in production/);
});

test('says what is wrong with its configuration, and with its flags', async () => {
  expect(await failure([], { PORT: 'many' })).toMatch(/PORT="many": expected a whole number/);
  expect(await failure(['--supergraph', join(folder, 'absent.graphql')])).toMatch(/ENOENT/);
  expect(await failure(['--colour', 'red'])).toMatch(/--colour/);
});

function run(flags: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcess {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const env = { PATH: process.env['PATH'], NODE_ENV: 'development', ...environment };
  return spawn(process.execPath, [main, ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function failure(flags: readonly string[], environment?: Readonly<Record<string, string>>): Promise<string> {
  const gateway = run(flags, environment);
  let output = '';
  gateway.stderr?.on('data', (chunk) => {
    output += String(chunk);
  });
  expect((await once(gateway, 'close'))[0]).toBe(1);
  return output;
}

async function firstLogLine(gateway: ChildProcess): Promise<{ readonly url: string }> {
  if (!gateway.stdout) throw new Error('The gateway has no output.');
  const [line] = await once(gateway.stdout, 'data');
  return JSON.parse(String(line));
}

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

function composeOpen(): string {
  const typeDefs = parse('type Query { hello: String }');
  const { supergraphSdl } = composeServices([{ name: 'open', url: 'http://127.0.0.1:1/graphql', typeDefs }]);
  if (!supergraphSdl) throw new Error('It does not compose.');
  return supergraphSdl;
}
