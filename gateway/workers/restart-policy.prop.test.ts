import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRestartPolicy } from './restart-policy.ts';

const limits = { maxCrashes: 5, windowMs: 1_000, firstPauseMs: 10, longestPauseMs: 100 };
const pausesMs = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 });

test('within any window no more crashes are borne than the limit, and every pause is within its bounds', () => {
  fc.assert(
    fc.property(pausesMs, (gapsMs) => {
      const policy = createRestartPolicy(limits);
      const crashes: { readonly atMs: number; readonly pauseMs: number | undefined }[] = [];
      let nowMs = 0;
      for (const gapMs of gapsMs) {
        nowMs += gapMs;
        crashes.push({ atMs: nowMs, pauseMs: policy.crashed(nowMs) });
      }
      for (const [index, { atMs, pauseMs }] of crashes.entries()) {
        const recent = crashes.slice(0, index + 1).filter((other) => atMs - other.atMs < limits.windowMs).length;
        expect(pauseMs === undefined).toBe(recent > limits.maxCrashes);
        if (pauseMs !== undefined) expect(pauseMs).toBe(Math.min(100, 10 * 2 ** (recent - 1)));
      }
    }),
  );
});
