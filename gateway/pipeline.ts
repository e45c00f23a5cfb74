// The stages of a request, in their order. What each does is told where it is written.
import { ClientError, formatThrown, isClientMistake } from './errors.ts';
import type { Gateway, GatewayOptions, RequestContext } from './gateway-contract.ts';
import { maskFor, refuseDeniedRoots } from './operation/access-mask.ts';
import { coerceVariables } from './operation/coerce-variables.ts';
import type { GraphQLRequest } from './operation/graphql-request.ts';
import { refuseCost } from './operation/operation-cost.ts';
import { checkTenancy } from './operation/tenancy.ts';
import { findDocument, isUntrusted } from './operation/trusted-documents.ts';
import { createPreparation } from './prepare-operation.ts';

export type { GraphQLResult } from './execute/graphql-result.ts';
export type { Gateway, GatewayOptions, RequestContext } from './gateway-contract.ts';
export type { GraphQLRequest } from './operation/graphql-request.ts';

/** Makes a gateway. Throws when the SDL is no supergraph or names a subgraph without a client. */
export function createGateway(options: GatewayOptions): Gateway {
  const { limits, logger, holdsPolicy = () => false, trustedDocumentsMode: mode = 'off' } = options;
  const trusted = { mode, texts: options.trustedDocuments ?? new Map<string, string>() };
  const { supergraph, readOperation, compile } = createPreparation(options);
  const { apiSchema, accessRules } = supergraph;

  const read = (request: GraphQLRequest) => readOperation(findDocument(request, trusted), request.operationName);
  const readIfPossible = (request: GraphQLRequest) => {
    try {
      return read(request);
    } catch {
      return undefined;
    }
  };
  async function admit(request: GraphQLRequest, { viewer, requestId, allowedKinds }: RequestContext) {
    const operation = read(request);
    if (isUntrusted(request, trusted)) logger.warn({ requestId, operationName: operation.name }, 'not a trusted document');
    if (!allowedKinds.has(operation.kind)) {
      throw new ClientError('METHOD_NOT_ALLOWED', `A ${operation.kind} may not be sent this way.`);
    }
    const variables = coerceVariables(operation, apiSchema, request.variables ?? {});
    refuseCost(operation, variables, limits.maxCost);
    const mask = maskFor(operation, accessRules, viewer, holdsPolicy);
    refuseDeniedRoots(operation, apiSchema, mask);
    checkTenancy(operation, variables, viewer);
    return { variables, compiled: await compile(operation, mask, variables) };
  }
  function refusal(thrown: unknown, { requestId }: RequestContext) {
    if (!isClientMistake(thrown)) logger.error({ err: thrown, requestId }, 'request failed');
    return { errors: formatThrown(thrown) };
  }
  return {
    execute: (request, context) =>
      admit(request, context)
        .then(({ compiled, variables }) => compiled.execute(variables, context))
        .catch((error: unknown) => refusal(error, context)),
    subscribe: (request, context) =>
      admit(request, context)
        .then(({ compiled, variables }) => compiled.subscribe(variables, context))
        .catch((error: unknown) => refusal(error, context)),
    operationKind: (request) => readIfPossible(request)?.kind,
    cachePolicy: (request) => readIfPossible(request)?.cachePolicy,
  };
}
