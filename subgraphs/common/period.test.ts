import { describe, expect, test } from 'vitest';
import {
  addDays,
  daysBetween,
  isLocalDate,
  isTimeZone,
  localDay,
  localHour,
  resolvePeriod,
  startOfDay,
} from './period.ts';

const msPerHour = 3_600_000;

function hoursOf(day: string, timeZone: string): number {
  return (startOfDay(addDays(day, 1), timeZone).getTime() - startOfDay(day, timeZone).getTime()) / msPerHour;
}

describe('local days', () => {
  // Transitions as the IANA time zone database has them.
  test.each([
    ['2026-03-08', 'America/Los_Angeles', '2026-03-08T08:00:00.000Z', 23],
    ['2026-11-01', 'America/Los_Angeles', '2026-11-01T07:00:00.000Z', 25],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', 23],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', 25],
    ['2026-06-15', 'Asia/Kolkata', '2026-06-14T18:30:00.000Z', 24],
    ['2026-06-15', 'Asia/Kathmandu', '2026-06-14T18:15:00.000Z', 24],
    ['2026-10-04', 'Australia/Lord_Howe', '2026-10-03T13:30:00.000Z', 23.5],
    ['2026-01-01', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z', 24],
    ['2026-01-01', 'Pacific/Pago_Pago', '2026-01-01T11:00:00.000Z', 24],
    ['2026-01-01', 'UTC', '2026-01-01T00:00:00.000Z', 24],
    // Clocks go forward at midnight: the day begins at one o'clock.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z', 23],
    ['2024-04-26', 'Africa/Cairo', '2024-04-25T22:00:00.000Z', 23],
    // A whole day that never was.
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 0],
  ])('%s in %s begins at %s and has %s hours', (day, timeZone, start, hours) => {
    expect(startOfDay(day, timeZone).toISOString()).toBe(start);
    expect(hoursOf(day, timeZone)).toBe(hours);
  });

  test.each([
    ['2026-12-31T23:30:00Z', 'Asia/Tokyo', '2027-01-01', 8],
    ['2027-01-01T04:59:59Z', 'America/New_York', '2026-12-31', 23],
    ['2026-11-01T08:30:00Z', 'America/Los_Angeles', '2026-11-01', 1],
    ['2026-11-01T09:30:00Z', 'America/Los_Angeles', '2026-11-01', 1],
    ['2026-06-15T00:00:00Z', 'Asia/Kolkata', '2026-06-15', 5],
  ])('%s is in %s on %s in hour %s', (instant, timeZone, day, hour) => {
    expect(localDay(new Date(instant), timeZone)).toBe(day);
    expect(localHour(new Date(instant), timeZone)).toBe(hour);
  });
});

describe('names and days', () => {
  test.each([
    'UTC',
    'America/Los_Angeles',
    'America/Argentina/Buenos_Aires',
    'Etc/GMT+5',
    'US/Pacific',
    'Asia/Calcutta',
  ])('%s is a time zone', (name) => expect(isTimeZone(name)).toBe(true));
  test.each(['', 'Mars/Olympus', '+05:30', 'america/los_angeles', 'America/Los Angeles', 'UTC ', '../etc/passwd'])(
    '%j is none',
    (name) => expect(isTimeZone(name)).toBe(false),
  );
  test.each(['2024-02-29', '0001-01-01', '9999-12-31'])('%s is a day', (day) => expect(isLocalDate(day)).toBe(true));
  test.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '2026-01-01T00:00Z',
    '0000-01-01',
    '',
    '2026-04-31',
  ])('%j is none', (day) => expect(isLocalDate(day)).toBe(false));
});

describe('resolvePeriod', () => {
  // In New York it is still the 21st.
  const now = new Date('2026-11-22T03:00:00Z');

  test('lastDays are complete days up to yesterday, in the time zone', () => {
    const period = resolvePeriod({ lastDays: 7 }, 'America/New_York', now);
    expect(period).toEqual({ firstDay: '2026-11-14', lastDay: '2026-11-20' });
    expect(resolvePeriod({ lastDays: 1 }, 'Asia/Tokyo', now)).toEqual({
      firstDay: '2026-11-21',
      lastDay: '2026-11-21',
    });
    expect(resolvePeriod({ lastDays: 366 }, 'UTC', now)).toEqual({ firstDay: '2025-11-21', lastDay: '2026-11-21' });
  });

  test('two days are taken as they are, also when they are one', () => {
    const days = { firstDay: '2026-11-20', lastDay: '2026-11-20' };
    expect(resolvePeriod({ ...days, lastDays: null }, 'UTC', now)).toEqual(days);
  });

  test.each([
    {},
    { firstDay: '2026-11-20' },
    { lastDay: '2026-11-20' },
    { firstDay: '2026-11-20', lastDays: 7 },
    { firstDay: '2026-11-21', lastDay: '2026-11-20' },
    { firstDay: '2006-11-21', lastDay: '2026-11-20' },
    { lastDays: 0 },
    { lastDays: 367 },
    { lastDays: 1.5 },
  ])('%o is no period', (input) => {
    expect(() => resolvePeriod(input, 'UTC', now)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } }),
    );
  });
});

test('days are counted over the ends of months and years', () => {
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1);
  expect(daysBetween('2026-03-01', '2026-02-28')).toBe(-1);
});
