import { expect, test } from 'vitest';
import { createBoundedQueue } from './bounded-queue.ts';
import { createLedger, newestByKey } from './newest-by-key.ts';

type Item = readonly [key: string | undefined, value: number];

function open(ledger = createLedger()) {
  const source = createBoundedQueue<Item>(10_000, () => {});
  return { source, newest: newestByKey(source, ([key]) => key, ledger) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('while nobody asks, the newest of each key is kept, in the order of their latest, with what it stands for', async () => {
  const { source, newest } = open();
  source.push(['a', 1]);
  expect(await newest.next()).toMatchObject({ value: { item: ['a', 1], conflated: 0 } });
  for (const item of [
    ['a', 2],
    ['b', 3],
    ['a', 4],
    ['c', 5],
    ['b', 6],
    [undefined, 7],
    [undefined, 8],
  ] as const) {
    source.push(item);
  }
  await turn();
  const read = [];
  for (let count = 0; count < 5; count += 1) read.push((await newest.next()).value);
  expect(read).toEqual([
    { item: ['a', 4], conflated: 1 },
    { item: ['c', 5], conflated: 0 },
    { item: ['b', 6], conflated: 1 },
    { item: [undefined, 7], conflated: 0 },
    { item: [undefined, 8], conflated: 0 },
  ]);
});

test('when too many keys wait, the source waits too, and nothing is lost', async () => {
  const { source, newest } = open();
  for (let value = 0; value < 3_000; value += 1) source.push([String(value), value]);
  source.end();
  await newest.next();
  await turn();
  let left = 0;
  for (let item = await source.next(); !item.done && left < 3_000; left += 1) {
    if (left === 0) expect(item.value[1]).toBeGreaterThan(999);
    item = await source.next();
  }
  expect(left).toBeGreaterThan(1_900);
});

test('ends and fails as its source, after what waits, and can be left while it waits', async () => {
  const failing = open();
  failing.source.push(['a', 1]);
  failing.source.end(new Error('lost'));
  expect(await failing.newest.next()).toMatchObject({ value: { item: ['a', 1] } });
  await expect(failing.newest.next()).rejects.toThrow('lost');
  expect(await failing.newest.next()).toEqual({ done: true, value: undefined });
  const left = open();
  const waiting = left.newest.next();
  await turn();
  await left.newest.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(left.source.push(['a', 1])).toBe(false);
});

test('what was left out before the last item that reached anybody is told by the next reading', async () => {
  const ledger = createLedger();
  /** Reads `begin` and what is the newest then, each of which reaches somebody but the last, and leaves. */
  async function readNewest(items: readonly Item[], reached: number) {
    const { source, newest } = open(ledger);
    source.push(['begin', 0]);
    const read = [await newest.next()];
    for (const item of items) source.push(item);
    await turn();
    for (let count = 0; count < reached; count += 1) {
      ledger.isInHand = false;
      read.push(await newest.next());
    }
    await newest.return?.();
    return read.slice(1).map(({ value }) => value);
  }
  // a1 stands before b2 and is left out for a3, which waits when the reading is left after b2.
  const before = await readNewest(
    [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
    ],
    2,
  );
  expect(before).toEqual([
    { item: ['b', 2], conflated: 0 },
    { item: ['a', 3], conflated: 1 },
  ]);
  // a3 has reached nobody. The next reading begins after b2: it comes to a3 again, and still has to tell of a1.
  const again = await readNewest(
    [
      ['a', 3],
      ['c', 4],
      ['a', 5],
    ],
    2,
  );
  expect(again).toEqual([
    { item: ['c', 4], conflated: 0 },
    { item: ['a', 5], conflated: 2 },
  ]);
});
