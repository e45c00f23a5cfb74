// A graphql-ws server as its documentation shows it, on graphql-js: no gateway, no cursors, one execution for each client
// and event. It reads each topic once from the same subgraph that stands behind the gateways. Over server-sent events it is
// graphql-sse, of the same author.
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/http';
import { createClient } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocket, WebSocketServer } from 'ws';
import { type BoundedQueue, createBoundedQueue } from '../../../gateway/live/bounded-queue.ts';
import { tickedQuery } from './ticker-schema.ts';

interface Event {
  readonly ticked: Readonly<Record<string, unknown>>;
}

const { PORT: port = '', TICKER_PORT: tickerPort = '' } = process.env;
const upstream = createClient({ url: `ws://127.0.0.1:${tickerPort}/graphql`, webSocketImpl: WebSocket });
const followers = new Map<string, Set<BoundedQueue<Event>>>();
/** As much as a gateway may keep for a client. */
const maxWaiting = 10_000;

function follow(topic: string): BoundedQueue<Event> {
  const ofTopic = followers.get(topic) ?? new Set();
  if (!followers.has(topic)) {
    followers.set(topic, ofTopic);
    upstream.subscribe<Event>(
      { query: tickedQuery, variables: { topic } },
      {
        next({ data }) {
          if (data) for (const queue of ofTopic) queue.push(data);
        },
        error: () => {},
        complete: () => {},
      },
    );
  }
  const queue = createBoundedQueue<Event>(maxWaiting, () => ofTopic.delete(queue));
  ofTopic.add(queue);
  return queue;
}

const schema = buildSchema(`
  type Query { now: String }
  type Subscription { ticked(topic: ID!): Tick! }
  type Topic { id: ID! }
  type Tick { cursor: String! topic: Topic! sequence: String! at: String! text: String! }
`);
const ticked = schema.getSubscriptionType()?.getFields()['ticked'];
if (!ticked) throw new Error('The schema has no such field.');
ticked.subscribe = (_: unknown, { topic }: { readonly topic: string }) => follow(topic);
const streamEvents = createHandler({ schema });
const server = createServer((incoming, response) => {
  if (incoming.headers.accept === 'text/event-stream') return void streamEvents(incoming, response);
  response.setHeader('content-type', 'application/json');
  response.end('{"data":{"__typename":"Query"}}');
});
useServer({ schema }, new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }));
server.listen(Number(port), '127.0.0.1');
