import type { Logger } from 'pino';
import { ClientError } from '../errors.ts';
import type { AccessMask } from '../operation/access-mask.ts';
import type { ClientOperation, Variables } from '../operation/client-operation.ts';
import type { Introspection } from '../operation/introspection.ts';
import type { StreamBinding } from '../operation/bind-stream.ts';
import type { Deferral } from '../operation/deferral.ts';
import type { PhasedNode } from '../plan/phased-plan.ts';
import type { FetchNode, PlanNode, QueryPlan } from '../plan/query-plan.ts';
import { createInFlight, viewerKey } from '../share-in-flight.ts';
import type { SubgraphCallContext, SubgraphClient } from '../subgraph-client/subgraph-client.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { CallMemory } from './call-memory.ts';
import { collectChangeKeys } from './change-keys.ts';
import { compilePhases } from './compile-phases.ts';
import { type CompileContext, compilePlan } from './compile-plan.ts';
import { compileStream, type ResumableStream } from './compile-stream.ts';
import { compileDataWriter } from './compile-writer.ts';
import { tellInParts } from './deferred-answer.ts';
import { Execution } from './execution.ts';
import type { GraphQLResult } from './graphql-result.ts';
import { type ResultPart, shareResult, writtenResult } from './result-json.ts';
import { cancellation } from './upstream-errors.ts';

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
  /** Answers a query or a mutation that defers fragments: with its parts, as each is ready. */
  executeInParts(variables: Variables, context: SubgraphCallContext): AsyncIterableIterator<ResultPart>;
  /** Follows a subscription: one answer for each event, in their order, and not before it is asked for. */
  subscribe(variables: Variables, context: SubgraphCallContext): AsyncIterableIterator<GraphQLResult>;
  /** Of a subscription that can be followed from a cursor. */
  readonly resumable: ResumableStream | undefined;
  /** Runs a live query once, with what `memory` holds of the run before. */
  runLive(variables: Variables, context: SubgraphCallContext, memory: CallMemory): Promise<LiveRun>;
}

/** One run of a live query. */
export interface LiveRun {
  readonly result: GraphQLResult;
  /** The words on which what was answered depends. */
  readonly keys: Set<string>;
}

/** What is compiled. */
export interface PlannedOperation {
  readonly operation: ClientOperation;
  readonly mask: AccessMask;
  /** The variables that `@skip` and `@include` were settled with. */
  readonly conditions: Variables;
  readonly plan: QueryPlan;
  readonly introspection: Introspection | undefined;
  /** Of a subscription whose field has @delivery. */
  readonly binding: StreamBinding | undefined;
  /** Of an operation that defers fragments. */
  readonly deferred: DeferredPlan | undefined;
  /** Of a live query: the response keys under which its words stand. */
  readonly wordKeys: ReadonlySet<string>;
}

export interface DeferredPlan {
  readonly deferral: Deferral;
  /** Undefined when no subgraph has to be asked. */
  readonly phases: PhasedNode | undefined;
}

/** Compiles the plan of an operation. */
export function compileOperation(environment: ExecutorEnvironment, planned: PlannedOperation): CompiledOperation {
  const { operation, mask, conditions, plan, introspection, binding, deferred, wordKeys } = planned;
  const { supergraph, logger } = environment;
  const compiling = createCompileContext(environment);
  const { deferral, phases } = deferred ?? {};
  const write = compileDataWriter(operation, { schema: supergraph.apiSchema, mask, conditions, deferral });
  const { stream, steps } = deferred ? {} : splitStream(plan);
  const step = steps && compilePlan(compiling, steps);
  const runPhases = phases && compilePhases(compiling, phases);

  async function run(execution: Execution): Promise<GraphQLResult> {
    if (deferred) throw new Error('The operation is answered in parts.');
    await step?.(execution);
    if (introspection) Object.assign(execution.data, introspection(execution.variables));
    const dataText = write(execution);
    const errors = execution.listErrors();
    return writtenResult(dataText, errors && { errors });
  }
  const followed = stream && compileStream(compiling, stream, { binding, logger, run });
  const execute: CompiledOperation['execute'] = (variables, context) => run(new Execution(variables, context, logger));
  return {
    executeInParts(variables, context) {
      if (!deferred) throw new Error('The operation is answered in one part.');
      const execution = new Execution(variables, context, logger);
      if (introspection) Object.assign(execution.data, introspection(variables));
      return tellInParts(execution, write, runPhases?.(execution, new Map()) ?? new Map());
    },
    execute: environment.sharesQueries && operation.kind === 'query' ? shareExecution(execute) : execute,
    subscribe(variables, context) {
      if (!followed) throw new Error('The operation is not a subscription.');
      return followed.subscribe(variables, context);
    },
    resumable: followed?.resumable,
    async runLive(variables, context, memory) {
      const execution = new Execution(variables, context, logger, memory);
      const result = await run(execution);
      return { result, keys: collectChangeKeys(execution.data, wordKeys) };
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

export function createCompileContext({ supergraph, clients }: ExecutorEnvironment): CompileContext {
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
function splitStream({ root }: QueryPlan): { readonly stream?: FetchNode; readonly steps?: PlanNode } {
  if (root === undefined) return {};
  if (root.kind === 'Subscription') return { stream: root.primary };
  if (root.kind !== 'Sequence') return { steps: root };
  const [first, ...rest] = root.nodes;
  if (first?.kind !== 'Subscription') return { steps: root };
  return { stream: first.primary, steps: { kind: 'Sequence', nodes: rest } };
}
