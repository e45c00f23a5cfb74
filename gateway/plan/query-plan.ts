// Our own query plan: what to ask of whom, in what order, and where the answers belong. Planners are adapted to it.
import type { OperationKind } from '../subgraph-client/subgraph-client.ts';
import type { Overrides } from '../supergraph/override-labels.ts';

export type PlanNode = FetchNode | EntityFetchNode | SequenceNode | ParallelNode | ConditionNode | SubscriptionNode;

export interface QueryPlan {
  /** Undefined when no subgraph has to be asked. */
  readonly root: PlanNode | undefined;
}

interface SubgraphCall {
  readonly subgraph: string;
  readonly document: string;
  /** The client's variables that the document uses. */
  readonly variableNames: readonly string[];
}

/** Asks root fields. */
export interface FetchNode extends SubgraphCall {
  readonly kind: 'Fetch';
  readonly operationKind: OperationKind;
  readonly outputRewrites: readonly Rewrite[];
}

/** Asks `_entities`, once or several times under aliases, for objects that earlier answers have named. */
export interface EntityFetchNode extends SubgraphCall {
  readonly kind: 'EntityFetch';
  readonly targets: readonly EntityTarget[];
}

/** One `_entities` field of an entity fetch. */
export interface EntityTarget {
  /** Its response key: `_entities` or an alias of it. */
  readonly responseKey: string;
  /** The variable that takes the representations. */
  readonly representationsVariable: string;
  /** Where in the answer the entities are. */
  readonly paths: readonly EntityPath[];
  /** What a representation consists of. */
  readonly requires: readonly RequiredSelection[];
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
}

export type EntityPath = readonly EntityPathSegment[];
export type EntityPathSegment =
  | { readonly kind: 'Field'; readonly responseKey: string }
  | { readonly kind: 'Items' }
  | { readonly kind: 'Type'; readonly typeNames: readonly string[] };

export type RequiredSelection =
  | {
      readonly kind: 'Field';
      readonly responseKey: string;
      readonly name: string;
      readonly selections: readonly RequiredSelection[];
    }
  | {
      readonly kind: 'On';
      readonly typeName: string;
      readonly selections: readonly RequiredSelection[];
      /** Boolean variables that leave the selections out: when true, or when false. */
      readonly skipIf?: string;
      readonly includeIf?: string;
    };

/** Changes a value on its way into a representation or out of a response. */
export type Rewrite =
  | { readonly kind: 'SetValue'; readonly path: readonly RewriteSegment[]; readonly value: string }
  | { readonly kind: 'RenameKey'; readonly path: readonly RewriteSegment[]; readonly key: string };

export type RewriteSegment =
  { readonly kind: 'Key'; readonly key: string } | { readonly kind: 'Type'; readonly typeNames: readonly string[] };

export interface SequenceNode {
  readonly kind: 'Sequence';
  readonly nodes: readonly PlanNode[];
}

export interface ParallelNode {
  readonly kind: 'Parallel';
  readonly nodes: readonly PlanNode[];
}

/** Runs one branch or the other, or nothing, by a Boolean variable. */
export interface ConditionNode {
  readonly kind: 'Condition';
  readonly variableName: string;
  readonly ifTrue: PlanNode | undefined;
  readonly ifFalse: PlanNode | undefined;
}

/** The stream that a subscription follows; what stands after it in its sequence runs for every event. */
export interface SubscriptionNode {
  readonly kind: 'Subscription';
  readonly primary: FetchNode;
}

/** Turns validated, limited operation text into a plan. Rejects with a `ClientError` PLANNING_TIMEOUT, or any error for a fault. */
export interface Planner {
  plan(operationText: string, overrides?: Overrides): Promise<QueryPlan>;
}
