import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRetryBudget, savedRetries } from './retry-budget.ts';

test('never grants more retries than its share of the calls and what is saved up', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), fc.array(fc.boolean(), { maxLength: 2_000 }), (percent, steps) => {
      const budget = createRetryBudget(percent);
      let calls = 0;
      let retries = 0;
      for (const isCall of steps) {
        if (isCall) {
          budget.earn();
          calls += 1;
        } else if (budget.spend()) retries += 1;
        expect(retries).toBeLessThanOrEqual((calls * percent) / 100 + (percent === 0 ? 0 : savedRetries));
      }
    }),
  );
});

test('what is saved up is granted at once', () => {
  const budget = createRetryBudget(10);
  for (let retry = 0; retry < savedRetries; retry += 1) expect(budget.spend()).toBe(true);
  expect(budget.spend()).toBe(false);
});
