// An entity fetch may ask several `_entities` at once. Those for which an answer had no entity are left out of the
// document: a subgraph is never asked about nothing.
import { type DocumentNode, Kind, parse, print, visit } from 'graphql';
import { LruCache } from '../lru-cache.ts';
import { operationOf } from './response-shape.ts';

/** One `_entities` field: its response key and the variable that only it uses. */
export interface PrunableField {
  readonly responseKey: string;
  readonly representationsVariable: string;
}

/** So many combinations of one fetch are kept printed. */
const maxDocuments = 32;

/** Prepares a document; the same fields left out give the same text, by which subgraphs cache. */
export function compilePruning(document: string): (absent: readonly PrunableField[]) => string {
  const documents = new LruCache<string>(maxDocuments);
  return (absent) => {
    if (absent.length === 0) return document;
    const key = absent.map(({ responseKey }) => responseKey).join();
    const known = documents.get(key);
    if (known !== undefined) return known;
    const pruned = print(prune(parse(document, { noLocation: true }), absent));
    documents.set(key, pruned, 1);
    return pruned;
  };
}

function prune(document: DocumentNode, absent: readonly PrunableField[]): DocumentNode {
  const keys = new Set(absent.map(({ responseKey }) => responseKey));
  const operation = operationOf(document);
  const selections = operation.selectionSet.selections.filter(
    (selection) => selection.kind !== Kind.FIELD || !keys.has(selection.alias?.value ?? selection.name.value),
  );
  const pruned = { ...operation, selectionSet: { ...operation.selectionSet, selections } };
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const all: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [{ ...pruned, variableDefinitions: [] }, ...fragments],
  };
  const used = findUsed(all);
  const definitions = [
    {
      ...pruned,
      variableDefinitions: (operation.variableDefinitions ?? []).filter(({ variable }) =>
        used.variables.has(variable.name.value),
      ),
    },
    ...fragments.filter(({ name }) => used.fragments.has(name.value)),
  ];
  return { kind: Kind.DOCUMENT, definitions };
}

/** What the operation uses, directly and through fragments: a document with anything unused is not valid. */
function findUsed(document: DocumentNode): { readonly variables: Set<string>; readonly fragments: Set<string> } {
  const variables = new Set<string>();
  const fragments = new Set<string>();
  const pending: Parameters<typeof visit>[0][] = [operationOf(document)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    visit(node, {
      Variable: ({ name }) => void variables.add(name.value),
      FragmentSpread({ name }) {
        if (fragments.has(name.value)) return;
        fragments.add(name.value);
        const fragment = document.definitions.find(
          (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name.value,
        );
        if (fragment) pending.push(fragment);
      },
    });
  }
  return { variables, fragments };
}
