// The door for subgraphs that send the events of a subscription by HTTP callbacks. It is no way for clients: whoever does
// not know a running subscription is answered before its body is read.
import type { Config } from '../config.ts';
import { ClientError } from '../errors.ts';
import type { CallbackReceiver } from '../subgraph-client/callback-receiver.ts';
import { maxEventBytes } from '../subgraph-client/subgraph-streams.ts';
import type { Exchange } from './exchange.ts';
import { HttpRefusal } from './http-refusal.ts';
import { requireJsonBody } from './media-type.ts';
import { readJsonBody } from './read-body.ts';

export interface CallbackOptions {
  readonly receiver: CallbackReceiver;
  readonly config: Pick<Config, 'bodyTimeoutMs'>;
}

/** Takes one message for the subscription. Throws what it is refused for; a 404 tells the sender to stop. */
export async function serveCallback(
  { incoming, response }: Pick<Exchange, 'incoming' | 'response'>,
  subscriptionId: string,
  { receiver, config }: CallbackOptions,
): Promise<void> {
  response.setHeader('subscription-protocol', 'callback/1.0');
  if (incoming.method !== 'POST') {
    throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Events are sent by POST.', { allow: 'POST' });
  }
  if (!receiver.has(subscriptionId)) throw noSubscription();
  requireJsonBody(incoming);
  const message = await readJsonBody(incoming, { ...config, maxBodyBytes: maxEventBytes });
  switch (receiver.receive(subscriptionId, message)) {
    case 'taken':
      return void response.writeHead(204).end();
    case 'unknown':
      throw noSubscription();
    case 'malformed':
      throw new ClientError(
        'BAD_REQUEST',
        'The message needs kind, action (check, next or complete), id and verifier.',
      );
    case 'unverified':
      throw new ClientError('BAD_REQUEST', 'The id or the verifier is not that of the subscription.');
  }
}

function noSubscription(): ClientError {
  return new ClientError('NOT_FOUND', 'There is no such subscription, or no more.');
}
