import { describe, expect, test } from 'vitest';
import type { AdEntity } from './ad-entity.ts';
import { type AmountChange, decideChange, type IntentWords, refuseInput } from './change.ts';

type Change = AmountChange & IntentWords;

const campaign: AdEntity = {
  level: 'CAMPAIGN',
  id: 'cmp_1',
  advertiserId: 'adv_1',
  accountId: 'acc_1',
  campaignId: null,
  adGroupId: null,
  externalId: '1',
  name: 'Brand',
  status: 'ENABLED',
  objective: null,
  platform: 'META',
  currency: 'USD',
  timeZone: 'UTC',
  budget: { amountMicros: 100_000_000n, kind: 'DAILY' },
  bid: null,
  flight: null,
  version: 3,
  ordinal: 1n,
};

const change: Change = {
  field: 'BUDGET',
  entityId: 'cmp_1',
  amountMicros: 120_000_000n,
  currency: 'USD',
  expectedVersion: 3,
  key: 'key',
  reason: 'more demand',
};

const inYen = (amountMicros: bigint) =>
  decideChange({ ...campaign, currency: 'JPY' }, { ...change, currency: 'JPY', amountMicros });
const codeOf = (entity: Partial<AdEntity>, sent: Partial<Change> = {}) => {
  const decision = decideChange({ ...campaign, ...entity }, { ...change, ...sent });
  return decision.kind === 'refuse' ? decision.code : 'applied';
};

describe('a change', () => {
  test('is applied from the amount there is to the amount asked for', () => {
    expect(decideChange(campaign, change)).toEqual({
      kind: 'apply',
      beforeMicros: 100_000_000n,
      afterMicros: 120_000_000n,
      version: 4,
    });
  });

  test('is applied to a paused entity, which may be made ready before it runs', () => {
    expect(codeOf({ status: 'PAUSED' })).toBe('applied');
  });

  test('is refused when the entity has moved on, or is said to be further than it is', () => {
    expect(codeOf({}, { expectedVersion: 2 })).toBe('VERSION_CONFLICT');
    expect(codeOf({}, { expectedVersion: 4 })).toBe('VERSION_CONFLICT');
  });

  test('is refused on a removed entity, whatever else is wrong', () => {
    expect(codeOf({ status: 'REMOVED', version: 9 }, { amountMicros: -1n })).toBe('ENTITY_REMOVED');
  });

  test('is refused where there is no budget or no bid to change', () => {
    expect(codeOf({ budget: null })).toBe('NOTHING_TO_CHANGE');
    expect(codeOf({}, { field: 'BID' })).toBe('NOTHING_TO_CHANGE');
    expect(codeOf({ level: 'AD', budget: null })).toBe('NOTHING_TO_CHANGE');
  });

  test('is refused in another currency, before its amount is read as if it were in the right one', () => {
    expect(codeOf({}, { currency: 'JPY', amountMicros: 1n })).toBe('CURRENCY_MISMATCH');
  });

  test('is refused when it cannot be paid in whole units: cents of a dollar, whole yen', () => {
    expect(codeOf({}, { amountMicros: 10_000n })).toBe('applied');
    expect(codeOf({}, { amountMicros: 10_001n })).toBe('AMOUNT_NOT_BILLABLE');
    expect(inYen(1_000_000n)).toMatchObject({ kind: 'apply' });
    expect(inYen(1_500_000n)).toMatchObject({ code: 'AMOUNT_NOT_BILLABLE' });
  });

  test('is refused when it is nothing, less than nothing, or more than anybody buys', () => {
    expect(codeOf({}, { amountMicros: 0n })).toBe('AMOUNT_OUT_OF_RANGE');
    expect(codeOf({}, { amountMicros: -10_000n })).toBe('AMOUNT_OUT_OF_RANGE');
    expect(codeOf({}, { amountMicros: 10n ** 16n })).toBe('applied');
    expect(codeOf({}, { amountMicros: 10n ** 16n + 10_000n })).toBe('AMOUNT_OUT_OF_RANGE');
  });

  test('holds bids to a lower limit than budgets', () => {
    const bid = { amountMicros: 1_000_000n, strategy: 'MANUAL_CPC' } as const;
    expect(codeOf({ bid }, { field: 'BID', amountMicros: 10n ** 13n })).toBe('applied');
    expect(codeOf({ bid }, { field: 'BID', amountMicros: 10n ** 13n + 10_000n })).toBe('AMOUNT_OUT_OF_RANGE');
  });
});

describe('the words of a change', () => {
  test.each([
    ['an empty key', { key: '' }],
    ['a key of 129 characters', { key: 'k'.repeat(129) }],
    ['a key with a NUL', { key: 'a\0b' }],
    ['a key with half a surrogate pair', { key: 'a\ud800b' }],
    ['an empty reason', { reason: '' }],
    ['a reason of blanks', { reason: ' \n ' }],
    ['a reason of 501 characters', { reason: 'r'.repeat(501) }],
    ['a reason with a NUL', { reason: 'a\0b' }],
  ])('are refused with %s', (_, words) => {
    expect(refuseInput({ ...change, ...words })?.code).toBe('INVALID_INPUT');
  });

  test('are counted in characters, not in the units of an encoding', () => {
    expect(refuseInput({ ...change, key: '💶'.repeat(128), reason: '💶'.repeat(500) })).toBeUndefined();
    expect(refuseInput({ ...change, key: '💶'.repeat(129) })?.code).toBe('INVALID_INPUT');
  });
});
