// Writes random but valid operations for a schema: aliases, arguments by literal and by variable, defaults, named and
// inline fragments, @skip and @include, __typename, abstract types.
import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
  isUnionType,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import type { Random } from './random.ts';

export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface OperationSource {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  /** A JSON value for a scalar input; `name` is the argument or input field it is for. */
  leafValue(typeName: string, name: string, random: Random): unknown;
  /** Whether fragments may be deferred. */
  readonly defers?: boolean;
}

interface Draft {
  readonly source: OperationSource;
  readonly variableDefinitions: string[];
  readonly variables: Record<string, unknown>;
  readonly fragments: string[];
  fieldsLeft: number;
  labels: number;
}

const maxDepth = 7;

/** The next random operation that the schema accepts. Drafts whose fields cannot be merged are thrown away. */
export function randomOperation(source: OperationSource): RandomOperation {
  for (;;) {
    const operation = draftOperation(source);
    if (validate(source.schema, parse(operation.query)).length === 0) return operation;
  }
}

function draftOperation(source: OperationSource): RandomOperation {
  const { schema, random } = source;
  const isMutation = random.chance(0.1);
  const root = schema.getRootType(isMutation ? OperationTypeNode.MUTATION : OperationTypeNode.QUERY);
  if (!root) throw new Error('The schema has no such root type.');
  const draft: Draft = {
    source,
    variableDefinitions: [],
    variables: {},
    fragments: [],
    fieldsLeft: 10 + random.below(50),
    labels: 0,
  };
  const body = selectionSet(draft, root, 0);
  const definitions = draft.variableDefinitions.length === 0 ? '' : `(${draft.variableDefinitions.join(', ')})`;
  const query = [`${isMutation ? 'mutation' : 'query'} Random${definitions} ${body}`, ...draft.fragments].join('\n');
  return { query, variables: draft.variables };
}

function selectionSet(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random } = draft.source;
  const selections: string[] = [];
  const count = 1 + random.below(depth === 0 ? 3 : 5);
  for (let index = 0; index < count; index++) selections.push(selection(draft, type, depth));
  return `{ ${selections.join(' ')} }`;
}

function selection(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random } = draft.source;
  if (isUnionType(type)) return random.chance(0.2) ? '__typename' : inlineFragment(draft, type, depth);
  const kind = random.below(12);
  if (kind === 0) return random.chance(0.3) ? `alias${random.below(9)}: __typename` : '__typename';
  if (kind === 1 && depth < maxDepth) return inlineFragment(draft, type, depth);
  if (kind === 2 && depth < maxDepth) return namedFragment(draft, type, depth);
  return field(draft, type, depth);
}

function field(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random } = draft.source;
  if (isUnionType(type)) return '__typename';
  const candidates = Object.values(type.getFields()).filter(
    ({ type: fieldType }) => !isCompositeType(getNamedType(fieldType)) || (depth < maxDepth && draft.fieldsLeft > 0),
  );
  if (candidates.length === 0) return '__typename';
  draft.fieldsLeft -= 1;
  // Branches lead from one subgraph to the next, which is what is to be tested; leaves alone would be picked too often.
  const branches = candidates.filter(({ type: fieldType }) => isCompositeType(getNamedType(fieldType)));
  return oneField(draft, random.pick(branches.length > 0 && random.chance(0.4) ? branches : candidates), depth);
}

function oneField(draft: Draft, definition: GraphQLField<unknown, unknown>, depth: number): string {
  const { random } = draft.source;
  const alias = random.chance(0.25) ? `${random.pick(['a', 'b', 'c'])}${random.below(20)}: ` : '';
  const selected = getNamedType(definition.type);
  const body = isCompositeType(selected) ? ` ${selectionSet(draft, selected, depth + 1)}` : '';
  return `${alias}${definition.name}${fieldArguments(draft, definition.args)}${conditions(draft)}${body}`;
}

function inlineFragment(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const target = fragmentTarget(draft, type);
  const condition = draft.source.random.chance(0.15) && target === type ? '' : ` on ${target.name}`;
  return `...${condition}${conditions(draft)}${deferral(draft, type)} ${selectionSet(draft, target, depth + 1)}`;
}

function namedFragment(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const target = fragmentTarget(draft, type);
  const body = selectionSet(draft, target, depth + 1);
  const name = `F${draft.fragments.length}`;
  draft.fragments.push(`fragment ${name} on ${target.name} ${body}`);
  return `...${name}${conditions(draft)}${deferral(draft, type)}`;
}

/** A type that the parent may turn out to be: itself, one of its possible types, or an interface it implements. */
function fragmentTarget(draft: Draft, type: GraphQLCompositeType): GraphQLCompositeType {
  const { schema, random } = draft.source;
  if (isAbstractType(type)) return random.pick<GraphQLCompositeType>([type, ...schema.getPossibleTypes(type)]);
  return random.pick<GraphQLCompositeType>([type, ...(isObjectType(type) ? type.getInterfaces() : [])]);
}

function conditions(draft: Draft): string {
  const { random } = draft.source;
  if (!random.chance(0.12)) return '';
  const directive = random.pick(['skip', 'include']);
  const value = random.chance(0.5);
  if (random.chance(0.5)) return ` @${directive}(if: ${value})`;
  return ` @${directive}(if: $${variable(draft, 'Boolean!', value)})`;
}

/** Half of the fragments are deferred, where they may be: by nothing more, with a label, or as a variable says. */
function deferral(draft: Draft, type: GraphQLCompositeType): string {
  const { random, schema, defers } = draft.source;
  if (!defers || type === schema.getMutationType() || !random.chance(0.5)) return '';
  const label = `label: "part ${draft.labels++}"`;
  const way = random.below(4);
  if (way === 0) return ' @defer';
  if (way < 3) return ` @defer(${label})`;
  return ` @defer(if: $${variable(draft, 'Boolean!', random.chance(0.7))}, ${label})`;
}

function variable(draft: Draft, type: string, value: unknown): string {
  const name = `v${draft.variableDefinitions.length}`;
  draft.variableDefinitions.push(`$${name}: ${type}`);
  draft.variables[name] = value;
  return name;
}

function fieldArguments(draft: Draft, definitions: readonly GraphQLArgument[]): string {
  const { random } = draft.source;
  const given = definitions.filter((definition) => isRequiredInputField(definition) || random.chance(0.6));
  if (given.length === 0) return '';
  return `(${given.map((definition) => oneArgument(draft, definition)).join(', ')})`;
}

function oneArgument(draft: Draft, { name, type }: GraphQLArgument): string {
  const { random } = draft.source;
  const value = inputValue(draft, type, name);
  if (!random.chance(0.5)) return `${name}: ${literal(type, value)}`;
  if (random.chance(0.2) && !isNonNullType(type) && value !== null) {
    const withDefault = `v${draft.variableDefinitions.length}`;
    draft.variableDefinitions.push(`$${withDefault}: ${String(type)} = ${literal(type, value)}`);
    return `${name}: $${withDefault}`;
  }
  return `${name}: $${variable(draft, String(type), value)}`;
}

function inputValue(draft: Draft, type: GraphQLInputType, name: string): unknown {
  const { random } = draft.source;
  if (isNonNullType(type)) return inputValue(draft, type.ofType, name);
  if (isListType(type)) return Array.from({ length: 1 + random.below(2) }, () => inputValue(draft, type.ofType, name));
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  if (!isInputObjectType(type)) return draft.source.leafValue(type.name, name, random);
  const fields = Object.values(type.getFields()).filter(
    (inputField) => isRequiredInputField(inputField) || random.chance(0.4),
  );
  return Object.fromEntries(
    fields.map((inputField) => [inputField.name, inputValue(draft, inputField.type, inputField.name)]),
  );
}

function literal(type: GraphQLInputType, value: unknown): string {
  if (isNonNullType(type)) return literal(type.ofType, value);
  if (isListType(type) && Array.isArray(value))
    return `[${value.map((item) => literal(type.ofType, item)).join(', ')}]`;
  if (isEnumType(type)) return String(value);
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = type.getFields();
  const parts = Object.entries(value).map(([name, item]) => {
    const inputField = fields[name];
    if (!inputField) throw new Error(`${type.name} has no field ${name}.`);
    return `${name}: ${literal(inputField.type, item)}`;
  });
  return `{ ${parts.join(', ')} }`;
}
