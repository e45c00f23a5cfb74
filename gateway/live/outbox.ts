// What waits for a client that has not read it yet, by the contract of its stream. What it holds is bounded.
import { resultBytes } from '../execute/result-json.ts';
import type { DeliveryContract } from '../supergraph/delivery-rules.ts';
import { addTo } from './newest-by-key.ts';
import type { StreamEvent } from './stream-source.ts';

export interface Outbox {
  readonly size: number;
  /** Whether it is less than half full. */
  readonly hasRoom: boolean;
  /** False when it does not fit: it was not taken. One that takes the place of an older one always fits. */
  push(event: StreamEvent): boolean;
  shift(): StreamEvent | undefined;
  /** How many events were left out for those that wait, by their key. */
  leftOut(): ReadonlyMap<string, number>;
}

export interface OutboxLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/** Makes the outbox of a contract. Into an empty one goes any event, however large. */
export function createOutbox(contract: DeliveryContract, { maxEvents, maxBytes }: OutboxLimits): Outbox {
  const waiting = new Map<unknown, StreamEvent>();
  let bytes = 0;
  const sizeOf = ({ result }: StreamEvent): number => resultBytes(result).length;
  const remove = (key: unknown, event: StreamEvent): void => {
    waiting.delete(key);
    bytes -= sizeOf(event);
  };
  const fits = (event: StreamEvent): boolean =>
    waiting.size === 0 || (waiting.size < maxEvents && bytes + sizeOf(event) <= maxBytes);
  return {
    get size() {
      return waiting.size;
    },
    get hasRoom() {
      return waiting.size < Math.max(1, maxEvents / 2) && bytes <= maxBytes / 2;
    },
    push(event) {
      // An event that replaces none stands for itself, under a key that nothing else has.
      const key = contract === 'CONFLATE' ? (event.key ?? event) : event;
      const older = waiting.get(key);
      if (!older && !fits(event)) return false;
      // In the order of their latest: whoever resumes from the last one delivered misses none that still waited.
      if (older) remove(key, older);
      waiting.set(key, older ? { ...event, conflated: event.conflated + older.conflated + 1 } : event);
      bytes += sizeOf(event);
      return true;
    },
    shift() {
      for (const [key, event] of waiting) {
        remove(key, event);
        return event;
      }
      return undefined;
    },
    leftOut() {
      const counts = new Map<string, number>();
      for (const { key, conflated } of waiting.values()) if (key !== undefined) addTo(counts, key, conflated);
      return counts;
    },
  };
}
