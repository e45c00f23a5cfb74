// When to stop asking a subgraph that fails: pure, driven by outcomes and a clock.

export type CircuitState = 'closed' | 'open' | 'half-open';

export interface Circuit {
  readonly state: CircuitState;
  /** Whether calls are refused now. Open for long enough, it waits for a call to try. */
  readonly isRefusing: boolean;
  /** Whether a call may be made now. In a half-open circuit one may, and its outcome decides. */
  admit(): boolean;
  succeeded(): void;
  failed(): void;
  /** The call ended without saying anything about the subgraph, such as by its client leaving. */
  abandoned(): void;
}

export interface CircuitOptions {
  /** How long an open circuit refuses calls before it tries one. */
  readonly openMs: number;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
  readonly onChange?: (state: CircuitState) => void;
}

/** Outcomes are judged over spans of so long; half of one must be failures, and there must be enough to tell. */
const spanMs = 10_000;
export const minCalls = 10;
const failureShare = 0.5;

export function createCircuit({ openMs, now = () => performance.now(), onChange }: CircuitOptions): Circuit {
  let state: CircuitState = 'closed';
  let sinceMs = now();
  let calls = 0;
  let failures = 0;
  let isProbing = false;

  function enter(next: CircuitState): void {
    state = next;
    startSpan();
    isProbing = false;
    onChange?.(next);
  }
  function startSpan(): void {
    sinceMs = now();
    calls = 0;
    failures = 0;
  }
  function count(isFailure: boolean): void {
    if (now() - sinceMs >= spanMs) startSpan();
    calls += 1;
    if (isFailure) failures += 1;
    if (isFailure && calls >= minCalls && failures >= calls * failureShare) enter('open');
  }
  return {
    get state() {
      return state;
    },
    get isRefusing() {
      return state === 'open' && now() - sinceMs < openMs;
    },
    admit() {
      if (state === 'closed') return true;
      if (state === 'open' && now() - sinceMs >= openMs) enter('half-open');
      if (state === 'open' || isProbing) return false;
      isProbing = true;
      return true;
    },
    // An open circuit hears from calls that were made before it opened: they change nothing.
    succeeded() {
      if (state === 'half-open') enter('closed');
      else if (state === 'closed') count(false);
    },
    failed() {
      if (state === 'half-open') enter('open');
      else if (state === 'closed') count(true);
    },
    abandoned() {
      if (state === 'half-open') isProbing = false;
    },
  };
}
