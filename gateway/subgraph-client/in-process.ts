// A subgraph in this process: its schema is executed directly. Answers are the same as over HTTP, without the JSON.
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  subscribe,
  validate,
} from 'graphql';
import type { Viewer } from '../../schema/viewer.ts';
import { LruCache } from '../lru-cache.ts';
import { startCallDeadline } from './call-deadline.ts';
import { cuttableIterator } from './cuttable-iterator.ts';
import { toJsonValue } from './json-value.ts';
import { createKeptAnswers, type ReadVersion } from './kept-answers.ts';
import type { SubgraphClient, SubgraphError, SubgraphRequest, SubgraphResponse } from './subgraph-client.ts';
import { readSubgraphErrors } from './subgraph-response.ts';

/** What a subgraph that runs in this process offers. */
export interface LocalSubgraph {
  readonly schema: GraphQLSchema;
  /** Makes the context value of one operation. */
  createContext(request: { readonly viewer: Viewer | undefined; readonly requestId: string }): object;
  /**
   * Tells whether answers to queries still hold. They may depend on the viewer's subject, advertisers and scopes, and on
   * nothing else of the request. Where this is left out, no answer is kept.
   */
  readonly readVersion?: ReadVersion;
}

export interface InProcessOptions {
  /** How long one call may take. The work itself goes on: resolvers cannot be stopped, only no longer waited for. */
  readonly timeoutMs: number;
  /** How much of answers is kept while they hold; 0, or left out: nothing. */
  readonly keptAnswersBytes?: number;
  /** Told of each answer that was kept. */
  readonly onReuse?: () => void;
}

/** `key` names the document for as long as it is prepared. */
type PreparedDocument =
  { readonly document: DocumentNode; readonly key: string } | { readonly refusal: SubgraphResponse };

/** The gateway sends the same documents over and over: one for each fetch of each cached plan. */
const preparedDocuments = 2_000;

export function createInProcessClient(
  name: string,
  subgraph: LocalSubgraph,
  { timeoutMs, keptAnswersBytes: maxBytes = 0, onReuse }: InProcessOptions = { timeoutMs: 10_000 },
): SubgraphClient {
  const prepare = createPreparer(subgraph.schema);
  const executionArgs = (document: DocumentNode, { variables, context }: SubgraphRequest) => ({
    schema: subgraph.schema,
    document,
    variableValues: withoutUndefined(variables),
    contextValue: subgraph.createContext({ viewer: context.viewer, requestId: context.requestId }),
  });

  const { readVersion } = subgraph;
  const kept = readVersion && maxBytes > 0 ? createKeptAnswers({ readVersion, maxBytes, onReuse }) : undefined;

  const run = async (request: SubgraphRequest): Promise<SubgraphResponse> => {
    const prepared = prepare(request.document);
    if ('refusal' in prepared) return prepared.refusal;
    const ask = async () => toSubgraphResponse(await execute(executionArgs(prepared.document, request)));
    return await (kept && request.kind === 'query' ? kept.answer(request, prepared.key, ask) : ask());
  };
  const openStream = async (request: SubgraphRequest): Promise<AsyncIterator<SubgraphResponse>> => {
    const prepared = prepare(request.document);
    if ('refusal' in prepared) return single(prepared.refusal);
    const opened = await subscribe(executionArgs(prepared.document, request));
    return Symbol.asyncIterator in opened ? mapped(opened) : single(toSubgraphResponse(opened));
  };

  return {
    name,
    execute(request) {
      const deadline = startCallDeadline(name, request.timeoutMs ?? timeoutMs, request.context.signal);
      return new Promise<SubgraphResponse>((resolve, reject) => {
        deadline.onCut(reject);
        run(request).then(resolve, reject);
      }).finally(deadline.clear);
    },
    subscribe: (request) => cuttableIterator(() => openStream(request), request.context.signal),
    close: () => Promise.resolve(),
  };
}

function createPreparer(schema: GraphQLSchema): (source: string) => PreparedDocument {
  const cache = new LruCache<PreparedDocument>(preparedDocuments);
  let count = 0;
  return (source) => {
    const known = cache.get(source);
    if (known) return known;
    const prepared = prepareDocument(schema, source, String(count++));
    cache.set(source, prepared);
    return prepared;
  };
}

function prepareDocument(schema: GraphQLSchema, source: string, key: string): PreparedDocument {
  try {
    const document = parse(source, { noLocation: true });
    const errors = validate(schema, document);
    return errors.length === 0
      ? { document, key }
      : { refusal: { errors: formatErrors(errors, 'GRAPHQL_VALIDATION_FAILED') } };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { refusal: { errors: formatErrors([error], 'GRAPHQL_PARSE_FAILED') } };
  }
}

function toSubgraphResponse({ data, errors }: ExecutionResult): SubgraphResponse {
  if (data) toJsonValue(data);
  return { ...(data !== undefined && { data }), ...(errors && { errors: formatErrors(errors) }) };
}

/** Codes an error as Apollo Server does when the subgraph is behind HTTP. */
function formatErrors(errors: readonly GraphQLError[], code?: string): readonly SubgraphError[] {
  const formatted = errors.map((error) => {
    const { message, path, extensions } = error.toJSON();
    return { message, path, extensions: { code: code ?? defaultCode(error), ...extensions } };
  });
  return readSubgraphErrors(toJsonValue(formatted)) ?? [];
}

function defaultCode({ nodes }: GraphQLError): string {
  return nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
}

/** JSON has no undefined: a variable that is not there must not count as given. */
function withoutUndefined(variables: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Object.values(variables).includes(undefined)) return variables;
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}

async function* single(response: SubgraphResponse): AsyncGenerator<SubgraphResponse> {
  yield response;
}

function mapped(results: AsyncGenerator<ExecutionResult>): AsyncIterator<SubgraphResponse> {
  return {
    async next() {
      const next = await results.next();
      return next.done ? { done: true, value: undefined } : { done: false, value: toSubgraphResponse(next.value) };
    },
    async return() {
      await results.return(undefined);
      return { done: true, value: undefined };
    },
  };
}
