// A stream that nobody shares, read eagerly into a bounded backlog, so that nothing piles up further back where no bound is
// known.
import { ClientError } from '../errors.ts';
import type { GraphQLResult } from '../execute/graphql-result.ts';
import { Source } from './outlet.ts';

/** Reads the source until it ends, is left or is too far ahead; then the stream ends with SLOW_CONSUMER, after what waits. */
export function readEagerly(source: AsyncIterable<GraphQLResult>, capacity: number): Source {
  const backlog = new Backlog(source[Symbol.asyncIterator](), capacity);
  void backlog.read();
  return backlog;
}

class Backlog extends Source {
  readonly #iterator: AsyncIterator<GraphQLResult>;
  readonly #capacity: number;
  readonly #waiting: GraphQLResult[] = [];

  constructor(iterator: AsyncIterator<GraphQLResult>, capacity: number) {
    super();
    this.#iterator = iterator;
    this.#capacity = capacity;
  }

  async read(): Promise<void> {
    try {
      while (!this.hasEnded) {
        const next = await this.#iterator.next();
        if (next.done) return this.end();
        if (!this.#push(next.value)) return this.end(slowConsumer(this.#capacity));
      }
    } catch (error) {
      this.end(error);
    }
  }

  protected get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  protected shift(): GraphQLResult | undefined {
    return this.#waiting.shift();
  }

  protected clear(): void {
    this.#waiting.length = 0;
  }

  protected letGo(): void {
    // Not awaited: a source that is waiting for its next event may take its time, and the client need not know.
    Promise.resolve(this.#iterator.return?.()).catch(() => {});
  }

  #push(result: GraphQLResult): boolean {
    if (this.hasEnded) return true;
    if (this.isFlowing) this.give(result);
    else if (this.#waiting.length < this.#capacity) this.#waiting.push(result);
    else return false;
    return true;
  }
}

function slowConsumer(capacity: number): ClientError {
  return new ClientError(
    'SLOW_CONSUMER',
    `More than ${capacity} events were waiting to be read; the stream has ended.`,
  );
}
