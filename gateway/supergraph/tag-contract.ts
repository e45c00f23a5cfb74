// A contract: the part of a supergraph that a tag marks, as a supergraph in which all else is inaccessible. A tagged
// type is visible with all its fields; of an untagged one, the fields that are tagged. What is visible stays visible
// only as long as the types it names are, so a field of an untagged type is hidden too, and its plan is not changed.
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  specifiedScalarTypes,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { type LinkFeatures, readArguments } from './link-features.ts';

type Tagged = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

/** The supergraph with everything inaccessible that the tag does not mark; undefined when it marks no query. */
export function applyContract(document: DocumentNode, features: LinkFeatures, tag: string): DocumentNode | undefined {
  const tagName = features.directiveName('tag', 'tag');
  const isTagged = ({ directives }: Tagged): boolean =>
    (directives ?? []).some((node) => node.name.value === tagName && readArguments(node)['name'] === tag);
  const types = document.definitions
    .filter(isTypeDefinitionNode)
    .filter(({ name }) => !features.isMachinery(name.value));
  const visible = findVisibleTypes(types, isTagged);
  if (!visible.has('Query')) return undefined;
  const hidden: ConstDirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: features.directiveName('inaccessible', 'inaccessible') },
  };
  const hide = <Node extends Tagged>(node: Node): Node => ({
    ...node,
    directives: [...(node.directives ?? []), hidden],
  });
  const definitions = document.definitions.map((node) => {
    if (!isTypeDefinitionNode(node) || features.isMachinery(node.name.value)) return node;
    if (!visible.has(node.name.value)) return hide(node);
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) return node;
    const shown = new Set(visibleFields(node, isTagged, visible));
    return { ...node, fields: (node.fields ?? []).map((field) => (shown.has(field) ? field : hide(field))) };
  });
  return { ...document, definitions };
}

/** Types are taken away until those that are left name no type that is gone. */
function findVisibleTypes(types: readonly TypeDefinitionNode[], isTagged: (node: Tagged) => boolean) {
  const visible = new Set([...specifiedScalarTypes.map(({ name }) => name), ...types.map(({ name }) => name.value)]);
  for (let size = -1; size !== visible.size;) {
    size = visible.size;
    for (const type of types) if (!isVisible(type, isTagged, visible)) visible.delete(type.name.value);
  }
  return visible;
}

function isVisible(type: TypeDefinitionNode, isTagged: (node: Tagged) => boolean, visible: ReadonlySet<string>) {
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return visibleFields(type, isTagged, visible).length > 0;
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return isTagged(type) && (type.fields ?? []).every((field) => visible.has(namedType(field.type)));
    case Kind.UNION_TYPE_DEFINITION:
      return isTagged(type) && (type.types ?? []).some(({ name }) => visible.has(name.value));
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
      return isTagged(type);
  }
}

function visibleFields(
  type: Tagged & { readonly fields?: readonly FieldDefinitionNode[] | undefined },
  isTagged: (node: Tagged) => boolean,
  visible: ReadonlySet<string>,
): readonly FieldDefinitionNode[] {
  const ofType = isTagged(type);
  const isKnown = ({ type: named }: InputValueDefinitionNode | FieldDefinitionNode) => visible.has(namedType(named));
  return (type.fields ?? []).filter(
    (field) => (ofType || isTagged(field)) && isKnown(field) && (field.arguments ?? []).every(isKnown),
  );
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
