// Asks a query again when that is safe. Never a mutation (it may have had its effect before the connection broke) and
// never a subscription (whoever follows it must know that events may be missing).
import { setTimeout as sleep } from 'node:timers/promises';
import { createRetryBudget } from './retry-budget.ts';
import { RetryableFailure } from './retryable-failure.ts';
import type { SubgraphClient, SubgraphRequest, SubgraphResponse } from './subgraph-client.ts';

export interface RetryOptions {
  /** How often one call may be made again. */
  readonly maxRetries: number;
  /** Retries for every hundred calls; see `createRetryBudget`. */
  readonly budgetPercent: number;
  /** The time of the call with all its retries and the pauses between them. */
  readonly timeoutMs: number;
  readonly onRetry?: (subgraph: string) => void;
}

const firstPauseMs = 20;

/** The same client, with queries asked again within the time, the number and the budget. */
export function retryQueries(client: SubgraphClient, options: RetryOptions): SubgraphClient {
  const budget = createRetryBudget(options.budgetPercent);

  async function again(request: SubgraphRequest, failure: unknown, deadlineMs: number): Promise<SubgraphResponse> {
    let latest = failure;
    for (let retry = 0; retry < options.maxRetries; retry += 1) {
      if (!(latest instanceof RetryableFailure)) break;
      const pauseMs = latest.retryAfterMs ?? pauseBefore(retry);
      if (performance.now() + pauseMs >= deadlineMs || !budget.spend()) break;
      if (!(await paused(pauseMs, request.context.signal))) break;
      options.onRetry?.(client.name);
      try {
        const timeoutMs = Math.max(1, deadlineMs - performance.now());
        return await client.execute({ ...request, timeoutMs });
      } catch (error) {
        latest = error;
      }
    }
    throw latest;
  }
  return {
    name: client.name,
    execute(request) {
      if (request.kind !== 'query') return client.execute(request);
      budget.earn();
      const deadlineMs = performance.now() + (request.timeoutMs ?? options.timeoutMs);
      return client.execute(request).catch((error: unknown) => again(request, error, deadlineMs));
    },
    subscribe: (request) => client.subscribe(request),
    close: () => client.close(),
  };
}

/** None at first: most lost connections were idle ones. Then twice as long each time, and never in step with others. */
function pauseBefore(retry: number): number {
  return retry === 0 ? 0 : firstPauseMs * 2 ** (retry - 1) * (0.5 + Math.random());
}

/** False when the signal was aborted before or meanwhile. */
async function paused(pauseMs: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  if (pauseMs <= 0) return true;
  return await sleep(pauseMs, true, { signal }).catch(() => false);
}
