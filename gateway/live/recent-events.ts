// The last events of a group: enough for whoever stands at one of them to be given what follows.
import type { StreamEvent } from './stream-source.ts';

export interface RecentEvents {
  /** Where the group is; undefined while it does not know. */
  readonly position: string | undefined;
  /** What follows a cursor; undefined when it is of none of these events, nor of where they begin. */
  after(cursor: string): readonly StreamEvent[] | undefined;
  add(event: StreamEvent): void;
  /** Begins anew, at a cursor. */
  reset(position: string | undefined): void;
}

/** `placeless` is a cursor that several events have: nobody's place can be told by it. */
export function createRecentEvents(capacity: number, placeless: string | undefined): RecentEvents {
  let begin: string | undefined;
  const events: StreamEvent[] = [];
  return {
    get position() {
      return events.at(-1)?.cursor ?? begin;
    },
    after(cursor) {
      if (cursor === placeless) return undefined;
      const place = events.findLastIndex((event) => event.cursor === cursor);
      return place >= 0 || cursor === begin ? events.slice(place + 1) : undefined;
    },
    add(event) {
      events.push(event);
      if (events.length > capacity) begin = events.shift()?.cursor;
    },
    reset(position) {
      events.length = 0;
      begin = position;
    },
  };
}
