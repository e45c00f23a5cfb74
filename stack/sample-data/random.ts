// Chance that repeats: the same seed gives the same numbers on every machine.

export interface Random {
  /** A number from 0, included, to 1, excluded. */
  next(): number;
  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number;
  /** A number from `low` to `high`. */
  between(low: number, high: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** A stream of its own, so that drawing more in one place changes nothing in another. */
  fork(label: string): Random;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for a demonstration. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    next,
    below,
    between: (low, high) => low + next() * (high - low),
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('Nothing to pick from.');
      return item;
    },
    fork: (label) => createRandom(hash(label, seed)),
  };
}

/** FNV-1a over UTF-16 code units. */
function hash(label: string, seed: number): number {
  let value = (2_166_136_261 ^ seed) >>> 0;
  for (let index = 0; index < label.length; index += 1) {
    value = Math.imul(value ^ label.charCodeAt(index), 16_777_619) >>> 0;
  }
  return value;
}
