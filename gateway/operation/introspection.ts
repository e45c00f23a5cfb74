// `__schema` and `__type` are answered here from the API schema and never planned.
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { ClientError } from '../errors.ts';
import { type ClientOperation, type Fragments, fragmentNamed, type Variables } from './client-operation.ts';

/** Answers the introspection fields of one operation; undefined when it has none. */
export type Introspection = (variables: Variables) => Readonly<Record<string, unknown>>;

/** Prepares the introspection fields of an operation. Throws INTROSPECTION_DISABLED when it may not have any. */
export function compileIntrospection(
  operation: ClientOperation,
  schema: GraphQLSchema,
  isAllowed: boolean,
): Introspection | undefined {
  const selections = introspectionFields(operation.definition.selectionSet.selections, operation.fragments);
  if (selections.length === 0) return undefined;
  if (!isAllowed) throw new ClientError('INTROSPECTION_DISABLED', 'Introspection is switched off here.');
  const document = documentOf(operation, selections);
  return (variables) => {
    const result = execute({ schema, document, variableValues: variables });
    if (isPromise(result) || result.errors || !result.data) throw new Error('Introspection failed', { cause: result });
    return result.data;
  };
}

function documentOf(operation: ClientOperation, selections: readonly SelectionNode[]): DocumentNode {
  const definition: OperationDefinitionNode = {
    ...operation.definition,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  return { kind: Kind.DOCUMENT, definitions: [definition, ...operation.fragments.values()] };
}

/** The selections at the root with everything but introspection removed, and root fragments spread in place. */
function introspectionFields(selections: readonly SelectionNode[], fragments: Fragments): readonly SelectionNode[] {
  return selections.flatMap((selection): readonly SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return isIntrospection(selection.name.value) ? [selection] : [];
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentNamed(fragments, selection.name.value);
    const inside = introspectionFields(fragment.selectionSet.selections, fragments);
    if (inside.length === 0) return [];
    const { directives } = selection;
    const selectionSet = { kind: Kind.SELECTION_SET, selections: inside } as const;
    return [{ kind: Kind.INLINE_FRAGMENT, ...(directives && { directives }), selectionSet }];
  });
}

/** Whether a root field is answered from the schema. */
export function isIntrospection(fieldName: string): boolean {
  return fieldName === '__schema' || fieldName === '__type';
}

function isPromise(result: ExecutionResult | Promise<ExecutionResult>): result is Promise<ExecutionResult> {
  return result instanceof Promise;
}
