// Before events are resolved: while one is, newer events of a key take the place of older ones, so that a stream that
// changes faster than it can be resolved is not further behind with every event.

export interface Newest<Item> {
  readonly item: Item;
  /** How many older items of its key it stands for. */
  readonly conflated: number;
}

/**
 * What is told of what was left out, from one reading of a stream to the next: one that is left while items wait begins
 * again after the last item that reached anybody, and never comes to what lies before it.
 */
export interface Ledger {
  /** How many items of a key were left out and are told of with its next. */
  readonly untold: Map<string, number>;
  /** Whether the item that was handed out last has reached nobody yet; whoever publishes it says so. */
  isInHand: boolean;
}

export function createLedger(): Ledger {
  return { untold: new Map(), isInHand: false };
}

interface Waiting<Item> extends Newest<Item> {
  readonly key: unknown;
  /** Items are numbered as they come. */
  readonly number: number;
  /** The number of the first item that it stands for. */
  readonly firstNumber: number;
}

/** So many keys may wait; then the source waits. */
const maxWaiting = 1_000;

/**
 * Reads the source as fast as it goes and hands on the newest item of each key, in the order of their latest. Items
 * without a key are all handed on. One `next()` at a time. It ends as the source does, after what waits. What another
 * reading with the same ledger was left with is told with the next item of its key.
 */
export function newestByKey<Item>(
  source: AsyncIterable<Item>,
  keyOf: (item: Item) => string | undefined,
  ledger: Ledger = createLedger(),
): AsyncIterableIterator<Newest<Item>, undefined> {
  const waiting = new Map<unknown, Waiting<Item>>();
  const { untold } = ledger;
  let taken = 0;
  let reachedNumber = 0;
  let inHand: (Waiting<Item> & { readonly owed: number }) | undefined;
  let iterator: AsyncIterator<Item> | undefined;
  let end: { readonly error: unknown } | undefined;
  let wakeReader = (): void => {};
  let wakePump = (): void => {};

  function take(item: Item): void {
    const key = keyOf(item) ?? Symbol('without a key');
    const older = waiting.get(key);
    waiting.delete(key);
    const number = (taken += 1);
    waiting.set(key, {
      item,
      key,
      number,
      firstNumber: older?.firstNumber ?? number,
      conflated: older ? older.conflated + 1 : 0,
    });
    wakeReader();
  }
  async function pump(events: AsyncIterator<Item>): Promise<void> {
    try {
      while (!end) {
        const next = await events.next();
        if (next.done) break;
        take(next.value);
        if (waiting.size >= maxWaiting) await new Promise<void>((resolve) => (wakePump = resolve));
      }
      end ??= { error: undefined };
    } catch (error) {
      end ??= { error };
    }
    wakeReader();
  }
  function shift(): Newest<Item> | undefined {
    if (inHand && !ledger.isInHand) reachedNumber = inHand.number;
    for (const newest of waiting.values()) {
      waiting.delete(newest.key);
      wakePump();
      const owed = typeof newest.key === 'string' ? takeOut(untold, newest.key) : 0;
      inHand = { ...newest, owed };
      ledger.isInHand = true;
      return { item: newest.item, conflated: newest.conflated + owed };
    }
    return undefined;
  }
  /** Enters what the next reading does not come to. Of what it may come to again too much is told rather than too little. */
  function settle(): void {
    if (inHand && !ledger.isInHand) reachedNumber = inHand.number;
    if (inHand && ledger.isInHand) enter(inHand, inHand.owed);
    for (const each of waiting.values()) enter(each, 0);
    inHand = undefined;
    waiting.clear();
  }
  function enter({ key, conflated, firstNumber }: Waiting<Item>, owed: number): void {
    const count = owed + (firstNumber < reachedNumber ? conflated : 0);
    if (typeof key === 'string') addTo(untold, key, count);
  }
  return {
    async next() {
      if (!iterator && !end) void pump((iterator = source[Symbol.asyncIterator]()));
      for (;;) {
        const value = shift();
        if (value) return { done: false, value };
        if (end) {
          const { error } = end;
          end = { error: undefined };
          if (error !== undefined) throw error;
          return { done: true, value: undefined };
        }
        await new Promise<void>((resolve) => (wakeReader = resolve));
      }
    },
    async return() {
      end = { error: undefined };
      settle();
      wakePump();
      wakeReader();
      // Not awaited: a source that waits for its next item may take its time.
      iterator?.return?.()?.catch(() => {});
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** What is entered for a key, which it then no longer is. */
export function takeOut(counts: Map<string, number>, key: string): number {
  const count = counts.get(key) ?? 0;
  counts.delete(key);
  return count;
}

/** Enters as many more for a key; nothing where that is none. */
export function addTo(counts: Map<string, number>, key: string, count: number): void {
  if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count);
}
