// What may go wrong with a write on its way to the platform and back.
import type { Random } from '../../../stack/sample-data/random.ts';
import { defaultTimes } from '../../../subgraphs/campaigns/delivery/delivery-world.ts';
import type { WriteFault } from '../../support/fake-platform.ts';

/** A fault for nearly half of all writes; undefined for the others. */
export function drawWriteFault(random: Random): WriteFault | undefined {
  const draw = random.next();
  if (draw < 0.06) return { kind: 'REFUSED', failure: { kind: 'THROTTLED', scope: 'ENTITY', retryAfterMs: 5_000 } };
  if (draw < 0.1) return { kind: 'REFUSED', failure: { kind: 'THROTTLED', scope: 'ACCOUNT', retryAfterMs: 3_000 } };
  if (draw < 0.16) return { kind: 'REFUSED', failure: { kind: 'TRANSIENT' } };
  if (draw < 0.22) return { kind: 'LOST' };
  if (draw < 0.28) return { kind: 'ANSWER_LOST' };
  // No later than the platform is given to do it.
  if (draw < 0.36) return { kind: 'LATE', afterMs: random.below(defaultTimes.settleMs) };
  if (draw < 0.4) return { kind: 'TWICE', afterMs: 0 };
  if (draw < 0.42) {
    return { kind: 'REFUSED', failure: { kind: 'INVALID', fieldPath: undefined }, isUnknownCode: true };
  }
  return draw < 0.44 ? { kind: 'REFUSED', failure: { kind: 'AUTH_EXPIRED' } } : undefined;
}
