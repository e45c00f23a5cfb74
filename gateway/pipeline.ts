// The stages of a request, in their order. What each does is told where it is written.
import { randomUUID } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { ClientError, formatThrown, isClientMistake } from './errors.ts';
import { executeExplained, executePartsExplained, readWishes, subscribeExplained } from './explain.ts';
import type {
  GatewayOptions,
  LiveOperation,
  LiveQueryLimits,
  PreparingGateway,
  RequestContext,
} from './gateway-contract.ts';
import { checkLiveWish, liveQuerySource } from './live-query-source.ts';
import { beginningAfter, liveSource, resumeCursor } from './live-source.ts';
import { endableStream } from './live/endable-stream.ts';
import { createLiveGroups, defaultGroupLimits } from './live/live-groups.ts';
import { createLiveQueries } from './live/live-queries.ts';
import { activeOverrides } from './operation/active-overrides.ts';
import { maskFor, refuseDeniedRoots } from './operation/access-mask.ts';
import type { ClientOperation } from './operation/client-operation.ts';
import { coerceVariables } from './operation/coerce-variables.ts';
import { refuseDeferral } from './operation/deferral.ts';
import type { GraphQLRequest } from './operation/graphql-request.ts';
import { refuseCost } from './operation/operation-cost.ts';
import { checkTenancy } from './operation/tenancy.ts';
import { findDocument, isUntrusted } from './operation/trusted-documents.ts';
import { createPreparation } from './prepare-operation.ts';
import { readLiveWish } from './operation/live-wish.ts';
import type { SharedStream } from './live/member.ts';
import type { OperationKind } from './subgraph-client/subgraph-client.ts';

export type { GraphQLResult } from './execute/graphql-result.ts';
export type { AnswerParts, Gateway, GatewayOptions, RequestContext } from './gateway-contract.ts';
export type { GraphQLRequest } from './operation/graphql-request.ts';

const subscriptions: ReadonlySet<OperationKind> = new Set(['subscription']);

const defaultLiveQueryLimits: LiveQueryLimits = { intervalMs: 200, runTimeoutMs: 30_000 };

/** Makes a gateway. Throws when the SDL is no supergraph or names a subgraph without a client. */
export function createGateway(options: GatewayOptions): PreparingGateway {
  const { limits, logger, trustedDocumentsMode: mode = 'off' } = options;
  const { holdsPolicy = () => false, isLabelActive = () => false } = options;
  const trusted = { mode, texts: options.trustedDocuments ?? new Map<string, string>() };
  const { supergraph, readOperation, compile, feeds, recentOperations } = createPreparation(options);
  const { apiSchema, accessRules, overrideLabels } = supergraph;
  const live = new Set<LiveOperation>();
  const { groups = createLiveGroups({ ...defaultGroupLimits, logger }) } = options;
  const owner = { contract: options.contract };
  const { intervalMs, runTimeoutMs, onRun = () => {} } = options.liveQueries ?? defaultLiveQueryLimits;
  const liveQueries = createLiveQueries({ groups, runTimeoutMs, logger, onRun });
  const liveParts = { feeds, intervalMs, owner: {}, ownerKey: randomUUID() };

  const { read, readIfPossible } = createRequestReader((request) =>
    readOperation(findDocument(request, trusted), request.operationName),
  );
  async function admit(request: GraphQLRequest, context: RequestContext, takes: 'one' | 'parts' | 'stream') {
    const { viewer, requestId, allowedKinds } = context;
    const operation = read(request);
    if (isUntrusted(request, trusted))
      logger.warn({ requestId, operationName: operation.name }, 'not a trusted document');
    if (!allowedKinds.has(operation.kind)) {
      throw new ClientError('METHOD_NOT_ALLOWED', `A ${operation.kind} may not be sent this way.`);
    }
    const variables = coerceVariables(operation, apiSchema, request.variables ?? {});
    const wish = readLiveWish(apiSchema, operation.definition, variables);
    if (wish) checkLiveWish(wish, { streams: takes === 'stream', isDeferred: operation.isDeferred(variables) });
    refuseDeferral(operation, variables, takes === 'parts');
    refuseCost(operation, variables, limits.maxCost);
    const mask = maskFor(operation, accessRules, viewer, holdsPolicy);
    if (operation.kind !== 'query' || wish) refuseDeniedRoots(operation, apiSchema, mask);
    checkTenancy(operation, variables, viewer);
    const overrides = activeOverrides(overrideLabels, operation, viewer, isLabelActive);
    const circumstances = { mask, overrides, variables, isLive: wish !== undefined, viewer };
    return { operation, variables, wish, prepared: await compile(operation, circumstances) };
  }
  async function execute(request: GraphQLRequest, context: RequestContext) {
    const wishes = readWishes(request, context);
    const admitted = await admit(request, context, 'one');
    if (wishes) return await executeExplained(supergraph, wishes, admitted, context);
    return await admitted.prepared.execute(admitted.variables, context);
  }
  async function executeInParts(request: GraphQLRequest, context: RequestContext) {
    const wishes = readWishes(request, context);
    const admitted = await admit(request, context, 'parts');
    const { prepared, variables } = admitted;
    if (wishes && prepared.deferred) return executePartsExplained(supergraph, wishes, admitted, context);
    if (wishes) return await executeExplained(supergraph, wishes, admitted, context);
    return prepared.deferred ? prepared.executeInParts(variables, context) : await prepared.execute(variables, context);
  }
  async function subscribe(request: GraphQLRequest, context: RequestContext, onOver?: () => void) {
    const wishes = readWishes(request, context);
    const admitted = await admit(request, context, 'stream');
    const { prepared, variables, wish } = admitted;
    if (wish && wishes) throw new ClientError('BAD_REQUEST', 'A live query is not explained; ask without @live.');
    if (wish) {
      const { key, source } = liveQuerySource(admitted, wish, context, liveParts);
      return track(liveQueries.join(key, source, context), prepared, { live, onOver });
    }
    const after = resumeCursor(request, admitted);
    const source = liveSource(admitted, context, owner);
    if (source && !wishes) return groups.join(source, { request, context, after });
    const begun = { ...admitted, variables: beginningAfter(after, admitted) };
    const events = wishes
      ? subscribeExplained(supergraph, wishes, begun, context)
      : prepared.subscribe(variables, context);
    const stream = endableStream(events, () => {
      live.delete(operation);
      onOver?.();
    });
    const operation = { ...shapeOf(prepared), end: stream.end };
    live.add(operation);
    return stream;
  }
  function refusal(thrown: unknown, { requestId }: RequestContext) {
    if (!isClientMistake(thrown)) logger.error({ err: thrown, requestId }, 'request failed');
    return { errors: formatThrown(thrown) };
  }
  return {
    executeInParts: (request, context) =>
      executeInParts(request, context).catch((error: unknown) => refusal(error, context)),
    execute: (request, context) => execute(request, context).catch((error: unknown) => refusal(error, context)),
    subscribe: (request, context, onOver) =>
      subscribe(request, context, onOver).catch((error: unknown) => refusal(error, context)),
    operationKind: (request) => readIfPossible(request)?.kind,
    isStreamed: (request) => isStreamed(readIfPossible(request), request, apiSchema),
    cachePolicy: (request) => readIfPossible(request)?.cachePolicy,
    withText: (request) => request,
    async prepare({ text, operationName, conditions: variables, isLive, viewer }) {
      const operation = readOperation(text, operationName);
      const mask = maskFor(operation, accessRules, viewer, holdsPolicy);
      const overrides = activeOverrides(overrideLabels, operation, viewer, isLabelActive);
      return await compile(operation, { mask, overrides, variables, isLive, viewer });
    },
    owner,
    async findStream(request, context) {
      const source = liveSource(
        await admit(request, { ...context, allowedKinds: subscriptions }, 'stream'),
        context,
        owner,
      );
      if (source) return source;
      throw new ClientError('SCHEMA_CHANGED', 'The stream cannot be followed from a cursor any more.');
    },
    recentOperations,
    liveOperations: () => [...live],
  };
}

/** Transport and pipeline ask several times about one request before the next one comes. */
function createRequestReader(readRequest: (request: GraphQLRequest) => ClientOperation) {
  let latest: { readonly request: GraphQLRequest; readonly operation: ClientOperation } | undefined;
  const read = (request: GraphQLRequest): ClientOperation => {
    if (latest?.request === request) return latest.operation;
    const operation = readRequest(request);
    latest = { request, operation };
    return operation;
  };
  const readIfPossible = (request: GraphQLRequest): ClientOperation | undefined => {
    try {
      return read(request);
    } catch {
      return undefined;
    }
  };
  return { read, readIfPossible };
}

/** Counts a live query among the live operations until it is over: another supergraph may answer it otherwise. */
function track(
  stream: SharedStream,
  prepared: Omit<LiveOperation, 'end'>,
  { live, onOver }: { readonly live: Set<LiveOperation>; readonly onOver: (() => void) | undefined },
): SharedStream {
  const operation = { ...shapeOf(prepared), end: (reason: Error) => stream.end(reason) };
  live.add(operation);
  stream.onRelease(() => {
    live.delete(operation);
    onOver?.();
  });
  return stream;
}

function shapeOf({ origin, fingerprint, selectedTypes }: Omit<LiveOperation, 'end'>): Omit<LiveOperation, 'end'> {
  return { origin, fingerprint, selectedTypes };
}

/** Variables that are not accepted are told by whoever is asked for the answer. */
function isStreamed(operation: ClientOperation | undefined, request: GraphQLRequest, schema: GraphQLSchema): boolean {
  if (!operation || operation.kind !== 'query') return operation?.kind === 'subscription';
  if (operation.definition.directives?.length === 0) return false;
  try {
    const variables = coerceVariables(operation, schema, request.variables ?? {});
    return readLiveWish(schema, operation.definition, variables) !== undefined;
  } catch {
    return false;
  }
}
