// The days of one budget, walked once and kept until an edit makes those from its own day on invalid.
import { addDays } from '../../subgraphs/common/period.ts';
import { accrueDay, type DayAccrual, type Delivery, type Segment, spentIn, stateBefore } from './accrual.ts';

export interface Spending {
  readonly delivery: Delivery;
  readonly day: (day: string) => DayAccrual | undefined;
  /** Forgets that day and those after it. */
  readonly forgetFrom: (day: string) => void;
  /** All that was ever spent up to an instant of the given local day, in micros. */
  readonly spentUntil: (day: string, instantMs: number) => bigint;
}

/** A spending that begins with `firstDay`; there is nothing before it. */
export function createSpending(delivery: Delivery, firstDay: string): Spending {
  const days: DayAccrual[] = [];
  const known = new Map<string, DayAccrual>();
  const begin = stateBefore(firstDay, delivery);
  let nextDay = firstDay;

  const walkTo = (day: string): DayAccrual | undefined => {
    while (nextDay <= day) {
      const accrual = accrueDay(nextDay, days.at(-1)?.end ?? begin, delivery);
      days.push(accrual);
      known.set(nextDay, accrual);
      nextDay = addDays(nextDay, 1);
    }
    return known.get(day);
  };
  return {
    delivery,
    day: walkTo,
    forgetFrom: (day) => {
      while (nextDay > firstDay && nextDay > day) {
        nextDay = addDays(nextDay, -1);
        known.delete(nextDay);
        days.pop();
      }
    },
    spentUntil: (day, instantMs) => {
      const before = walkTo(addDays(day, -1))?.end.spentMicros ?? begin.spentMicros;
      const today = walkTo(day)?.segments ?? [];
      return today.reduce((sum, segment) => sum + spentIn(segment, instantMs), before);
    },
  };
}

/**
 * What each ad has spent on a local day up to each of the instants, which rise: whole smallest units of the currency,
 * each a part of what the budget has spent, so that no rounding lifts their sum above it.
 */
export function spentByAd(
  spending: Spending,
  day: string,
  instantsMs: readonly number[],
  unitMicros: bigint,
): ReadonlyMap<string, readonly bigint[]> {
  const accrual = spending.day(day);
  const spent = new Map<string, bigint[]>();
  if (!accrual) return spent;
  const ads = new Set(accrual.segments.flatMap(({ shares }) => shares.map(({ adExternalId }) => adExternalId)));
  for (const ad of ads) spent.set(ad, []);
  const complete = new Map<string, number>();
  let index = 0;
  for (const instantMs of instantsMs) {
    for (; (accrual.segments[index]?.toMs ?? Infinity) <= instantMs; index += 1) {
      addShares(complete, accrual.segments[index], instantMs);
    }
    const micros = new Map(complete);
    addShares(micros, accrual.segments[index], instantMs);
    for (const [ad, values] of spent) values.push(wholeUnits(micros.get(ad) ?? 0, unitMicros));
  }
  return spent;
}

/** The exact parts, which are no whole micros; below 2^53 of them nothing is lost. */
function addShares(micros: Map<string, number>, segment: Segment | undefined, untilMs: number): void {
  const spent = segment ? Number(spentIn(segment, untilMs)) : 0;
  if (!segment || spent === 0) return;
  for (const { adExternalId, share } of segment.shares) {
    micros.set(adExternalId, (micros.get(adExternalId) ?? 0) + spent * share);
  }
}

function wholeUnits(micros: number, unitMicros: bigint): bigint {
  const whole = BigInt(Math.floor(micros));
  return whole - (whole % unitMicros);
}
