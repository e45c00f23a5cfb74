// A wait for a condition ends when the condition holds. Only one that never will runs into this limit, which no machine
// may reach by being slow: the single second that vitest waits by itself is reached by a busy one.
import { vi } from 'vitest';

const patienceMs = 60_000;

const { waitFor } = vi;
vi.waitFor = (condition, options) =>
  waitFor(condition, { interval: 10, ...(typeof options === 'object' && options), timeout: patienceMs });
