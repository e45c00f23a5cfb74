// A graph with a log of its own behind a real gateway: what is in the log, who reads it and what goes wrong is up to the
// test. Cursors are `c1`, `c2`, …; each event belongs to an advertiser and is about an item, which another subgraph names.
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { GraphQLError, parse } from 'graphql';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import type { TokenVerification, Viewer } from '../../schema/viewer.ts';
import { readConfig } from '../config.ts';
import { type GatewayOptions, type RunningGateway, startGateway } from '../gateway.ts';
import type { LocalSubgraph } from '../subgraph-client/in-process.ts';

const links = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@requiresScopes", "@composeDirective"])
    @link(url: "https://specs.marketing-graph.invalid/delivery/v1.0", import: ["@delivery"])
    @composeDirective(name: "@delivery")
  directive @delivery(contract: String!, cursor: String!, resume: String!, head: String!, key: String, snapshot: String) on FIELD_DEFINITION
`;
const follows = 'cursor: "cursor", resume: "after", head: "now"';

/** The SDL of the subgraph with the log. */
export const ticksSdl = `${links}
  type Query { now: String! @inaccessible }
  type Subscription {
    newest(after: String): Tick! @delivery(contract: "CONFLATE", key: "item.id", snapshot: "snapshot", ${follows})
    queued(after: String): Tick! @delivery(contract: "QUEUE", ${follows})
    every(after: String, scale: Int = 1): Tick! @delivery(contract: "LOSSLESS", ${follows})
  }
  type Tick { cursor: String! value: Int! padding: String secret: String @requiresScopes(scopes: [["secrets"]]) item: Item }
  type Item @key(fields: "id") { id: ID! }
`;
const namesSdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { items: Int }
  type Item @key(fields: "id") { id: ID! name: String rights: [String!] }
`;

interface Logged {
  readonly seq: number;
  readonly advertiser: string;
  readonly item: string;
  readonly padding: string;
}

interface Reader {
  readonly viewer: Viewer;
  end: (error?: Error) => void;
  wake: () => void;
}

/** What the subgraphs did, and levers to make them do more. */
export interface LiveWorld {
  /** Logs the next event; its value is its number. Returns the number. */
  append(item?: string, given?: { readonly advertiser?: string; readonly padding?: string }): number;
  /** Events up to this number are kept no more. */
  forgetUntil(seq: number): void;
  /** Open upstreams. */
  readonly readers: ReadonlySet<Reader>;
  /** How many upstreams were ever opened. */
  opened: number;
  /** How often the other subgraph was asked. */
  resolutions: number;
  /** The next upstreams fail with this, as long as it is set. */
  refuse: GraphQLError | undefined;
  /** Whose upstreams alone that is; undefined: everybody's. */
  refusedSubject: string | undefined;
  /** Where the log is at the moment is not told but with this, as long as it is set. */
  refuseHead: GraphQLError | undefined;
  /** While set, the other subgraph waits for it. */
  gate: Promise<void> | undefined;
  /** Ends every upstream, as a subgraph that stops does, or with an error. */
  breakAll(error?: Error): void;
}

export interface LiveFixture extends RunningGateway {
  readonly world: LiveWorld;
  readonly log: readonly string[];
  /** Whose tokens count: for a second gateway that takes the same. */
  readonly tokenVerification: TokenVerification;
  /** An `Authorization`. By default of the advertiser `adv_1`, without scopes. */
  token(given?: {
    readonly subject?: string;
    readonly advertisers?: readonly string[];
    readonly scope?: string;
    readonly expiresAt?: number;
    readonly tokenId?: string;
  }): Promise<string>;
}

export function composeLive(sdl: string = ticksSdl): string {
  const { supergraphSdl, errors } = composeServices([
    { name: 'ticks', url: 'http://ticks.invalid/graphql', typeDefs: parse(sdl) },
    { name: 'names', url: 'http://names.invalid/graphql', typeDefs: parse(namesSdl) },
  ]);
  if (!supergraphSdl) throw new Error(errors?.join('\n'));
  return supergraphSdl;
}

interface Context {
  readonly viewer?: Viewer | undefined;
}

type Event = Logged & { readonly cursor: string };

/** The log, and who reads it. */
class Log {
  readonly logged: Logged[] = [];
  readonly readers = new Set<Reader>();
  forgotten = 0;

  append(item: string, advertiser: string, padding: string): number {
    const seq = this.logged.length + 1;
    this.logged.push({ seq, advertiser, item, padding });
    for (const reader of this.readers) reader.wake();
    return seq;
  }
  /** The newest event of each item; all of them but the last have the cursor of a state. */
  stateOf({ advertiserIds }: Viewer): Event[] {
    const newest = new Map<string, Logged>();
    for (const event of this.logged) if (advertiserIds.includes(event.advertiser)) newest.set(event.item, event);
    const states = [...newest.values()];
    const cursorOf = (place: number): string => (place === states.length - 1 ? `c${this.logged.length}` : 'snapshot');
    return states.map((state, place) => ({ ...state, cursor: cursorOf(place) }));
  }
  placeOf(after: string | null | undefined): number {
    if (after == null || after === 'snapshot') return this.logged.length;
    const seq = /^c(\d+)$/.exec(after)?.[1];
    if (seq === undefined) throw coded('BAD_USER_INPUT', 'No cursor of ours.');
    if (Number(seq) < this.forgotten) throw coded('RESYNC_REQUIRED', 'Kept no more.');
    return Number(seq);
  }
  /** The events after a cursor, as a subgraph streams them. */
  read(after: string | null | undefined, viewer: Viewer): AsyncIterableIterator<Event> {
    const state = after === 'snapshot' ? this.stateOf(viewer) : [];
    let position = this.placeOf(after);
    let end: { readonly error: Error | undefined } | undefined;
    const reader: Reader = {
      viewer,
      wake: () => {},
      end: (error) => {
        end ??= { error };
        this.readers.delete(reader);
        reader.wake();
      },
    };
    this.readers.add(reader);
    const take = (): Event | undefined => {
      const known = state.shift();
      if (known) return known;
      while (position < this.logged.length) {
        const event = this.logged[position];
        position += 1;
        if (event && viewer.advertiserIds.includes(event.advertiser)) return { ...event, cursor: `c${event.seq}` };
      }
      return undefined;
    };
    return {
      async next() {
        for (;;) {
          if (end?.error) throw end.error;
          if (end) return { done: true, value: undefined };
          const event = take();
          if (event) return { done: false, value: event };
          await new Promise<void>((resolve) => (reader.wake = resolve));
        }
      },
      return: () => {
        reader.end();
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

function coded(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** The two subgraphs, and the levers. */
export function createLiveWorld() {
  const log = new Log();
  const world: LiveWorld = {
    readers: log.readers,
    opened: 0,
    resolutions: 0,
    refuse: undefined,
    refusedSubject: undefined,
    refuseHead: undefined,
    gate: undefined,
    append: (item = 'a', { advertiser = 'adv_1', padding = '' } = {}) => log.append(item, advertiser, padding),
    forgetUntil(seq) {
      log.forgotten = seq;
    },
    breakAll(error) {
      for (const reader of log.readers) reader.end(error);
    },
  };
  const schemas = { ticks: ticksSchema(world, log), names: namesSchema(world) };
  const subgraphs = Object.entries(schemas).map(([name, schema]): LocalSubgraph & { readonly name: string } => ({
    name,
    schema,
    createContext: (request) => request,
  }));
  return { world, subgraphs };
}

function ticksSchema(world: LiveWorld, log: Log) {
  const subscribe = (_: unknown, { after }: { readonly after?: string | null }, { viewer }: Context) => {
    if (!viewer) throw coded('UNAUTHENTICATED', 'No token.');
    const { refuse, refusedSubject = viewer.subject } = world;
    if (refuse && viewer.subject === refusedSubject) throw refuse;
    world.opened += 1;
    return log.read(after, viewer);
  };
  const field = { subscribe, resolve: (event: Event) => event };
  const resolvers = {
    Query: {
      now() {
        if (world.refuseHead) throw world.refuseHead;
        return `c${log.logged.length}`;
      },
    },
    Subscription: { newest: field, queued: field, every: field },
    Tick: {
      value: ({ seq }: Event) => seq,
      secret: ({ seq }: Event) => `secret ${seq}`,
      item: ({ item }: Event) => ({ id: item }),
    },
  };
  return buildSubgraphSchema([{ typeDefs: parse(ticksSdl), resolvers }]);
}

function namesSchema(world: LiveWorld) {
  const resolvers = {
    Item: {
      async __resolveReference({ id }: { readonly id: string }, { viewer }: Context) {
        world.resolutions += 1;
        await world.gate;
        return { id, name: `Item ${id}`, rights: [...(viewer?.advertiserIds ?? []), ...(viewer?.scopes ?? [])] };
      },
    },
  };
  return buildSubgraphSchema([{ typeDefs: parse(namesSdl), resolvers }]);
}

export async function startLive(
  environment: Readonly<Record<string, string>> = {},
  options: Partial<GatewayOptions> = {},
): Promise<LiveFixture> {
  const { world, subgraphs } = createLiveWorld();
  const keys = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'ES256' }] };
  const tokenVerification = { issuer: 'fixture', audience: 'marketing-graph', jwks };
  const log: string[] = [];
  const gateway = await startGateway({
    config: readConfig({ PORT: '0', MAX_STREAMS_PER_VIEWER: '10000', ...environment }),
    logger: pino({ level: 'info' }, { write: (line: string) => void log.push(line) }),
    ...(environment['SUPERGRAPH_FILE'] === undefined && { supergraphSdl: composeLive() }),
    subgraphs,
    tokenVerification,
    ...options,
  });
  let tokens = 0;
  return {
    ...gateway,
    world,
    log,
    tokenVerification,
    async token({ subject = 'anna', advertisers = ['adv_1'], scope = '', expiresAt, tokenId } = {}) {
      const jti = tokenId ?? `token ${(tokens += 1)}`;
      const token = new SignJWT({ scope, advertiser_ids: advertisers, jti })
        .setIssuedAt()
        .setProtectedHeader({ alg: 'ES256' })
        .setSubject(subject)
        .setIssuer('fixture')
        .setAudience('marketing-graph')
        .setExpirationTime(expiresAt ?? Math.floor(Date.now() / 1_000) + 3_600);
      return `Bearer ${await token.sign(keys.privateKey)}`;
    },
  };
}
