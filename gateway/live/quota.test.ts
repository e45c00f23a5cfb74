import { expect, test } from 'vitest';
import { createQuota } from './quota.ts';

test('gives each holder its limit, whatever the others hold', () => {
  const quota = createQuota(2);
  expect(quota.acquire('anna')).toBeDefined();
  expect(quota.acquire('anna')).toBeDefined();
  expect(quota.acquire('anna')).toBeUndefined();
  expect(quota.acquire('ben')).toBeDefined();
  expect(quota.held).toBe(3);
});

test('what is given back can be taken again, and giving back twice gives nothing', () => {
  const quota = createQuota(1);
  const giveBack = quota.acquire('anna');
  giveBack?.();
  giveBack?.();
  expect(quota.held).toBe(0);
  expect(quota.acquire('anna')).toBeDefined();
  expect(quota.acquire('anna')).toBeUndefined();
});
