import { expect, test } from 'vitest';
import { LruCache } from './lru-cache.ts';

test('forgets the entry used longest ago, and only when it is full', () => {
  const cache = new LruCache<number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  expect(cache.get('a')).toBe(1);
  cache.set('c', 3);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
  expect(cache.size).toBe(2);
});

test('setting an entry again replaces its value and takes no second place', () => {
  const cache = new LruCache<number>(2);
  cache.set('a', 1);
  cache.set('a', 2);
  cache.set('b', 3);
  expect([cache.size, cache.get('a'), cache.get('b')]).toEqual([2, 2, 3]);
});

test('forgets as much as a heavy entry needs, and keeps the newest however heavy it is', () => {
  const cache = new LruCache<string>(10);
  cache.set('a', 'a', 4);
  cache.set('b', 'b', 4);
  cache.set('c', 'c', 7);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, undefined, 'c']);
  cache.set('d', 'd', 11);
  expect(cache.values()).toEqual(['d']);
  cache.delete('d');
  cache.set('e', 'e', 10);
  expect(cache.values()).toEqual(['e']);
});
