// What a request may ask about itself: `extensions: { explain: true }` for its plan and the time of each fetch, and
// `extensions: { cost: true }` for what it was estimated to cost and what it did.
import { ClientError } from './errors.ts';
import type { GraphQLResult } from './execute/graphql-result.ts';
import type { RequestContext } from './gateway-contract.ts';
import { actualCost } from './operation/actual-cost.ts';
import type { ClientOperation, Variables } from './operation/client-operation.ts';
import type { GraphQLRequest } from './operation/graphql-request.ts';
import { printPlan } from './plan/print-plan.ts';
import type { PreparedOperation } from './prepare-operation.ts';
import type { TracedCall } from './subgraph-client/subgraph-client.ts';
import type { Supergraph } from './supergraph/supergraph.ts';

/** A plan tells how the graph is cut into subgraphs, which is nobody's business but the operator's. */
export const explainScope = 'gateway:explain';

export interface Wishes {
  readonly explain: boolean;
  readonly cost: boolean;
}

/** What the request wants told; undefined when nothing. Throws FORBIDDEN when it wants a plan without the scope. */
export function readWishes({ extensions }: GraphQLRequest, { viewer }: RequestContext): Wishes | undefined {
  if (extensions === undefined) return undefined;
  const explain = extensions['explain'] === true;
  const cost = extensions['cost'] === true;
  if (explain && !viewer?.scopes.has(explainScope)) {
    throw new ClientError('FORBIDDEN', `To be told the plan of an operation needs the scope ${explainScope}.`);
  }
  return explain || cost ? { explain, cost } : undefined;
}

export interface Explained {
  readonly operation: ClientOperation;
  readonly prepared: PreparedOperation;
  readonly variables: Variables;
}

/** Runs a query or mutation and tells what was wished for in the extensions of its answer. */
export async function executeExplained(
  supergraph: Supergraph,
  wishes: Wishes,
  { operation, prepared, variables }: Explained,
  context: RequestContext,
): Promise<GraphQLResult> {
  const startedAt = performance.now();
  const calls: TracedCall[] = [];
  const result = await prepared.execute(
    variables,
    wishes.explain ? { ...context, trace: (call) => void calls.push(call) } : context,
  );
  const { apiSchema, costs } = supergraph;
  const { data } = result;
  return {
    ...result,
    extensions: {
      ...result.extensions,
      ...(wishes.explain && {
        explain: {
          plan: printPlan(prepared.plan),
          durationMs: rounded(performance.now() - startedAt),
          fetches: calls.map((call) => ({
            subgraph: call.subgraph,
            document: call.document,
            outcome: call.outcome,
            startedAtMs: rounded(call.startedAt - startedAt),
            durationMs: rounded(call.endedAt - call.startedAt),
          })),
        },
      }),
      ...(wishes.cost && {
        cost: {
          estimated: operation.estimateCost(variables),
          actual: actualCost(operation, apiSchema, costs, { data, variables }),
        },
      }),
    },
  };
}

/** To the microsecond. */
function rounded(durationMs: number): number {
  return Math.round(durationMs * 1_000) / 1_000;
}
