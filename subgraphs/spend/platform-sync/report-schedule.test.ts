import { describe, expect, test } from 'vitest';
import { addDays, startOfDay } from '../../common/period.ts';
import { reportRules } from './report-rules.ts';
import { type DueReport, dueReports, type ReportedDay, type ReportedLevel, type Schedule } from './report-schedule.ts';

const schedule: Schedule = {
  rules: reportRules.META,
  timeZone: 'America/New_York',
  since: undefined,
  reported: [],
  everyMs: 60_000,
};

const minute = 60_000;
const day = 24 * 60 * minute;

function reported(day: string, readAt: string, given: Partial<ReportedDay> = {}): ReportedDay {
  return { level: 'CAMPAIGN', day, readAt: new Date(readAt), failedAt: null, isFinal: false, ...given };
}

function due(given: Partial<Schedule>, now: string, level: ReportedLevel = 'CAMPAIGN') {
  const said = ({ grain, firstDay, lastDay }: DueReport) => `${firstDay}..${lastDay} ${grain}`;
  return dueReports({ ...schedule, ...given }, new Date(now))
    .filter((report) => report.level === level)
    .map(said);
}

test('at first everything whose numbers move is due, today first, in reports of a week at most', () => {
  expect(due({}, '2026-03-30T12:00:00Z')).toEqual([
    '2026-03-30..2026-03-30 HOUR',
    '2026-03-23..2026-03-29 HOUR',
    '2026-03-16..2026-03-22 HOUR',
    '2026-03-09..2026-03-15 HOUR',
    '2026-03-02..2026-03-08 HOUR',
    '2026-03-01..2026-03-01 HOUR',
  ]);
});

test('nothing is read of the days before the first one, and nothing before it has begun', () => {
  expect(due({ since: new Date('2026-03-29T15:00:00Z') }, '2026-03-30T12:00:00Z')).toEqual([
    '2026-03-30..2026-03-30 HOUR',
    '2026-03-29..2026-03-29 HOUR',
  ]);
  const since = new Date('2026-03-31T12:00:00Z');
  expect(due({ since }, '2026-03-31T03:59:00Z')).toEqual([]);
  expect(due({ since }, '2026-03-31T04:00:00Z')).toEqual(['2026-03-31..2026-03-31 HOUR']);
});

test('days before the hours that a platform tells are read as days', () => {
  const given = { rules: reportRules.PINTEREST, timeZone: 'UTC', since: new Date('2026-03-20T00:00:00Z') };
  expect(due(given, '2026-03-30T12:00:00Z')).toEqual([
    '2026-03-30..2026-03-30 HOUR',
    '2026-03-23..2026-03-29 HOUR',
    '2026-03-20..2026-03-22 DAY',
  ]);
});

describe('today', () => {
  const since = new Date('2026-03-30T04:00:00Z');
  test.each([
    ['2026-03-30T12:00:30Z', []],
    ['2026-03-30T12:01:00Z', ['2026-03-30..2026-03-30 HOUR']],
  ])('is due again after a while: %s', (now, expected) => {
    expect(due({ since, reported: [reported('2026-03-30', '2026-03-30T12:00:00Z')] }, now)).toEqual(expected);
  });

  test('is read more seldom below campaigns', () => {
    const known = [reported('2026-03-30', '2026-03-30T12:00:00Z', { level: 'AD_GROUP' })];
    expect(due({ since, reported: known }, '2026-03-30T12:02:00Z', 'AD_GROUP')).toEqual([]);
    expect(due({ since, reported: known }, '2026-03-30T12:05:00Z', 'AD_GROUP')).toHaveLength(1);
  });

  test('goes on at its own pace, whatever failed', () => {
    const failedAt = new Date('2026-03-30T12:00:50Z');
    const known = [reported('2026-03-30', '2026-03-30T12:00:00Z', { failedAt })];
    expect(due({ since, reported: known }, '2026-03-30T12:01:00Z')).toHaveLength(1);
  });
});

describe('a day that has ended', () => {
  // It ends at 04:00Z.
  const since = new Date('2026-03-29T04:00:00Z');
  const isDue = (now: string, readAt: string, given: Partial<ReportedDay> = {}) => {
    const known = [reported('2026-03-29', readAt, given), reported('2026-03-30', now)];
    return due({ since, reported: known }, now).some((text) => text.startsWith('2026-03-29'));
  };

  test.each([
    ['ten minutes after its end', '2026-03-30T04:10:00Z', '2026-03-30T04:00:30Z', false],
    ['and a little later', '2026-03-30T04:11:00Z', '2026-03-30T04:00:30Z', true],
    ['after eight hours: within the hour', '2026-03-30T12:00:00Z', '2026-03-30T11:01:00Z', false],
    ['after eight hours: of more than an hour before', '2026-03-30T12:00:00Z', '2026-03-30T10:59:00Z', true],
    ['after twelve days: of the day before', '2026-04-11T03:00:00Z', '2026-04-10T04:00:00Z', false],
    ['after twelve days: of more than a day before', '2026-04-11T04:00:00Z', '2026-04-10T03:59:00Z', true],
    ['when its numbers have settled, once more', '2026-04-27T04:00:00Z', '2026-04-27T03:50:00Z', true],
    ['and never after that', '2026-05-20T04:00:00Z', '2026-04-27T04:00:00Z', false],
  ])('is due %s', (_, now, readAt, expected) => {
    expect(isDue(now, readAt)).toBe(expected);
  });

  test('is not, when the platform has said that it is final', () => {
    expect(isDue('2026-04-10T12:00:00Z', '2026-03-31T12:00:00Z', { isFinal: true })).toBe(false);
  });

  test('is tried again as if it had been read, when it could not be', () => {
    const failedAt = new Date('2026-03-30T11:30:00Z');
    expect(isDue('2026-03-30T12:00:00Z', '2026-03-30T04:00:00Z', { failedAt })).toBe(false);
    expect(isDue('2026-03-30T12:40:00Z', '2026-03-30T04:00:00Z', { failedAt })).toBe(true);
  });

  test('looked at every quarter of an hour, is read 24 times on the day after, and 60 times in all', () => {
    let readAt = new Date('2026-03-30T03:59:30Z');
    const reads: number[] = [];
    const endedMs = startOfDay('2026-03-30', 'America/New_York').getTime();
    for (let ageMs = 0; ageMs < 40 * day; ageMs += 15 * minute) {
      const now = new Date(endedMs + ageMs);
      const known = [reported('2026-03-29', readAt.toISOString())];
      if (!due({ since, reported: known }, now.toISOString()).some((text) => text.includes('2026-03-29'))) continue;
      readAt = now;
      reads.push(ageMs);
    }
    expect(reads.filter((ageMs) => ageMs < day)).toHaveLength(24);
    expect(reads).toHaveLength(60);
    expect(reads.at(-1)).toBe(28 * day);
  });
});

describe('days on which clocks change', () => {
  test.each(['2026-03-08', '2026-11-01'])('%s has its own midnights', (changed) => {
    const since = startOfDay(changed, schedule.timeZone);
    const begins = since.getTime();
    const ends = startOfDay(addDays(changed, 1), schedule.timeZone).getTime();
    expect(ends - begins).not.toBe(day);
    expect(due({ since }, new Date(begins - 1).toISOString())).toEqual([]);
    expect(due({ since }, new Date(ends - 1).toISOString())).toEqual([`${changed}..${changed} HOUR`]);
    expect(due({ since }, new Date(ends).toISOString())).toHaveLength(2);
  });
});
