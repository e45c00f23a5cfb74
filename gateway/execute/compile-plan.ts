// A plan is compiled once into closures; running it allocates nothing but what the answer needs.
import type { PlanNode } from '../plan/query-plan.ts';
import type { SubgraphClient } from '../subgraph-client/subgraph-client.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { compileEntityFetch } from './compile-entity-fetch.ts';
import { compileFetch } from './compile-fetch.ts';
import type { Execution } from './execution.ts';

/** One step of a plan. It never rejects; undefined when there was nothing to wait for. */
export type Step = (execution: Execution) => Promise<void> | undefined;

/** What compiling needs to know beside the plan. */
export interface CompileContext {
  readonly supergraph: Supergraph;
  clientOf(subgraph: string): SubgraphClient;
  isAbstract(typeName: string): boolean;
}

/** Compiles a plan. Throws for a plan that this executor cannot run rightly. */
export function compilePlan(compiling: CompileContext, node: PlanNode): Step {
  switch (node.kind) {
    case 'Fetch':
      return compileFetch(compiling, node);
    case 'EntityFetch':
      return compileEntityFetch(compiling, node);
    case 'Sequence':
      return sequence(node.nodes.map((child) => compilePlan(compiling, child)));
    case 'Parallel':
      return compileParallel(compiling, node.nodes);
    case 'Condition': {
      const ifTrue = node.ifTrue && compilePlan(compiling, node.ifTrue);
      const ifFalse = node.ifFalse && compilePlan(compiling, node.ifFalse);
      return (execution) => (execution.variables[node.variableName] === true ? ifTrue : ifFalse)?.(execution);
    }
    case 'Subscription':
      throw new Error('The plan has a subscription that is not its first step.');
  }
}

/**
 * A field of a mutation is complete with everything below it before the next begins ("Serial Execution" of the
 * specification), so what a plan would read beside a mutation is read before it.
 */
function compileParallel(compiling: CompileContext, nodes: readonly PlanNode[]): Step {
  const mutations = nodes.filter(containsMutation);
  if (mutations.length > 1) throw new Error('The plan runs mutations at the same time.');
  const reads = nodes.filter((child) => !containsMutation(child)).map((child) => compilePlan(compiling, child));
  return mutations.length === 0
    ? parallel(reads)
    : sequence([parallel(reads), ...mutations.map((child) => compilePlan(compiling, child))]);
}

function sequence(steps: readonly Step[]): Step {
  return async (execution) => {
    for (const step of steps) {
      if (execution.isStopped) return;
      const running = step(execution);
      if (running) await running;
    }
  };
}

function parallel(steps: readonly Step[]): Step {
  return (execution) => {
    const running = steps.flatMap((step) => step(execution) ?? []);
    return running.length === 0 ? undefined : Promise.all(running).then(nothing);
  };
}

const nothing = (): void => undefined;

function containsMutation(node: PlanNode): boolean {
  switch (node.kind) {
    case 'Fetch':
      return node.operationKind === 'mutation';
    case 'EntityFetch':
    case 'Subscription':
      return false;
    case 'Sequence':
    case 'Parallel':
      return node.nodes.some(containsMutation);
    case 'Condition':
      return [node.ifTrue, node.ifFalse].some((child) => child !== undefined && containsMutation(child));
  }
}
