import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatLocalTime, hoursOfDay, parseLocalTime, startOfHour } from './local-hours.ts';

test.each([
  ['2026-03-08', 23],
  ['2026-03-09', 24],
  ['2026-11-01', 25],
])('%s in New York has %i hours', (day, count) => {
  expect(hoursOfDay(day, 'America/New_York')).toHaveLength(count);
});

test('an hour that a day has twice begins at the first of them, and one that it skips never', () => {
  expect(startOfHour('2026-11-01', 1, 'America/New_York')?.toISOString()).toBe('2026-11-01T05:00:00.000Z');
  expect(startOfHour('2026-11-01', 2, 'America/New_York')?.toISOString()).toBe('2026-11-01T07:00:00.000Z');
  expect(startOfHour('2026-03-08', 2, 'America/New_York')).toBeUndefined();
});

test('the hours of a day meet the next day, also where clocks go by half hours', () => {
  const last = hoursOfDay('2026-04-05', 'Australia/Lord_Howe').at(-1);
  expect(last?.toMs).toBe(hoursOfDay('2026-04-06', 'Australia/Lord_Howe')[0]?.fromMs);
});

test('a local time is the instant it was written from, but for the hour that a day has twice', () => {
  const instants = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-10-20'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, fc.constantFrom('America/New_York', 'Asia/Kolkata', 'UTC'), (instant, timeZone) => {
      expect(parseLocalTime(formatLocalTime(instant, timeZone), timeZone)).toEqual(instant);
    }),
  );
  expect(parseLocalTime('2026-03-08 02:30:00', 'America/New_York')).toBeUndefined();
  expect(parseLocalTime('yesterday', 'UTC')).toBeUndefined();
  expect(parseLocalTime('2026-03-09 02:30:00.123456', 'UTC')?.toISOString()).toBe('2026-03-09T02:30:00.123Z');
});
