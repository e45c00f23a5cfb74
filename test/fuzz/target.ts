// The real gateway over the made-up world, with clocks around what it does, as far as a document can be to blame.
import type { GraphQLRequest, GraphQLResult } from '../../gateway/pipeline.ts';
import { pino } from 'pino';
import { defaultOperationLimits } from '../../gateway/operation/operation-limits.ts';
import { createGateway } from '../../gateway/pipeline.ts';
import { createHivePlanner } from '../../gateway/plan/hive-planner.ts';
import { createInProcessClient } from '../../gateway/subgraph-client/in-process.ts';
import type { OperationKind, SubgraphClient } from '../../gateway/subgraph-client/subgraph-client.ts';
import { loadSupergraph } from '../../gateway/supergraph/supergraph.ts';
import { composeSupergraph, subgraphNames } from '../../schema/compose.ts';
import type { Viewer } from '../../schema/viewer.ts';
import { createWorldSubgraph, entityIds } from '../differential/universe.ts';

/** What one request took. Milliseconds; zero for a phase that was not reached. */
export interface Measured {
  readonly result: GraphQLResult;
  readonly planMs: number;
  /** The longest turn of the event loop that belongs to the gateway: up to planning, or from the plan to the first call. */
  readonly turnMs: number;
}

export type Target = (request: GraphQLRequest) => Promise<Measured>;

const viewer: Viewer = {
  subject: 'fuzz',
  tokenId: 'fuzz',
  advertiserIds: entityIds('Advertiser'),
  scopes: new Set([
    ...['campaigns:read', 'changes:write', 'spend:read', 'spend:ingest'],
    ...['attribution:read', 'attribution:ingest', 'experiments:read'],
  ]),
  expiresAtMs: Infinity,
};

/** A gateway with the limits it has in production. */
export function createTarget(): Target {
  const { supergraphSdl } = composeSupergraph();
  const planner = createHivePlanner(loadSupergraph(supergraphSdl), defaultOperationLimits.planningTimeoutMs);
  let clock = newClock();
  const noteCall = (): void => {
    if (clock.plannedAt !== 0 && clock.calledAt === 0) clock.calledAt = performance.now();
  };
  const clients = subgraphNames.map((name) => {
    const schema = createWorldSubgraph(name);
    return watch(createInProcessClient(name, { schema, createContext: () => ({}) }), noteCall);
  });
  const gateway = createGateway({
    supergraphSdl,
    clients: new Map(clients.map((client) => [client.name, client])),
    limits: defaultOperationLimits,
    introspection: true,
    logger: pino({ level: 'silent' }),
    planner: {
      async plan(text) {
        const begunAt = performance.now();
        const plan = await planner.plan(text);
        clock.plannedAt = performance.now();
        clock.planMs = clock.plannedAt - begunAt;
        return plan;
      },
    },
  });
  return async (request) => {
    clock = newClock();
    const begunAt = performance.now();
    const answering = gateway.execute(request, requestContext());
    const admittedMs = performance.now() - begunAt;
    const result = await answering;
    const compiledMs = clock.calledAt === 0 ? 0 : clock.calledAt - clock.plannedAt;
    return { result, planMs: clock.planMs, turnMs: Math.max(admittedMs, compiledMs) };
  };
}

interface Clock {
  planMs: number;
  plannedAt: number;
  calledAt: number;
}

function newClock(): Clock {
  return { planMs: 0, plannedAt: 0, calledAt: 0 };
}

function watch(client: SubgraphClient, noteCall: () => void): SubgraphClient {
  return {
    ...client,
    execute(request) {
      noteCall();
      return client.execute(request);
    },
  };
}

function requestContext() {
  return {
    viewer,
    authorization: undefined,
    requestId: 'fuzz',
    signal: new AbortController().signal,
    allowedKinds: new Set<OperationKind>(['query', 'mutation', 'subscription']),
  };
}
