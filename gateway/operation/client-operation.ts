import type { DocumentNode, FragmentDefinitionNode, GraphQLObjectType, OperationDefinitionNode } from 'graphql';
import type { OperationKind } from '../subgraph-client/subgraph-client.ts';

/** One operation of a client that fits the schema and the limits. It knows nothing of a viewer. */
export interface ClientOperation {
  /** Two requests with the same id mean the same operation of the same document. */
  readonly id: string;
  readonly kind: OperationKind;
  readonly name: string | undefined;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly fragments: Fragments;
  readonly rootType: GraphQLObjectType;
  /** How much of the client's text this is, to bound what a cache holds. */
  readonly tokenCount: number;
  /** Names of the variables in `@skip` and `@include`, sorted. */
  readonly conditionVariables: readonly string[];
  /** Coordinates with an access rule that the operation touches, sorted. */
  readonly guardedCoordinates: readonly string[];
  /** The estimated cost with these (coerced) variables. */
  readonly estimateCost: (variables: Variables) => number;
  /** The advertisers that arguments name, with these (coerced) variables. */
  readonly readAdvertiserIds: (variables: Variables) => readonly string[];
}

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Coerced variables: absent ones without a default have no key. */
export type Variables = Readonly<Record<string, unknown>>;

/** The selections of a fragment; throws for one that validation would have refused. */
export function fragmentNamed(fragments: Fragments, name: string): FragmentDefinitionNode {
  const fragment = fragments.get(name);
  if (fragment === undefined) throw new Error(`No fragment is named ${name}; the document was not validated.`);
  return fragment;
}
