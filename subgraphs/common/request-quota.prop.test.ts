import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRequestQuota, type RequestQuota, takeFromAll } from './request-quota.ts';

const rates = fc.double({ min: 0.1, max: 200, noNaN: true });
const steps = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 2_000 }),
    isUrgent: fc.boolean(),
    signal: fc.option(
      fc.record({
        usedShare: fc.option(fc.double({ min: 0, max: 1.2, noNaN: true }), { nil: undefined }),
        blockedForMs: fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined }),
      }),
      { nil: undefined, freq: 4 },
    ),
  }),
  { maxLength: 300 },
);

function takeNow(quota: RequestQuota, nowMs: number, isUrgent: boolean): boolean {
  return takeFromAll([quota], nowMs, isUrgent) === 0;
}

test('never lets through more than a full bucket and what the rate refills', () => {
  fc.assert(
    fc.property(rates, steps, (rate, given) => {
      const quota = createRequestQuota(rate);
      let nowMs = 0;
      let taken = 0;
      for (const { afterMs, isUrgent, signal } of given) {
        nowMs += afterMs;
        if (signal) quota.hear(nowMs, signal);
        if (takeNow(quota, nowMs, isUrgent)) taken += 1;
        expect(taken).toBeLessThanOrEqual(Math.max(2, rate) + (rate * nowMs) / 1_000 + 1e-6);
      }
    }),
  );
});

test('lets nothing through while the platform has said to wait', () => {
  fc.assert(
    fc.property(rates, fc.integer({ min: 1, max: 100_000 }), fc.boolean(), (rate, blockedForMs, isUrgent) => {
      const quota = createRequestQuota(rate);
      quota.hear(0, { usedShare: undefined, blockedForMs });
      expect(takeNow(quota, blockedForMs - 1, isUrgent)).toBe(false);
      expect(quota.waitMs(blockedForMs - 1, isUrgent)).toBeGreaterThan(0);
    }),
  );
});

test('whoever waits as long as told is let through, whatever the platform said before', () => {
  fc.assert(
    fc.property(rates, steps, (rate, given) => {
      const quota = createRequestQuota(rate);
      let nowMs = 0;
      for (const { afterMs, isUrgent, signal } of given) {
        nowMs += afterMs;
        if (signal) quota.hear(nowMs, signal);
        // A share that fades while somebody waits only makes the wait shorter.
        const waitMs = quota.waitMs(nowMs, isUrgent);
        nowMs += waitMs;
        expect(takeNow(quota, nowMs, isUrgent)).toBe(true);
      }
    }),
  );
});

test('what is urgent goes wherever what can wait may go, and still when that may not', () => {
  fc.assert(
    fc.property(rates, steps, (rate, given) => {
      const quota = createRequestQuota(rate);
      let nowMs = 0;
      for (const { afterMs, signal } of given) {
        nowMs += afterMs;
        if (signal) quota.hear(nowMs, signal);
        expect(quota.waitMs(nowMs, true)).toBeLessThanOrEqual(quota.waitMs(nowMs, false));
        takeNow(quota, nowMs, false);
      }
    }),
  );
  const quota = createRequestQuota(2);
  expect([takeNow(quota, 0, false), takeNow(quota, 0, false), takeNow(quota, 0, true)]).toEqual([true, false, true]);
});

test('slows down as the quota of the platform is used up, and never stops altogether', () => {
  const waitAt = (usedShare: number) => {
    const quota = createRequestQuota(10);
    for (let count = 0; count < 9; count += 1) expect(takeNow(quota, 0, false)).toBe(true);
    quota.hear(0, { usedShare, blockedForMs: undefined });
    return quota.waitMs(0, false);
  };
  expect([waitAt(0), waitAt(0.75), waitAt(0.875), waitAt(1), waitAt(1.2)]).toEqual([100, 100, 200, 2_000, 2_000]);
});

test('a share heard minutes ago is forgotten', () => {
  const quota = createRequestQuota(10);
  quota.hear(0, { usedShare: 0.9, blockedForMs: undefined });
  expect([quota.usedShare(299_999), quota.usedShare(300_000)]).toEqual([0.9, undefined]);
});

test('takes from all quotas or from none', () => {
  const [account, credentials] = [createRequestQuota(1), createRequestQuota(100)];
  expect(takeFromAll([account, credentials], 0, false)).toBe(0);
  expect(takeFromAll([account, credentials], 0, false)).toBe(1_000);
  for (let count = 1; count < 99; count += 1) expect(takeNow(credentials, 0, false)).toBe(true);
  expect(takeNow(credentials, 0, false)).toBe(false);
});

test('a clock that is set back gives nothing away', () => {
  const quota = createRequestQuota(2);
  takeNow(quota, 10_000, true);
  takeNow(quota, 10_000, true);
  expect(takeNow(quota, 0, true)).toBe(false);
  expect(takeNow(quota, 499, true)).toBe(false);
  expect(takeNow(quota, 500, true)).toBe(true);
});
