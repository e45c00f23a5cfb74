// What a gateway needs to know of the other processes that share its port. A connection may come to any of them, but a
// reserved event stream or a subscription by callback is held by one: its token begins with the name of that one.
import { randomUUID } from 'node:crypto';
import type { Readiness } from '../telemetry/health.ts';
import type { RenderedMetrics } from '../telemetry/metrics.ts';

export interface SharedPort {
  readonly name: string;
  /** Where a process takes what was sent to another, a Unix socket; there may be nobody of that name. */
  socketPathOf(name: string): string;
  /** Of all processes together. */
  renderMetrics(): Promise<RenderedMetrics>;
  /** Of all processes together. */
  checkReadiness(): Promise<Readiness>;
}

/** Nobody can guess it. With a holder it says who holds what it stands for. */
export function createToken(holder: string | undefined): string {
  return holder === undefined ? randomUUID() : `${holder}-${randomUUID()}`;
}

/** The name a token begins with; undefined when it is none of several processes. */
export function holderOf(token: string): string | undefined {
  return /^(w\d{1,9})-/.exec(token)?.[1];
}
