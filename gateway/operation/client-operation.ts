import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { OperationKind } from '../subgraph-client/subgraph-client.ts';
import type { CachePolicy } from './cache-policy.ts';

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
  /** Names of the variables in `@skip`, `@include` and `@defer`, sorted. */
  readonly conditionVariables: readonly string[];
  /** Whether any fragment is deferred, with these (coerced) variables. */
  readonly isDeferred: (variables: Variables) => boolean;
  /** Coordinates with an access rule that the operation touches, sorted. */
  readonly guardedCoordinates: readonly string[];
  /** How long its answer may be kept, and by whom. */
  readonly cachePolicy: CachePolicy;
  /** The estimated cost with these (coerced) variables. */
  readonly estimateCost: (variables: Variables) => number;
  /** The advertisers that arguments name, with these (coerced) variables. */
  readonly readAdvertiserIds: (variables: Variables) => readonly string[];
}

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Coerced variables: absent ones without a default have no key. */
export type Variables = Readonly<Record<string, unknown>>;

/** The values that decide what is selected, as a key: two requests with the same key are planned the same. */
export function conditionKey({ conditionVariables }: ClientOperation, variables: Variables): string {
  return conditionVariables.map((name) => (variables[name] === true ? '1' : '0')).join('');
}

/** Whether the `@skip` and `@include` of a selection let it stand. */
export function isIncluded({ directives }: Pick<FieldNode, 'directives'>, variables: Variables): boolean {
  return (directives ?? []).every(({ name, arguments: values }) => {
    const value = values?.[0]?.value;
    const isTrue =
      value?.kind === Kind.VARIABLE
        ? variables[value.name.value] === true
        : value?.kind === Kind.BOOLEAN && value.value;
    if (name.value === 'skip') return !isTrue;
    return name.value !== 'include' || isTrue;
  });
}

/** The selections of a fragment; throws for one that validation would have refused. */
export function fragmentNamed(fragments: Fragments, name: string): FragmentDefinitionNode {
  const fragment = fragments.get(name);
  if (fragment === undefined) throw new Error(`No fragment is named ${name}; the document was not validated.`);
  return fragment;
}
