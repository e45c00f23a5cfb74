// A stream that begins with the current state: for who has seen nothing, or must see everything anew.
import { encodeCursor, type EventLog, type LoggedEvent, type Position } from './event-log.ts';

/**
 * The cursor that asks for the current state first. What belongs to the state has it again, all but the last item: who
 * leaves in between has not seen the whole, and begins anew.
 */
export const snapshotCursor = 'snapshot';

export interface SnapshotStream<State, Item> {
  /** Reads the state; it sees everything that was committed before it is called. */
  readonly loadState: () => Promise<readonly State[]>;
  readonly fromState: (state: State, cursor: string) => Item;
  readonly follow: (after: Position) => AsyncIterableIterator<LoggedEvent>;
  readonly fromEvent: (event: LoggedEvent) => Item;
}

/** The state as items, then the events after it. One `next()` at a time, as GraphQL's executor reads it. */
export function followFromSnapshot<State, Item>(
  eventLog: Pick<EventLog, 'head'>,
  stream: SnapshotStream<State, Item>,
): AsyncIterableIterator<Item, undefined> {
  const done: IteratorReturnResult<undefined> = { done: true, value: undefined };
  const items: Item[] = [];
  let events: AsyncIterableIterator<LoggedEvent> | undefined;
  let isOver = false;

  async function begin(): Promise<AsyncIterableIterator<LoggedEvent>> {
    // Asked for before the state is read: what is committed in between is in both, and nothing is in neither.
    const head = await eventLog.head();
    const states = await stream.loadState();
    states.forEach((state, place) => {
      const isLast = place === states.length - 1;
      items.push(stream.fromState(state, isLast ? encodeCursor(head) : snapshotCursor));
    });
    return stream.follow(head);
  }
  return {
    async next() {
      events ??= await begin();
      if (isOver) {
        await events.return?.();
        return done;
      }
      const item = items.shift();
      if (item !== undefined) return { done: false, value: item };
      const next = await events.next();
      return next.done === true ? done : { done: false, value: stream.fromEvent(next.value) };
    },
    // Not a generator's: that would wait for the next event of a quiet stream.
    async return() {
      isOver = true;
      await events?.return?.();
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
