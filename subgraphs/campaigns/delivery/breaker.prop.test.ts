import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBreaker, failuresToOpen } from './breaker.ts';

test('lets everything through until so many requests in a row have failed', () => {
  const breaker = createBreaker();
  for (let count = 0; count < failuresToOpen; count += 1) {
    expect(breaker.waitMs(0)).toBe(0);
    breaker.failed(0, 0);
  }
  expect(breaker.waitMs(0)).toBe(500);
});

test('an answer between failures begins the count anew', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: failuresToOpen - 1 }), { maxLength: 20 }), (runs) => {
      const breaker = createBreaker();
      for (const run of runs) {
        for (let count = 0; count < run; count += 1) breaker.failed(0, 0.5);
        expect(breaker.waitMs(0)).toBe(0);
        breaker.answered();
      }
    }),
  );
});

test('after its pause one request is let through, and its answer decides', () => {
  const open = () => {
    const breaker = createBreaker();
    for (let count = 0; count < failuresToOpen; count += 1) breaker.failed(0, 0);
    expect(breaker.waitMs(500)).toBe(0);
    breaker.sent(500);
    expect(breaker.waitMs(500)).toBeGreaterThan(0);
    return breaker;
  };
  const recovered = open();
  recovered.answered();
  expect(recovered.waitMs(500)).toBe(0);
  const forgotten = open();
  expect([forgotten.waitMs(10_499), forgotten.waitMs(10_500)]).toEqual([250, 0]);
  const broken = open();
  broken.failed(500, 0);
  expect(broken.waitMs(500)).toBe(500);
});

test('pauses grow with the failures, up to a minute', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: failuresToOpen, max: 200 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (n, r) => {
        const breaker = createBreaker();
        for (let count = 0; count < n; count += 1) breaker.failed(0, r);
        expect(breaker.waitMs(0)).toBeGreaterThanOrEqual(500);
        expect(breaker.waitMs(0)).toBeLessThanOrEqual(60_500);
      },
    ),
  );
});
