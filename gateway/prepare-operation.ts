// Prepares operations once: parse, validate, limit, mask, plan, compile. Nothing of this is done again for a request
// that asks the same.
import type { Logger } from 'pino';
import { ClientError, ClientErrors } from './errors.ts';
import { type ChangeFeed, compileFeed } from './execute/compile-feed.ts';
import {
  type CompiledOperation,
  compileOperation,
  type DeferredPlan,
  type ExecutorEnvironment,
} from './execute/compile-operation.ts';
import type { GatewayOptions, OperationOrigin } from './gateway-contract.ts';
import type { Viewer } from '../schema/viewer.ts';
import type { AccessMask } from './operation/access-mask.ts';
import type { ActiveOverrides } from './operation/active-overrides.ts';
import { bindLiveQuery, compileNamedIds } from './operation/bind-live-query.ts';
import { bindStream } from './operation/bind-stream.ts';
import { type ClientOperation, conditionKey, type Variables } from './operation/client-operation.ts';
import { createDeferral } from './operation/deferral.ts';
import { readFieldOwners } from './operation/field-owners.ts';
import { compileIntrospection } from './operation/introspection.ts';
import { LruCache } from './lru-cache.ts';
import { printForPlanner } from './operation/mask-operation.ts';
import { operationId, validateOperation } from './operation/validate-operation.ts';
import { planFingerprint, selectedTypes } from './reload/plan-fingerprint.ts';
import { createHivePlanner } from './plan/hive-planner.ts';
import type { Planner, PlanNode, QueryPlan } from './plan/query-plan.ts';
import { splitPlan } from './plan/split-plan.ts';
import { loadSupergraph, type Supergraph } from './supergraph/supergraph.ts';

/** So many tokens of clients' documents are kept prepared: about 180 MB of heap when it is full. */
const maxCachedTokens = 200_000;

export interface Preparation {
  readonly supergraph: Supergraph;
  /** The operation of a text. Throws ClientError or ClientErrors. */
  readOperation(text: string, operationName: string | undefined): ClientOperation;
  /** The operation, planned and compiled. Rejects with ClientError. */
  compile(operation: ClientOperation, circumstances: Circumstances): Promise<PreparedOperation>;
  /** How subgraphs tell of their changes, by name. */
  readonly feeds: ReadonlyMap<string, ChangeFeed>;
  /** What is kept compiled, the longest unused first. */
  recentOperations(): readonly OperationOrigin[];
}

/** What an operation is compiled for; two requests that differ in nothing else share the outcome. */
export interface Circumstances {
  readonly mask: AccessMask;
  readonly overrides: ActiveOverrides;
  /** Coerced; only those that conditions name count. */
  readonly variables: Variables;
  /** Whether it is a query that goes on. */
  readonly isLive: boolean;
  /** Who asked first. */
  readonly viewer: Viewer | undefined;
}

export interface PreparedOperation extends CompiledOperation {
  readonly origin: OperationOrigin;
  readonly plan: QueryPlan;
  /** How the plan is divided when fragments are deferred. */
  readonly deferred: DeferredPlan | undefined;
  readonly mask: AccessMask;
  /** See `planFingerprint`. */
  fingerprint(): string;
  /** The type of each coordinate that is selected, and what each enum and abstract type among them may be. */
  selectedTypes(): ReadonlyMap<string, string>;
  /** Of a live query. */
  readonly live: PreparedLiveQuery | undefined;
}

export interface PreparedLiveQuery {
  /** The same for documents that mean the same answer; undefined when only the document itself tells. */
  readonly text: string | undefined;
  /** The subgraphs it asks. */
  readonly subgraphs: readonly string[];
  /** What it names by its identifier. */
  readonly namedIds: (variables: Variables) => readonly string[];
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
  const feeds = new Map(
    [...supergraph.liveRules.sources].map(([name, rule]) => [name, compileFeed(environment, rule)]),
  );
  return {
    supergraph,
    feeds,
    readOperation(text, operationName) {
      const key = textKey(text, operationName);
      const known = operations.get(key);
      if (known) return unlessRefused(known);
      const read = readOrRefuse(() => validateOperation(supergraph, limits, text, operationName));
      if ('tokenCount' in read) texts.set(read, text);
      operations.set(key, read, 'tokenCount' in read ? read.tokenCount : refusalTokens);
      return unlessRefused(read);
    },
    compile(operation, circumstances) {
      const { mask, overrides, variables, isLive } = circumstances;
      const kind = isLive ? 'live:' : '';
      const key = `${kind}${operation.id}:${conditionKey(operation, variables)}:${mask.key}:${overrides.key}`;
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

/** Longer texts are told apart by their hash, which costs more than looking them up but takes less to keep. */
const maxKeyLength = 8_192;

/**
 * The same for the same text and name, and for no other: no text can look like the hash of another. Every request asks
 * several times, and a text that stands in a cache is found without hashing it like a secret.
 */
function textKey(text: string, operationName = ''): string {
  return text.length > maxKeyLength ? `#${operationId(text, operationName)}` : `=${operationName}\n${text}`;
}

interface Compiled {
  readonly origin: OperationOrigin;
  readonly preparing: Promise<PreparedOperation>;
}

function originOf(text: string, operation: ClientOperation, circumstances: Circumstances): OperationOrigin {
  const { variables, viewer, isLive } = circumstances;
  const conditions = Object.fromEntries(operation.conditionVariables.map((name) => [name, variables[name]]));
  return { text, operationName: operation.name, conditions, isLive, viewer };
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
  { mask, overrides, isLive }: Circumstances,
  origin: OperationOrigin,
): Promise<PreparedOperation> {
  const { supergraph, logger, planner } = environment;
  const { conditions } = origin;
  const introspection = compileIntrospection(operation, supergraph.apiSchema, environment.introspection);
  const text = printForPlanner(operation, supergraph.apiSchema, mask, conditions);
  const binding = operation.kind === 'subscription' && text !== undefined ? bindStream(supergraph, text) : undefined;
  const live = isLive && text !== undefined ? bindLiveQuery(supergraph, text) : undefined;
  const planned = binding?.text ?? live?.text ?? text;
  const plan =
    planned === undefined
      ? nothingToFetch
      : await planOrRefuse(() => planner.plan(planned, overrides), planned, logger);
  const deferred = operation.isDeferred(conditions) ? deferParts(supergraph, operation, conditions, plan) : undefined;
  const wordKeys = live?.responseKeys ?? new Set<string>();
  const parts = { operation, mask, conditions, plan, introspection, binding, deferred, wordKeys };
  const compiled = compileOperation(environment, parts);
  const selected = once(() => selectedTypes(supergraph, operation));
  const fingerprint = once(() => planFingerprint(supergraph, { selected: selected(), mask, plan }));
  return {
    ...compiled,
    origin,
    plan,
    deferred,
    mask,
    fingerprint,
    selectedTypes: selected,
    live: isLive
      ? {
          // What a mask takes out of the text still stands in the answer, and so does what the gateway answers itself.
          text: mask.key === '' && !introspection ? text : undefined,
          subgraphs: subgraphsOf(plan),
          namedIds: compileNamedIds(operation, supergraph),
        }
      : undefined,
  };
}

function deferParts(
  supergraph: Supergraph,
  operation: ClientOperation,
  conditions: Variables,
  plan: QueryPlan,
): DeferredPlan {
  const deferral = createDeferral(conditions);
  return { deferral, phases: splitPlan(supergraph, plan, readFieldOwners(operation, deferral, conditions)) };
}

/** Everyone whom a plan asks. */
function subgraphsOf({ root }: QueryPlan): readonly string[] {
  return root === undefined ? [] : [...new Set(subgraphsOfNode(root))];
}

function subgraphsOfNode(node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'Fetch':
    case 'EntityFetch':
      return [node.subgraph];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(subgraphsOfNode);
    case 'Condition':
      return [node.ifTrue, node.ifFalse].flatMap((child) => (child ? subgraphsOfNode(child) : []));
    case 'Subscription':
      return [node.primary.subgraph];
  }
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

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
