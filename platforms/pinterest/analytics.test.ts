import { expect, test } from 'vitest';
import type { ReportQuery } from '../ad-platform.ts';
import { columnsOf, planReports, readAnalyticsRow } from './analytics.ts';

const days: ReportQuery = { level: 'AD_GROUP', grain: 'DAY', firstDay: '2026-02-01', lastDay: '2026-03-10' };
const today = '2026-03-10';

const row = {
  AD_GROUP_ID: '2',
  CAMPAIGN_ID: 1,
  DATE: '2026-03-09',
  SPEND_IN_MICRO_DOLLAR: 1_500_000,
  IMPRESSION_1: 900,
};

test('90 days answer at once, older ones are waited for, and what is past 914 days is out of reach', () => {
  expect(planReports(days, today)).toEqual([{ way: 'SYNC', query: days }]);
  const year = { ...days, firstDay: '2025-03-10' };
  expect(planReports(year, today)?.map(({ way, query }) => [way, query.firstDay, query.lastDay])).toEqual([
    ['ASYNC', '2025-03-10', '2025-09-11'],
    ['ASYNC', '2025-09-12', '2026-03-10'],
  ]);
  expect(planReports({ ...days, firstDay: '2023-01-01' }, today)).toBeUndefined();
});

test('hours are three days at a time, and eight days back', () => {
  const hours = { ...days, grain: 'HOUR', firstDay: '2026-03-06' } as const;
  expect(planReports(hours, today)).toHaveLength(2);
  expect(planReports({ ...hours, firstDay: '2026-03-01' }, today)).toBeUndefined();
});

test('days that have not begun are not asked for', () => {
  expect(planReports({ ...days, lastDay: '2026-12-31' }, today)?.[0]?.query.lastDay).toBe(today);
  expect(planReports({ ...days, firstDay: '2026-03-11', lastDay: '2026-03-12' }, today)).toEqual([]);
});

test('the campaign is asked for once', () => {
  expect(columnsOf('CAMPAIGN')).toEqual(['CAMPAIGN_ID', 'SPEND_IN_MICRO_DOLLAR', 'IMPRESSION_1', 'CLICKTHROUGH_1']);
});

test('a row is a day of UTC, and a column that is left out is nothing', () => {
  expect(readAnalyticsRow(row, days, '2026-03-09')).toEqual({
    level: 'AD_GROUP',
    externalId: '2',
    campaignExternalId: '1',
    startsAt: new Date('2026-03-09T00:00:00Z'),
    grain: 'DAY',
    spendMicros: 1_500_000n,
    impressions: 900n,
    clicks: 0n,
    isFinal: true,
  });
});

test('an hour stands beside its day or in one text with it', () => {
  const hours = { ...days, grain: 'HOUR' } as const;
  const at = new Date('2026-03-09T05:00:00Z');
  expect(readAnalyticsRow({ ...row, HOUR: 5 }, hours, undefined)).toMatchObject({ startsAt: at, isFinal: false });
  expect(readAnalyticsRow({ ...row, DATE: '2026-03-09T05:00:00' }, hours, undefined)).toMatchObject({ startsAt: at });
  expect(readAnalyticsRow(row, hours, undefined)).toMatchObject({
    field: 'HOUR',
    valueType: 'missing',
    externalId: '2',
  });
});

test('a count that is none is told of, with what could be read of its row', () => {
  expect(readAnalyticsRow({ ...row, IMPRESSION_1: 1.5 }, days, undefined)).toEqual({
    level: 'AD_GROUP',
    externalId: '2',
    startsAt: new Date('2026-03-09T00:00:00Z'),
    field: 'IMPRESSION_1',
    valueType: 'number',
    isPending: false,
  });
});
