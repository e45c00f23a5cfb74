// What `join__field` says of fields whose value depends on the way to them.
import { type DocumentNode, Kind, parse, type SelectionNode } from 'graphql';
import { z } from 'zod';
import { forEachDirective } from './coordinates.ts';
import { readArguments } from './link-features.ts';

/** How one subgraph resolves fields. */
export interface FieldJoins {
  /** Coordinates that it knows only where another field @provides them, or a representation brings them. */
  readonly external: ReadonlySet<string>;
  /** By the name of a field, of whatever type: the names of the fields that it @requires beside the key. */
  readonly required: ReadonlyMap<string, ReadonlySet<string>>;
}

const joinSchema = z.object({
  graph: z.string().optional(),
  external: z.boolean().default(false),
  requires: z.string().optional(),
});

interface GrowingJoins {
  readonly external: Set<string>;
  readonly required: Map<string, Set<string>>;
}

/** Reads the joins of every subgraph; `nameOf` gives its name for that of its value in `join__Graph`. */
export function readFieldJoins(
  document: DocumentNode,
  nameOf: (graph: string) => string,
): ReadonlyMap<string, FieldJoins> {
  const joins = new Map<string, GrowingJoins>();
  forEachDirective(document, (coordinate, directive) => {
    if (directive.name.value !== 'join__field') return;
    const { graph, external, requires } = joinSchema.parse(readArguments(directive));
    if (graph === undefined) return;
    const subgraph = nameOf(graph);
    const known = joins.get(subgraph) ?? { external: new Set(), required: new Map() };
    joins.set(subgraph, known);
    if (external) known.external.add(coordinate);
    if (requires === undefined) return;
    const fieldName = coordinate.slice(coordinate.indexOf('.') + 1);
    const names = known.required.get(fieldName) ?? new Set();
    for (const name of fieldNames(requires)) names.add(name);
    known.required.set(fieldName, names);
  });
  return joins;
}

function fieldNames(fieldSet: string): readonly string[] {
  const [definition] = parse(`{${fieldSet}}`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet.selections.flatMap(namesIn) : [];
}

/** Through fragments, but not below fields. */
function namesIn(selection: SelectionNode): readonly string[] {
  if (selection.kind === Kind.FIELD) return [selection.name.value];
  return selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet.selections.flatMap(namesIn) : [];
}
