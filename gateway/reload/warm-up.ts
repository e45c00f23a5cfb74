import type { PreparingGateway } from '../gateway-contract.ts';

/** So many of the operations used last are planned before a new supergraph takes over. */
const maxOperations = 500;
/** Planning runs on native threads: a few at once keep them busy and leave room for the requests of the old gateway. */
const concurrency = 2;
/** After so long the new supergraph takes over anyway; what is not planned then is planned when it is asked for. */
const timeLimitMs = 10_000;

/** Prepares in one gateway what was used in another, the latest first. Resolves with how many it prepared. */
export async function warmUp(next: PreparingGateway, previous: PreparingGateway): Promise<number> {
  const waiting = previous.recentOperations().slice(-maxOperations).reverse();
  const untilMs = performance.now() + timeLimitMs;
  let prepared = 0;
  async function work(): Promise<void> {
    for (let origin = waiting.shift(); origin && performance.now() < untilMs; origin = waiting.shift()) {
      // An operation that no longer fits the schema is refused when it is asked for, and to whoever asks.
      const shape = await next.prepare(origin).catch(() => undefined);
      if (shape) prepared += 1;
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  return prepared;
}
