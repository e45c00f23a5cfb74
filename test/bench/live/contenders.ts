// Who is measured, behind what, and how much is asked of each.
import type { Connect, Rate } from './messages.ts';
import { namedQuery, tickedQuery } from './ticker-schema.ts';
import { path, type Source, spendPort, type World } from './world.ts';

export interface Program {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly port: number;
}

export interface Contender {
  readonly name: string;
  /** Where its events come from. */
  readonly behind: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** What serves this contender alone, in a process beside it: what that takes, the contender takes. */
  readonly subgraph?: Program;
  readonly source: Source;
  readonly rate: Rate;
  readonly clients: Omit<Connect, 'kind' | 'port'>;
  /** Whether clients can come back after the last event they saw. */
  readonly canResume: boolean;
}

export interface Size {
  readonly clients: number;
  readonly groups: number;
  readonly perSecond: number;
}

const restatedQuery = `subscription Restated($topic: ID!) { spendRestated(campaignIds: [$topic]) {
  cursor campaign { id } restatement { id observedAt day sequence: before { amountMicros } at: after { amountMicros } } } }`;

const unlimited = { MAX_STREAMS_PER_VIEWER: '100000', NODE_ENV: 'production', LOG_LEVEL: 'error' };
/** The row that the others are measured by. */
export const floorName = 'floor: bytes to sockets';
const topicsOf = (count: number): string[] => Array.from({ length: count }, (_, place) => `cmp_${place}`);

export function contendersIn(world: World, { clients, groups, perSecond }: Size): readonly Contender[] {
  const all = { perSecond, topics: groups };
  const spend = {
    name: 'marketing-graph',
    behind: 'spend, PostgreSQL',
    command: [path('fused.ts')],
    environment: { ...unlimited, ...world.environment },
    source: world.writer,
    rate: all,
    canResume: true,
  };
  const watching = { query: restatedQuery, tokens: [...world.tokens], topics: topicsOf(groups), clients };
  // The same events by HTTP: the subgraph is part of what is measured. All clients have one token, so that a peer may give
  // it to the subgraph once for all.
  const [token = ''] = world.tokens;
  const spendByHttp = {
    ...spend,
    environment: { ...spend.environment, SUPERGRAPH_FILE: world.spendSupergraph },
    subgraph: {
      command: [path('../../../subgraphs/spend/main.ts')],
      environment: { ...world.environment, NODE_ENV: 'production', LOG_LEVEL: 'error' },
      port: spendPort,
    },
  };
  const watchingAlike = { ...watching, tokens: [token] };
  const ticking = { query: tickedQuery, tokens: [], topics: topicsOf(groups), clients };
  const behindTicker = { behind: 'a remote subgraph', source: world.ticker, rate: all } as const;
  const gateway = [path('../../../gateway/main.ts')];
  const ours = {
    ...behindTicker,
    name: 'marketing-graph',
    command: gateway,
    environment: { ...unlimited, ...world.environment, SUPERGRAPH_FILE: world.tickerSupergraph, CONTRACTS: '' },
    canResume: true,
  };
  const oursByHttp = { ...spendByHttp, name: 'marketing-graph, by HTTP', command: gateway };
  const hive = {
    ...behindTicker,
    name: 'hive-gateway',
    command: [
      path('../federation/peers/node_modules/@graphql-hive/gateway/dist/bin.js'),
      'supergraph',
      '--config-path',
      path('../federation/peers/hive-gateway.config.js'),
    ],
    environment: {
      SUPERGRAPH_FILE: world.tickerSupergraph,
      PLANNER: 'native',
      DEDUPLICATION: 'subgraph',
      SUBSCRIPTIONS: 'ws',
    },
    canResume: false,
  };
  const hiveByHttp = {
    ...spendByHttp,
    name: hive.name,
    command: hive.command,
    canResume: false,
    environment: {
      ...hive.environment,
      SUPERGRAPH_FILE: world.spendSupergraph,
      UPSTREAM_AUTHORIZATION: `Bearer ${token}`,
    },
  };
  const besideTicker = { ...behindTicker, environment: { TICKER_PORT: String(world.tickerPort) }, canResume: false };
  const bare = { ...besideTicker, name: 'bare graphql-ws', command: [path('bare-server.ts')] };
  const floor = { ...besideTicker, name: floorName, command: [path('floor-server.ts')] };
  // One group whose every event goes to 2,000 viewers: as many deliveries a second as the others have.
  const viewers = Math.min(clients, world.tokens.length);
  const oneGroup = { perSecond: Math.max(1, Math.round((perSecond * clients) / groups / viewers)), topics: 1 };
  const crowd = { topics: topicsOf(1), clients: viewers, tokens: world.tokens.slice(0, viewers) };
  const ofSpend = { behind: 'spend, PostgreSQL, one group', rate: oneGroup };
  const ofTicker = { behind: 'a remote subgraph, one group', rate: oneGroup };
  // A name from another subgraph on each event, which a peer asks for once for each client. It takes a third
  // of these events at most; a tenth is what it keeps up with.
  const named = { behind: 'two remote subgraphs' };
  const fewNamed = { behind: 'two remote subgraphs, few events', rate: { perSecond: perSecond / 10, topics: groups } };
  return [
    ...both(spend, watching),
    ...[oursByHttp, hiveByHttp].flatMap((server) => both(server, watchingAlike)),
    ...both({ ...spend, ...ofSpend }, { ...watching, ...crowd }),
    ...[floor, ours, bare, hive].flatMap((server) => both(server, ticking)),
    ...[floor, ours, bare, hive].flatMap((server) => both({ ...server, ...ofTicker }, { ...ticking, ...crowd })),
    ...[named, fewNamed].flatMap((how) =>
      [ours, hive].flatMap((server) => both({ ...server, ...how }, { ...ticking, query: namedQuery })),
    ),
  ];
}

/** Over each transport. */
function both(
  server: Omit<Contender, 'clients'>,
  clients: Omit<Contender['clients'], 'transport'>,
): readonly Contender[] {
  return (['WebSocket', 'SSE'] as const).map((transport) => ({ ...server, clients: { ...clients, transport } }));
}
