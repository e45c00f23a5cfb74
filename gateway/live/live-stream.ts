// A live stream as transports see it: events of one subscription, ended with a code when the client is too slow, its token
// expires or the gateway stops. Another source may take the place of the one it has, when the client's rights are others.
import { ClientError } from '../errors.ts';
import type { GraphQLResult } from '../pipeline.ts';
import { readEagerly } from './backlog.ts';
import { atExpiry } from './expiry.ts';
import type { SharedStream } from './member.ts';
import { done, Outlet, type Source, type Taker } from './outlet.ts';

/** What a live stream is read from. One that is shared keeps what waits for the client by its own contract. */
export type LiveSource = SharedStream | AsyncIterable<GraphQLResult>;

/** Where the client of a stream is, as far as that is known. */
export interface StreamPlace {
  /** The cursor that it has read until. */
  readonly readUntil: string | undefined;
  /** How many events were left out of what it has read, by key, without its having been told. */
  readonly untold: ReadonlyMap<string, number> | undefined;
}

export interface LiveStreamOptions {
  readonly source: LiveSource;
  /** Events kept for a client that reads another slowly. */
  readonly backlog: number;
  /** When the viewer's token expires, in milliseconds since 1970; undefined for an anonymous viewer. */
  readonly expiresAtMs: number | undefined;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** Called once, when the source has been let go; with what ended the stream, undefined when it ran out or was left. */
  readonly onEnd: (error: unknown) => void;
}

/** Starts to read the source; one that is shared is read as the client reads. */
export function openLiveStream({ source, expiresAtMs, ...options }: LiveStreamOptions): LiveStream {
  const stream = new LiveStream(options);
  if (expiresAtMs !== undefined) stream.expireAt(expiresAtMs);
  stream.resume(source);
  stream.heed(options.signal);
  return stream;
}

/** Stands between its source and whoever takes of it: to the one it is the taker, to the other the stream. */
export class LiveStream extends Outlet implements Taker {
  readonly #backlog: number;
  readonly #onEnd: (error: unknown) => void;
  #source: SharedStream | Source | undefined;
  #taker: Taker | undefined;
  #beginning: string | undefined;
  #isShared = false;
  #isOver = false;
  /** How it closed, until somebody is told. */
  #closed: { readonly reason: unknown } | undefined;
  #stopHeeding: (() => void) | undefined;
  #cancelExpiry: (() => void) | undefined;

  constructor({ backlog, onEnd }: Pick<LiveStreamOptions, 'backlog' | 'onEnd'>) {
    super();
    this.#backlog = backlog;
    this.#onEnd = onEnd;
  }

  /** Whether its client can go on after what it has, elsewhere or later. */
  get isResumable(): boolean {
    return this.#isShared;
  }

  get hasRoom(): boolean {
    return this.#taker !== undefined && this.#taker.hasRoom;
  }

  begin(cursor: string): void {
    if (this.#beginning !== undefined) return;
    this.#beginning = cursor;
    this.#taker?.begin?.(cursor);
  }

  take(result: GraphQLResult): void {
    this.#taker?.take(result);
  }

  close(reason: unknown): void {
    // A source that was let go of has nothing to say.
    if (!this.#source) return;
    this.#closed = { reason };
    this.#tellClosed();
  }

  deliverTo(taker: Taker): void {
    this.#taker = taker;
    if (this.#beginning !== undefined) taker.begin?.(this.#beginning);
    if (this.#closed) this.#tellClosed();
    else this.ready();
  }

  ready(): void {
    if (this.#source) this.#source.ready();
    else if (this.hasRoom) this.#tellClosed();
  }

  /** Ends the stream after what waits. */
  end(error: ClientError): void {
    if (this.#source) return this.#source.end(error);
    if (this.#isOver) return;
    this.#closed = { reason: error };
    this.#finish(error);
    this.ready();
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    if (this.#source) return this.#source.return();
    if (!this.#isOver || this.#closed) this.#closed = { reason: undefined };
    this.#finish(undefined);
    this.#tellClosed();
    return Promise.resolve(done);
  }

  /** Of a live query: gives everything anew, as the next that is taken. */
  startOver(): void {
    if (this.#source && 'startOver' in this.#source) this.#source.startOver?.();
  }

  /**
   * Lets go of the source and drops what waits: nothing more comes of it, and `end` takes effect at once. Returns where
   * its client is; undefined when the stream is over.
   */
  suspend(): StreamPlace | undefined {
    if (this.#isOver) return undefined;
    const left = this.#source;
    this.#source = undefined;
    const shared = left && 'isShared' in left ? left : undefined;
    const place = { readUntil: shared?.readUntil, untold: shared?.untold };
    void left?.return();
    return place;
  }

  /** Goes on with another source, which is let go at once when the stream is over. */
  resume(next: LiveSource): void {
    if (this.#isOver) return leaveSource(next);
    this.#isShared ||= 'isShared' in next;
    const source = 'isShared' in next ? next : readEagerly(next, this.#backlog);
    this.#source = source;
    source.onRelease((error) => {
      if (this.#source === source) this.#finish(error);
    });
    source.deliverTo(this);
  }

  /** The token that counts from now on expires then. */
  expireAt(expiresAtMs: number): void {
    this.#cancelExpiry?.();
    if (this.#isOver) return;
    this.#cancelExpiry = atExpiry(expiresAtMs, () =>
      this.end(new ClientError('TOKEN_EXPIRED', 'The token of this stream has expired.')),
    );
  }

  /** Its client has gone when the signal is aborted. */
  heed(signal: AbortSignal): void {
    if (this.#isOver) return;
    if (signal.aborted) return void this.return();
    const leave = (): void => void this.return();
    signal.addEventListener('abort', leave, { once: true });
    this.#stopHeeding = () => signal.removeEventListener('abort', leave);
  }

  #finish(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelExpiry?.();
    this.#stopHeeding?.();
    this.#onEnd(error);
  }

  #tellClosed(): void {
    if (!this.#closed || !this.#taker) return;
    const { reason } = this.#closed;
    this.#closed = undefined;
    this.#taker.close(reason);
  }
}

/** Lets go of what nobody is going to read. */
export function leaveSource(source: LiveSource): void {
  Promise.resolve(source[Symbol.asyncIterator]().return?.()).catch(() => {});
}
