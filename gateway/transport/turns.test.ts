import { setImmediate as round } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('the first begins at once, the others one in each round of the event loop, in their order', async () => {
  const nextTurn = createTurns();
  const begun: number[] = [];
  for (const number of [1, 2, 3]) {
    const turn = nextTurn();
    if (turn) void turn.then(() => begun.push(number));
    else begun.push(number);
  }
  expect(begun).toEqual([1]);
  await round();
  expect(begun).toEqual([1, 2]);
  await round();
  expect(begun).toEqual([1, 2, 3]);
});

test('after a round in which nobody waited the next begins at once again', async () => {
  const nextTurn = createTurns();
  expect(nextTurn()).toBeUndefined();
  await round();
  await round();
  expect(nextTurn()).toBeUndefined();
});
