// A small graph behind a real gateway on a real port, for the tests of the transports.
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { GraphQLError, parse } from 'graphql';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { type GatewayOptions, type RunningGateway, startGateway } from '../gateway.ts';
import { type BoundedQueue, createBoundedQueue } from '../live/bounded-queue.ts';
import type { LocalSubgraph } from '../subgraph-client/in-process.ts';

const typeDefs = parse(`
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@policy", "@composeDirective"])
    @link(url: "https://specs.apollo.dev/cacheControl/v0.1", import: ["@cacheControl"])
    @composeDirective(name: "@cacheControl")
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
  enum CacheControlScope { PUBLIC PRIVATE }
  type Query {
    tariff: Tariff! @cacheControl(maxAge: 300)
    myTariff: Tariff @authenticated @cacheControl(maxAge: 300)
    lostTariff: Tariff @cacheControl(maxAge: 300)
    judgedTariff: Tariff @policy(policies: [["good"]]) @cacheControl(maxAge: 300)
    hello(name: String = "world"): String!
    count(of: Int!): Int!
    node: Node
    big(length: Int!): String
    slow: String
    whoAmI: String
    secret: String @authenticated
    fails: String
  }
  type Tariff { name: String! price: Int! @cacheControl(maxAge: 60) note: String @cacheControl(scope: PRIVATE) }
  type Node { name: String! self: Node }
  type Mutation { add(by: Int!): Int!  addSlowly(by: Int!): Int! }
  type Subscription {
    countTo(last: Int!): Int!
    channel(name: String!): String
    secrets: String @authenticated
  }
`);

/** What the subgraph did, and levers to make it do more. */
export interface World {
  total: number;
  /** Lets the callers of `slow` and `addSlowly` go on. */
  releaseSlow: () => void;
  /** Callers of `slow` and `addSlowly` so far. */
  slowCalls: number;
  /** Open subscriptions to `channel`, by its name. */
  readonly channels: Map<string, BoundedQueue<Record<string, string>>>;
}

export interface GatewayFixture extends RunningGateway {
  readonly world: World;
  readonly streamUrl: string;
  readonly origin: string;
  readonly log: readonly string[];
  /** A token of the gateway's issuer. */
  token(options?: { readonly subject?: string; readonly expiresIn?: string | number }): Promise<string>;
}

export function composeFixture(url = 'http://things.invalid/graphql'): string {
  const { supergraphSdl, errors } = composeServices([{ name: 'things', url, typeDefs }]);
  if (!supergraphSdl) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}

/** The subgraph of the fixture, to run in process or behind a server. */
export function createThings(): { readonly things: LocalSubgraph & { readonly name: string }; readonly world: World } {
  const waiting: (() => void)[] = [];
  const world: World = {
    total: 0,
    slowCalls: 0,
    releaseSlow: () => waiting.splice(0).forEach((release) => release()),
    channels: new Map(),
  };
  const wait = (): Promise<void> =>
    new Promise((resolve) => {
      world.slowCalls += 1;
      waiting.push(resolve);
    });
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: createResolvers(world, wait) }]);
  return { things: { name: 'things', schema, createContext: (request) => request }, world };
}

function createResolvers(world: World, wait: () => Promise<void>) {
  const node: unknown = { name: 'n', self: () => node };
  return {
    Query: {
      tariff: () => ({ name: 'standard', price: 7, note: null }),
      myTariff: () => ({ name: 'yours', price: 5, note: null }),
      lostTariff: () => null,
      judgedTariff: () => ({ name: 'yours', price: 5, note: null }),
      hello: (_: unknown, { name }: { name: string }) => `Hello, ${name}!`,
      count: (_: unknown, { of }: { of: number }) => of,
      node: () => node,
      big: (_: unknown, { length }: { length: number }) => 'x'.repeat(length),
      slow: () => wait().then(() => 'at last'),
      whoAmI: (_: unknown, __: unknown, { viewer }: { viewer?: { subject: string } }) => viewer?.subject ?? null,
      secret: () => 'the secret',
      fails: () => {
        throw new GraphQLError('Connection to db-7.internal refused');
      },
    },
    Mutation: {
      add: (_: unknown, { by }: { by: number }) => (world.total += by),
      addSlowly: (_: unknown, { by }: { by: number }) => wait().then(() => (world.total += by)),
    },
    Subscription: {
      countTo: { subscribe: (_: unknown, { last }: { last: number }) => countTo(last) },
      channel: { subscribe: (_: unknown, { name }: { name: string }) => openChannel(world, name) },
      secrets: { subscribe: () => openChannel(world, 'secrets') },
    },
  };
}

async function* countTo(last: number): AsyncGenerator<{ readonly countTo: number }> {
  for (let number = 1; number <= last; number += 1) yield { countTo: number };
}

function openChannel(world: World, name: string): BoundedQueue<Record<string, string>> {
  const queue = createBoundedQueue<Record<string, string>>(100_000, () => world.channels.delete(name));
  world.channels.set(name, queue);
  return queue;
}

/** Starts a gateway with its own issuer. Variables of the environment go over those of a quiet development gateway. */
export async function startFixture(
  environment: Readonly<Record<string, string>> = {},
  options: Partial<GatewayOptions> = {},
): Promise<GatewayFixture> {
  const { things, world } = createThings();
  const keys = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'ES256' }] };
  const log: string[] = [];
  const gateway = await startGateway({
    config: readConfig({ PORT: '0', ...environment }),
    logger: pino({ level: 'info' }, { write: (line: string) => void log.push(line) }),
    supergraphSdl: composeFixture(),
    subgraphs: [things],
    tokenVerification: { issuer: 'fixture', audience: 'marketing-graph', jwks },
    ...options,
  });
  return {
    ...gateway,
    world,
    log,
    streamUrl: `${gateway.url}/stream`,
    origin: new URL(gateway.url).origin,
    token: ({ subject = 'anna', expiresIn = '1 hour' } = {}) =>
      new SignJWT({ scope: '', jti: subject })
        .setProtectedHeader({ alg: 'ES256' })
        .setSubject(subject)
        .setIssuer('fixture')
        .setAudience('marketing-graph')
        .setExpirationTime(expiresIn)
        .sign(keys.privateKey),
  };
}
