// What a report says of a day while it is young: some of it comes late, and some is taken back as invalid.
import { addDays, startOfDay } from '../../subgraphs/common/period.ts';
import type { RestatementRule } from './delivery-rules.ts';
import { draw } from './draw.ts';

const msPerDay = 86_400_000;

/** Reports are worked out anew four times a day. */
const msPerStep = msPerDay / 4;

/**
 * The part of an ad's spend on a local day that a report shows at an instant, in millionths: constant while the day runs,
 * so that spend only rises then, and again from `settleDays` after its end.
 */
export function shownMillionths(
  rule: RestatementRule,
  day: string,
  asOfMs: number,
  timeZone: string,
  seed: number,
  adExternalId: string,
): bigint {
  const ageMs = asOfMs - startOfDay(addDays(day, 1), timeZone).getTime();
  const settledMs = rule.settleDays * msPerDay;
  const steps = Math.floor(Math.min(Math.max(ageMs, 0), settledMs) / msPerStep) * msPerStep;
  const progress = settledMs === 0 ? 1 : steps / settledMs;
  // Late events are in after a third of the time; what is invalid is found in the rest of it.
  const late = rule.lateShare * draw(seed, 'late', adExternalId, day) * (1 - Math.min(1, progress * 3));
  const invalid = rule.invalidShare * draw(seed, 'invalid', adExternalId, day) * Math.max(0, progress * 1.5 - 0.5);
  return BigInt(Math.floor(1_000_000 * (1 - late - invalid)));
}
