// The stages of a request, in their order. What each does is told where it is written.
import { ClientError, formatThrown, isClientMistake } from './errors.ts';
import { executeExplained, readWishes } from './explain.ts';
import type { GatewayOptions, LiveOperation, PreparingGateway, RequestContext } from './gateway-contract.ts';
import { endableStream } from './live/endable-stream.ts';
import { activeOverrides } from './operation/active-overrides.ts';
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
export function createGateway(options: GatewayOptions): PreparingGateway {
  const { limits, logger, trustedDocumentsMode: mode = 'off' } = options;
  const { holdsPolicy = () => false, isLabelActive = () => false } = options;
  const trusted = { mode, texts: options.trustedDocuments ?? new Map<string, string>() };
  const { supergraph, readOperation, compile, recentOperations } = createPreparation(options);
  const { apiSchema, accessRules, overrideLabels } = supergraph;
  const live = new Set<LiveOperation>();

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
    if (isUntrusted(request, trusted))
      logger.warn({ requestId, operationName: operation.name }, 'not a trusted document');
    if (!allowedKinds.has(operation.kind)) {
      throw new ClientError('METHOD_NOT_ALLOWED', `A ${operation.kind} may not be sent this way.`);
    }
    const variables = coerceVariables(operation, apiSchema, request.variables ?? {});
    refuseCost(operation, variables, limits.maxCost);
    const mask = maskFor(operation, accessRules, viewer, holdsPolicy);
    refuseDeniedRoots(operation, apiSchema, mask);
    checkTenancy(operation, variables, viewer);
    const overrides = activeOverrides(overrideLabels, operation, viewer, isLabelActive);
    return { operation, variables, prepared: await compile(operation, { mask, overrides, variables, viewer }) };
  }
  async function execute(request: GraphQLRequest, context: RequestContext) {
    const wishes = readWishes(request, context);
    const admitted = await admit(request, context);
    if (wishes) return await executeExplained(supergraph, wishes, admitted, context);
    return await admitted.prepared.execute(admitted.variables, context);
  }
  async function subscribe(request: GraphQLRequest, context: RequestContext, onOver?: () => void) {
    const { prepared, variables } = await admit(request, context);
    const stream = endableStream(prepared.subscribe(variables, context), () => {
      live.delete(operation);
      onOver?.();
    });
    const operation = { origin: prepared.origin, fingerprint: prepared.fingerprint, end: stream.end };
    live.add(operation);
    return stream;
  }
  function refusal(thrown: unknown, { requestId }: RequestContext) {
    if (!isClientMistake(thrown)) logger.error({ err: thrown, requestId }, 'request failed');
    return { errors: formatThrown(thrown) };
  }
  return {
    execute: (request, context) => execute(request, context).catch((error: unknown) => refusal(error, context)),
    subscribe: (request, context, onOver) =>
      subscribe(request, context, onOver).catch((error: unknown) => refusal(error, context)),
    operationKind: (request) => readIfPossible(request)?.kind,
    cachePolicy: (request) => readIfPossible(request)?.cachePolicy,
    async prepare({ text, operationName, conditions: variables, viewer }) {
      const operation = readOperation(text, operationName);
      const mask = maskFor(operation, accessRules, viewer, holdsPolicy);
      const overrides = activeOverrides(overrideLabels, operation, viewer, isLabelActive);
      return (await compile(operation, { mask, overrides, variables, viewer })).fingerprint();
    },
    recentOperations,
    liveOperations: () => [...live],
  };
}
