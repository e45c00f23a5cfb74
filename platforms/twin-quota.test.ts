import { expect, test } from 'vitest';
import { createWindowQuota } from './twin-quota.ts';

test('gives each key its limit in each window, and says when the next one begins', () => {
  const quota = createWindowQuota(3, 1_000);
  expect(quota.take('a', 2, 10_100)).toEqual({ isAllowed: true, usedShare: 2 / 3, resetsInMs: 900 });
  expect(quota.take('a', 2, 10_200)).toEqual({ isAllowed: false, usedShare: 1, resetsInMs: 800 });
  expect(quota.take('b', 3, 10_300).isAllowed).toBe(true);
  expect(quota.take('a', 1, 10_400)).toMatchObject({ isAllowed: true, usedShare: 1 });
  expect(quota.take('a', 3, 11_000).isAllowed).toBe(true);
});
