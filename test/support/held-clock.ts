import { onTestFinished, vi } from 'vitest';

/**
 * The clock of this process is the test's until the test is over: it goes on by itself, and minutes pass at once when the
 * test says so. What ends with a token can then be tested with all the time that it takes on a slow machine.
 */
export function holdClock(): { passMinutes(minutes: number): Promise<void> } {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
  onTestFinished(() => void vi.useRealTimers());
  return { passMinutes: async (minutes) => void (await vi.advanceTimersByTimeAsync(minutes * 60_000)) };
}
