// A way around a defect of the native planner (0.0.38). It meets subgraphs in the order of their names, and where one
// that holds an interface as an object comes before the one that has its types, it finds no way from the object to the
// fields of a type. So it is shown names in an order that it can plan with, and its plans are read with ours again.
import { Kind, parse, print, visit } from 'graphql';
import type { JoinedType } from '../supergraph/join-directives.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { PlanNode } from './query-plan.ts';

export interface OrderedSupergraph {
  readonly sdl: string;
  /** The name of ours for one that stands in a plan. */
  nameOf(plannedName: string): string;
}

/** The supergraph as the planner is to see it: the same, where the names stand in a good order already. */
export function orderSubgraphs({
  sdl,
  subgraphs,
  joinedTypes,
}: Pick<Supergraph, 'sdl' | 'subgraphs' | 'joinedTypes'>): OrderedSupergraph {
  const alphabetical = [...subgraphs.keys()].sort();
  const ordered = typesBeforeObjects(alphabetical, [...joinedTypes.values()]);
  if (ordered.every((name, index) => name === alphabetical[index])) return { sdl, nameOf: (name) => name };
  const digits = String(ordered.length).length;
  const plannedNames = new Map(ordered.map((name, index) => [name, `${String(index).padStart(digits, '0')}_${name}`]));
  const names = new Map([...plannedNames].map(([name, plannedName]) => [plannedName, name]));
  return { sdl: rename(sdl, plannedNames), nameOf: (plannedName) => names.get(plannedName) ?? plannedName };
}

/** Of the subgraphs that wait for none other, the first by name is next; in a circle the first of all. */
function typesBeforeObjects(names: readonly string[], types: readonly (readonly JoinedType[])[]): readonly string[] {
  const waitsFor = new Map<string, Set<string>>(names.map((name) => [name, new Set()]));
  for (const joins of types) {
    const owners = joins.filter(({ isInterfaceObject }) => !isInterfaceObject);
    for (const { subgraph } of joins.filter(({ isInterfaceObject }) => isInterfaceObject)) {
      for (const owner of owners) waitsFor.get(subgraph)?.add(owner.subgraph);
    }
  }
  const waiting = [...names];
  const ordered: string[] = [];
  while (waiting.length > 0) {
    const isFree = (name: string) => waiting.every((other) => !waitsFor.get(name)?.has(other));
    const [next = ''] = waiting.splice(Math.max(0, waiting.findIndex(isFree)), 1);
    ordered.push(next);
  }
  return ordered;
}

/** Where a subgraph is named: in its declaration, and by a field that overrides one of its fields. */
const namingArguments = new Map([
  ['join__graph', 'name'],
  ['join__field', 'override'],
]);

function rename(sdl: string, plannedNames: ReadonlyMap<string, string>): string {
  const document = visit(parse(sdl, { noLocation: true }), {
    Argument(argument, _key, _parent, _path, ancestors) {
      const directive = ancestors.at(-1);
      if (directive === undefined || !('kind' in directive) || directive.kind !== Kind.DIRECTIVE) return undefined;
      if (argument.value.kind !== Kind.STRING) return undefined;
      const name = plannedNames.get(argument.value.value);
      const isName = namingArguments.get(directive.name.value) === argument.name.value;
      return name !== undefined && isName ? { ...argument, value: { ...argument.value, value: name } } : undefined;
    },
  });
  return print(document);
}

/** The plan with the names that `nameOf` gives. */
export function renameSubgraphs(node: PlanNode, nameOf: (plannedName: string) => string): PlanNode {
  const renameIn = (child: PlanNode | undefined) => child && renameSubgraphs(child, nameOf);
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => renameSubgraphs(child, nameOf)) };
    case 'Condition':
      return { ...node, ifTrue: renameIn(node.ifTrue), ifFalse: renameIn(node.ifFalse) };
    case 'Fetch':
    case 'EntityFetch':
      return { ...node, subgraph: nameOf(node.subgraph) };
    case 'Subscription':
      return { ...node, primary: { ...node.primary, subgraph: nameOf(node.primary.subgraph) } };
  }
}
