/** How much of something each holder may have at once. */
export interface Quota {
  /** What is held now, by all holders together. */
  readonly held: number;
  /** Takes one for the holder and returns how to give it back; undefined when the holder has all it may have. */
  acquire(holder: string): (() => void) | undefined;
}

export function createQuota(limitPerHolder: number): Quota {
  const heldByHolder = new Map<string, number>();
  let held = 0;
  const giveBack = (holder: string): void => {
    held -= 1;
    const left = (heldByHolder.get(holder) ?? 0) - 1;
    if (left > 0) heldByHolder.set(holder, left);
    else heldByHolder.delete(holder);
  };
  return {
    get held() {
      return held;
    },
    acquire(holder) {
      const taken = heldByHolder.get(holder) ?? 0;
      if (taken >= limitPerHolder) return undefined;
      heldByHolder.set(holder, taken + 1);
      held += 1;
      let isHeld = true;
      return () => {
        if (isHeld) giveBack(holder);
        isHeld = false;
      };
    },
  };
}
