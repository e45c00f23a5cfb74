import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPulse } from './pulse.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('everybody has one beat in each period, not at once, and the first not before half of one', () => {
  const pulse = createPulse(12_000);
  const beats = Array.from({ length: 100 }, () => vi.fn());
  for (const beat of beats) pulse.add({ beat });
  const soFar = () => new Set(beats.map((beat) => beat.mock.calls.length));
  vi.advanceTimersByTime(6_000);
  expect(soFar()).toEqual(new Set([0]));
  vi.advanceTimersByTime(3_000);
  expect(soFar()).toEqual(new Set([0, 1]));
  for (const times of [1, 2, 3]) {
    vi.advanceTimersByTime(times === 1 ? 3_000 : 12_000);
    expect(soFar()).toEqual(new Set([times]));
  }
});

test('who leaves, also during a beat, has no more; its timer runs for nobody', () => {
  const pulse = createPulse(12_000);
  const beat = vi.fn(() => stop());
  const stop = pulse.add({ beat });
  const other = vi.fn();
  const stopOther = pulse.add({ beat: other });
  vi.advanceTimersByTime(24_000);
  expect(beat).toHaveBeenCalledOnce();
  expect(other).toHaveBeenCalledTimes(2);
  stopOther();
  stop();
  expect(vi.getTimerCount()).toBe(0);
  pulse.add({ beat: other });
  vi.advanceTimersByTime(12_000);
  expect(other).toHaveBeenCalledTimes(3);
});
