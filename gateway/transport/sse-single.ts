// GraphQL over Server-Sent Events, "single connection mode"
// (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md): PUT reserves a stream, GET connects to it, POST
// starts an operation whose results come through it, DELETE ends one.
import type { Logger } from 'pino';
import { createCredential } from '../auth/credential.ts';
import type { Config } from '../config.ts';
import { ClientError, formatThrown } from '../errors.ts';
import { resultJson } from '../execute/result-json.ts';
import type { GraphQLRequest, GraphQLResult } from '../pipeline.ts';
import type { Admission } from './admission.ts';
import { onceOver } from './answer-over.ts';
import { type Exchange, type HttpOptions, identify, readGraphQLRequest } from './exchange.ts';
import { respondOnce } from './http.ts';
import { HttpRefusal } from './http-refusal.ts';
import { requireEventStream } from './media-type.ts';
import type { Caller } from './caller.ts';
import { tokenOf } from './renewals.ts';
import { respond } from './respond.ts';
import { openEventStream, resultsOf, serveSse } from './sse.ts';
import { createReservations, type Reservation } from './sse-reservations.ts';

export interface SseOptions extends HttpOptions {
  readonly admission: Pick<Admission, 'reservation'>;
  readonly config: HttpOptions['config'] & Pick<Config, 'maxOperationsPerSocket'>;
  readonly logger: Logger;
}

/** Serves both modes: a request with a token, and a PUT, are of the single connection mode. */
export function createSseRoute(options: SseOptions): (exchange: Exchange) => Promise<void> {
  const { admission, authenticate, config, logger, operations, renewals } = options;
  const reservations = createReservations(admission, renewals);

  const reserve = async (exchange: Exchange): Promise<void> => {
    const caller = await identify(exchange, authenticate, 'sse');
    const { token } = reservations.reserve(caller, createCredential(caller, authenticate));
    respond(exchange.response, 201, 'text/plain; charset=utf-8', token);
  };
  const connect = async (exchange: Exchange, reservation: Reservation): Promise<void> => {
    const { incoming, response } = exchange;
    requireEventStream(incoming.headers.accept);
    // EventSource cannot send a token of the issuer; the one of the reservation then stands for its holder.
    if (incoming.headers.authorization !== undefined) await requireHolder(exchange, reservation);
    if (reservation.stream) throw new HttpRefusal(409, 'CONFLICT', 'The event stream is connected already.');
    onceOver(response, () => reservations.release(reservation));
    reservations.connect(reservation, openEventStream(response).lasting());
  };
  const requireHolder = async (exchange: Exchange, { credential }: Reservation): Promise<Caller> => {
    const caller = await identify(exchange, authenticate, 'sse');
    if (caller.viewer?.subject === credential.identity.viewer?.subject) return { ...caller, credential };
    throw new ClientError('FORBIDDEN', 'The event stream was reserved by another viewer.');
  };
  const begin = async (exchange: Exchange, reservation: Reservation): Promise<void> => {
    const request = await readGraphQLRequest(exchange, config);
    const operationId = operationIdOf(request);
    const caller = await requireHolder(exchange, reservation);
    // What cannot be run at all is answered by the request itself, as the protocol asks.
    if (operations.kindOf(request) === undefined) return respondOnce(exchange, request, caller, options);
    const { active, stream } = reservation;
    if (!stream) throw new HttpRefusal(409, 'CONFLICT', 'Connect to the event stream first.');
    if (active.has(operationId))
      throw new HttpRefusal(409, 'CONFLICT', 'An operation of that identifier is under way.');
    if (active.size >= config.maxOperationsPerSocket) {
      throw new ClientError('TOO_MANY_REQUESTS', 'Too many operations are under way on this event stream.');
    }
    const controller = new AbortController();
    active.set(operationId, controller);
    respond(exchange.response, 202, 'text/plain; charset=utf-8', '');
    // The request is answered; its operation goes on for as long as the stream does.
    await run(reservation, operationId, request, { ...caller, signal: controller.signal });
  };
  const run = async (reservation: Reservation, id: string, request: GraphQLRequest, caller: Caller): Promise<void> => {
    const send = async (event: string, data: string): Promise<void> => {
      if (!caller.signal.aborted) await reservation.stream?.write(`event: ${event}\ndata: ${data}\n\n`);
    };
    const sendNext = (result: GraphQLResult): Promise<void> =>
      send('next', `{"id":${JSON.stringify(id)},"payload":${resultJson(result)}}`);
    try {
      for await (const result of resultsOf(request, caller, operations)) await sendNext(result);
    } catch (error) {
      logger.error({ err: error, requestId: caller.requestId }, 'an operation of an event stream failed');
      await sendNext({ errors: formatThrown(error) });
    }
    reservation.active.delete(id);
    await send('complete', JSON.stringify({ id }));
  };
  const end = async (exchange: Exchange, reservation: Reservation): Promise<void> => {
    await requireHolder(exchange, reservation);
    const operationId = new URLSearchParams(exchange.queryString).get('operationId');
    if (operationId === null) throw new ClientError('BAD_REQUEST', 'DELETE needs an "operationId".');
    reservation.active.get(operationId)?.abort();
    reservation.active.delete(operationId);
    respond(exchange.response, 200, 'text/plain; charset=utf-8', '');
  };

  return async (exchange) => {
    const { incoming, queryString } = exchange;
    if (incoming.method === 'PUT') return reserve(exchange);
    const token = tokenOf(incoming, queryString);
    if (token === undefined) return serveSse(exchange, options);
    const reservation = renewals.find(token) && reservations.find(token);
    if (!reservation) throw new ClientError('NOT_FOUND', 'No event stream is reserved by this token.');
    switch (incoming.method) {
      case 'GET':
        return connect(exchange, reservation);
      case 'POST':
        return begin(exchange, reservation);
      case 'DELETE':
        return end(exchange, reservation);
      default:
        throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Send PUT, GET, POST or DELETE.', {
          allow: 'PUT, GET, POST, DELETE',
        });
    }
  };
}

function operationIdOf({ extensions }: GraphQLRequest): string {
  const operationId = extensions?.['operationId'];
  if (typeof operationId === 'string' && operationId !== '') return operationId;
  throw new ClientError('BAD_REQUEST', '"extensions.operationId" must name the operation.');
}
