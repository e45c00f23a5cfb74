import { expect, test } from 'vitest';
import type { ReportQuery } from '../ad-platform.ts';
import { readReportRow, reportParameters, splitQuery } from './reports.ts';

const hours: ReportQuery = { level: 'AD_GROUP', grain: 'HOUR', firstDay: '2026-03-07', lastDay: '2026-03-09' };

const row = {
  dimensions: { adgroup_id: '2', stat_time_hour: '2026-03-09 05:00:00' },
  metrics: { campaign_id: '1', spend: '12.34', impressions: '1000', clicks: '7' },
};

test('hours are asked for a day at a time, days by thirty', () => {
  expect(splitQuery(hours)).toHaveLength(3);
  const days = { ...hours, grain: 'DAY', firstDay: '2026-01-01', lastDay: '2026-02-15' } as const;
  expect(splitQuery(days).map(({ firstDay, lastDay }) => [firstDay, lastDay])).toEqual([
    ['2026-01-01', '2026-01-30'],
    ['2026-01-31', '2026-02-15'],
  ]);
});

test('the campaign of an ad group is asked for as a metric', () => {
  expect(reportParameters('9', hours)).toMatchObject({
    data_level: 'AUCTION_ADGROUP',
    dimensions: ['adgroup_id', 'stat_time_hour'],
    metrics: ['campaign_id', 'spend', 'impressions', 'clicks'],
  });
});

test('a row of texts becomes micros and counts of a local hour', () => {
  expect(readReportRow(row, hours, 'America/New_York')).toMatchObject({
    externalId: '2',
    campaignExternalId: '1',
    startsAt: new Date('2026-03-09T09:00:00Z'),
    spendMicros: 12_340_000n,
    impressions: 1_000n,
    clicks: 7n,
    isFinal: undefined,
  });
});

test('a dash is no zero: the row says nothing yet, and of what', () => {
  const silent = { ...row, metrics: { ...row.metrics, spend: '-' } };
  expect(readReportRow(silent, hours, 'UTC')).toMatchObject({
    externalId: '2',
    startsAt: new Date('2026-03-09T05:00:00Z'),
    isPending: true,
  });
});

test('a row that cannot be read is told of, not left out', () => {
  const broken = { ...row, metrics: { ...row.metrics, spend: 'twelve' } };
  const place = { externalId: '2', isPending: false };
  expect(readReportRow(broken, hours, 'UTC')).toMatchObject({ ...place, field: 'metrics.spend', valueType: 'string' });
  expect(readReportRow({ ...row, dimensions: { adgroup_id: '2' } }, hours, 'UTC')).toMatchObject({
    ...place,
    field: 'dimensions.stat_time_hour',
    valueType: 'missing',
    startsAt: undefined,
  });
});
