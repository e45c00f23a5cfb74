// Many operations of every kind on one gateway, ended in every way: what is left when they are over? A remote subgraph,
// so that each operation has sockets, timers and listeners on both sides.
import { subscribe } from 'node:diagnostics_channel';
import { Agent, request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { serveSubgraph } from '../../subgraphs/common/serve.ts';
import { composeFixture, createThings } from '../../gateway/transport/gateway-fixture.ts';
import { readConfig } from '../../gateway/config.ts';
import { startGateway } from '../../gateway/gateway.ts';
import { takeSample } from '../bench/soak/sample.ts';

const sockets = new Set<Socket>();
for (const channel of ['net.server.socket', 'net.client.socket']) {
  subscribe(channel, (message) => {
    const { socket } = message as { readonly socket: Socket };
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
}

const logger = pino({ level: 'silent' });
const { things, world } = createThings();
const refuseTokens = () => Promise.reject(new Error('There are no tokens here.'));
const served = await serveSubgraph(
  { name: things.name, schema: things.schema, createContext: (context) => context, close: () => Promise.resolve() },
  { port: 0, verifyToken: refuseTokens, logger },
);
const gateway = await startGateway({
  config: readConfig({ PORT: '0', CONTRACTS: '', CIRCUIT_OPEN_MS: '0', DEDUPLICATION: 'operation' }),
  logger,
  supergraphSdl: composeFixture(served.url),
});
const { port } = new URL(gateway.url);

interface Answer {
  readonly text: Promise<string>;
  /** Resolves with the first part of the body. */
  readonly begun: Promise<void>;
  leave(): void;
}

function post(agent: Agent, path: string, query: string, accept = 'application/json'): Answer {
  const headers = { 'content-type': 'application/json', accept };
  const outgoing = httpRequest({ port, path, method: 'POST', agent, headers });
  let body = '';
  let begin: () => void = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const text = new Promise<string>((resolve) => {
    outgoing.on('response', (incoming) => {
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
        begin();
      });
      incoming.on('close', () => resolve(body)).on('error', () => {});
    });
    outgoing.on('error', () => resolve('left'));
  });
  outgoing.end(JSON.stringify({ query }));
  return { text, begun, leave: () => outgoing.destroy() };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}

async function leaveWhileItRuns(agent: Agent, query: string): Promise<void> {
  const calls = world.slowCalls;
  const answer = post(agent, '/graphql', query);
  await until(() => world.slowCalls > calls);
  answer.leave();
  await answer.text;
  world.releaseSlow();
}

let channels = 0;

/** Opens a stream by server-sent events or multipart, has an event, and goes away. */
async function leaveStream(agent: Agent, path: string, accept: string): Promise<void> {
  const name = `c${(channels += 1)}`;
  const answer = post(agent, path, `subscription { channel(name: "${name}") }`, accept);
  await until(() => world.channels.has(name));
  world.channels.get(name)?.push({ channel: 'news' });
  await answer.begun;
  answer.leave();
  await answer.text;
  await until(() => !world.channels.has(name));
}

/** Many operations on one WebSocket, that end, are completed by the client, or are cut with the socket. */
async function useWebSocket(): Promise<void> {
  const socket = new WebSocket(gateway.webSocketUrl, 'graphql-transport-ws');
  const completed = new Set<string>();
  socket.on('message', (data: Buffer) => {
    const { id, type } = JSON.parse(data.toString('utf8'));
    if (type === 'complete') completed.add(id);
    if (type === 'connection_ack') completed.add('ack');
  });
  await new Promise((resolve) => socket.once('open', resolve));
  const send = (message: Readonly<Record<string, unknown>>): void => socket.send(JSON.stringify(message));
  send({ type: 'connection_init' });
  await until(() => completed.has('ack'));
  for (let number = 0; number < 30; number++) {
    const query = number % 2 === 0 ? '{ hello }' : 'subscription { countTo(last: 3) }';
    send({ id: `done${number}`, type: 'subscribe', payload: { query } });
    await until(() => completed.has(`done${number}`));
  }
  const names = Array.from({ length: 10 }, () => `c${(channels += 1)}`);
  for (const name of names)
    send({ id: name, type: 'subscribe', payload: { query: `subscription { channel(name: "${name}") }` } });
  await until(() => names.every((name) => world.channels.has(name)));
  for (const id of names.slice(0, 5)) send({ id, type: 'complete' });
  await until(() => names.slice(0, 5).every((name) => !world.channels.has(name)));
  socket.terminate();
  await until(() => world.channels.size === 0);
}

/** Listeners of the connection that has the most. */
function mostListeners(): number {
  const counts = [...sockets].map((socket) =>
    socket.eventNames().reduce((sum, event) => sum + socket.listenerCount(event), 0),
  );
  return Math.max(0, ...counts);
}

/** Resolves with the most listeners on any connection, after one request and after hundreds on the same ones. */
async function doEverything(): Promise<{ readonly first: number; readonly last: number }> {
  const agent = new Agent({ keepAlive: true });
  await post(agent, '/graphql', '{ hello }').text;
  const first = mostListeners();
  for (let number = 0; number < 100; number++) {
    await post(agent, '/graphql', number % 3 === 0 ? '{ fails hello }' : '{ hello tariff { name } }').text;
    if (number % 5 === 0) await post(agent, '/graphql', 'mutation { add(by: 1) }').text;
    if (number % 5 === 0) await post(agent, '/graphql', '{ nothing }').text;
  }
  await post(agent, '/graphql', '{ hello }').text;
  const last = mostListeners();
  for (let number = 0; number < 30; number++) await leaveWhileItRuns(agent, '{ slow }');
  for (let number = 0; number < 5; number++) await leaveWhileItRuns(agent, 'mutation { addSlowly(by: 1) }');
  for (let number = 0; number < 10; number++) await leaveStream(agent, '/graphql/stream', 'text/event-stream');
  const multipart = 'multipart/mixed;subscriptionSpec="1.0", application/json';
  for (let number = 0; number < 10; number++) await leaveStream(agent, '/graphql', multipart);
  for (let number = 0; number < 5; number++) await useWebSocket();
  agent.destroy();
  return { first, last };
}

async function look() {
  const { resources, listeners, leakWarnings, heapMb } = await takeSample();
  const handles = Object.values(resources).reduce((sum, count) => sum + count, 0);
  return { handles, resources, sockets: sockets.size, listeners, leakWarnings, heapMb };
}

const patienceMs = 60_000;

type Look = Awaited<ReturnType<typeof look>>;

/**
 * What is there once connections that nobody uses are closed, which takes a few seconds, and things are as they were, or as
 * they stay; or after our patience.
 */
async function lookWhenQuiet(asBefore?: Look): Promise<Look> {
  const untilMs = performance.now() + patienceMs;
  const kept = ({ sockets: open, resources }: Look) => JSON.stringify([open, resources]);
  let last = await look();
  for (let same = 0; same < 10 && performance.now() < untilMs;) {
    await sleep(100);
    const next = await look();
    const isQuiet = next.sockets === 0 && kept(next) === kept(asBefore ?? last);
    same = isQuiet ? same + 1 : 0;
    last = next;
  }
  return last;
}

const listenersOfConnections = await doEverything();
const before = await lookWhenQuiet();
for (let round = 0; round < 3; round++) await doEverything();
const after = await lookWhenQuiet(before);
process.send?.({ before, after, listenersOfConnections });
