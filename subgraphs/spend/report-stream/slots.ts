/** Places that are held for a while: so many by all together, and so many by each holder. */
export interface Slots {
  /** Takes a place; the answer gives it back. Undefined when there is none. */
  take(holder: string): (() => void) | undefined;
}

export function createSlots({ maxAtOnce, maxPerHolder }: { maxAtOnce: number; maxPerHolder: number }): Slots {
  const taken = new Map<string, number>();
  let total = 0;
  return {
    take(holder) {
      const ofHolder = taken.get(holder) ?? 0;
      if (total >= maxAtOnce || ofHolder >= maxPerHolder) return undefined;
      total += 1;
      taken.set(holder, ofHolder + 1);
      return () => {
        total -= 1;
        const left = (taken.get(holder) ?? 1) - 1;
        if (left > 0) taken.set(holder, left);
        else taken.delete(holder);
      };
    },
  };
}
