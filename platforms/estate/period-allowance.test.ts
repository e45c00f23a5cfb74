import { expect, test } from 'vitest';
import { startOfDay } from '../../subgraphs/common/period.ts';
import { allowanceMicros, periodAround } from './period-allowance.ts';
import type { OverdeliveryRule } from './delivery-rules.ts';

const week: OverdeliveryRule = {
  dayPercent: 175,
  period: { length: 'WEEK_FROM_SUNDAY', thousandths: 7_000 },
  midDayChange: 'TRAFFIC_LEFT',
};
const month: OverdeliveryRule = { ...week, period: { length: 'MONTH', thousandths: 30_400 } };

test('a week of seven hundred, of which Sunday to Tuesday took 450, leaves 250', () => {
  const window = periodAround('2026-11-25', week, 'America/New_York');
  expect(new Date(window.fromMs).toISOString()).toBe('2026-11-22T05:00:00.000Z');
  expect(allowanceMicros(window, 100_000_000n, week)).toBe(700_000_000n);
});

test('a budget of five is 152 a month', () => {
  const window = periodAround('2026-02-14', month, 'UTC');
  expect(allowanceMicros(window, 5_000_000n, month)).toBe(152_000_000n);
});

test('a budget set in the middle of the week counts for the days that are left', () => {
  const window = { ...periodAround('2026-11-25', week, 'UTC'), fromMs: startOfDay('2026-11-26', 'UTC').getTime() };
  expect(allowanceMicros(window, 100_000_000n, week)).toBe(300_000_000n);
});

test.each([
  ['WEEK_FROM_MONDAY', '2026-11-29', '2026-11-23T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
  ['WEEK_FROM_SUNDAY', '2026-11-29', '2026-11-29T00:00:00.000Z', '2026-12-06T00:00:00.000Z'],
  ['MONTH', '2026-12-31', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
] as const)('%s around %s', (length, day, from, to) => {
  const window = periodAround(day, { ...week, period: { length, thousandths: 7_000 } }, 'UTC');
  expect(new Date(window.periodFromMs).toISOString()).toBe(from);
  expect(new Date(window.periodToMs).toISOString()).toBe(to);
});
