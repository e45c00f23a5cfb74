// In which order work is done when there is more of it than the processor can do at once. The event loop by itself begins
// whatever has come, so that fifty requests are all half done and all of their data is alive: the garbage collector then
// copies it again and again, and everybody waits for everybody.

/** Resolves when it is time to begin; undefined when that is now. */
export type NextTurn = () => Promise<void> | undefined;

/**
 * One operation begins in each round of the event loop, so that what is under way goes on first with whatever has come
 * for it. Nothing waits while the processor is idle: rounds then follow each other at once.
 */
export function createTurns(): NextTurn {
  const waiting: (() => void)[] = [];
  let hasBegun = false;
  function nextRound(): void {
    const begin = waiting.shift();
    hasBegun = begin !== undefined;
    if (!begin) return;
    begin();
    setImmediate(nextRound);
  }
  return () => {
    if (hasBegun) return new Promise((resolve) => waiting.push(resolve));
    hasBegun = true;
    setImmediate(nextRound);
    return undefined;
  };
}
