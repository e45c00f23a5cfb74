// The rights of one running stream, which may become less and never more. When they change, the stream is asked for anew
// with those that are left, and goes on after what its client has read: nothing is lost where it has cursors.
import type { Viewer } from '../../schema/viewer.ts';
import type { Credential, Identity, RunningStream } from '../auth/credential.ts';
import type { Revocations } from '../auth/follow-revocations.ts';
import { narrow } from '../auth/narrow.ts';
import { ClientError } from '../errors.ts';
import type { GraphQLResult } from '../execute/graphql-result.ts';
import { withExtensions } from '../execute/result-json.ts';
import { leaveSource, type LiveSource, type LiveStream, type StreamPlace } from './live-stream.ts';
import { refusalOf } from './refusal.ts';

export interface StreamRightsOptions {
  readonly stream: Pick<LiveStream, 'suspend' | 'resume' | 'end' | 'expireAt'>;
  /** With which it was begun. */
  readonly identity: Identity;
  /** What the stream runs by; undefined where no newer token can come. */
  readonly credential: Credential | undefined;
  /** The newest identity of the credential when the stream was asked for. */
  readonly begunBy: Identity | undefined;
  readonly revocations: Revocations;
  /** Asks for the stream again, after a cursor; answers why it cannot be had. Never rejects. */
  readonly reopen: (identity: Identity, after: string | undefined) => Promise<LiveSource | GraphQLResult>;
}

export interface StreamRights {
  /** Takes what is revoked at this moment: the list may have become another one since the viewer was let in. */
  judge(): void;
  /** The stream is over. */
  release(): void;
}

export function createStreamRights(options: StreamRightsOptions): StreamRights {
  return new RightsOfStream(options);
}

class RightsOfStream implements RunningStream, StreamRights {
  readonly #options: StreamRightsOptions;
  readonly #stopJudging: () => void;
  #current: Identity;
  #changes = 0;
  /** Where it goes on; kept, as a change may come before the one before it has opened anything that was read. */
  #place: StreamPlace = { readUntil: undefined, untold: undefined };

  constructor(options: StreamRightsOptions) {
    this.#options = options;
    this.#current = options.identity;
    this.#stopJudging = options.revocations.onChange(() => this.judge());
    options.credential?.carry(this, options.begunBy);
  }

  get viewer(): Viewer | undefined {
    return this.#current.viewer;
  }

  judge(): void {
    const { viewer, authorization } = this.#current;
    const judged = viewer && this.#options.revocations.judge(viewer);
    if (judged === 'REVOKED') this.#cut(new ClientError('TOKEN_REVOKED', 'The token of this stream has been revoked.'));
    else if (judged === 'UNKNOWN') this.#cut(tokensCannotBeChecked());
    else if (judged !== viewer) void this.#change({ viewer: judged, authorization });
  }

  renew({ viewer, authorization }: Identity & { readonly viewer: Viewer }): void {
    this.#options.stream.expireAt(viewer.expiresAtMs);
    void this.#change({ viewer: withoutGain(this.viewer, viewer), authorization });
  }

  release(): void {
    this.#stopJudging();
    this.#options.credential?.drop(this);
  }

  async #change(next: Identity): Promise<void> {
    const { stream, reopen } = this.#options;
    const suspended = stream.suspend();
    if (!suspended) return;
    this.#current = next;
    this.#changes += 1;
    const mine = this.#changes;
    const { readUntil = this.#place.readUntil, untold = this.#place.untold } = suspended;
    this.#place = { readUntil, untold };
    const outcome = await reopen(next, readUntil);
    const isLatest = mine === this.#changes;
    if (!isSource(outcome)) return isLatest ? stream.end(refusalOf(outcome)) : undefined;
    if (!isLatest) return leaveSource(outcome);
    if (!('isShared' in outcome)) return stream.resume(withGap(outcome));
    if (untold) outcome.owe?.(untold);
    stream.resume(outcome);
  }

  /** What waits is for a viewer who has it no more. */
  #cut(error: ClientError): void {
    const { stream } = this.#options;
    stream.suspend();
    stream.end(error);
  }
}

/** Clients come back spread over a few seconds, and are let in when the list can be read again. */
function tokensCannotBeChecked(): ClientError {
  const retryAfterMs = Math.round(1_000 + Math.random() * 4_000);
  return new ClientError('SERVICE_UNAVAILABLE', 'Tokens cannot be checked at the moment; subscribe again.', {
    retryAfterMs,
  });
}

function isSource(outcome: LiveSource | GraphQLResult): outcome is LiveSource {
  return Symbol.asyncIterator in outcome;
}

function withoutGain(running: Viewer | undefined, newer: Viewer): Viewer {
  return narrow(newer, (scope) => running?.scopes.has(scope) ?? false);
}

/** Without cursors nobody knows what happened meanwhile; that something may have is told with the next event. */
function withGap(source: AsyncIterable<GraphQLResult>): AsyncIterable<GraphQLResult> {
  const iterator = source[Symbol.asyncIterator]();
  let isTold = false;
  const events: AsyncIterableIterator<GraphQLResult> = {
    async next() {
      const result = await iterator.next();
      if (result.done || isTold) return result;
      isTold = true;
      return { done: false, value: withExtensions(result.value, { gap: { reopened: true } }) };
    },
    return: () => iterator.return?.() ?? Promise.resolve({ done: true, value: undefined }),
    [Symbol.asyncIterator]: () => events,
  };
  return events;
}
