/** After the clock has passed: the subgraphs' may be a little behind, and not all live queries should run at once. */
const lagMs = 1_000;
const spreadMs = 4_000;

/** Calls back soon after the clock has passed a multiple of one of the steps; returns how to stop that. */
export function atClockSteps(stepsMs: readonly number[], callback: () => void): () => void {
  const timers = new Map<number, NodeJS.Timeout>();
  const arm = (stepMs: number): void => {
    const afterMs = Math.min(lagMs + Math.random() * spreadMs, stepMs / 2);
    const pass = (): void => {
      callback();
      arm(stepMs);
    };
    timers.set(stepMs, setTimeout(pass, stepMs - (Date.now() % stepMs) + afterMs).unref());
  };
  for (const stepMs of new Set(stepsMs)) if (stepMs > 0) arm(stepMs);
  return () => timers.forEach((timer) => clearTimeout(timer));
}
