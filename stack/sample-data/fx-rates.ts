// Reference rates as a central bank would publish them: one a working day, in euros.
import { addDays } from '../../subgraphs/common/period.ts';
import type { PublishedRate } from '../../subgraphs/spend/fx.ts';
import { historyDays } from './campaigns.ts';
import type { Random } from './random.ts';

/** About what a euro cost in 2026; from there the sample's rates wander by a fraction of a percent a day. */
const startingRates = { USD: 1.16, GBP: 0.87, JPY: 178 } as const;

/** Rates of the history and the week before it. */
export function createFxRates(random: Random, today: string): readonly PublishedRate[] {
  return Object.entries(startingRates).flatMap(([quote, start]) => {
    const own = random.fork(quote);
    let rate = start;
    return workingDays(today).map((day) => {
      rate *= 1 + own.between(-0.004, 0.004);
      return { base: 'EUR', quote, day, rate: rate.toFixed(quote === 'JPY' ? 2 : 4), source: 'sample' };
    });
  });
}

function workingDays(today: string): readonly string[] {
  const days = Array.from({ length: historyDays + 7 }, (_, place) => addDays(today, place - historyDays - 7));
  return days.filter((day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()));
}
