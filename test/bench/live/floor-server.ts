// What no server on Node's sockets can go below: the bytes of each event are made once, without being parsed, and written to
// the socket of each client. No cursors, no rights, no answer for a client that is slow; a row to measure the others by.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { tickedQuery } from './ticker-schema.ts';

const { PORT: port = '', TICKER_PORT: tickerPort = '' } = process.env;

/** The clients of a topic, by how they are written to. */
interface Topic {
  readonly webSockets: Set<Socket>;
  readonly eventStreams: Set<Socket>;
}

const topics = new Map<string, Topic>();
const upstream = new WebSocket(`ws://127.0.0.1:${tickerPort}/graphql`, 'graphql-transport-ws', {
  perMessageDeflate: false,
});
const acknowledged = new Promise<void>((resolve) => {
  upstream.once('open', () => upstream.send('{"type":"connection_init"}'));
  upstream.once('message', () => resolve());
});

/** The header of an unmasked frame of text, RFC 6455; events here have between 126 and 65,535 bytes. */
function webSocketFrame(message: string): Buffer {
  const header = Buffer.from([0x81, 126, 0, 0]);
  header.writeUInt16BE(Buffer.byteLength(message), 2);
  return Buffer.concat([header, Buffer.from(message)]);
}

function eventFrame(payload: string): Buffer {
  const event = `event: next\ndata: ${payload}\n\n`;
  return Buffer.from(`${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`);
}

acknowledged.then(
  () =>
    upstream.on('message', (data: Buffer) => {
      // {"id":"<topic>","type":"next","payload":<payload>}
      const text = data.toString('latin1');
      const payload = text.slice(text.indexOf('"payload":') + '"payload":'.length, -1);
      const topic = topics.get(text.slice('{"id":"'.length, text.indexOf('","type"')));
      if (!topic) return;
      if (topic.webSockets.size > 0) {
        const frame = webSocketFrame(`{"id":"1","type":"next","payload":${payload}}`);
        for (const socket of topic.webSockets) socket.write(frame);
      }
      if (topic.eventStreams.size > 0) {
        const frame = eventFrame(payload);
        for (const socket of topic.eventStreams) socket.write(frame);
      }
    }),
  (error: unknown) => {
    throw error;
  },
);

async function topicOf(name: string): Promise<Topic> {
  await acknowledged;
  const known = topics.get(name);
  if (known) return known;
  const topic = { webSockets: new Set<Socket>(), eventStreams: new Set<Socket>() };
  topics.set(name, topic);
  const payload = { query: tickedQuery, variables: { topic: name } };
  upstream.send(JSON.stringify({ id: name, type: 'subscribe', payload }));
  return topic;
}

async function follow(name: string, ways: keyof Topic, socket: Socket): Promise<void> {
  const sockets = (await topicOf(name))[ways];
  if (socket.destroyed) return;
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}

const requestSchema = z.object({ variables: z.object({ topic: z.string().optional() }).default({}) });

async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const { variables } = requestSchema.parse(JSON.parse(await readText(incoming)));
  if (variables.topic === undefined) {
    response.setHeader('content-type', 'application/json');
    return void response.end('{"data":{"__typename":"Query"}}');
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'transfer-encoding': 'chunked' });
  response.write(':\n\n');
  await follow(variables.topic, 'eventStreams', incoming.socket);
}

const server = createServer((incoming, response) => void answer(incoming, response));
const messageSchema = z.object({ type: z.string(), payload: z.unknown() });
new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }).on('connection', (socket, incoming) => {
  const { socket: connection } = incoming;
  socket.on('error', () => {});
  socket.on('message', (data) => {
    const { type, payload } = messageSchema.parse(JSON.parse(String(data)));
    if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
    if (type !== 'subscribe') return;
    void follow(requestSchema.parse(payload).variables.topic ?? '', 'webSockets', connection);
  });
});
server.listen(Number(port), '127.0.0.1');
