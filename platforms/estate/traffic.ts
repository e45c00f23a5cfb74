// How much people there are to be reached: by hour of the day, day of the week, and by chance.
import { hoursOfDay, type LocalHour } from '../local-hours.ts';
import type { OverdeliveryRule } from './delivery-rules.ts';
import { draw, drawBetween } from './draw.ts';
import { weekday } from './period-allowance.ts';

/** Parts of a day's traffic by local hour: asleep until six, lunch, and most of it in the evening. */
const partsOfHour: readonly number[] = [
  18, 11, 7, 5, 5, 9, 20, 34, 44, 50, 54, 57, 62, 59, 54, 52, 54, 60, 68, 76, 82, 80, 62, 37,
];

/** Sunday to Saturday. */
const factorOfWeekday: readonly number[] = [1.06, 0.96, 0.95, 0.97, 0.98, 1.01, 1.07];

export interface HourOfTraffic extends LocalHour {
  /** Its share of the day; the shares of a day add up to about 1, differently each day. */
  readonly share: number;
}

/** The hours of a local day with what each brings. */
export function trafficOf(day: string, timeZone: string, seed: number, name: string): readonly HourOfTraffic[] {
  const hours = hoursOfDay(day, timeZone);
  const parts = hours.map(({ hour }) => partsOfHour[hour] ?? 0);
  const whole = parts.reduce((sum, part) => sum + part, 0);
  return hours.map((hour, index) => ({
    ...hour,
    share: ((parts[index] ?? 0) / whole) * drawBetween(0.85, 1.15, seed, name, hour.fromMs),
  }));
}

/**
 * How much of its daily budget a day would take if nothing held it back. Most days keep close to it; on one in five there
 * is more demand, and the platform goes as far as its rule of overdelivery lets it.
 */
export function appetiteOf(day: string, rule: OverdeliveryRule, seed: number, name: string): number {
  const isHot = draw(seed, name, day, 'hot') < 0.2;
  const most = Math.max(1.1, (rule.dayPercent / 100) * 1.1);
  const factor = isHot ? drawBetween(1.05, most, seed, name, day) : drawBetween(0.86, 1.06, seed, name, day);
  return factor * (factorOfWeekday[weekday(day)] ?? 1);
}

/** The share of its auctions that a bid wins: four fifths at the market's price, all of them from well above it. */
export function winShare(bidMicros: bigint, marketMicros: bigint): number {
  const bid = Number(bidMicros);
  const market = Number(marketMicros);
  return bid + market === 0 ? 0 : Math.min(1, (1.6 * bid) / (bid + market));
}
