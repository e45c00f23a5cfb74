import { expect, test } from 'vitest';
import { attributionNow as now, click, hoursAgo, purchase } from '../../test/support/attribution.ts';
import { refuseConversion, refuseTouchpoint } from './event-rules.ts';

test('takes a touchpoint that is as late and as early as may be', () => {
  expect(refuseTouchpoint(click('k', 60 * 24), now)).toBeUndefined();
  expect(refuseTouchpoint(click('k', -10 / 60), now)).toBeUndefined();
});

test.each([
  ['an empty key', click('', 1), /^key must be 1 to 128/],
  ['a key that is too long', click('k'.repeat(129), 1), /^key must be/],
  ['a key with a NUL', click('k\0', 1), /^key must be/],
  ['a customer key that is too short', click('k', 1, { customerKey: 'jo' }), /^customerKey must be 16 to 128/],
  ['an e-mail address for a customer key', click('k', 1, { customerKey: 'jo.long.name@example.com' }), /^customerKey/],
  ['an event of before 60 days', click('k', 60 * 24 + 0.001), /more than 60 days ago/],
  ['an event of a clock that is far ahead', click('k', -11 / 60), /more than 10 minutes ahead/],
  [
    'a campaign that is none',
    click('k', 1, { campaignId: 'adg_a' }),
    /^campaignId must be an identifier beginning with cmp_/,
  ],
  ['an ad group that is none', click('k', 1, { adGroupId: 'cmp_a' }), /^adGroupId/],
  ['an ad that is none', click('k', 1, { adId: 'ad_' }), /^adId/],
])('refuses %s', (_, touchpoint, reason) => {
  expect(refuseTouchpoint(touchpoint, now)).toMatch(reason);
});

const dollars = (amountMicros: bigint) => ({ amountMicros, currency: 'USD' });

test.each([
  ['an event name in capitals', purchase('k', 1, { eventName: 'Purchase' }), /^eventName/],
  ['an event name that is too long', purchase('k', 1, { eventName: 'p'.repeat(65) }), /^eventName/],
  ['a negative value', purchase('k', 1, { value: dollars(-10_000n) }), /must not be negative/],
  ['a fraction of a cent', purchase('k', 1, { value: dollars(10_001n) }), /in USD it must be a multiple of 10000/],
  [
    'a fraction of a yen',
    purchase('k', 1, { value: { amountMicros: 500_000n, currency: 'JPY' } }),
    /multiple of 1000000/,
  ],
  ['a currency that is none', purchase('k', 1, { value: { amountMicros: 0n, currency: 'usd' } }), /not a currency/],
  ['a time that is too late', purchase('k', 1, { occurredAt: hoursAgo(-1) }), /ahead of our clock/],
])('refuses a conversion with %s', (_, conversion, reason) => {
  expect(refuseConversion(conversion, now)).toMatch(reason);
});

test('takes a conversion that is worth nothing, and one whose worth is not said', () => {
  expect(refuseConversion(purchase('k', 1, { value: dollars(0n) }), now)).toBeUndefined();
  expect(refuseConversion(purchase('k', 1, { value: null }), now)).toBeUndefined();
});
