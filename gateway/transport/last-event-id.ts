import type { IncomingMessage } from 'node:http';
import type { GraphQLRequest } from '../pipeline.ts';

/** The request of a client that comes back: what an EventSource saw last is newer than what its URL says. */
export function resumedByLastEventId(request: GraphQLRequest, { headers }: IncomingMessage): GraphQLRequest {
  const lastEventId = headers['last-event-id'];
  if (typeof lastEventId !== 'string' || lastEventId === '') return request;
  return { ...request, extensions: { ...request.extensions, resume: lastEventId } };
}
