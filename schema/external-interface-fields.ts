// The composition library (0.27.0) leaves `@join__field` out of an interface's field when every subgraph that has the
// interface declares it, and loses `external: true` with it. A planner would then ask a subgraph that only has an
// `@interfaceObject` of the interface for fields that it cannot resolve.
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  visit,
} from 'graphql';

export interface SubgraphDocument {
  readonly name: string;
  readonly document: DocumentNode;
}

interface FieldGraphs {
  /** The subgraph that defines the interface and resolves the field. */
  readonly owner: string;
  /** The subgraphs that declare the field `@external`. */
  readonly external: readonly string[];
}

/** Gives each interface field that some subgraph declares `@external` the `@join__field` directives it lost. */
export function declareExternalInterfaceFields(
  supergraph: DocumentNode,
  subgraphs: readonly SubgraphDocument[],
): DocumentNode {
  const graphsByField = findExternalInterfaceFields(subgraphs);
  return visit(supergraph, {
    InterfaceTypeDefinition: (type) => ({
      ...type,
      fields: (type.fields ?? []).map((field) =>
        declareGraphs(field, graphsByField.get(`${type.name.value}.${field.name.value}`)),
      ),
    }),
  });
}

/** By "Interface.field". */
function findExternalInterfaceFields(subgraphs: readonly SubgraphDocument[]): ReadonlyMap<string, FieldGraphs> {
  const found = new Map<string, FieldGraphs>();
  for (const { name, document } of subgraphs) {
    for (const type of interfaceObjects(document)) {
      const owner = ownerOfInterface(subgraphs, type.name.value);
      for (const field of (type.fields ?? []).filter((candidate) => has(candidate, 'external'))) {
        const key = `${type.name.value}.${field.name.value}`;
        found.set(key, { owner, external: [...(found.get(key)?.external ?? []), name] });
      }
    }
  }
  return found;
}

function interfaceObjects(document: DocumentNode): readonly ObjectTypeDefinitionNode[] {
  return document.definitions
    .filter((type) => type.kind === Kind.OBJECT_TYPE_DEFINITION)
    .filter((type) => has(type, 'interfaceObject'));
}

function ownerOfInterface(subgraphs: readonly SubgraphDocument[], interfaceName: string): string {
  const owner = subgraphs.find(({ document }) =>
    document.definitions.some(
      (type) => type.kind === Kind.INTERFACE_TYPE_DEFINITION && type.name.value === interfaceName,
    ),
  );
  if (!owner)
    throw new Error(`No subgraph defines the interface ${interfaceName}, which another has as @interfaceObject.`);
  return owner.name;
}

function has(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  directiveName: string,
): boolean {
  return node.directives?.some(({ name }) => name.value === directiveName) ?? false;
}

function declareGraphs(field: FieldDefinitionNode, graphs: FieldGraphs | undefined): FieldDefinitionNode {
  if (!graphs || has(field, 'join__field')) return field;
  const declared = [
    `graph: ${graphs.owner.toUpperCase()}`,
    ...graphs.external.map((name) => `graph: ${name.toUpperCase()}, external: true`),
  ];
  return { ...field, directives: [...declared.map(joinField), ...(field.directives ?? [])] };
}

function joinField(args: string): ConstDirectiveNode {
  const definition = parse(`scalar S @join__field(${args})`, { noLocation: true }).definitions[0];
  const directive = definition?.kind === Kind.SCALAR_TYPE_DEFINITION ? definition.directives?.[0] : undefined;
  if (!directive) throw new Error(`Not the arguments of a directive: ${args}`);
  return directive;
}
