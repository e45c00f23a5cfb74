// One HTTP request that carries GraphQL: what it asks, and who asks it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticate } from '../auth/authenticator.ts';
import { createCredential } from '../auth/credential.ts';
import type { Config } from '../config.ts';
import type { GraphQLRequest } from '../pipeline.ts';
import type { OperationKind } from '../subgraph-client/subgraph-client.ts';
import type { TransportName } from '../telemetry/metrics.ts';
import { onceOver } from './answer-over.ts';
import { clientAddressOf } from './forward.ts';
import { readParameters, readQueryString } from './graphql-parameters.ts';
import { HttpRefusal } from './http-refusal.ts';
import { preventForgery, requireJsonBody } from './media-type.ts';
import type { Caller } from './caller.ts';
import type { Operations } from './operations.ts';
import { readJsonBody } from './read-body.ts';
import { type Renewals, streamTokenHeader } from './renewals.ts';
import type { ResponseCache } from './response-cache.ts';

export interface HttpOptions {
  readonly operations: Operations;
  readonly authenticate: Authenticate;
  /** Answers to GETs that may be used again. */
  readonly responses: ResponseCache;
  /** Of the streams that are open here. */
  readonly renewals: Renewals;
  readonly config: Pick<Config, 'maxBodyBytes' | 'bodyTimeoutMs' | 'maxBatchSize' | 'compressionMinBytes'>;
}

/** One HTTP request and its answer, with the name both go by in the log. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** What stands behind the question mark, still encoded. */
  readonly queryString: string;
  readonly requestId: string;
  /**
   * What any answer says: its name, and which pages may read it; names and values in turn. GraphQL answers write it with
   * all of their head in one go, which costs half of saying it header by header; for all others see `sayFirst`.
   */
  readonly said: readonly string[];
}

/** Says what any answer says, for whoever writes the rest of the head. */
export function sayFirst({ response, said }: Exchange): void {
  if (response.headersSent) return;
  for (let index = 0; index + 1 < said.length; index += 2) {
    response.setHeader(said[index] ?? '', said[index + 1] ?? '');
  }
}

/** Reads the request from the body of a POST or the query string of a GET. */
export async function readGraphQLRequest(exchange: Exchange, config: HttpOptions['config']): Promise<GraphQLRequest> {
  return readParameters(await readRawParameters(exchange, config));
}

/** The same before it is looked at: an array is a batch. */
export async function readRawParameters(
  { incoming, queryString }: Exchange,
  config: HttpOptions['config'],
): Promise<unknown> {
  switch (incoming.method) {
    case 'GET':
      preventForgery(incoming);
      return readQueryString(queryString);
    case 'POST':
      requireJsonBody(incoming);
      return readJsonBody(incoming, config);
    default:
      throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Send a POST, or a GET for a query.', { allow: 'GET, POST' });
  }
}

/** A GET may be repeated, prefetched and cached by anyone on its way. */
export function refuseMutationByGet({ method }: IncomingMessage, kind: OperationKind | undefined): void {
  if (method !== 'GET' || kind !== 'mutation') return;
  throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'A mutation must be sent by POST.', { allow: 'POST' });
}

/** Who calls. The signal of the caller is aborted when the connection closes before the answer is written. */
export async function identify(
  { incoming, response, requestId }: Exchange,
  authenticate: Authenticate,
  transport: TransportName,
): Promise<Caller> {
  const { authorization } = incoming.headers;
  const viewer = await authenticate(authorization);
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  onceOver(response, (isWhole) => {
    if (!isWhole) controller.abort();
  });
  const address = clientAddressOf(incoming);
  return { transport, viewer, authorization, requestId, address, signal: controller.signal };
}

/** The same for a request that is answered by a stream: its head names it, so that its token can be renewed. */
export async function identifyStream(
  exchange: Exchange,
  { authenticate, renewals }: Pick<HttpOptions, 'authenticate' | 'renewals'>,
  transport: TransportName,
): Promise<Caller> {
  const { response } = exchange;
  const caller = await identify(exchange, authenticate, transport);
  if (!caller.viewer || response.destroyed) return caller;
  const credential = createCredential(caller, authenticate);
  const token = renewals.hold(credential);
  response.setHeader(streamTokenHeader, token);
  onceOver(response, () => renewals.forget(token));
  return { ...caller, credential };
}
