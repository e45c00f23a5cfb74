import type { SubgraphFailureKind } from '../errors.ts';
import { SubgraphFailure } from '../errors.ts';

/** The two things that end a subgraph call from outside: its own time limit, and the request it is made for. */
export interface CallDeadline {
  /** Calls back once, when the time is up or the signal is aborted; at once when it already is. */
  onCut(callback: (failure: SubgraphFailure) => void): void;
  /** The call is over: no timer and no listener stays behind. */
  clear(): void;
}

export function startCallDeadline(subgraph: string, timeoutMs: number, signal: AbortSignal): CallDeadline {
  let cut: (failure: SubgraphFailure) => void = () => {};
  const fail = (kind: SubgraphFailureKind, cause: unknown): void => {
    clear();
    cut(new SubgraphFailure(subgraph, kind, cause));
  };
  const onAbort = (): void => fail('TIMEOUT', signal.reason);
  const timer = setTimeout(() => fail('TIMEOUT', new Error(`No answer within ${timeoutMs} ms.`)), timeoutMs);
  const clear = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    onCut(callback) {
      cut = callback;
      if (signal.aborted) onAbort();
    },
    clear,
  };
}
