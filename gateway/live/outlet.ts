// The way out of a live stream: results are handed to whoever takes them in the turn in which they come, so that none of
// ten thousand clients costs a promise for each event. What exists once for each client is an object of a class: closures
// of its own would take some kilobytes more of each.
import type { GraphQLResult } from '../execute/graphql-result.ts';

/** Who takes what comes of a stream. */
export interface Taker {
  /** Whether it takes another now. Where it did not, it says by `ready` of the stream when it does again. */
  readonly hasRoom: boolean;
  /** The stream begins after this cursor: told once, before anything else, as soon as it is known; if there is one. */
  begin?(cursor: string): void;
  take(result: GraphQLResult): void;
  /** There is no more; with the reason when the stream has ended early. Told once, after what waited. */
  close(reason: unknown): void;
}

/** A stream for one taker. It may be iterated instead: then whoever iterates is the taker. */
export abstract class Outlet implements AsyncIterableIterator<GraphQLResult, undefined> {
  #reading: Reading | undefined;

  /** Hands everything to the taker from now on. */
  abstract deliverTo(taker: Taker): void;
  /** The taker may have room again. */
  abstract ready(): void;
  /** The client has gone: drops what waits, and tells the taker that there is no more. */
  abstract return(): Promise<IteratorReturnResult<undefined>>;

  next(): Promise<IteratorResult<GraphQLResult, undefined>> {
    if (!this.#reading) {
      this.#reading = new Reading();
      this.deliverTo(this.#reading);
    }
    const next = this.#reading.next();
    this.ready();
    return next;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

export const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** An outlet that has what it hands out, or is given it. */
export abstract class Source extends Outlet {
  #taker: Taker | undefined;
  #end: { readonly reason: unknown } | undefined;
  #isClosed = false;
  /** Never pushed to: a list that grows makes room for seventeen at once, of each client. */
  #releases: readonly ((reason: unknown) => void)[] | undefined;

  /** The next of what waits. */
  protected abstract shift(): GraphQLResult | undefined;
  protected abstract readonly isEmpty: boolean;
  protected abstract clear(): void;
  /** Nothing more is taken in. Called once. */
  protected abstract letGo(): void;

  protected get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  protected get taker(): Taker | undefined {
    return this.#taker;
  }

  deliverTo(taker: Taker): void {
    this.#taker = taker;
    this.ready();
  }

  ready(): void {
    const taker = this.#taker;
    while (taker?.hasRoom) {
      const result = this.shift();
      if (!result) {
        if (this.#end) this.#close(this.#end.reason);
        return;
      }
      this.#hand(taker, result);
    }
  }

  /** Whether a result that is given now would be taken at once: nothing waits before it. */
  protected get isFlowing(): boolean {
    return this.#taker !== undefined && this.#taker.hasRoom && this.isEmpty;
  }

  /** Gives the taker a result; only while `isFlowing`. */
  protected give(result: GraphQLResult): void {
    if (this.#taker) this.#hand(this.#taker, result);
  }

  /** Ends the stream after what waits, with a reason or without. Only the first end counts. */
  end(reason?: unknown): void {
    if (this.#end) return;
    this.#end = { reason };
    const releases = this.#releases;
    this.#releases = undefined;
    this.letGo();
    for (const release of releases ?? []) release(reason);
    this.ready();
  }

  return(): Promise<IteratorReturnResult<undefined>> {
    this.clear();
    this.end();
    this.#close(undefined);
    return Promise.resolve(done);
  }

  /** Called once, with the reason, as soon as nothing more comes in; at once when that is so already. */
  onRelease(callback: (reason: unknown) => void): void {
    if (this.#end) callback(this.#end.reason);
    else this.#releases = this.#releases?.concat(callback) ?? [callback];
  }

  /** What one client cannot be told is no matter of those who share the event. */
  #hand(taker: Taker, result: GraphQLResult): void {
    try {
      taker.take(result);
    } catch (error) {
      this.clear();
      this.end(error);
    }
  }

  #close(reason: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#taker?.close(reason);
  }
}

interface Waiting {
  readonly resolve: (result: IteratorResult<GraphQLResult, undefined>) => void;
  readonly reject: (reason: unknown) => void;
}

/** Who iterates: there is room for as many as were asked for. */
class Reading implements Taker {
  readonly #waiting: Waiting[] = [];
  #closed: { readonly reason: unknown } | undefined;

  get hasRoom(): boolean {
    return this.#waiting.length > 0;
  }

  take(value: GraphQLResult): void {
    this.#waiting.shift()?.resolve({ done: false, value });
  }

  close(reason: unknown): void {
    this.#closed = { reason };
    for (const { resolve, reject } of this.#waiting.splice(0)) this.#settle(resolve, reject);
  }

  next(): Promise<IteratorResult<GraphQLResult, undefined>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) this.#settle(resolve, reject);
      else this.#waiting.push({ resolve, reject });
    });
  }

  /** The reason is told once. */
  #settle(resolve: Waiting['resolve'], reject: Waiting['reject']): void {
    const reason = this.#closed?.reason;
    this.#closed = { reason: undefined };
    if (reason === undefined) resolve(done);
    else reject(reason);
  }
}
