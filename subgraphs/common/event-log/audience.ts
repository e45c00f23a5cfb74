// The tails of a log, and which of them an event is for.
import type { EventFilter, LoggedEvent, Position } from './event-log.ts';
import type { Tail } from './tail.ts';

export interface Audience {
  tails(): readonly Tail[];
  add(tail: Tail): void;
  remove(tail: Tail): void;
  /** Hands an event to the tails that want it. */
  offer(event: LoggedEvent): void;
  /** Says to all of them that what comes after a position cannot be handed out. */
  fallBehind(position: Position): void;
}

/** The tails by what they want, so that an event costs those that want it and not all of them. */
export function createAudience(): Audience {
  const tailsOfTopic = new Map<string, Set<Tail>>();
  const tails = () => [...new Set([...tailsOfTopic.values()].flatMap((ofTopic) => [...ofTopic]))];
  return {
    tails,
    fallBehind(position) {
      for (const tail of tails()) tail.fallBehind(position);
    },
    add(tail) {
      for (const topic of topicsOf(tail.filter)) {
        const tails = tailsOfTopic.get(topic) ?? new Set();
        tailsOfTopic.set(topic, tails.add(tail));
      }
    },
    remove(tail) {
      for (const topic of topicsOf(tail.filter)) {
        const tails = tailsOfTopic.get(topic);
        tails?.delete(tail);
        if (tails?.size === 0) tailsOfTopic.delete(topic);
      }
    },
    offer(event) {
      for (const topic of [topicOf(event.type), topicOf(event.type, event.key)]) {
        for (const tail of tailsOfTopic.get(topic) ?? []) {
          if (tail.filter.advertiserIds.includes(event.advertiserId)) tail.offer(event);
        }
      }
    },
  };
}

function topicsOf({ types, keys }: EventFilter): readonly string[] {
  return types.flatMap((type) => (keys ? [...keys].map((key) => topicOf(type, key)) : [topicOf(type)]));
}

function topicOf(type: string, key?: string): string {
  return JSON.stringify(key === undefined ? [type] : [type, key]);
}
