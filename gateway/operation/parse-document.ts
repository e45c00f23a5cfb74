import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { ClientError } from '../errors.ts';
import type { Fragments } from './client-operation.ts';

/** A document that parsed, and nothing more. */
export interface ParsedDocument {
  readonly document: DocumentNode;
  readonly operations: readonly OperationDefinitionNode[];
  readonly fragments: Fragments;
  readonly tokenCount: number;
}

/** Parses a document of at most `maxTokens` tokens. Throws GRAPHQL_PARSE_FAILED or OPERATION_TOO_LARGE. */
export function parseDocument(text: string, maxTokens: number): ParsedDocument {
  const document = parseText(text, maxTokens);
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    if (node.kind === Kind.OPERATION_DEFINITION) operations.push(node);
  }
  return { document, operations, fragments, tokenCount: document.tokenCount ?? text.length };
}

function parseText(text: string, maxTokens: number): DocumentNode {
  try {
    return parse(text, { maxTokens });
  } catch (error) {
    if (error instanceof RangeError) throw new ClientError('OPERATION_TOO_LARGE', 'The document is nested too deeply.');
    if (!(error instanceof GraphQLError)) throw error;
    if (error.message.includes('tokens. Parsing aborted')) {
      throw new ClientError('OPERATION_TOO_LARGE', `The document has more than ${maxTokens} tokens.`);
    }
    throw new ClientError('GRAPHQL_PARSE_FAILED', error.message, {}, error.locations);
  }
}

/** The operation that the request names. Throws OPERATION_RESOLUTION_FAILURE. */
export function selectOperation(
  operations: readonly OperationDefinitionNode[],
  operationName: string | undefined,
): OperationDefinitionNode {
  if (operationName !== undefined && operationName !== '') {
    const named = operations.find(({ name }) => name?.value === operationName);
    if (named) return named;
    throw new ClientError('OPERATION_RESOLUTION_FAILURE', `The document has no operation named "${operationName}".`);
  }
  const [only, ...others] = operations;
  if (only === undefined) throw new ClientError('OPERATION_RESOLUTION_FAILURE', 'The document has no operation.');
  if (others.length > 0) {
    throw new ClientError('OPERATION_RESOLUTION_FAILURE', 'The document has several operations; name one of them.');
  }
  return only;
}
