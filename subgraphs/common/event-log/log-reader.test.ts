import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startOfLog } from './event-log.ts';
import type { Batch } from './event-store.ts';
import { startLogReader } from './log-reader.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A reader of a log that always shows the same, and how often it has looked. */
function startReader(read: () => Promise<Batch>) {
  let looks = 0;
  const reader = startLogReader({
    start: startOfLog,
    readBatch: () => {
      looks += 1;
      return read();
    },
    logger: pino({ level: 'silent' }),
  });
  return { reader, looks: () => looks };
}

const nothing: Batch = {
  events: [],
  isHeldBack: false,
  prunedTo: startOfLog,
  extent: { head: startOfLog, firstUnusedTx: 1n },
};

test('looks once a second though nothing wakes it', async () => {
  const { reader, looks } = startReader(async () => nothing);
  await vi.advanceTimersByTimeAsync(3_500);
  expect(looks()).toBe(4);
  await reader.close();
});

test('looks again at once when it is woken, also when that happens while it looks', async () => {
  let wake = () => {};
  const { reader, looks } = startReader(async () => {
    wake();
    wake = () => {};
    return nothing;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(looks()).toBe(1);
  wake = () => reader.wake();
  reader.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(looks()).toBe(3);
  await reader.close();
});

test('looks again soon while an event is held back by an older transaction', async () => {
  const { reader, looks } = startReader(async () => ({ ...nothing, isHeldBack: true }));
  await vi.advanceTimersByTimeAsync(200);
  expect(looks()).toBeGreaterThan(5);
  await reader.close();
});

test('goes on after the log could not be read', async () => {
  const { reader, looks } = startReader(() => Promise.reject(new Error('no database')));
  await vi.advanceTimersByTimeAsync(2_500);
  expect(looks()).toBe(3);
  await reader.close();
});
