// Runs a plan whose answer comes in several parts. Each fetch begins when everything before it in the plan is there that
// is told no later than it; nobody waits for what is told later.
import { type Audience, comesBefore, type PhasedFetch, type PhasedNode } from '../plan/phased-plan.ts';
import { type CompileContext, compilePlan } from './compile-plan.ts';
import type { Execution } from './execution.ts';

/** What is still to come for each audience; one without an entry waits for nothing. A promise that fails is a bug. */
export type Progress = ReadonlyMap<Audience, Promise<void>>;

/** Begins what can begin, and the rest when it can. */
export type RunPhases = (execution: Execution, before: Progress) => Progress;

export function compilePhases(compiling: CompileContext, node: PhasedNode): RunPhases {
  switch (node.kind) {
    case 'Fetch':
      return compileStep(compiling, node);
    case 'Sequence':
      return sequence(node.nodes.map((child) => compilePhases(compiling, child)));
    case 'Parallel': {
      // As in any plan, what is read beside a mutation is read before it.
      const [reads, mutations] = [false, true].map((wanted) =>
        node.nodes
          .filter((child) => containsMutation(child) === wanted)
          .map((child) => compilePhases(compiling, child)),
      );
      return sequence([parallel(reads ?? []), ...(mutations ?? [])]);
    }
  }
}

function compileStep(compiling: CompileContext, { audience, node }: PhasedFetch): RunPhases {
  const step = compilePlan(compiling, node);
  return (execution, before) => {
    const awaited = [...before].flatMap(([each, done]) => (comesBefore(each, audience) ? [done] : []));
    const run = (): Promise<void> | undefined => (execution.isStopped ? undefined : step(execution));
    const done = awaited.length === 0 ? run() : Promise.all(awaited).then(run);
    return done ? new Map(before).set(audience, watched(done)) : before;
  };
}

function sequence(runs: readonly RunPhases[]): RunPhases {
  return (execution, before) => runs.reduce((progress, run) => run(execution, progress), before);
}

function parallel(runs: readonly RunPhases[]): RunPhases {
  if (runs.length === 0) return (_, before) => before;
  return (execution, before) => {
    const ends = runs.map((run) => run(execution, before));
    const promises = new Map<Audience, Set<Promise<void>>>();
    for (const [audience, done] of ends.flatMap((end) => [...end])) {
      promises.set(audience, (promises.get(audience) ?? new Set()).add(done));
    }
    return new Map([...promises].map(([audience, done]) => [audience, watched(Promise.all(done).then(nothing))]));
  };
}

const nothing = (): void => undefined;

/** Whoever waits for it is told of a failure; until somebody does, it must not end the process. */
function watched(done: Promise<void>): Promise<void> {
  done.catch(nothing);
  return done;
}

function containsMutation(node: PhasedNode): boolean {
  if (node.kind !== 'Fetch') return node.nodes.some(containsMutation);
  return node.node.kind === 'Fetch' && node.node.operationKind === 'mutation';
}
