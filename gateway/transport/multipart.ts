// Subscriptions over multipart HTTP, as Apollo's clients speak them
// (https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol): a part for each
// result under `payload`, an empty object as a sign of life, and `errors` beside a null payload when the stream is cut.
import type { ServerResponse } from 'node:http';
import { formatThrown } from '../errors.ts';
import type { GraphQLRequest } from '../pipeline.ts';
import { type Caller, isLiveStream, type Operations } from './operations.ts';
import { openStreamResponse } from './stream-response.ts';

/** Clients deliver a part when its closing boundary has come; so every part is written together with it. */
const boundary = '\r\n--graphql';

/** Answers the operation with a part for each of its results. */
export async function streamParts(
  response: ServerResponse,
  request: GraphQLRequest,
  caller: Caller,
  operations: Operations,
): Promise<void> {
  const stream = openStreamResponse(response, {
    contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"',
    opening: boundary,
    heartbeat: part({}),
  });
  const outcome = await operations.start(request, caller);
  if (isLiveStream(outcome)) {
    try {
      for await (const payload of outcome) await stream.write(part({ payload }));
    } catch (error) {
      await stream.write(part({ payload: null, errors: formatThrown(error) }));
    }
  } else {
    await stream.write(part({ payload: outcome }));
  }
  stream.end('--\r\n');
}

function part(value: object): string {
  return `\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(value)}${boundary}`;
}
