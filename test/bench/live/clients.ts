// All clients, as a program of its own: they look for the number and the time in what comes and parse nothing else, so
// that ten thousand of them fit on a core beside the source.
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { createHistogram } from 'node:perf_hooks';
import { WebSocket } from 'ws';
import { type Connect, type Findings, nowMicros, orderSchema } from './messages.ts';

interface Client {
  readonly number: number;
  /** The number of the last event of its topic; 0 before the first. */
  sequence: number;
  cursor: string | undefined;
  close: () => void;
}

const connectingAtOnce = 100;
const maxLatencyMicros = 600_000_000;
let clients: Client[] = [];
let connection: Connect | undefined;
let latency = createHistogram({ highest: maxLatencyMicros });
let open = 0;
let lost = 0;
let repeated = 0;

const sequencePattern = /"sequence":(?:\{"amountMicros":)?"(\d+)"/;
const timePattern = /"at":(?:\{"amountMicros":)?"(\d+)"/;
const cursorPattern = /"cursor":"([^"]+)"/;

/** Takes the text of one event. */
function receive(client: Client, text: string): void {
  const at = timePattern.exec(text)?.[1];
  const sequence = Number(sequencePattern.exec(text)?.[1]);
  if (at === undefined) throw new Error(`What came is no event: ${text.slice(0, 500)}`);
  latency.record(Math.max(1, Math.min(maxLatencyMicros, nowMicros() - Number(at))));
  if (client.sequence > 0 && sequence > client.sequence + 1) lost += sequence - client.sequence - 1;
  if (sequence <= client.sequence) repeated += 1;
  client.sequence = Math.max(sequence, client.sequence);
  client.cursor = cursorPattern.exec(text)?.[1];
}

function requestOf({ query, topics }: Connect, { number, cursor }: Client): Readonly<Record<string, unknown>> {
  const variables = { topic: topics[number % topics.length] };
  return { query, variables, ...(cursor !== undefined && { extensions: { resume: cursor } }) };
}

function tokenOf({ tokens }: Connect, { number }: Client): string | undefined {
  return tokens.length === 0 ? undefined : `Bearer ${tokens[number % tokens.length]}`;
}

/** Resolves when the subscription has been sent. Rejects when the connection is closed before. */
async function openWebSocket(to: Connect, client: Client): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${to.port}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  client.close = () => socket.terminate();
  const early = new AbortController();
  await once(socket, 'open');
  open += 1;
  socket.on('close', (code) => {
    open -= 1;
    early.abort(new Error(`Closed with ${code}.`));
  });
  const authorization = tokenOf(to, client);
  socket.send(JSON.stringify({ type: 'connection_init', payload: authorization ? { authorization } : {} }));
  await once(socket, 'message', { signal: early.signal });
  socket.on('message', (data: Buffer) => {
    const text = data.toString('latin1');
    if (text.includes('"next"')) receive(client, text);
    else if (text.includes('"ping"')) socket.send('{"type":"pong"}');
    else throw new Error(`A subscription ended: ${text}`);
  });
  socket.on('error', () => {});
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: requestOf(to, client) }));
}

/** Resolves when the head of the answer is there. */
async function openEventStream(to: Connect, client: Client): Promise<void> {
  const socket = connectSocket(to.port, '127.0.0.1');
  client.close = () => socket.destroy();
  socket.on('close', () => void (open -= 1));
  await once(socket, 'connect');
  open += 1;
  const authorization = tokenOf(to, client);
  const body = JSON.stringify(requestOf(to, client));
  const headers = [
    'POST /graphql HTTP/1.1',
    'host: localhost',
    'accept: text/event-stream',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(authorization === undefined ? [] : [`authorization: ${authorization}`]),
  ];
  socket.write(`${headers.join('\r\n')}\r\n\r\n${body}`);
  socket.on('error', () => {});
  let rest = '';
  const read = (chunk: Buffer): void => {
    // What stands between events, such as the lengths of chunks, has no `data`.
    const blocks = (rest + chunk.toString('latin1')).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) if (block.includes('data: ')) receive(client, block);
  };
  socket.on('data', read);
  await once(socket, 'data');
  if (!socket.destroyed && rest.startsWith('HTTP/1.1 4')) throw new Error(`Refused: ${rest}`);
}

async function openAll(to: Connect, opening: readonly Client[]): Promise<void> {
  const waiting = [...opening];
  const openNext = async (): Promise<void> => {
    for (let client = waiting.pop(); client; client = waiting.pop()) {
      try {
        await (to.transport === 'WebSocket' ? openWebSocket(to, client) : openEventStream(to, client));
      } catch (error) {
        process.stderr.write(
          `A client tries again: ${String(error)} ${error instanceof Error ? String(error.cause ?? '') : ''}\n`,
        );
        waiting.push(client);
      }
    }
  };
  await Promise.all(Array.from({ length: connectingAtOnce }, openNext));
}

async function drop(count: number): Promise<void> {
  const dropped = clients.slice(0, count);
  for (const { close } of dropped) close();
  if (connection) await openAll(connection, dropped);
}

function report(): Findings {
  const percentile = (share: number): number => latency.percentile(share) / 1_000;
  return { open, delivered: latency.count, p50Ms: percentile(50), p99Ms: percentile(99), lost, repeated };
}

process.on('message', (message) => {
  const order = orderSchema.parse(message);
  const obey = async (): Promise<unknown> => {
    switch (order.kind) {
      case 'connect': {
        connection = order;
        [lost, repeated] = [0, 0];
        const fresh = (number: number): Client => ({ number, sequence: 0, cursor: undefined, close: () => {} });
        clients = Array.from({ length: order.clients }, (_, number) => fresh(number));
        await openAll(order, clients);
        return { connected: open };
      }
      case 'measure':
        latency = createHistogram({ highest: maxLatencyMicros });
        return {};
      case 'report':
        return report();
      case 'drop':
        await drop(order.clients);
        return {};
      case 'disconnect':
        for (const { close } of clients.splice(0)) close();
        return {};
    }
  };
  void obey().then((answer) => process.send?.(answer));
});
process.once('disconnect', () => process.exit(0));
