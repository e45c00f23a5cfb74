// The real gateway over the made-up world, with clocks around what it does, as far as a document can be to blame.
import type { FormattedError } from '../../gateway/errors.ts';
import type { AnswerParts, GraphQLRequest, GraphQLResult } from '../../gateway/pipeline.ts';
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
import { startWatch } from './pace.ts';

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
    ...['campaigns:read', 'changes:write', 'changes:approve', 'policies:write', 'spend:read', 'spend:ingest'],
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
    clock.compiledMs ??= clock.sincePlan?.();
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
        const elapsedMs = startWatch();
        const plan = await planner.plan(text);
        clock.planMs = elapsedMs();
        clock.sincePlan = startWatch();
        return plan;
      },
    },
  });
  return async (request) => {
    clock = newClock();
    const elapsedMs = startWatch();
    const answering = gateway.executeInParts(request, requestContext());
    const admittedMs = elapsedMs();
    const result = await wholeOf(await answering);
    return { result, planMs: clock.planMs, turnMs: Math.max(admittedMs, clock.compiledMs ?? 0) };
  };
}

/** The errors of all parts stand in one answer. */
async function wholeOf(answer: GraphQLResult | AnswerParts): Promise<GraphQLResult> {
  if (!(Symbol.asyncIterator in answer)) return answer;
  const errors: FormattedError[] = [];
  for await (const part of answer) errors.push(...(part.errors ?? []));
  return { data: {}, ...(errors.length > 0 && { errors }) };
}

interface Clock {
  planMs: number;
  sincePlan: (() => number) | undefined;
  compiledMs: number | undefined;
}

function newClock(): Clock {
  return { planMs: 0, sincePlan: undefined, compiledMs: undefined };
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
