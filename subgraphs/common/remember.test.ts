import { expect, test } from 'vitest';
import { remember } from './remember.ts';

function counted(capacity: number) {
  const asked: string[] = [];
  const join = remember((one, other) => {
    asked.push(`${one}|${other}`);
    if (one === 'broken') throw new Error('broken');
    return `${one}|${other}`;
  }, capacity);
  return { asked, join };
}

test('works out once what the same two texts give, and tells apart how they are cut', () => {
  const { asked, join } = counted(10);
  for (const [one, other] of [
    ['a', 'b c'],
    ['a b', 'c'],
    ['a', 'b c'],
    ['b c', 'a'],
  ] as const) {
    expect(join(one, other)).toBe(`${one}|${other}`);
  }
  expect(asked).toEqual(['a|b c', 'a b|c', 'b c|a']);
});

test('remembers no more than its capacity, and nothing that failed', () => {
  const { asked, join } = counted(2);
  for (const other of ['1', '2', '3', '1', '3']) join('a', other);
  expect(asked).toEqual(['a|1', 'a|2', 'a|3', 'a|1']);
  for (const _ of [1, 2]) expect(() => join('broken', '')).toThrow('broken');
  expect(asked.slice(4)).toEqual(['broken|', 'broken|']);
});
