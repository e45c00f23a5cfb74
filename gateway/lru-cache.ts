/** A map that forgets the entry used longest ago when it would grow beyond its capacity. */
export interface LruCache<Key, Value> {
  readonly size: number;
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
}

export function createLruCache<Key, Value extends {}>(capacity: number): LruCache<Key, Value> {
  // A Map keeps the order of insertion, so moving an entry to the end on use leaves the oldest one first.
  const entries = new Map<Key, Value>();
  return {
    get size() {
      return entries.size;
    },
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) {
        entries.delete(key);
        entries.set(key, value);
      }
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > capacity) {
        for (const oldest of entries.keys()) {
          entries.delete(oldest);
          break;
        }
      }
    },
    delete(key) {
      entries.delete(key);
    },
  };
}
