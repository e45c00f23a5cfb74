import { afterEach, expect, test, vi } from 'vitest';
import { testViewer } from '../../test/support/campaigns.ts';
import { createVersionReader } from './answer-version.ts';

afterEach(() => {
  vi.useRealTimers();
});

type Counts = Readonly<Record<string, bigint>>;

/** A reader of versions whose statements end when the test says so. */
function gatedReader(start = '2026-11-22T09:30:00Z') {
  const statements: {
    readonly advertiserIds: readonly string[];
    readonly answer: (counts: Counts) => void;
    readonly fail: (error: Error) => void;
  }[] = [];
  let now = new Date(start);
  const readVersion = createVersionReader({
    now: () => now,
    readCounts: (advertiserIds) =>
      new Promise((resolve, fail) =>
        statements.push({ advertiserIds, fail, answer: (counts) => resolve(new Map(Object.entries(counts))) }),
      ),
  });
  return { readVersion, statements, setNow: (instant: string) => (now = new Date(instant)) };
}

const viewerOf = (...advertiserIds: readonly string[]) => testViewer('anna', advertiserIds, []);

/** The version that a viewer reads when the counts are these. */
async function versionOf(counts: Counts, advertiserIds: readonly string[], now?: string): Promise<string> {
  const { readVersion, statements } = gatedReader(now);
  const reading = readVersion(viewerOf(...advertiserIds));
  statements[0]?.answer(counts);
  return await reading;
}

test('a version changes with each count of the viewer and with what all may see, and with no other', async () => {
  const before = await versionOf({ adv_a: 1n, adv_b: 1n, '': 1n }, ['adv_a', 'adv_b']);
  expect(await versionOf({ adv_a: 1n, adv_b: 1n, '': 1n, adv_other: 5n }, ['adv_a', 'adv_b'])).toBe(before);
  expect(await versionOf({ adv_a: 2n, adv_b: 0n, '': 1n }, ['adv_a', 'adv_b'])).not.toBe(before);
  expect(await versionOf({ adv_a: 1n, adv_b: 1n, '': 2n }, ['adv_a', 'adv_b'])).not.toBe(before);
  expect(await versionOf({ adv_a: 1n, adv_b: 1n }, ['adv_a', 'adv_b'])).not.toBe(before);
});

test('a version ends with the quarter of an hour, when somewhere a day may end', async () => {
  const quarter = await versionOf({}, [], '2026-11-22T09:30:00.000Z');
  expect(await versionOf({}, [], '2026-11-22T09:44:59.999Z')).toBe(quarter);
  expect(await versionOf({}, [], '2026-11-22T09:45:00.000Z')).not.toBe(quarter);
});

test('who asks while a statement is under way waits for the next one, which all of them share', async () => {
  const { readVersion, statements } = gatedReader();
  const first = readVersion(viewerOf('adv_a'));
  const second = readVersion(viewerOf('adv_a'));
  const third = readVersion(viewerOf('adv_b'));
  expect(statements).toHaveLength(1);
  statements[0]?.answer({ adv_a: 1n });
  const seenByFirst = await first;
  await vi.waitFor(() => expect(statements).toHaveLength(2));
  expect(statements[1]?.advertiserIds.toSorted()).toEqual(['', 'adv_a', 'adv_b']);
  // What was committed after the first statement began is in the second.
  statements[1]?.answer({ adv_a: 2n, adv_b: 7n });
  expect(await second).not.toBe(seenByFirst);
  expect(await second).toBe(await versionOf({ adv_a: 2n }, ['adv_a']));
  expect(await third).toBe(await versionOf({ adv_b: 7n }, ['adv_b']));
});

test('a statement that fails fails for those who waited for it alone', async () => {
  const { readVersion, statements } = gatedReader();
  const first = readVersion(undefined);
  const second = readVersion(undefined);
  statements[0]?.fail(new Error('cut off'));
  await expect(first).rejects.toThrow('cut off');
  await vi.waitFor(() => expect(statements).toHaveLength(2));
  statements[1]?.answer({});
  expect(await second).toBe(await versionOf({}, []));
});

test('a statement that hangs is not waited for', async () => {
  vi.useFakeTimers();
  const { readVersion, statements } = gatedReader();
  const first = readVersion(undefined);
  const second = readVersion(undefined);
  const refused = expect(first).rejects.toThrow('No count came within 1000 ms.');
  await vi.advanceTimersByTimeAsync(1_000);
  await refused;
  statements[1]?.answer({});
  expect(await second).toEqual(expect.any(String));
});
