// The token behind the running streams of one client. A newer one may take its place: the streams go on with it, and
// none of them ever gains a right by that. What the newer one allows beyond is for what is asked from then on.
import type { Viewer } from '../../schema/viewer.ts';
import { ClientError } from '../errors.ts';
import type { Authenticate } from './authenticator.ts';

/** Who asks, and the token that proves it. */
export interface Identity {
  readonly viewer: Viewer | undefined;
  /** As it came, for subgraphs that verify it again. */
  readonly authorization: string | undefined;
}

/** What became of a renewal, as the client is told. */
export interface Renewal {
  /** When the newer token expires, as an instant of ISO 8601. */
  readonly expiresAt: string;
  /** What the token before allowed and this one does not: streams lose it from their next event on. */
  readonly lostScopes: readonly string[];
  readonly lostAdvertiserIds: readonly string[];
  /** What this token allows and the one before did not: streams that run are not given it. */
  readonly withheldScopes: readonly string[];
}

/** A stream that runs by a credential. */
export interface RunningStream {
  /** With which rights it runs at the moment. */
  readonly viewer: Viewer | undefined;
  /** Goes on with another token, which is of the same subject and of no other advertisers. */
  renew(identity: Identity & { readonly viewer: Viewer }): void;
}

export interface Credential {
  /** The newest. */
  readonly identity: Identity;
  /**
   * Takes a newer token for all streams at once. Rejects with `ClientError` and changes nothing: UNAUTHENTICATED for
   * what is no valid token, FORBIDDEN for one of another subject, or of an advertiser that a running stream lacks.
   */
  renew(authorization: string | undefined): Promise<Renewal>;
  /**
   * The stream runs by this credential from now on. `begunBy` is the identity that was the newest when the stream was
   * asked for: it may have been renewed while the stream was being opened.
   */
  carry(stream: RunningStream, begunBy: Identity | undefined): void;
  /** The stream is over. */
  drop(stream: RunningStream): void;
}

/** `identity` is what the client has proven by `authenticate` already. */
export function createCredential(identity: Identity, authenticate: Authenticate): Credential {
  return new HeldCredential(identity, authenticate);
}

/** A class, as there is one for each client. */
class HeldCredential implements Credential {
  readonly #authenticate: Authenticate;
  #identity: Identity;
  #streams: Set<RunningStream> | undefined;
  /** Settles with the renewal that was asked for last: each waits for the one before it. */
  #renewed: Promise<unknown> | undefined;

  constructor(identity: Identity, authenticate: Authenticate) {
    this.#identity = identity;
    this.#authenticate = authenticate;
  }

  get identity(): Identity {
    return this.#identity;
  }

  renew(authorization: string | undefined): Promise<Renewal> {
    const renewal = Promise.allSettled([this.#renewed]).then(() => this.#take(authorization));
    this.#renewed = renewal;
    return renewal;
  }

  carry(stream: RunningStream, begunBy: Identity | undefined): void {
    (this.#streams ??= new Set()).add(stream);
    const { viewer, authorization } = this.#identity;
    if (this.#identity !== begunBy && viewer && isWithin(viewer, stream.viewer))
      stream.renew({ viewer, authorization });
  }

  drop(stream: RunningStream): void {
    this.#streams?.delete(stream);
  }

  async #take(authorization: string | undefined): Promise<Renewal> {
    const newer = await this.#authenticate(authorization);
    const { viewer: older } = this.#identity;
    if (!newer || newer.subject !== older?.subject) {
      throw new ClientError('FORBIDDEN', 'A token is renewed by another one of the same subject.');
    }
    const streams = [...(this.#streams ?? [])];
    if (!streams.every(({ viewer }) => isWithin(newer, viewer))) throw otherAdvertisers();
    const renewed = { viewer: newer, authorization };
    this.#identity = renewed;
    for (const stream of streams) stream.renew(renewed);
    return describeRenewal(older, newer);
  }
}

/**
 * Whether the newer token is of no other advertisers. A remote subgraph reads the token itself and would show the rows
 * of every advertiser in it: so what a stream may not see cannot be left out of a wider token, as a scope can.
 */
function isWithin(newer: Viewer, running: Viewer | undefined): boolean {
  return newer.advertiserIds.every((id) => running?.advertiserIds.includes(id));
}

function otherAdvertisers(): ClientError {
  return new ClientError(
    'FORBIDDEN',
    'The newer token names an advertiser that a running stream may not see; subscribe again with it.',
  );
}

function describeRenewal(older: Viewer, newer: Viewer): Renewal {
  return {
    expiresAt: new Date(newer.expiresAtMs).toISOString(),
    lostScopes: [...older.scopes].filter((scope) => !newer.scopes.has(scope)),
    lostAdvertiserIds: older.advertiserIds.filter((id) => !newer.advertiserIds.includes(id)),
    withheldScopes: [...newer.scopes].filter((scope) => !older.scopes.has(scope)),
  };
}
