// A subgraph that answers 2,000 entities with 2,000 errors, again and again, in each of the ways an error can name its
// place. What a gateway makes of that may grow with their product, or stay behind after the answer.
import { createServer } from 'node:http';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { pino } from 'pino';
import { readConfig } from '../../gateway/config.ts';
import { startGateway } from '../../gateway/gateway.ts';
import { takeSample } from '../bench/soak/sample.ts';

const count = 2_000;
const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external"])';

const entities = Array.from({ length: count }, (_, index) => ({ __typename: 'Item', id: `item_${index}` }));
const list = Buffer.from(JSON.stringify({ data: { items: entities } }));
const places = {
  'at its entity': (index: number) => ({ path: ['_entities', index, 'price'] }),
  'at all entities': () => ({ path: ['_entities'] }),
  'at no place': () => ({}),
} as const;
export type Place = keyof typeof places;

function failures(place: Place): Buffer {
  const errors = entities.map((_, index) => ({
    message: `Item ${index}: ${'the connection to the database was lost while it was read; '.repeat(4)}`,
    extensions: { code: 'INTERNAL_SERVER_ERROR', stacktrace: ['at a', 'at b'], host: 'db-7.internal' },
    ...places[place](index),
  }));
  return Buffer.from(JSON.stringify({ data: { _entities: entities.map(() => ({ price: null })) }, errors }));
}

let place: Place = 'at its entity';
const answers = new Map(Object.keys(places).map((name) => [name, failures(name as Place)] as const));
const server = createServer((incoming, response) => {
  const isList = incoming.url === '/list';
  incoming.resume().on('end', () => response.end(isList ? list : answers.get(place)));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

const { supergraphSdl } = composeServices([
  {
    name: 'list',
    url: `${origin}/list`,
    typeDefs: parse(`${federation} type Query { items: [Item] } type Item @key(fields: "id") { id: ID! }`),
  },
  {
    name: 'prices',
    url: `${origin}/prices`,
    typeDefs: parse(`${federation} type Item @key(fields: "id") { id: ID! price: Int }`),
  },
]);
const gateway = await startGateway({
  config: readConfig({ PORT: '0', CIRCUIT_OPEN_MS: '0', MAX_COST: '1000000', CONTRACTS: '' }),
  logger: pino({ level: 'error' }, { write: () => {} }),
  supergraphSdl: supergraphSdl ?? '',
});

async function ask(): Promise<{ readonly bytes: number; readonly errors: number; readonly items: number }> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ items { id price } again: items { price } }"}',
  });
  const text = await response.text();
  const { data, errors = [] } = JSON.parse(text);
  return { bytes: text.length, errors: errors.length, items: data.items.length };
}

async function ask10(): Promise<void> {
  for (let request = 0; request < 10; request++) await ask();
}

const findings = [];
for (const name of Object.keys(places)) {
  place = name as Place;
  await ask10();
  const before = await takeSample();
  const startedAt = process.cpuUsage();
  for (let round = 0; round < 4; round++) await ask10();
  const { user } = process.cpuUsage(startedAt);
  const after = await takeSample();
  findings.push({
    place: name,
    ...(await ask()),
    grownMb: after.heapMb - before.heapMb,
    cpuMsPerRequest: user / 40_000,
  });
}
process.send?.(findings);
