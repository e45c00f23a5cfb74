// The document of a fetch, taken apart and put together again with other selections.
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import type { EntityTarget } from './query-plan.ts';

export interface FetchDocument {
  /** With fragments spread in place. */
  readonly operation: OperationDefinitionNode;
  /** The beginning of names that stand nowhere in the document. */
  readonly freshPrefix: string;
  /** The same field of `_entities` under another name, with representations of its own. */
  repeat(field: FieldNode, target: EntityTarget, suffix: string): RepeatedField;
  /** A document with other selections at its top. */
  print(selections: readonly SelectionNode[]): PrintedDocument;
  /** A query of `_entities` under each name, which is also that of the variable that takes its representations. */
  printEntities(entities: readonly NamedEntities[]): PrintedDocument;
}

export interface PrintedDocument {
  readonly document: string;
  /** The client's variables in it. */
  readonly variableNames: readonly string[];
}

export interface NamedEntities {
  readonly name: string;
  readonly typeName: string;
  readonly fields: readonly FieldNode[];
}

export interface RepeatedField {
  readonly field: FieldNode;
  readonly target: EntityTarget;
}

/** Reads the document of a fetch, which has these variables of the client's. */
export function readFetchDocument(text: string, clientVariables: readonly string[]): FetchDocument {
  const operation = readOperation(text);
  const definitions = [...(operation.variableDefinitions ?? [])];
  let freshPrefix = '_d';
  while (text.includes(freshPrefix)) freshPrefix += '_';

  function printOperation(
    changed: OperationDefinitionNode,
    own: readonly VariableDefinitionNode[] = [],
  ): PrintedDocument {
    const used = variablesIn(changed.selectionSet);
    const variableDefinitions = [...own, ...definitions].filter(({ variable }) => used.has(variable.name.value));
    return {
      document: print({ ...changed, variableDefinitions }),
      variableNames: clientVariables.filter((name) => used.has(name)),
    };
  }
  return {
    operation,
    freshPrefix,
    repeat(field, target, suffix) {
      const { representationsVariable: variable, responseKey } = target;
      const name = (old: string) => ({ kind: Kind.NAME, value: old + suffix }) as const;
      for (const definition of definitions.filter((each) => each.variable.name.value === variable)) {
        definitions.push({ ...definition, variable: { ...definition.variable, name: name(variable) } });
      }
      const renamed: FieldNode = visit(field, {
        SelectionSet: () => false,
        Variable: (node) => (node.name.value === variable ? { ...node, name: name(variable) } : undefined),
      });
      return {
        field: { ...renamed, alias: name(responseKey) },
        target: { ...target, responseKey: responseKey + suffix, representationsVariable: variable + suffix },
      };
    },
    print: (selections) => printOperation({ ...operation, selectionSet: setOf(selections) }),
    printEntities(entities) {
      const head = entities.map(({ name }) => `$${name}: [_Any!]!`).join(', ');
      const body = entities.map(({ name, typeName, fields }) => {
        const inside = fields.map(print).join(' ');
        return `${name}: _entities(representations: $${name}) { ... on ${typeName} { ${inside} } }`;
      });
      const query = readOperation(`query (${head}) { ${body.join(' ')} }`);
      return printOperation(query, query.variableDefinitions);
    },
  };
}

export function setOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

function readOperation(text: string): OperationDefinitionNode {
  const { definitions }: DocumentNode = parse(text, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | undefined;
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operation = definition;
  }
  if (!operation) throw new Error('A fetch has no operation.');
  const spread: OperationDefinitionNode = visit(operation, {
    FragmentSpread({ name }) {
      const fragment = fragments.get(name.value);
      if (!fragment) throw new Error(`A fetch spreads ${name.value}, which it does not define.`);
      const { typeCondition, selectionSet } = fragment;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet };
    },
  });
  return spread;
}

function variablesIn(selectionSet: SelectionSetNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(selectionSet, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}
