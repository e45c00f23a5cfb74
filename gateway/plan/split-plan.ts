// From the plan of a whole operation to one whose answer comes in several parts. A fetch that brings fields for several
// parts is divided; so is what it requires. The plan stays the planner's own: what is asked of whom, and after what.
import type { DeferredFragment } from '../operation/deferral.ts';
import type { FieldOwners } from '../operation/field-owners.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { Splitting } from './divide-selections.ts';
import { createAudiences, type PhasedNode } from './phased-plan.ts';
import type { EntityPath, PlanNode, QueryPlan, RequiredSelection } from './query-plan.ts';
import { placeOfPath } from './selection-site.ts';
import { splitEntityFetch, splitRootFetch } from './split-fetch.ts';

/** Splits the plan of an operation whose conditions are settled. `owners` are those of its fields. */
export function splitPlan(
  supergraph: Supergraph,
  { root }: QueryPlan,
  owners: ReadonlyMap<string, FieldOwners>,
): PhasedNode | undefined {
  const splitting = createSplitting(supergraph, owners);
  return root && splitNode(splitting, root);
}

function splitNode(splitting: Splitting, node: PlanNode): PhasedNode {
  switch (node.kind) {
    case 'Sequence': {
      // From the end: what a fetch requires, and who waits for that, is known before the fetch that brings it is divided.
      const nodes = node.nodes.toReversed().map((child) => splitNode(splitting, child));
      return { kind: 'Sequence', nodes: nodes.toReversed() };
    }
    case 'Parallel':
      return { kind: 'Parallel', nodes: node.nodes.map((child) => splitNode(splitting, child)) };
    case 'Fetch':
      return splitRootFetch(splitting, node);
    case 'EntityFetch':
      return splitEntityFetch(splitting, node);
    case 'Condition':
    case 'Subscription':
      throw new Error(`A plan to be split has a ${node.kind.toLowerCase()} in it.`);
  }
}

function createSplitting(supergraph: Supergraph, asked: ReadonlyMap<string, FieldOwners>): Splitting {
  const needed = new Map<string, Set<DeferredFragment | undefined>>();
  function need(place: string, owners: FieldOwners): void {
    const known = needed.get(place) ?? new Set();
    needed.set(place, known);
    for (const owner of owners) known.add(owner);
  }
  function needSelections(place: string, selections: readonly RequiredSelection[], owners: FieldOwners): void {
    for (const selection of selections) {
      const below = selection.kind === 'Field' ? `${place}.${selection.responseKey}` : place;
      if (selection.kind === 'Field') need(below, owners);
      needSelections(below, selection.selections, owners);
    }
  }
  const nobody: FieldOwners = new Set();
  return {
    supergraph,
    audienceOf: createAudiences(),
    askedBy: (places) => new Set(places.flatMap((place) => [...(asked.get(place) ?? nobody)])),
    neededBy: (places) => new Set(places.flatMap((place) => [...(needed.get(place) ?? nobody)])),
    require(path: EntityPath, requires, { fragments }) {
      const owners: FieldOwners = new Set(fragments.length === 0 ? [undefined] : fragments);
      for (let length = 1; length <= path.length; length++) need(placeOfPath(path.slice(0, length)), owners);
      needSelections(placeOfPath(path), requires, owners);
    },
  };
}
