// Prepares operations once: parse, validate, limit, mask, plan, compile. Nothing of this is done again for a request
// that asks the same.
import type { Logger } from 'pino';
import { ClientError, ClientErrors } from './errors.ts';
import { type CompiledOperation, compileOperation, type ExecutorEnvironment } from './execute/compile-operation.ts';
import type { GatewayOptions, OperationOrigin } from './gateway-contract.ts';
import type { Viewer } from '../schema/viewer.ts';
import type { AccessMask } from './operation/access-mask.ts';
import type { ActiveOverrides } from './operation/active-overrides.ts';
import { type ClientOperation, conditionKey, type Variables } from './operation/client-operation.ts';
import { compileIntrospection } from './operation/introspection.ts';
import { LruCache } from './lru-cache.ts';
import { printForPlanner } from './operation/mask-operation.ts';
import { operationId, validateOperation } from './operation/validate-operation.ts';
import { planFingerprint } from './reload/plan-fingerprint.ts';
import { createHivePlanner } from './plan/hive-planner.ts';
import type { Planner, QueryPlan } from './plan/query-plan.ts';
import { loadSupergraph, type Supergraph } from './supergraph/supergraph.ts';

/** So many tokens of clients' documents are kept prepared: about 100 MB of heap when it is full. */
const maxCachedTokens = 200_000;

export interface Preparation {
  readonly supergraph: Supergraph;
  /** The operation of a text. Throws ClientError or ClientErrors. */
  readOperation(text: string, operationName: string | undefined): ClientOperation;
  /** The operation, planned and compiled. Rejects with ClientError. */
  compile(operation: ClientOperation, circumstances: Circumstances): Promise<PreparedOperation>;
  /** What is kept compiled, the longest unused first. */
  recentOperations(): readonly OperationOrigin[];
}

/** What an operation is compiled for; two requests that differ in nothing else share the outcome. */
export interface Circumstances {
  readonly mask: AccessMask;
  readonly overrides: ActiveOverrides;
  /** Coerced; only those that conditions name count. */
  readonly variables: Variables;
  /** Who asked first. */
  readonly viewer: Viewer | undefined;
}

export interface PreparedOperation extends CompiledOperation {
  readonly origin: OperationOrigin;
  readonly plan: QueryPlan;
  /** See `planFingerprint`. */
  fingerprint(): string;
}

interface PreparationEnvironment extends ExecutorEnvironment {
  readonly planner: Planner;
  readonly introspection: boolean;
}

/**
 * Loads the supergraph and makes the two caches of prepared operations: by text, and by text, mask and conditions.
 * Throws when the SDL is no supergraph or names a subgraph without a client.
 */
export function createPreparation(options: GatewayOptions): Preparation {
  const { limits, introspection, clients, logger, sharesQueries = false } = options;
  const supergraph = loadSupergraph(options.supergraphSdl, options.contract);
  for (const name of supergraph.subgraphs.keys()) {
    if (!clients.has(name)) throw new Error(`The supergraph has a subgraph "${name}" that no client is given for.`);
  }
  const planner = options.planner ?? createHivePlanner(supergraph, limits.planningTimeoutMs);
  const environment = { supergraph, clients, logger, planner, introspection, sharesQueries };
  const operations = new LruCache<ClientOperation | ClientError | ClientErrors>(maxCachedTokens);
  const compiled = new LruCache<Compiled>(maxCachedTokens);
  const texts = new WeakMap<ClientOperation, string>();
  return {
    supergraph,
    readOperation(text, operationName) {
      const id = operationId(text, operationName);
      const known = operations.get(id);
      if (known) return unlessRefused(known);
      const read = readOrRefuse(() => validateOperation(supergraph, limits, text, operationName));
      if ('tokenCount' in read) texts.set(read, text);
      operations.set(id, read, 'tokenCount' in read ? read.tokenCount : refusalTokens);
      return unlessRefused(read);
    },
    compile(operation, circumstances) {
      const { mask, overrides, variables } = circumstances;
      const key = `${operation.id}:${conditionKey(operation, variables)}:${mask.key}:${overrides.key}`;
      const known = compiled.get(key);
      if (known) return known.preparing;
      const origin = originOf(texts.get(operation) ?? '', operation, circumstances);
      // Requests that come while it is planned wait for the same plan; one that failed is tried again.
      const preparing = planAndCompile(environment, operation, circumstances, origin);
      compiled.set(key, { origin, preparing }, operation.tokenCount);
      preparing.catch(() => {
        compiled.delete(key);
      });
      return preparing;
    },
    recentOperations: () => compiled.values().map(({ origin }) => origin),
  };
}

interface Compiled {
  readonly origin: OperationOrigin;
  readonly preparing: Promise<PreparedOperation>;
}

function originOf(text: string, operation: ClientOperation, { variables, viewer }: Circumstances): OperationOrigin {
  const conditions = Object.fromEntries(operation.conditionVariables.map((name) => [name, variables[name]]));
  return { text, operationName: operation.name, conditions, viewer };
}

/** A refusal is remembered too, so that sending it again and again costs nothing. */
const refusalTokens = 100;

function readOrRefuse(read: () => ClientOperation): ClientOperation | ClientError | ClientErrors {
  try {
    return read();
  } catch (error) {
    if (error instanceof ClientError || error instanceof ClientErrors) return error;
    throw error;
  }
}

function unlessRefused(read: ClientOperation | ClientError | ClientErrors): ClientOperation {
  if (read instanceof Error) throw read;
  return read;
}

async function planAndCompile(
  environment: PreparationEnvironment,
  operation: ClientOperation,
  { mask, overrides }: Circumstances,
  origin: OperationOrigin,
): Promise<PreparedOperation> {
  const { supergraph, logger, planner } = environment;
  const { conditions } = origin;
  const introspection = compileIntrospection(operation, supergraph.apiSchema, environment.introspection);
  const text = printForPlanner(operation, supergraph.apiSchema, mask, conditions);
  const plan =
    text === undefined ? nothingToFetch : await planOrRefuse(() => planner.plan(text, overrides), text, logger);
  const compiled = compileOperation(environment, { operation, mask, conditions, plan, introspection });
  const fingerprint = (): string => planFingerprint(supergraph, { operation, mask, plan });
  return { ...compiled, origin, plan, fingerprint };
}

const nothingToFetch: QueryPlan = { root: undefined };

async function planOrRefuse(plan: () => Promise<QueryPlan>, text: string, logger: Logger): Promise<QueryPlan> {
  try {
    return await plan();
  } catch (error) {
    if (error instanceof ClientError) throw error;
    logger.error({ err: error, operation: text }, 'planning failed');
    throw new ClientError('PLANNING_FAILED', 'The gateway could not plan this operation.');
  }
}
