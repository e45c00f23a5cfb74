// The subgraph behind all contenders: it answers graphql-transport-ws with as little work as it can, so that ten thousand
// upstreams of a gateway that shares none fit into it. A document is read once for each subscription.
import { createServer } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { type FieldNode, graphql, Kind, parse, type SelectionNode } from 'graphql';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { makeEvery } from './every.ts';
import { nowMicros, rateSchema } from './messages.ts';
import { namesSchema } from './ticker-schema.ts';

interface Tick {
  readonly __typename: 'Tick';
  readonly cursor: string;
  readonly topic: { readonly __typename: 'Topic'; readonly id: string };
  readonly sequence: string;
  readonly at: string;
  readonly text: string;
}

interface Subscriber {
  send(tick: Tick): void;
}

const text = 'x'.repeat(100);
/** So many of each topic can be resumed from. */
const kept = 1_000;
const ticks = new Map<string, Tick[]>();
const subscribers = new Map<string, Set<Subscriber>>();
let made = 0;

function tick(topic: string): void {
  made += 1;
  const known = ticks.get(topic) ?? [];
  ticks.set(topic, known);
  const sequence = String(Number(known.at(-1)?.sequence ?? 0) + 1);
  const next: Tick = {
    __typename: 'Tick',
    cursor: String(made),
    topic: { __typename: 'Topic', id: topic },
    sequence,
    at: String(nowMicros()),
    text,
  };
  known.push(next);
  if (known.length > kept) known.shift();
  for (const subscriber of subscribers.get(topic) ?? []) subscriber.send(next);
}

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connection_init') }),
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('pong') }),
  z.object({ type: z.literal('complete'), id: z.string() }),
  z.object({
    type: z.literal('subscribe'),
    id: z.string(),
    payload: z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) }),
  }),
]);

/** How the JSON of an event is written for a document: the keys of the answer, by field. */
function writerOf({
  query,
  variables,
}: {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}) {
  const [operation] = parse(query, { noLocation: true }).definitions;
  const root =
    operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections.find(isField) : undefined;
  if (!root) throw new Error(`A document without a field: ${query}`);
  const argument = (name: string): unknown => {
    const value = root.arguments?.find((each) => each.name.value === name)?.value;
    if (value?.kind === Kind.VARIABLE) return variables[value.name.value];
    return value?.kind === Kind.STRING ? value.value : undefined;
  };
  const rootKey = root.alias?.value ?? root.name.value;
  const write = writerFor(root);
  const toJson = (given: Tick): string => `{"data":{"${rootKey}":${write(given)}}}`;
  return { topic: String(argument('topic')), after: argument('after'), signature: query, toJson };
}

/** Writes what is selected of an object of texts and such objects. */
function writerFor({ selectionSet }: FieldNode): (given: object) => string {
  const members = (selectionSet?.selections.filter(isField) ?? []).map((field) => ({
    name: field.name.value,
    key: `"${field.alias?.value ?? field.name.value}":`,
    write: field.selectionSet && writerFor(field),
  }));
  return (given) => {
    const values = new Map<string, unknown>(Object.entries(given));
    const written = members.map(({ name, key, write }) => {
      const value = values.get(name);
      return key + (write && typeof value === 'object' && value !== null ? write(value) : JSON.stringify(value));
    });
    return `{${written.join()}}`;
  };
}

const isField = (selection: SelectionNode): selection is FieldNode => selection.kind === Kind.FIELD;

/** One text for all who ask the same. */
const texts = new WeakMap<Tick, Map<string, string>>();

function serve(socket: WebSocket): void {
  const leaves = new Map<string, () => void>();
  const leave = (id: string): void => {
    leaves.get(id)?.();
    leaves.delete(id);
  };
  socket.on('error', () => {});
  socket.on('close', () => [...leaves.keys()].forEach(leave));
  socket.on('message', (data) => {
    const message = messageSchema.parse(JSON.parse(String(data)));
    if (message.type === 'connection_init') socket.send('{"type":"connection_ack"}');
    if (message.type === 'ping') socket.send('{"type":"pong"}');
    if (message.type === 'complete') leave(message.id);
    if (message.type !== 'subscribe') return;
    const { id } = message;
    const { topic, after, signature, toJson } = writerOf(message.payload);
    const subscriber: Subscriber = {
      send(next) {
        const known = texts.get(next) ?? new Map<string, string>();
        const json = known.get(signature) ?? toJson(next);
        texts.set(next, known.set(signature, json));
        socket.send(`{"id":"${id}","type":"next","payload":${json}}`);
      },
    };
    const ofTopic = subscribers.get(topic) ?? new Set();
    subscribers.set(topic, ofTopic.add(subscriber));
    leaves.set(id, () => void ofTopic.delete(subscriber));
    if (typeof after !== 'string') return;
    for (const each of ticks.get(topic) ?? []) if (Number(each.cursor) > Number(after)) subscriber.send(each);
  });
}

const bodySchema = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish() });

/** The names of topics; anything else that is asked by HTTP is the cursor of now. */
async function answer(url: string | undefined, body: string): Promise<unknown> {
  if (url !== '/names') return { data: { now: String(made), __typename: 'Query' } };
  const { query: source, variables } = bodySchema.parse(JSON.parse(body));
  return await graphql({ schema: namesSchema, source, variableValues: variables ?? {} });
}

const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  void readText(request)
    .then((body) => answer(request.url, body))
    .then((result) => response.end(JSON.stringify(result)));
});
new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false }).on('connection', serve);
server.listen(Number(process.env['PORT']), '127.0.0.1', () => process.send?.({ isListening: true }));

let stop = (): void => {};
let next = 0;
process.on('message', (message) => {
  const { perSecond, topics } = rateSchema.parse(message);
  stop();
  const make = (count: number): void => {
    for (let place = 0; place < count; place += 1) tick(`cmp_${(next += 1) % topics}`);
  };
  stop = perSecond === 0 ? () => {} : makeEvery(perSecond, make);
});
process.once('disconnect', () => process.exit(0));
