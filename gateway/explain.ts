// What a request may ask about itself: `extensions: { explain: true }` for its plan and the time of each fetch, and
// `extensions: { cost: true }` for what it was estimated to cost and what it did.
import { ClientError } from './errors.ts';
import type { GraphQLResult } from './execute/graphql-result.ts';
import { mergePart } from './execute/merge-parts.ts';
import { partWithExtensions, type ResultPart, withExtensions } from './execute/result-json.ts';
import type { RequestContext } from './gateway-contract.ts';
import { actualCost } from './operation/actual-cost.ts';
import type { ClientOperation, Variables } from './operation/client-operation.ts';
import type { GraphQLRequest } from './operation/graphql-request.ts';
import { printPhasedPlan } from './plan/phased-plan.ts';
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
  explained: Explained,
  context: RequestContext,
): Promise<GraphQLResult> {
  const startedAt = performance.now();
  const calls: TracedCall[] = [];
  const result = await explained.prepared.execute(explained.variables, traced(context, wishes, calls));
  return withExtensions(result, {
    ...(wishes.explain && { explain: { ...planOf(explained), ...timings(calls, startedAt) } }),
    ...(wishes.cost && { cost: costOf(supergraph, explained, result.data) }),
  });
}

/** The same for an operation that is answered in parts, in the extensions of the last one. */
export function executePartsExplained(
  supergraph: Supergraph,
  wishes: Wishes,
  explained: Explained,
  context: RequestContext,
): AsyncIterableIterator<ResultPart> {
  const startedAt = performance.now();
  const calls: TracedCall[] = [];
  let data: unknown;
  const parts = explained.prepared.executeInParts(explained.variables, traced(context, wishes, calls));
  return mapStream(parts, (part) => {
    if (wishes.cost) data = mergePart(data, part);
    if (part.hasNext) return part;
    return partWithExtensions(part, {
      ...(wishes.explain && { explain: { ...planOf(explained), ...timings(calls, startedAt) } }),
      ...(wishes.cost && { cost: costOf(supergraph, explained, data) }),
    });
  });
}

/**
 * Follows a subscription and tells what was wished for in the extensions of its events: each has its cost and its time,
 * from its arrival to its answer; the first has the plan too.
 */
export function subscribeExplained(
  supergraph: Supergraph,
  wishes: Wishes,
  explained: Explained,
  context: RequestContext,
): AsyncIterableIterator<GraphQLResult> {
  const calls: TracedCall[] = [];
  let plan: ReturnType<typeof planOf> | undefined = planOf(explained);
  return mapStream(explained.prepared.subscribe(explained.variables, traced(context, wishes, calls)), (result) => {
    const ofEvent = calls.splice(0);
    const told = { ...plan, ...timings(ofEvent, ofEvent[0]?.startedAt ?? performance.now()) };
    plan = undefined;
    return withExtensions(result, {
      ...(wishes.explain && { explain: told }),
      ...(wishes.cost && { cost: costOf(supergraph, explained, result.data) }),
    });
  });
}

/** An async generator would not do: its `return` waits for an event that may never come. */
function mapStream<Item>(
  source: AsyncIterableIterator<Item>,
  map: (item: Item) => Item,
): AsyncIterableIterator<Item, undefined> {
  const done: IteratorReturnResult<undefined> = { done: true, value: undefined };
  return {
    async next() {
      const next = await source.next();
      return next.done ? done : { done: false, value: map(next.value) };
    },
    async return() {
      await source.return?.();
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function traced(context: RequestContext, { explain }: Wishes, calls: TracedCall[]): RequestContext {
  return explain ? { ...context, trace: (call) => void calls.push(call) } : context;
}

function planOf({ prepared }: Explained) {
  const { plan, deferred } = prepared;
  return { plan: deferred ? printPhasedPlan(deferred.phases) : printPlan(plan) };
}

/** What happened since an instant of `performance.now()`. */
function timings(calls: readonly TracedCall[], startedAt: number) {
  return {
    durationMs: rounded(performance.now() - startedAt),
    fetches: calls.map((call) => ({
      subgraph: call.subgraph,
      document: call.document,
      outcome: call.outcome,
      startedAtMs: rounded(call.startedAt - startedAt),
      durationMs: rounded(call.endedAt - call.startedAt),
    })),
  };
}

function costOf({ apiSchema, costs }: Supergraph, { operation, variables }: Explained, data: unknown) {
  return {
    estimated: operation.estimateCost(variables),
    actual: actualCost(operation, apiSchema, costs, { data, variables }),
  };
}

/** To the microsecond. */
function rounded(durationMs: number): number {
  return Math.round(durationMs * 1_000) / 1_000;
}
