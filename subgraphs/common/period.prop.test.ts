import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, daysBetween, isLocalDate, isTimeZone, localDay, localHour, startOfDay } from './period.ts';

const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
const instant = fc.date({ min: new Date('1975-01-01'), max: new Date('2037-12-31'), noInvalidDate: true });
const day = instant.map((date) => date.toISOString().slice(0, 10));

test('an instant is on the day that began last before it, unless that is yet to begin again', () => {
  fc.assert(
    fc.property(instant, zone, (at, timeZone) => {
      const today = localDay(at, timeZone);
      expect(startOfDay(today, timeZone).getTime()).toBeLessThanOrEqual(at.getTime());
      expect(startOfDay(addDays(today, 1), timeZone).getTime()).toBeGreaterThan(at.getTime());
    }),
    { numRuns: 500 },
  );
});

test('a day begins at the moment when its date begins', () => {
  fc.assert(
    fc.property(day, zone, (text, timeZone) => {
      const start = startOfDay(text, timeZone).getTime();
      expect(localDay(new Date(start), timeZone) >= text).toBe(true);
      expect(localDay(new Date(start - 1), timeZone) < text).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('local time is never further than 15 hours from UTC', () => {
  fc.assert(
    fc.property(instant, zone, (at, timeZone) => {
      const local = Date.parse(`${localDay(at, timeZone)}T00:00:00Z`) + localHour(at, timeZone) * 3_600_000;
      expect(Math.abs(local - at.getTime())).toBeLessThan(16 * 3_600_000);
    }),
  );
});

test('adding days and counting them undo each other', () => {
  fc.assert(
    fc.property(day, fc.integer({ min: -10_000, max: 10_000 }), (from, count) => {
      const to = addDays(from, count);
      expect(isLocalDate(to)).toBe(true);
      expect(daysBetween(from, to)).toBe(count);
    }),
  );
});

test('every time zone that Node knows is one', () => {
  expect(Intl.supportedValuesOf('timeZone').filter((name) => !isTimeZone(name))).toEqual([]);
});

test('day and hour are what Intl says, also when instants near each other are asked for in turn', () => {
  const near = fc.array(fc.integer({ min: -90_000, max: 90_000 }), { minLength: 2, maxLength: 5 });
  // Clocks change at the ends of hours and days more than elsewhere.
  const fullHour = instant.map((date) => new Date(Math.floor(date.getTime() / 3_600_000) * 3_600_000));
  const early = fc.date({ min: new Date('1969-12-01'), max: new Date('1972-03-01'), noInvalidDate: true });
  fc.assert(
    fc.property(fc.oneof(instant, fullHour, early), near, zone, (at, distances, timeZone) => {
      const formatter = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
      for (const distance of distances) {
        const asked = new Date(at.getTime() + distance);
        const text = formatter.format(asked);
        expect(localDay(asked, timeZone)).toBe(text.slice(0, 10));
        expect(localHour(asked, timeZone)).toBe(Number(text.slice(11, 13)));
      }
    }),
    { numRuns: 1_000 },
  );
});
