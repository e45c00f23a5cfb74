import type { Logger } from 'pino';
import type { FormattedError } from './errors.ts';
import type { GraphQLRequest } from './operation/graphql-request.ts';
import type { OperationLimits } from './operation/operation-limits.ts';
import type { OperationKind, SubgraphCallContext, SubgraphClient } from './subgraph-client/subgraph-client.ts';

export type { GraphQLRequest } from './operation/graphql-request.ts';
export type { OperationLimits } from './operation/operation-limits.ts';

export interface RequestContext extends SubgraphCallContext {
  readonly allowedKinds: ReadonlySet<OperationKind>;
}

/** The answer. A request error (parse, validation, limits, auth) has no `data` key at all. */
export interface GraphQLResult {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly FormattedError[];
  readonly extensions?: Record<string, unknown>;
}

export interface Gateway {
  /** Answers a query or a mutation. Never rejects: whatever happened is in `errors`. */
  execute(request: GraphQLRequest, context: RequestContext): Promise<GraphQLResult>;
  /** Opens a subscription, or answers why not. */
  subscribe(request: GraphQLRequest, context: RequestContext): Promise<AsyncIterable<GraphQLResult> | GraphQLResult>;
  /** The kind of the operation the request names; undefined when it cannot be told (execute will say why). */
  operationKind(request: GraphQLRequest): OperationKind | undefined;
}

export type TrustedDocumentsMode = 'off' | 'allow' | 'enforce';

export interface GatewayOptions {
  readonly supergraphSdl: string;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly limits: OperationLimits;
  readonly introspection: boolean;
  readonly trustedDocuments?: ReadonlyMap<string, string>;
  readonly trustedDocumentsMode?: TrustedDocumentsMode;
  readonly logger: Logger;
}

export declare function createGateway(options: GatewayOptions): Gateway;
