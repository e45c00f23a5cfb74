// Reads the join specification: which subgraphs there are, where they listen, and by what keys they know entities.
import { type DocumentNode, isTypeDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { z } from 'zod';
import { type FieldJoins, readFieldJoins } from './field-joins.ts';
import { readArguments } from './link-features.ts';

export interface SubgraphLocation {
  readonly name: string;
  readonly url: string;
}

/** What one subgraph knows of one type. */
export interface JoinedType {
  readonly subgraph: string;
  /** The keys by which the subgraph resolves it. */
  readonly keys: readonly SelectionSetNode[];
  /** Whether the subgraph holds the interface as an object. */
  readonly isInterfaceObject: boolean;
}

export interface JoinDirectives {
  readonly subgraphs: ReadonlyMap<string, SubgraphLocation>;
  /** By type name. */
  readonly joinedTypes: ReadonlyMap<string, readonly JoinedType[]>;
  /** By subgraph; one without an entry has nothing to say. */
  readonly fieldJoins: ReadonlyMap<string, FieldJoins>;
}

const graphSchema = z.object({ name: z.string(), url: z.string() });
const typeSchema = z.object({
  graph: z.string(),
  key: z.string().optional(),
  resolvable: z.boolean().default(true),
  isInterfaceObject: z.boolean().default(false),
});

/** Reads the `join__` directives of a supergraph. */
export function readJoinDirectives(document: DocumentNode): JoinDirectives {
  const nameOf = nameGraphs(document);
  const subgraphs = new Map<string, SubgraphLocation>();
  for (const [, location] of readGraphs(document)) subgraphs.set(location.name, location);
  const joinedTypes = new Map<string, readonly JoinedType[]>();
  for (const type of document.definitions.filter(isTypeDefinitionNode)) {
    const joins = (type.directives ?? [])
      .filter(({ name }) => name.value === 'join__type')
      .map((directive) => typeSchema.parse(readArguments(directive)));
    joinedTypes.set(
      type.name.value,
      joins.map((join) => ({
        subgraph: nameOf(join.graph),
        keys: join.key !== undefined && join.resolvable ? [parseFieldSet(join.key)] : [],
        isInterfaceObject: join.isInterfaceObject,
      })),
    );
  }
  const fieldJoins = readFieldJoins(document, nameOf);
  return { subgraphs, joinedTypes, fieldJoins };
}

/** The names of subgraphs by those that the document gives them. */
export function nameGraphs(document: DocumentNode): (graph: string) => string {
  const names = new Map(readGraphs(document).map(([graph, { name }]) => [graph, name]));
  return (graph) => names.get(graph) ?? graph;
}

function readGraphs(document: DocumentNode): [string, SubgraphLocation][] {
  return document.definitions.flatMap((node) =>
    node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value !== 'join__Graph'
      ? []
      : (node.values ?? []).flatMap((value) =>
          (value.directives ?? [])
            .filter(({ name }) => name.value === 'join__graph')
            .map((directive): [string, SubgraphLocation] => [
              value.name.value,
              graphSchema.parse(readArguments(directive)),
            ]),
        ),
  );
}

/** Parses a field set such as `id organization { id }`. */
function parseFieldSet(fieldSet: string): SelectionSetNode {
  const [definition] = parse(`{${fieldSet}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`Not a field set: ${fieldSet}`);
  return definition.selectionSet;
}
