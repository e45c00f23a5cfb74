import { expect, test } from 'vitest';
import { createPlanningSlots } from './planning-slots.ts';

const never = new AbortController().signal;

/** Work that begins when its slot is taken and ends when the test says so. */
function gatedWork() {
  let finish = (): void => {};
  const finished = new Promise<string>((resolve) => {
    finish = () => resolve('done');
  });
  const state = { hasBegun: false };
  const work = (): Promise<string> => {
    state.hasBegun = true;
    return finished;
  };
  return { state, work, finish: () => finish() };
}

test('no more run at once than there are slots, and the next begins when one ends', async () => {
  const inSlot = createPlanningSlots(1, 1);
  const [first, second] = [gatedWork(), gatedWork()];
  const firstResult = inSlot(never, first.work);
  const secondResult = inSlot(never, second.work);
  await Promise.resolve();
  expect([first.state.hasBegun, second.state.hasBegun]).toEqual([true, false]);
  first.finish();
  await firstResult;
  second.finish();
  expect(await secondResult).toBe('done');
});

test('whoever finds the queue full is refused with a code', async () => {
  const inSlot = createPlanningSlots(1, 0);
  const first = gatedWork();
  const running = inSlot(never, first.work);
  await expect(inSlot(never, first.work)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  first.finish();
  await running;
});

test('a wait that its deadline ended is never begun and takes no place in the queue', async () => {
  const inSlot = createPlanningSlots(1, 1);
  const [first, abandoned, third] = [gatedWork(), gatedWork(), gatedWork()];
  const deadline = new AbortController();
  const firstResult = inSlot(never, first.work);
  void inSlot(deadline.signal, abandoned.work);
  deadline.abort();
  const thirdResult = inSlot(never, third.work);
  first.finish();
  await firstResult;
  third.finish();
  expect(await thirdResult).toBe('done');
  expect(abandoned.state.hasBegun).toBe(false);
});

test('a failure gives its slot back', async () => {
  const inSlot = createPlanningSlots(1, 0);
  await expect(inSlot(never, () => Promise.reject(new Error('no plan')))).rejects.toThrow('no plan');
  expect(await inSlot(never, async () => 'done')).toBe('done');
});
