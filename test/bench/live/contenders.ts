// Who is measured, behind what, and how much is asked of each.
import type { Connect, Rate } from './messages.ts';
import { namedQuery, tickedQuery } from './ticker-schema.ts';
import { path, type Source, type World } from './world.ts';

export interface Contender {
  readonly name: string;
  /** Where its events come from. */
  readonly behind: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
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
    behind: 'spend in process, PostgreSQL',
    command: [path('fused.ts')],
    environment: { ...unlimited, ...world.environment },
    source: world.writer,
    rate: all,
    canResume: true,
  };
  const watching = { query: restatedQuery, tokens: [...world.tokens], topics: topicsOf(groups), clients };
  const ticking = { query: tickedQuery, tokens: [], topics: topicsOf(groups), clients };
  const behindTicker = { behind: 'a remote subgraph', source: world.ticker, rate: all } as const;
  const ours = {
    ...behindTicker,
    name: 'marketing-graph',
    command: [path('../../../gateway/main.ts')],
    environment: { ...unlimited, ...world.environment, SUPERGRAPH_FILE: world.tickerSupergraph, CONTRACTS: '' },
    canResume: true,
  };
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
  const besideTicker = { ...behindTicker, environment: { TICKER_PORT: String(world.tickerPort) }, canResume: false };
  const bare = { ...besideTicker, name: 'bare graphql-ws', command: [path('bare-server.ts')] };
  const floor = { ...besideTicker, name: floorName, command: [path('floor-server.ts')] };
  // One group whose every event goes to 2,000 viewers: as many deliveries a second as the others have.
  const viewers = Math.min(clients, world.tokens.length);
  const oneGroup = { perSecond: Math.max(1, Math.round((perSecond * clients) / groups / viewers)), topics: 1 };
  const crowd = { topics: topicsOf(1), clients: viewers, tokens: world.tokens.slice(0, viewers) };
  const ofSpend = { behind: 'spend in process, one group', rate: oneGroup };
  const ofTicker = { behind: 'a remote subgraph, one group', rate: oneGroup };
  // A name from another subgraph on each event, which a peer asks for once for each client: a tenth of the events.
  const named = { behind: 'two remote subgraphs', rate: { perSecond: perSecond / 10, topics: groups } };
  return [
    ...both(spend, watching),
    ...both({ ...spend, ...ofSpend }, { ...watching, ...crowd }),
    ...[floor, ours, bare, hive].flatMap((server) => both(server, ticking)),
    ...[floor, ours, bare, hive].flatMap((server) => both({ ...server, ...ofTicker }, { ...ticking, ...crowd })),
    ...[ours, hive].flatMap((server) => both({ ...server, ...named }, { ...ticking, query: namedQuery })),
  ];
}

/** Over each transport. */
function both(
  server: Omit<Contender, 'clients'>,
  clients: Omit<Contender['clients'], 'transport'>,
): readonly Contender[] {
  return (['WebSocket', 'SSE'] as const).map((transport) => ({ ...server, clients: { ...clients, transport } }));
}
