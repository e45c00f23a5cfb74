// A live query as the gateway asks it: wherever it reads something of a subgraph that tells of changes, it asks too on which
// words that depends, under names of its own that the answer to the client leaves out.
import {
  type FieldNode,
  getNamedType,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { LiveKeysRule } from '../supergraph/live-rules.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { ClientOperation, Variables } from './client-operation.ts';
import { forEachField } from './schema-walk.ts';
import { readArgument } from './tenancy.ts';

export interface LiveBinding {
  /** The text to plan. */
  readonly text: string;
  /** The response keys under which the words stand, wherever in the answer. */
  readonly responseKeys: ReadonlySet<string>;
}

/** Binds the normalised text of a query. */
export function bindLiveQuery({ liveRules, fullSchema }: Supergraph, text: string): LiveBinding {
  const prefix = unusedPrefix(text);
  const responseKeys = new Set<string>();
  const typeInfo = new TypeInfo(fullSchema);
  function wordsOf(typeName: string, { selections }: SelectionSetNode): readonly FieldNode[] {
    const names = selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
    const owners = new Set(names.flatMap((name) => liveRules.ownersOf(typeName, name)));
    const isOf = ({ of }: LiveKeysRule): boolean => of === undefined || names.some((name) => of.has(name));
    if (![...owners].some((owner) => liveRules.sources.has(owner))) return [];
    const rules = (liveRules.keys.get(typeName) ?? []).filter(
      (rule) => (rule.isShared || owners.has(rule.subgraph)) && isOf(rule),
    );
    return rules.map((rule) => wordsField(rule));
  }
  function wordsField({ field }: LiveKeysRule): FieldNode {
    const responseKey = prefix + field;
    responseKeys.add(responseKey);
    return {
      kind: Kind.FIELD,
      alias: { kind: Kind.NAME, value: responseKey },
      name: { kind: Kind.NAME, value: field },
    };
  }
  const bound = visit(
    parse(text, { noLocation: true }),
    visitWithTypeInfo(typeInfo, {
      SelectionSet: {
        leave(node) {
          const type = typeInfo.getParentType();
          const words = type ? wordsOf(getNamedType(type).name, node) : [];
          return words.length === 0 ? undefined : { ...node, selections: [...node.selections, ...words] };
        },
      },
    }),
  );
  return { text: print(bound), responseKeys };
}

/** A prefix of ours that no name of the text has. */
function unusedPrefix(text: string): string {
  let prefix = 'live_';
  while (text.includes(prefix)) prefix += '_';
  return prefix;
}

/**
 * Prepares the search for what an operation names by its identifier: an answer depends on it even where it is not there
 * yet.
 */
export function compileNamedIds(
  operation: ClientOperation,
  { apiSchema }: Supergraph,
): (variables: Variables) => readonly string[] {
  const readers: ((variables: Variables) => unknown)[] = [];
  const root = { selectionSet: operation.definition.selectionSet, type: operation.rootType };
  forEachField(apiSchema, operation.fragments, root, (_parent, node, field) => {
    for (const argument of node.arguments ?? []) {
      const definition = field?.args.find(({ name }) => name === argument.name.value);
      if (!definition || getNamedType(definition.type).name !== 'ID') continue;
      readers.push((variables) => readArgument(argument, definition.type, variables));
    }
  });
  return (variables) =>
    readers.flatMap((read) => read(variables)).filter((value): value is string => typeof value === 'string');
}
