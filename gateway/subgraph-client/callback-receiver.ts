// Where the events of subscriptions over HTTP callbacks arrive: one receiver for all subgraphs of a gateway. An event is
// taken only from who knows both the identifier and the verifier of its subscription, which were told to its subgraph alone.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { createToken } from '../workers/shared-port.ts';

/** https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/callback-protocol */
const messageShape = z.object({
  kind: z.literal('subscription'),
  action: z.enum(['check', 'next', 'complete']),
  id: z.string(),
  verifier: z.string(),
  payload: z.unknown().optional(),
  errors: z.unknown().optional(),
});

export type CallbackMessage = z.infer<typeof messageShape>;

/** What became of a message. `unknown`: there is no such subscription, or no more. */
export type CallbackOutcome = 'taken' | 'unknown' | 'malformed' | 'unverified';

export interface CallbackRegistration {
  readonly callbackUrl: string;
  readonly subscriptionId: string;
  readonly verifier: string;
  /** From now on messages for it are `unknown`. */
  release(): void;
}

export interface CallbackReceiver {
  /** Makes a place that messages can be sent to until it is released. */
  register(onMessage: (message: CallbackMessage) => void): CallbackRegistration;
  has(subscriptionId: string): boolean;
  /** Hands a message over, as it was parsed from JSON. */
  receive(subscriptionId: string, message: unknown): CallbackOutcome;
  /** How many places there are. */
  readonly size: number;
}

/** `url` is where subgraphs reach this receiver; `holder` names its process where several share the port. */
export function createCallbackReceiver(url: URL, holder?: string): CallbackReceiver {
  const base = url.href.replace(/\/$/, '');
  const held = new Map<string, { readonly verifier: string; readonly take: (message: CallbackMessage) => void }>();
  return {
    register(take) {
      const subscriptionId = createToken(holder);
      const verifier = randomBytes(32).toString('base64url');
      held.set(subscriptionId, { verifier, take });
      return {
        callbackUrl: `${base}/${subscriptionId}`,
        subscriptionId,
        verifier,
        release: () => void held.delete(subscriptionId),
      };
    },
    has: (subscriptionId) => held.has(subscriptionId),
    receive(subscriptionId, given) {
      const entry = held.get(subscriptionId);
      if (!entry) return 'unknown';
      const { success, data: message } = messageShape.safeParse(given);
      if (!success) return 'malformed';
      if (message.id !== subscriptionId || !isSame(message.verifier, entry.verifier)) return 'unverified';
      entry.take(message);
      // What ended the stream, such as an event that is none, tells the sender to stop.
      return message.action === 'complete' || held.has(subscriptionId) ? 'taken' : 'unknown';
    },
    get size() {
      return held.size;
    },
  };
}

/** In a time that tells nothing about where they differ, nor how long the right one is. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
