// The response keys that a fetch's document asks for, as a tree: what is missing when the fetch fails.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';

/** By response key; a leaf has an empty shape. Type conditions are ignored: a key too many does no harm. */
export type ResponseShape = ReadonlyMap<string, ResponseShape>;

export const emptyShape: ResponseShape = new Map();

/** Reads the shape of a fetch's document. */
export function readResponseShape(text: string): ResponseShape {
  const document = parse(text, { noLocation: true });
  const operation = operationOf(document);
  const fragments = new Map(
    document.definitions.flatMap((node): [string, FragmentDefinitionNode][] =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );
  return shapeOf([operation.selectionSet], fragments);
}

/** The operation of a document that has one. */
export function operationOf(document: DocumentNode): OperationDefinitionNode {
  for (const node of document.definitions) if (node.kind === Kind.OPERATION_DEFINITION) return node;
  throw new Error('A fetch has no operation.');
}

function shapeOf(
  sets: readonly SelectionSetNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): ResponseShape {
  const below = new Map<string, SelectionSetNode[]>();
  for (const set of sets) {
    for (const field of fieldsOf(set, fragments)) {
      const key = field.alias?.value ?? field.name.value;
      const known = below.get(key) ?? [];
      below.set(key, field.selectionSet ? [...known, field.selectionSet] : known);
    }
  }
  return new Map([...below].map(([key, inside]) => [key, shapeOf(inside, fragments)]));
}

function fieldsOf(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): readonly FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, fragments);
    const fragment = fragments.get(selection.name.value);
    return fragment ? fieldsOf(fragment.selectionSet, fragments) : [];
  });
}
