import { expect, test } from 'vitest';
import { parseEventLogSettings } from './event-log-settings.ts';

const hour = 3_600_000;

test('a week is kept where nothing is said, however many events it has', () => {
  expect(parseEventLogSettings('spend', {}).data?.retention).toEqual({ maxAgeMs: 168 * hour, maxRows: undefined });
});

test("a subgraph's own variable goes before that of all, and an empty one is none", () => {
  const environment = {
    EVENT_RETENTION_HOURS: '2',
    SPEND_EVENT_RETENTION_HOURS: '5',
    EVENT_RETENTION_ROWS: '',
    CAMPAIGNS_EVENT_RETENTION_ROWS: '1000',
  };
  expect(parseEventLogSettings('spend', environment).data?.retention).toEqual({
    maxAgeMs: 5 * hour,
    maxRows: undefined,
  });
  expect(parseEventLogSettings('campaigns', environment).data?.retention).toEqual({
    maxAgeMs: 2 * hour,
    maxRows: 1_000,
  });
});

test('0 keeps everything', () => {
  expect(parseEventLogSettings('spend', { EVENT_RETENTION_HOURS: '0' }).data?.retention.maxAgeMs).toBeUndefined();
});

test.each(['-1', '1.5', 'week', '99999999'])('%j hours are refused', (hours) => {
  const { error } = parseEventLogSettings('spend', { EVENT_RETENTION_HOURS: hours });
  expect(error?.issues[0]).toMatchObject({
    path: ['EVENT_RETENTION_HOURS'],
    message: expect.stringContaining('87600'),
  });
});
