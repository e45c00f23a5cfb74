// Automatic persisted queries, as Apollo's clients speak them: a client sends the hash of a query alone, and only when
// the gateway does not know it once more with the text. Unlike trusted documents they prove nothing; they save bytes,
// and make a query short enough for a GET.
import { hash } from 'node:crypto';
import { z } from 'zod';
import { ClientError, formatThrown } from './errors.ts';
import { LruCache } from './lru-cache.ts';
import type { Gateway, GraphQLRequest } from './pipeline.ts';

const extensionSchema = z.object({ version: z.literal(1), sha256Hash: z.string().regex(/^[\da-f]{64}$/) });

/** The hash that a request names its query by; undefined when it names none. Throws BAD_REQUEST when it is no hash. */
export function persistedHashOf({ extensions }: GraphQLRequest): string | undefined {
  const extension = extensions?.['persistedQuery'];
  if (extension === undefined || extension === null) return undefined;
  const parsed = extensionSchema.safeParse(extension);
  if (parsed.success) return parsed.data.sha256Hash;
  throw new ClientError('BAD_REQUEST', '"extensions.persistedQuery" must have version 1 and a SHA-256 in hexadecimal.');
}

/** The same gateway for requests that may name their query by its hash. `maxBytes` 0 refuses them. */
export function withPersistedQueries(gateway: Gateway, maxBytes: number): Gateway {
  const texts = new LruCache<string>(maxBytes);

  const resolve = (request: GraphQLRequest): GraphQLRequest => {
    const { query, documentId } = request;
    const sha256 = documentId === undefined ? persistedHashOf(request) : undefined;
    if (sha256 === undefined) return request;
    if (query === undefined) return { ...request, query: find(sha256) };
    if (hash('sha256', query) !== sha256) {
      throw new ClientError('BAD_REQUEST', 'The hash of the persisted query is not that of the query sent with it.');
    }
    // Only what could be answered is kept: otherwise anything could be stored here.
    if (!texts.get(sha256) && gateway.operationKind(request)) texts.set(sha256, query, Buffer.byteLength(query));
    return request;
  };
  const find = (sha256: string): string => {
    if (maxBytes === 0) throw new ClientError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
    const text = texts.get(sha256);
    if (text === undefined) throw new ClientError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
    return text;
  };
  const resolveIfPossible = (request: GraphQLRequest): GraphQLRequest => {
    try {
      return resolve(request);
    } catch {
      return request;
    }
  };
  /** Does with the resolved request what is to be done, or answers why it cannot be resolved. */
  const whenResolved = async <Answer>(request: GraphQLRequest, act: (resolved: GraphQLRequest) => Promise<Answer>) => {
    let resolved: GraphQLRequest;
    try {
      resolved = resolve(request);
    } catch (error) {
      return { errors: formatThrown(error) };
    }
    return act(resolved);
  };

  return {
    execute: (request, context) => whenResolved(request, (resolved) => gateway.execute(resolved, context)),
    executeInParts: (request, context) =>
      whenResolved(request, (resolved) => gateway.executeInParts(resolved, context)),
    subscribe: (request, context) => whenResolved(request, (resolved) => gateway.subscribe(resolved, context)),
    operationKind: (request) => gateway.operationKind(resolveIfPossible(request)),
    isStreamed: (request) => gateway.isStreamed(resolveIfPossible(request)),
    cachePolicy: (request) => gateway.cachePolicy(resolveIfPossible(request)),
    withText: resolveIfPossible,
  };
}
