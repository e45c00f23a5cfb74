// Prepares operations once: parse, validate, limit, mask, plan, compile. Nothing of this is done again for a request
// that asks the same.
import type { Logger } from 'pino';
import { ClientError, ClientErrors } from './errors.ts';
import { type CompiledOperation, compileOperation, type ExecutorEnvironment } from './execute/compile-operation.ts';
import type { GatewayOptions } from './gateway-contract.ts';
import type { AccessMask } from './operation/access-mask.ts';
import { type ClientOperation, conditionKey, type Variables } from './operation/client-operation.ts';
import { compileIntrospection } from './operation/introspection.ts';
import { LruCache } from './operation/lru-cache.ts';
import { printForPlanner } from './operation/mask-operation.ts';
import { operationId, validateOperation } from './operation/validate-operation.ts';
import { createHivePlanner } from './plan/hive-planner.ts';
import type { Planner, QueryPlan } from './plan/query-plan.ts';
import { loadSupergraph, type Supergraph } from './supergraph/supergraph.ts';

/** So many tokens of clients' documents are kept prepared: about 100 MB of heap when it is full. */
const maxCachedTokens = 200_000;

export interface Preparation {
  readonly supergraph: Supergraph;
  /** The operation of a text. Throws ClientError or ClientErrors. */
  readOperation(text: string, operationName: string | undefined): ClientOperation;
  /** The operation, planned and compiled for a mask and the conditions of the (coerced) variables. Rejects with ClientError. */
  compile(operation: ClientOperation, mask: AccessMask, variables: Variables): Promise<CompiledOperation>;
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
  const supergraph = loadSupergraph(options.supergraphSdl);
  for (const name of supergraph.subgraphs.keys()) {
    if (!clients.has(name)) throw new Error(`The supergraph has a subgraph "${name}" that no client is given for.`);
  }
  const planner = options.planner ?? createHivePlanner(supergraph, limits.planningTimeoutMs);
  const environment = { supergraph, clients, logger, planner, introspection, sharesQueries };
  const operations = new LruCache<ClientOperation | ClientError | ClientErrors>(maxCachedTokens);
  const compiled = new LruCache<Promise<CompiledOperation>>(maxCachedTokens);
  return {
    supergraph,
    readOperation(text, operationName) {
      const id = operationId(text, operationName);
      const known = operations.get(id);
      if (known) return unlessRefused(known);
      const read = readOrRefuse(() => validateOperation(supergraph, limits, text, operationName));
      operations.set(id, read, 'tokenCount' in read ? read.tokenCount : refusalTokens);
      return unlessRefused(read);
    },
    compile(operation, mask, variables) {
      const key = `${operation.id}:${conditionKey(operation, variables)}:${mask.key}`;
      const known = compiled.get(key);
      if (known) return known;
      // Requests that come while it is planned wait for the same plan; one that failed is tried again.
      const compiling = planAndCompile(environment, operation, mask, variables);
      compiled.set(key, compiling, operation.tokenCount);
      compiling.catch(() => {
        compiled.delete(key);
      });
      return compiling;
    },
  };
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
  mask: AccessMask,
  conditions: Variables,
): Promise<CompiledOperation> {
  const { supergraph, logger, planner } = environment;
  const introspection = compileIntrospection(operation, supergraph.apiSchema, environment.introspection);
  const text = printForPlanner(operation, supergraph.apiSchema, mask, conditions);
  const plan = text === undefined ? nothingToFetch : await planOrRefuse(planner, text, logger);
  return compileOperation(environment, { operation, mask, conditions, plan, introspection });
}

const nothingToFetch: QueryPlan = { root: undefined };

async function planOrRefuse(planner: Planner, text: string, logger: Logger): Promise<QueryPlan> {
  try {
    return await planner.plan(text);
  } catch (error) {
    if (error instanceof ClientError) throw error;
    logger.error({ err: error, operation: text }, 'planning failed');
    throw new ClientError('PLANNING_FAILED', 'The gateway could not plan this operation.');
  }
}
