import { describe, expect, test } from 'vitest';
import { PlatformError } from '../ad-platform.ts';
import { readChanges } from './read-changes.ts';

const line = {
  operation_time: '2026-03-10 12:00:00',
  operator: 'marketing-graph',
  operator_type: 'API',
  object_type: 'CAMPAIGN',
  object_id: '1',
  field: 'budget',
  before_value: '50.5',
  after_value: '75',
};
const long = new Date(0);
const originOf = (changes: Partial<typeof line>, appName?: string) =>
  readChanges([{ ...line, ...changes }], long, appName)[0]?.origin;

test('amounts are micros, and what is not told is null', () => {
  expect(readChanges([{ ...line, before_value: '-' }], long, undefined)).toMatchObject([
    { field: 'BUDGET', before: null, after: '75000000', at: new Date('2026-03-10T12:00:00Z') },
  ]);
});

describe('whose a change is', () => {
  test('is ours where the log names our app', () => {
    expect(originOf({}, 'marketing-graph')).toBe('OURS');
    expect(originOf({}, 'other-app')).toBe('PERSON');
  });

  test('is not known of a program where we do not know our own name', () => {
    expect(originOf({})).toBe('UNKNOWN');
  });

  test('is a person’s, the platform’s, or not known for a word that nobody knows', () => {
    expect(originOf({ operator_type: 'USER' })).toBe('PERSON');
    expect(originOf({ operator_type: 'SYSTEM' })).toBe('AUTO');
    expect(originOf({ operator_type: 'ORACLE' })).toBe('UNKNOWN');
  });
});

test('changes come oldest first, from the instant on that was asked for', () => {
  const earlier = {
    ...line,
    operation_time: '2026-03-10 11:00:00',
    field: 'name',
    before_value: 'a',
    after_value: 'b',
  };
  const changes = readChanges([line, earlier], new Date('2026-03-10T11:00:00Z'), undefined);
  expect(changes.map(({ field }) => field)).toEqual(['OTHER', 'BUDGET']);
  expect(readChanges([line, earlier], new Date('2026-03-10T11:00:01Z'), undefined)).toHaveLength(1);
});

test('lines about other objects are left out', () => {
  expect(readChanges([{ ...line, object_type: 'AUDIENCE' }], long, undefined)).toEqual([]);
});

test('a file without a column is refused as a whole, not read as if nothing had been changed', () => {
  const { after_value: _, ...without } = line;
  expect(() => readChanges([without], long, undefined)).toThrow(PlatformError);
  expect(() => readChanges([{ ...line, operation_time: 'yesterday' }], long, undefined)).toThrow(PlatformError);
});
