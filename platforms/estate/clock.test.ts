import { expect, test } from 'vitest';
import { realClock, toldClock } from './clock.ts';

test('a told clock goes on when it is told to, and never back', () => {
  const clock = toldClock(new Date('2026-01-01T00:00:00Z'));
  clock.advance(1_500);
  expect(clock.now().toISOString()).toBe('2026-01-01T00:00:01.500Z');
  expect(() => clock.advance(-1)).toThrow('cannot go back');
  expect(Math.abs(realClock.now().getTime() - Date.now())).toBeLessThan(60_000);
});
