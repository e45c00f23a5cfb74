// A source's clock: so many events a second, in sets, however late the timer is.
const intervalMs = 10;

/** Calls `make` with how many are due. Returns how to stop. */
export function makeEvery(perSecond: number, make: (count: number) => void): () => void {
  const startedAt = performance.now();
  let made = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) * perSecond) / 1_000) - made;
    if (due === 0) return;
    made += due;
    make(due);
  }, intervalMs);
  return () => clearInterval(timer);
}
