// What may go wrong between a client and a platform, and which request it befalls.
import { draw } from './estate/draw.ts';
import type { TwinRequest } from './twin-server.ts';

export type Fault =
  /** Refused in the platform's own words, and nothing done. */
  | { readonly kind: 'THROTTLED' | 'SERVER_ERROR' | 'ERROR_IN_200' }
  /** A page of some proxy instead of the platform: 502 and nothing done, or 504 after it was done. */
  | { readonly kind: 'BAD_GATEWAY' | 'GATEWAY_TIMEOUT_AFTER_APPLY' }
  /** No answer ever, before or after it was done. */
  | { readonly kind: 'SILENT_BEFORE_APPLY' | 'SILENT_AFTER_APPLY' }
  /** The connection is cut instead of an answer, before or after it was done. */
  | { readonly kind: 'RESET_BEFORE_APPLY' | 'RESET_AFTER_APPLY' }
  /** Half of the answer's JSON; it was done. */
  | { readonly kind: 'CUT_SHORT_AFTER_APPLY' }
  /** Delivered twice, as by a proxy that tried again: done twice, answered once. */
  | { readonly kind: 'DELIVERED_TWICE' }
  /** Done and answered, so much later. */
  | { readonly kind: 'SLOW'; readonly delayMs: number };

export type FaultKind = Fault['kind'];

/** Decides what befalls a request; `number` counts requests from 1. */
export type FaultPlan = (request: TwinRequest, number: number) => Fault | undefined;

export const noFaults: FaultPlan = () => undefined;

/** One after the other for the requests that match, and nothing after the last one. */
export function scriptedFaults(
  script: readonly (Fault | undefined)[],
  matches: (request: TwinRequest) => boolean = () => true,
): FaultPlan {
  const left = [...script];
  return (request) => (matches(request) ? left.shift() : undefined);
}

/** By chance that follows from the seed: each kind at its own rate, of which the sum is at most 1. */
export function seededFaults(seed: number, rates: Readonly<Partial<Record<FaultKind, number>>>): FaultPlan {
  return (_, number) => {
    let chance = draw(seed, 'fault', number);
    for (const [kind, rate] of Object.entries(rates)) {
      // Object.entries widens the keys, which are those of `rates`.
      if (chance < rate) return faultOf(kind as FaultKind);
      chance -= rate;
    }
    return undefined;
  };
}

const slowByMs = 40;

function faultOf(kind: FaultKind): Fault {
  return kind === 'SLOW' ? { kind, delayMs: slowByMs } : { kind };
}
