// Measured on the real hours of 12 ads that the reference data holds: day 1 teaches the shape, day 2 is projected.
// The table of the design notes has, after 3, 6, 9, 12, 15 and 18 hours, errors of the day's total of
// +2.5, +9.0, -0.8, +2.9, +3.7, +4.0 % by shape and of -58, -7, +15, +23, +26, +26 % in a straight line.
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { flatShape, learnShape, localDayOf, shareBefore } from '../../subgraphs/spend/day-shape.ts';
import { projectDay } from '../../subgraphs/spend/pacing.ts';

const file = new URL(
  '../../../shared/data/spend/fivetran-seeds/snapchat_ads/snapchat_ad_hourly_report_data.shared-ads.csv',
  import.meta.url,
);
const isThere = existsSync(file);
if (!isThere) process.stderr.write(`skipped: the reference data is not at ${file.pathname}\n`);

const row = z.object({ ad_id: z.string(), date: z.string(), spend: z.string().transform(BigInt) });

/** Spend by hour since the first report, of two days of 24 hours. */
function readHours(): readonly (readonly bigint[])[] {
  const rows = z.array(row).parse(parse(readFileSync(file), { columns: true, bom: true }));
  const hourOf = (date: string) => Date.parse(`${date.replace(' ', 'T')}Z`) / 3_600_000;
  const first = Math.min(...rows.map(({ date }) => hourOf(date)));
  const hours = Array.from({ length: 48 }, () => 0n);
  for (const { date, spend } of rows) {
    const hour = hourOf(date) - first;
    if (hour < 48) hours[hour] = (hours[hour] ?? 0n) + spend;
  }
  return [hours.slice(0, 24), hours.slice(24)];
}

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
const noBudget = { numerator: 0n, denominator: 1n };

describe.skipIf(!isThere)('the learned shape on real hours', () => {
  const [taught = [], projected = []] = isThere ? readHours() : [];
  const day = localDayOf('2021-03-30', 'UTC');
  const total = sum(projected);
  /** By how many percent of the day's total a projection after some hours is wrong. */
  const errorAfter = (hours: number, shape: readonly bigint[]) => {
    const share = shareBefore(shape, day, day.startsAtMs + hours * 3_600_000);
    const projection = projectDay(sum(projected.slice(0, hours)), 0n, share, noBudget);
    return (Number(projection - total) / Number(total)) * 100;
  };
  const checkpoints = [3, 6, 9, 12, 15, 18];

  test('projects as well as the notes say, and a straight line as badly', () => {
    const shape = learnShape({ days: 1, hourMicros: taught }, { kappa: { numerator: 0n, denominator: 1n } });
    const shown = (errors: readonly number[]) => errors.map((error) => Math.round(error * 10) / 10);
    expect(shown(checkpoints.map((hours) => errorAfter(hours, shape)))).toEqual([2.5, 9, -0.8, 2.9, 3.7, 4]);
    expect(checkpoints.map((hours) => Math.round(errorAfter(hours, flatShape)))).toEqual([-58, -7, 15, 23, 26, 26]);
  });

  test('is nearer than a straight line with the prior that pacing uses, at every checkpoint of the day', () => {
    const shape = learnShape({ days: 1, hourMicros: taught });
    for (const hours of checkpoints) {
      expect(Math.abs(errorAfter(hours, shape))).toBeLessThan(Math.abs(errorAfter(hours, flatShape)));
    }
  });
});
