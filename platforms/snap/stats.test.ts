import { expect, test } from 'vitest';
import type { ReportQuery } from '../ad-platform.ts';
import { readStat, splitQuery, statParameters, writeLocalTime } from './stats.ts';

const query: ReportQuery = { level: 'AD_GROUP', grain: 'DAY', firstDay: '2026-03-07', lastDay: '2026-03-08' };

test('a range is from local midnight to local midnight, each with its own offset', () => {
  expect(statParameters(query, 'America/New_York')).toMatchObject({
    granularity: 'DAY',
    breakdown: 'adsquad',
    start_time: '2026-03-07T00:00:00.000-05:00',
    end_time: '2026-03-09T00:00:00.000-04:00',
  });
});

test('offsets of half an hour and ahead of UTC are written', () => {
  expect(writeLocalTime(new Date('2026-03-06T18:30:00Z'), 'Asia/Kolkata')).toBe('2026-03-07T00:00:00.000+05:30');
});

test('days are asked for by 31, hours by seven days', () => {
  const month = { ...query, firstDay: '2026-01-01', lastDay: '2026-02-28' };
  expect(splitQuery(month)).toHaveLength(2);
  expect(splitQuery({ ...month, grain: 'HOUR' })).toHaveLength(9);
});

test('points up to the finalized end are final, and later ones are not', () => {
  const point = (day: string, next: string) => ({
    start_time: `${day}T00:00:00.000-05:00`,
    end_time: `${next}T00:00:00.000-05:00`,
    stats: { spend: 1_500_000, impressions: 100, swipes: 3 },
  });
  const stat = {
    id: 'c1',
    finalized_data_end_time: '2026-03-07T00:00:00.000-05:00',
    breakdown_stats: {
      adsquad: [{ id: 's1', timeseries: [point('2026-03-06', '2026-03-07'), point('2026-03-07', '2026-03-08')] }],
    },
  };
  expect(readStat(stat, query, 'c1')).toMatchObject([
    { externalId: 's1', campaignExternalId: 'c1', spendMicros: 1_500_000n, clicks: 3n, isFinal: true },
    { startsAt: new Date('2026-03-07T05:00:00Z'), isFinal: false },
  ]);
  expect(readStat({ ...stat, finalized_data_end_time: null }, query, 'c1')[0]).toHaveProperty('isFinal', undefined);
});
