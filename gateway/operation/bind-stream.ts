// A subscription whose field has @delivery, as the gateway follows it: it always asks for the cursor and the key of an
// event, under names of its own that the answer to the client leaves out, and says itself where the stream begins. Two
// documents that differ in nothing but their cursor become the same text.
import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type ValueNode,
  visit,
} from 'graphql';
import { fieldCoordinate } from '../supergraph/coordinates.ts';
import type { DeliveryRule } from '../supergraph/delivery-rules.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { Variables } from './client-operation.ts';

export interface StreamBinding {
  readonly rule: DeliveryRule;
  /** The text to plan; the same for all documents that mean the same stream. */
  readonly text: string;
  /** The variables that the text has, without the gateway's own. */
  readonly variableNames: readonly string[];
  /** The variable that takes the cursor to begin after. */
  readonly resumeVariable: string;
  /** The cursor that the client's own arguments name. */
  readonly readCursor: (variables: Variables) => string | undefined;
  /** Of an event's data as the subgraph sent it. */
  readonly cursorOf: (data: Readonly<Record<string, unknown>>) => string | undefined;
  readonly keyOf: (data: Readonly<Record<string, unknown>>) => string | undefined;
}

/** Binds the normalised text of a subscription; undefined when its field has no @delivery. */
export function bindStream({ deliveryRules, apiSchema }: Supergraph, text: string): StreamBinding | undefined {
  const document = parse(text, { noLocation: true });
  const root = rootOf(document);
  const rule = root && deliveryRules.get(fieldCoordinate('Subscription', root.name.value));
  const field = apiSchema.getSubscriptionType()?.getFields()[root?.name.value ?? ''];
  const argument = field?.args.find(({ name }) => name === rule?.resume);
  if (!root || !rule || !argument) return undefined;
  const [resumeVariable, cursorKey, keyKey] = unusedNames(text);
  const bound = withoutUnusedVariables(
    declareVariable(
      bindRoots(document, {
        argument: argumentNode(rule.resume, variableNode(resumeVariable)),
        hidden: [
          pathNode(cursorKey, rule.cursor),
          ...(rule.key && rule.contract === 'CONFLATE' ? [pathNode(keyKey, rule.key)] : []),
        ],
      }),
      `${resumeVariable}: ${String(argument.type)}`,
    ),
  );
  const responseKey = root.alias?.value ?? root.name.value;
  const resumeValue = root.arguments?.find(({ name }) => name.value === rule.resume)?.value;
  return {
    rule,
    text: print(bound),
    variableNames: variableNamesOf(bound).filter((name) => name !== resumeVariable),
    resumeVariable,
    readCursor: (variables) => readText(resumeValue, variables),
    cursorOf: (data) => textAt(data, [responseKey, cursorKey, ...rule.cursor.slice(1)]),
    keyOf: (data) => textAt(data, [responseKey, keyKey, ...(rule.key?.slice(1) ?? [])]),
  };
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation) return operation;
  throw new Error('The text to plan has no operation.');
}

/** A subscription has one root field, which may be written several times. */
function rootOf(document: DocumentNode): FieldNode | undefined {
  return operationOf(document).selectionSet.selections.find((node) => node.kind === Kind.FIELD);
}

/** Names of ours that stand nowhere in the text. */
function unusedNames(text: string): readonly [string, string, string] {
  let suffix = '_';
  while (['resume', 'cursor', 'key'].some((name) => text.includes(name + suffix))) suffix += '_';
  return [`resume${suffix}`, `cursor${suffix}`, `key${suffix}`];
}

interface RootBinding {
  readonly argument: ArgumentNode;
  readonly hidden: readonly FieldNode[];
}

function bindRoots(document: DocumentNode, { argument, hidden }: RootBinding): DocumentNode {
  let isFirst = true;
  const bindRoot = (node: SelectionNode): SelectionNode => {
    if (node.kind !== Kind.FIELD || !node.selectionSet) return node;
    const others = node.arguments?.filter(({ name }) => name.value !== argument.name.value) ?? [];
    const selections = isFirst ? [...hidden, ...node.selectionSet.selections] : node.selectionSet.selections;
    isFirst = false;
    return { ...node, arguments: [...others, argument], selectionSet: { ...node.selectionSet, selections } };
  };
  return changeOperation(document, (operation) => ({
    ...operation,
    selectionSet: { ...operation.selectionSet, selections: operation.selectionSet.selections.map(bindRoot) },
  }));
}

function changeOperation(
  document: DocumentNode,
  change: (operation: OperationDefinitionNode) => OperationDefinitionNode,
): DocumentNode {
  const definitions = document.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? change(node) : node,
  );
  return { ...document, definitions };
}

function declareVariable(document: DocumentNode, declaration: string): DocumentNode {
  const declared = operationOf(parse(`subscription ($${declaration}) { a }`, { noLocation: true }));
  return changeOperation(document, (operation) => ({
    ...operation,
    variableDefinitions: [...(operation.variableDefinitions ?? []), ...(declared.variableDefinitions ?? [])],
  }));
}

/** The variable of a client's cursor is in nobody's way any more; left in, it would divide what is the same. */
function withoutUnusedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(operationOf(document).selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  return changeOperation(document, (operation) => ({
    ...operation,
    variableDefinitions: (operation.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value)),
  }));
}

function variableNamesOf(document: DocumentNode): readonly string[] {
  return (operationOf(document).variableDefinitions ?? []).map(({ variable }) => variable.name.value);
}

function nameNode(value: string) {
  return { kind: Kind.NAME, value } as const;
}

function variableNode(name: string): ValueNode {
  return { kind: Kind.VARIABLE, name: nameNode(name) };
}

function argumentNode(name: string, value: ValueNode): ArgumentNode {
  return { kind: Kind.ARGUMENT, name: nameNode(name), value };
}

/** `alias: a { b { c } }` for a path. */
function pathNode(alias: string, [first = '', ...rest]: readonly string[]): FieldNode {
  const field: FieldNode = { kind: Kind.FIELD, alias: nameNode(alias), name: nameNode(first) };
  const [next] = rest;
  if (next === undefined) return field;
  return { ...field, selectionSet: { kind: Kind.SELECTION_SET, selections: [plain(pathNode(next, rest))] } };
}

function plain({ alias: _, ...field }: FieldNode): FieldNode {
  return field;
}

function readText(value: ValueNode | undefined, variables: Variables): string | undefined {
  const given = value?.kind === Kind.VARIABLE ? variables[value.name.value] : value;
  if (typeof given === 'string') return given;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function textAt(data: unknown, [key, ...rest]: readonly string[]): string | undefined {
  if (key === undefined) return typeof data === 'string' ? data : undefined;
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, key)) return undefined;
  return textAt(Reflect.get(data, key), rest);
}
