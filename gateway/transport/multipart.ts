// Several results in one HTTP answer, as Apollo's clients take them. The parts of an answer that defers fragments are the
// results themselves, in the convention of 2022-08-24. Of a subscription
// (https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol) each result stands under
// `payload`, an empty object is a sign of life, and `errors` stand beside a null payload when the stream is cut.
import type { ServerResponse } from 'node:http';
import { formatThrown } from '../errors.ts';
import { resultJson } from '../execute/result-json.ts';
import type { GraphQLRequest, GraphQLResult } from '../pipeline.ts';
import type { Caller } from './caller.ts';
import type { Operations } from './operations.ts';
import { type AnswerStream, isStream } from './relay-parts.ts';
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
    heartbeat: part('{}'),
  });
  const outcome = await operations.start(request, caller);
  if (isStream(outcome)) {
    try {
      for await (const payload of outcome) await stream.write(part(payloadOf(payload)));
    } catch (error) {
      await stream.write(part(JSON.stringify({ payload: null, errors: formatThrown(error) })));
    }
  } else {
    await stream.write(part(payloadOf(outcome)));
  }
  stream.end('--\r\n');
}

/** Answers with the parts of an answer. It begins with the first: until then there is nothing to show a sign of life in. */
export async function sendParts(response: ServerResponse, parts: AnswerStream): Promise<void> {
  const first = await parts.next();
  // There is always a first part, unless the client has gone.
  if (first.done === true || response.destroyed) return void (await parts.return?.());
  const stream = openStreamResponse(response, {
    contentType: 'multipart/mixed;boundary="graphql";deferSpec=20220824',
    opening: boundary,
    heartbeat: part('{"hasNext":true}'),
  });
  await stream.write(part(resultJson(first.value)));
  for await (const next of parts) await stream.write(part(resultJson(next)));
  stream.end('--\r\n');
}

function payloadOf(result: GraphQLResult): string {
  return `{"payload":${resultJson(result)}}`;
}

function part(json: string): string {
  return `\r\ncontent-type: application/json\r\n\r\n${json}${boundary}`;
}
