import { SubgraphFailure, type SubgraphFailureKind } from '../errors.ts';

/** A failure after which a query may be asked again: no byte of an answer came, or the subgraph said when to come back. */
export class RetryableFailure extends SubgraphFailure {
  /** How long the subgraph wants to be left alone; undefined when it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(subgraph: string, kind: SubgraphFailureKind, cause: unknown, retryAfterMs?: number) {
    super(subgraph, kind, cause);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Reads a `Retry-After` header (RFC 9110 §10.2.3): seconds, or a date. Undefined when it is neither. */
export function readRetryAfter(header: string, nowMs: number): number | undefined {
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const dateMs = /^\w{3}, /.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}
