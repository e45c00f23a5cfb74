// The stages of a request, in their order. What each does is told where it is written.
import type { Logger } from 'pino';
import { ClientError, formatThrown, isClientMistake } from './errors.ts';
import type { CompiledOperation } from './execute/compile-operation.ts';
import type { GraphQLResult } from './execute/graphql-result.ts';
import { maskFor, refuseDeniedRoots } from './operation/access-mask.ts';
import type { Variables } from './operation/client-operation.ts';
import { coerceVariables } from './operation/coerce-variables.ts';
import type { GraphQLRequest } from './operation/graphql-request.ts';
import { refuseCost } from './operation/operation-cost.ts';
import type { OperationLimits } from './operation/operation-limits.ts';
import { checkTenancy } from './operation/tenancy.ts';
import { findDocument, type TrustedDocumentsMode } from './operation/trusted-documents.ts';
import { createHivePlanner } from './plan/hive-planner.ts';
import type { Planner } from './plan/query-plan.ts';
import { createPreparation } from './prepare-operation.ts';
import type { OperationKind, SubgraphCallContext, SubgraphClient } from './subgraph-client/subgraph-client.ts';
import type { HoldsPolicy } from './supergraph/access-rules.ts';
import { loadSupergraph } from './supergraph/supergraph.ts';

export type { GraphQLResult } from './execute/graphql-result.ts';
export type { GraphQLRequest } from './operation/graphql-request.ts';
export type { OperationLimits } from './operation/operation-limits.ts';
export type { TrustedDocumentsMode } from './operation/trusted-documents.ts';

export interface RequestContext extends SubgraphCallContext {
  readonly allowedKinds: ReadonlySet<OperationKind>;
}

export interface Gateway {
  /** Answers a query or a mutation. Never rejects: whatever happened is in `errors`. */
  execute(request: GraphQLRequest, context: RequestContext): Promise<GraphQLResult>;
  /** Opens a subscription, or answers why not. Never rejects. */
  subscribe(request: GraphQLRequest, context: RequestContext): Promise<AsyncIterable<GraphQLResult> | GraphQLResult>;
  /** The kind of the operation the request names; undefined when it cannot be told (execute will say why). */
  operationKind(request: GraphQLRequest): OperationKind | undefined;
}

export interface GatewayOptions {
  readonly supergraphSdl: string;
  /** By subgraph name. */
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly limits: OperationLimits;
  readonly introspection: boolean;
  /** Texts by `sha256:<hex>`. */
  readonly trustedDocuments?: ReadonlyMap<string, string>;
  readonly trustedDocumentsMode?: TrustedDocumentsMode;
  /** Decides @policy. Without it no policy holds. */
  readonly holdsPolicy?: HoldsPolicy;
  /** Another planner than the native one. */
  readonly planner?: Planner;
  readonly logger: Logger;
}

/** Makes a gateway. Throws when the SDL is no supergraph or names a subgraph without a client. */
export function createGateway(options: GatewayOptions): Gateway {
  const { limits, logger, holdsPolicy = () => false } = options;
  const supergraph = loadSupergraph(options.supergraphSdl);
  const { apiSchema, accessRules } = supergraph;
  for (const name of supergraph.subgraphs.keys()) {
    if (!options.clients.has(name))
      throw new Error(`The supergraph has a subgraph "${name}" that no client is given for.`);
  }
  const planner = options.planner ?? createHivePlanner(supergraph, limits.planningTimeoutMs);
  const preparation = createPreparation({ ...options, supergraph, planner });
  const trusted = {
    mode: options.trustedDocumentsMode ?? 'off',
    texts: options.trustedDocuments ?? new Map<string, string>(),
  };

  function read(request: GraphQLRequest) {
    return preparation.readOperation(findDocument(request, trusted), request.operationName);
  }
  async function admit(request: GraphQLRequest, context: RequestContext): Promise<[CompiledOperation, Variables]> {
    const operation = read(request);
    if (!context.allowedKinds.has(operation.kind))
      throw new ClientError('METHOD_NOT_ALLOWED', `A ${operation.kind} may not be sent this way.`);
    const variables = coerceVariables(operation, apiSchema, request.variables ?? {});
    refuseCost(operation, variables, limits.maxCost);
    const mask = maskFor(operation, accessRules, context.viewer, holdsPolicy);
    refuseDeniedRoots(operation, apiSchema, mask);
    checkTenancy(operation, variables, context.viewer);
    return [await preparation.compile(operation, mask, variables), variables];
  }
  function answer(thrown: unknown, { requestId }: RequestContext): GraphQLResult {
    if (!isClientMistake(thrown)) logger.error({ err: thrown, requestId }, 'request failed');
    return { errors: formatThrown(thrown) };
  }
  return {
    async execute(request, context) {
      try {
        const [compiled, variables] = await admit(request, context);
        return await compiled.execute(variables, context);
      } catch (error) {
        return answer(error, context);
      }
    },
    async subscribe(request, context) {
      try {
        const [compiled, variables] = await admit(request, context);
        return compiled.subscribe(variables, context);
      } catch (error) {
        return answer(error, context);
      }
    },
    operationKind(request) {
      try {
        return read(request).kind;
      } catch {
        return undefined;
      }
    },
  };
}
