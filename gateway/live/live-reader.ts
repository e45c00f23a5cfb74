// A client of a live query. It is never handed anything by the query: it takes what there is when it has room.
import type { GraphQLResult } from '../execute/graphql-result.ts';
import type { SubgraphCallContext } from '../subgraph-client/subgraph-client.ts';
import type { LivePosition } from './live-versions.ts';
import type { SharedStream } from './member.ts';
import { Source } from './outlet.ts';

export interface LiveReader extends SharedStream {
  /** With whose rights the query may be run. */
  readonly context: SubgraphCallContext;
  /** This is the last that it is given. */
  finish(result: GraphQLResult): void;
}

export interface LiveReaderOptions {
  readonly context: SubgraphCallContext;
  readonly position: LivePosition;
  readonly onLeave: (reader: LiveReader) => void;
}

/** Makes a reader; it is told by `ready` when there may be something to take. */
export function createLiveReader(options: LiveReaderOptions): LiveReader {
  return new PositionReader(options);
}

class PositionReader extends Source implements LiveReader {
  readonly context: SubgraphCallContext;
  readonly #position: LivePosition;
  readonly #onLeave: LiveReaderOptions['onLeave'];
  #last: GraphQLResult | undefined;

  constructor({ context, position, onLeave }: LiveReaderOptions) {
    super();
    this.context = context;
    this.#position = position;
    this.#onLeave = onLeave;
  }

  get isShared(): true {
    return true;
  }

  /** A live query begins with everything, wherever its client was. */
  get readUntil(): undefined {
    return undefined;
  }

  startOver(): void {
    this.#position.startOver();
    this.ready();
  }

  finish(result: GraphQLResult): void {
    if (this.hasEnded) return;
    this.#last = result;
    this.end();
  }

  protected get isEmpty(): boolean {
    return false;
  }

  protected shift(): GraphQLResult | undefined {
    const last = this.#last;
    this.#last = undefined;
    return last ?? (this.hasEnded ? undefined : this.#position.take());
  }

  protected clear(): void {
    this.#last = undefined;
  }

  protected letGo(): void {
    this.#position.leave();
    this.#onLeave(this);
  }
}
