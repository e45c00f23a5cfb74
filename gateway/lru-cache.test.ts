import { expect, test } from 'vitest';
import { createLruCache } from './lru-cache.ts';

test('forgets the entry used longest ago, and only when it is full', () => {
  const cache = createLruCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  expect(cache.get('a')).toBe(1);
  cache.set('c', 3);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
  expect(cache.size).toBe(2);
});

test('setting an entry again replaces its value and takes no second place', () => {
  const cache = createLruCache<string, number>(2);
  cache.set('a', 1);
  cache.set('a', 2);
  cache.set('b', 3);
  expect([cache.size, cache.get('a'), cache.get('b')]).toEqual([2, 2, 3]);
});
