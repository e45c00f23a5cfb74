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
  const bare = {
    ...behindTicker,
    name: 'bare graphql-ws',
    command: [path('bare-server.ts')],
    environment: { TICKER_PORT: String(world.tickerPort) },
    canResume: false,
  };
  // One group whose every event goes to 2,000 viewers: as many deliveries a second as the others have.
  const oneGroup = {
    perSecond: Math.max(1, Math.round((perSecond * clients) / groups / world.tokens.length)),
    topics: 1,
  };
  // A name from another subgraph on each event, which a peer asks for once for each client: a tenth of the events.
  const named = { behind: 'two remote subgraphs', rate: { perSecond: perSecond / 10, topics: groups } };
  return [
    { ...spend, clients: { ...watching, transport: 'WebSocket' } },
    { ...spend, clients: { ...watching, transport: 'SSE' } },
    {
      ...spend,
      behind: 'the same, one group',
      rate: oneGroup,
      clients: { ...watching, transport: 'WebSocket', topics: topicsOf(1), clients: world.tokens.length },
    },
    { ...ours, clients: { ...ticking, transport: 'WebSocket' } },
    { ...ours, clients: { ...ticking, transport: 'SSE' } },
    { ...bare, clients: { ...ticking, transport: 'WebSocket' } },
    { ...hive, clients: { ...ticking, transport: 'WebSocket' } },
    { ...hive, clients: { ...ticking, transport: 'SSE' } },
    { ...ours, ...named, clients: { ...ticking, query: namedQuery, transport: 'WebSocket' } },
    { ...hive, ...named, clients: { ...ticking, query: namedQuery, transport: 'WebSocket' } },
  ];
}
