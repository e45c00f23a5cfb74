import type { Logger } from 'pino';
import { ClientError } from '../errors.ts';
import type { AccessMask } from '../operation/access-mask.ts';
import type { ClientOperation, Variables } from '../operation/client-operation.ts';
import type { Introspection } from '../operation/introspection.ts';
import type { FetchNode, PlanNode, QueryPlan } from '../plan/query-plan.ts';
import { createInFlight, viewerKey } from '../share-in-flight.ts';
import type { SubgraphCallContext, SubgraphClient } from '../subgraph-client/subgraph-client.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { compileRootAnswer, pickVariables } from './compile-fetch.ts';
import { type CompileContext, compilePlan } from './compile-plan.ts';
import { compileProjection } from './compile-projection.ts';
import { Execution } from './execution.ts';
import type { GraphQLResult } from './graphql-result.ts';
import { followStream } from './follow-stream.ts';
import { shareResult } from './result-bytes.ts';
import { cancellation, toUpstreamFailure } from './upstream-errors.ts';

/** What the executor needs of the gateway around it. */
export interface ExecutorEnvironment {
  readonly supergraph: Supergraph;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly logger: Logger;
  /** Whether the same query of the same viewer that is asked again while it is under way gets the same answer. */
  readonly sharesQueries: boolean;
}

/** An operation for viewers of one mask and one outcome of its conditions, planned and compiled. */
export interface CompiledOperation {
  /** Answers a query or a mutation. */
  execute(variables: Variables, context: SubgraphCallContext): Promise<GraphQLResult>;
  /** Follows a subscription: one answer for each event, in their order, and not before it is asked for. */
  subscribe(variables: Variables, context: SubgraphCallContext): AsyncIterableIterator<GraphQLResult>;
}

/** What is compiled. */
export interface PlannedOperation {
  readonly operation: ClientOperation;
  readonly mask: AccessMask;
  /** The variables that `@skip` and `@include` were settled with. */
  readonly conditions: Variables;
  readonly plan: QueryPlan;
  readonly introspection: Introspection | undefined;
}

/** Compiles the plan of an operation. */
export function compileOperation(environment: ExecutorEnvironment, planned: PlannedOperation): CompiledOperation {
  const { operation, mask, conditions, plan, introspection } = planned;
  const { supergraph, logger } = environment;
  const compiling = createCompileContext(environment);
  const project = compileProjection(operation, supergraph.apiSchema, mask, conditions);
  const { stream, steps } = splitPlan(plan);
  const step = steps && compilePlan(compiling, steps);

  async function run(execution: Execution): Promise<GraphQLResult> {
    await step?.(execution);
    if (introspection) Object.assign(execution.data, introspection(execution.variables));
    const data = project(execution);
    const errors = execution.listErrors();
    return errors ? { data, errors } : { data };
  }
  const execute: CompiledOperation['execute'] = (variables, context) => run(new Execution(variables, context, logger));
  return {
    execute: environment.sharesQueries && operation.kind === 'query' ? shareExecution(execute) : execute,
    subscribe(variables, context) {
      if (stream === undefined) throw new Error('The operation is not a subscription.');
      return openStream(compiling, stream, { variables, context, logger, run });
    },
  };
}

/** What is compiled stands for document, conditions and mask; variables and viewer make the question whole. */
function shareExecution(execute: CompiledOperation['execute']): CompiledOperation['execute'] {
  const inFlight = createInFlight(shareResult);
  return (variables, context) => {
    const key = JSON.stringify([viewerKey(context), variables]);
    return inFlight
      .share(key, context.signal, (signal) => execute(variables, { ...context, signal }))
      .catch((error: unknown) => {
        if (!context.signal.aborted) throw error;
        const { code, message } = cancellation(context.signal);
        throw new ClientError(code, message);
      });
  };
}

function createCompileContext({ supergraph, clients }: ExecutorEnvironment): CompileContext {
  return {
    supergraph,
    clientOf(subgraph) {
      const client = clients.get(subgraph);
      if (client) return client;
      throw new Error(`No client for the subgraph ${subgraph}.`);
    },
    isAbstract: (typeName) => supergraph.possibleTypes.has(typeName),
  };
}

/** A subscription's plan is its stream and the steps that run for every event; any other is steps alone. */
function splitPlan({ root }: QueryPlan): { readonly stream?: FetchNode; readonly steps?: PlanNode } {
  if (root === undefined) return {};
  if (root.kind === 'Subscription') return { stream: root.primary };
  if (root.kind !== 'Sequence') return { steps: root };
  const [first, ...rest] = root.nodes;
  if (first?.kind !== 'Subscription') return { steps: root };
  return { stream: first.primary, steps: { kind: 'Sequence', nodes: rest } };
}

interface StreamRun {
  readonly variables: Variables;
  readonly context: SubgraphCallContext;
  readonly logger: Logger;
  readonly run: (execution: Execution) => Promise<GraphQLResult>;
}

function openStream(
  compiling: CompileContext,
  node: FetchNode,
  { variables, context, logger, run }: StreamRun,
): AsyncIterableIterator<GraphQLResult> {
  const client = compiling.clientOf(node.subgraph);
  const take = compileRootAnswer(compiling, node);
  const { document, operationKind: kind } = node;
  const request = { document, kind, variables: pickVariables(variables, node.variableNames), context };
  return followStream(client.subscribe(request), context.signal, {
    onEvent(event) {
      const execution = new Execution(variables, context, logger);
      take(execution, event);
      return run(execution);
    },
    onFailure(thrown) {
      const execution = new Execution(variables, context, logger);
      take(execution, toUpstreamFailure(client.name, thrown, context));
      return run(execution);
    },
  });
}
