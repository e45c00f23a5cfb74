// Real processes on one port.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@theguild/federation-composition';
import { createClient } from 'graphql-sse';
import { parse } from 'graphql';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { startPublisher } from '../auth/revocation-fixture.ts';

let folder = '';
let subgraph: Server;
let subgraphUrl = '';
/** Answers that the subgraph has not given yet. */
const held: ServerResponse[] = [];
let isHolding = false;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-workers-'));
  subgraph = createServer((incoming, response) => {
    incoming.resume();
    if (isHolding) held.push(response);
    else release(response);
  }).listen(0, '127.0.0.1');
  await once(subgraph, 'listening');
  subgraphUrl = `http://127.0.0.1:${portOf(subgraph)}/`;
});
beforeEach(() => {
  isHolding = false;
});
afterAll(async () => {
  subgraph.closeAllConnections();
  subgraph.close();
  await rm(folder, { recursive: true });
});

test('share a port, and are counted and judged as one', async () => {
  const gateway = await start();
  await seenFromAll(gateway);
  expect(await (await fetch(`${gateway.origin}/health/ready`)).json()).toEqual({
    ready: true,
    subgraphs: { things: 'reachable' },
    workers: { wanted: 2, ready: 2 },
  });
  const before = operationsIn(await metricsOf(gateway));
  for (let sent = 0; sent < 6; sent += 1) expect(await ask(gateway)).toEqual({ data: { hello: 'world' } });
  // Each of the two counted some; whoever is asked knows them all.
  for (let asked = 0; asked < 4; asked += 1) expect(operationsIn(await metricsOf(gateway))).toBe(before + 6);
  expect(await metricsOf(gateway)).toMatch(/^gateway_workers 2$/m);
  await gateway.stop();
});

test('a worker that is killed is replaced, and the other one serves meanwhile', async () => {
  const gateway = await start();
  const [victim] = gateway.workerPids();
  if (victim === undefined) throw new Error('There are no workers.');
  process.kill(victim, 'SIGKILL');
  await gateway.logged('a worker has crashed and is replaced');
  expect(await ask(gateway)).toEqual({ data: { hello: 'world' } });
  await vi.waitFor(async () => expect(await metricsOf(gateway)).toMatch(/^gateway_workers 2$/m));
  expect(await metricsOf(gateway)).toMatch(/^gateway_worker_restarts_total 1$/m);
  expect(gateway.workerPids()).not.toContain(victim);
  await gateway.stop();
});

test('SIGTERM lets what is running finish, in whichever worker', async () => {
  const gateway = await start();
  isHolding = true;
  const answers = [ask(gateway), ask(gateway), ask(gateway)];
  await vi.waitFor(() => expect(held).toHaveLength(3));
  gateway.process.kill('SIGTERM');
  await gateway.logged('the gateway is stopping');
  await vi.waitFor(() => expect(ask(gateway)).rejects.toThrow());
  held.splice(0).forEach(release);
  expect(await Promise.all(answers)).toEqual(answers.map(() => ({ data: { hello: 'world' } })));
  expect(await gateway.exited).toBe(0);
});

test('workers go when the process that owns the port is killed', async () => {
  const gateway = await start();
  const workers = gateway.workerPids();
  expect(workers).toHaveLength(2);
  gateway.process.kill('SIGKILL');
  await gateway.exited;
  for (const pid of workers) await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
});

test('an event stream that was reserved at one worker is found by way of all', async () => {
  const gateway = await start();
  for (let round = 0; round < 4; round += 1) {
    const client = createClient({
      url: `${gateway.url}/stream`,
      singleConnection: true,
      retryAttempts: 0,
      // A connection of its own for each request, so that they come to workers in turn.
      headers: { connection: 'close' },
    });
    for await (const result of client.iterate({ query: '{ hello }' }))
      expect(result).toEqual({ data: { hello: 'world' } });
    client.dispose();
  }
  const gone = await fetch(`${gateway.url}/stream?token=w99-0`, { headers: { accept: 'text/event-stream' } });
  expect([gone.status, await gone.json()]).toMatchObject([404, { errors: [{ extensions: { code: 'NOT_FOUND' } }] }]);
  await gateway.stop();
});

test('a token that is revoked is refused by each worker', async () => {
  const publisher = await startPublisher();
  const keys = await generateKeyPair('ES256');
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'ES256' }] });
  const issuer = createServer((_, response) => void response.end(jwks)).listen(0, '127.0.0.1');
  await once(issuer, 'listening');
  const gateway = await start({
    REVOCATIONS_URL: publisher.url,
    JWKS_URL: `http://127.0.0.1:${portOf(issuer)}/`,
    TOKEN_ISSUER: 'issuer',
    TOKEN_AUDIENCE: 'audience',
  });
  await seenFromAll(gateway);
  const token = new SignJWT({ jti: 'lost', sub: 'anna', iss: 'issuer', aud: 'audience' }).setExpirationTime('1 hour');
  const authorization = `Bearer ${await token.setProtectedHeader({ alg: 'ES256' }).sign(keys.privateKey)}`;
  const statuses = async () => {
    const asked = [];
    for (let sent = 0; sent < 4; sent += 1) asked.push((await send(gateway, { authorization })).status);
    return asked;
  };
  expect(await statuses()).toEqual([200, 200, 200, 200]);
  publisher.publish({ jti: 'lost' });
  await vi.waitFor(async () => expect(await statuses()).toEqual([401, 401, 401, 401]));
  const ready = await fetch(`${gateway.origin}/health/ready`, { headers: { connection: 'close' } });
  expect(await ready.json()).toMatchObject({ ready: true, revocations: 'current' });
  await gateway.stop();
  issuer.close();
  await publisher.close();
});

test('what a worker cannot start with is told by the process that was started', async () => {
  const gateway = run({ SUPERGRAPH_FILE: join(folder, 'absent.graphql') });
  expect(await gateway.exited).toBe(1);
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const second = run({ ...(await environment()), PORT: String(portOf(taken)) });
  expect(await second.exited).toBe(1);
  expect(second.errors()).toMatch(/EADDRINUSE/);
  taken.close();
});

test('workers that crash again and again are given up, with a message', async () => {
  const script = join(folder, 'crashing.ts');
  const here = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  await writeFile(
    script,
    `import cluster from 'node:cluster';
    const { runWorkers } = await import(${here('run-workers.ts')});
    const { openChannel } = await import(${here('channel.ts')});
    const { createLogger } = await import(${here('../telemetry/logger.ts')});
    const restarts = { maxCrashes: 3, windowMs: 60_000, firstPauseMs: 1, longestPauseMs: 2 };
    const config = { workers: 2, drainTimeoutMs: 1_000, drainSpreadMs: 0 };
    if (cluster.isPrimary) process.exit(await runWorkers({ config, restarts, logger: createLogger('info') }));
    const port = { send: (message) => process.send(message), onMessage: (listener) => process.on('message', listener) };
    openChannel(port, async () => setTimeout(() => process.abort(), 20) && {});`,
  );
  const gateway = run({}, script);
  expect(await gateway.exited).toBe(1);
  await gateway.logged('workers crash again and again; the gateway gives up');
});

function release(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"hello":"world"}}');
}

async function environment(): Promise<Record<string, string>> {
  const typeDefs = parse('type Query { hello: String }');
  const { supergraphSdl = '' } = composeServices([{ name: 'things', url: subgraphUrl, typeDefs }]);
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, supergraphSdl);
  return { SUPERGRAPH_FILE: file, PORT: '0' };
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

function run(variables: Readonly<Record<string, string>>, script = main) {
  const env = { PATH: process.env['PATH'], NODE_ENV: 'development', GATEWAY_WORKERS: '2', ...variables };
  const child: ChildProcess = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  // A test that fails leaves nobody behind: workers go when the owner of the port has gone.
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: { readonly msg: string; readonly url?: string }[] = [];
  let errors = '';
  if (!child.stdout || !child.stderr) throw new Error('The process has no output.');
  createInterface(child.stdout).on('line', (line) => void lines.push(JSON.parse(line)));
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const exited = once(child, 'close').then(([code]: unknown[]) => code);
  const logged = (message: string) =>
    vi.waitFor(() => {
      const line = lines.find(({ msg }) => msg === message);
      if (!line) throw new Error(`Not logged: ${message}. ${errors}`);
      return line;
    });
  return { process: child, exited, errors: () => errors, logged };
}

async function start(variables: Readonly<Record<string, string>> = {}) {
  const gateway = run({ ...(await environment()), ...variables });
  const { url = '' } = await gateway.logged('the gateway is ready');
  return {
    ...gateway,
    url,
    origin: new URL(url).origin,
    workerPids: () => childrenOf(gateway.process.pid ?? 0),
    async stop(): Promise<void> {
      gateway.process.kill('SIGTERM');
      expect(await gateway.exited).toBe(0);
    },
  };
}

/** By /proc: the program `ps` is not on every machine. */
function childrenOf(parent: number): readonly number[] {
  const isChild = (pid: string): boolean => {
    try {
      // The name, in parentheses, may hold anything; state and parent follow it.
      const [, ppid] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return Number(ppid) === parent;
    } catch {
      // It has just ended.
      return false;
    }
  };
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && isChild(entry))
    .map(Number);
}

type Gateway = Awaited<ReturnType<typeof start>>;

/** On a connection of its own, so that requests come to workers in turn. */
function send({ url }: Pick<Gateway, 'url'>, more: Readonly<Record<string, string>> = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', connection: 'close', ...more };
  return fetch(url, { method: 'POST', headers, body: '{"query":"{ hello }"}' });
}

async function ask(gateway: Pick<Gateway, 'url'>): Promise<unknown> {
  return await (await send(gateway)).json();
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

async function metricsOf({ origin }: Gateway): Promise<string> {
  return await (await fetch(`${origin}/metrics`, { headers: { connection: 'close' } })).text();
}

/** Every worker has been started and is among those that are asked. */
async function seenFromAll(gateway: Gateway): Promise<void> {
  await vi.waitFor(async () => expect(await metricsOf(gateway)).toMatch(/^gateway_workers 2$/m));
}

function operationsIn(metrics: string): number {
  const counts = [...metrics.matchAll(/^gateway_operations_total\{.*\} (\d+)$/gm)];
  return counts.reduce((total, [, count]) => total + Number(count), 0);
}
