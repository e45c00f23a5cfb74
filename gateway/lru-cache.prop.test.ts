import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LruCache } from './lru-cache.ts';

const keys = fc.constantFrom('a', 'b', 'c', 'd');
const steps = fc.array(fc.tuple(fc.constantFrom('get', 'set', 'delete'), keys, fc.integer({ min: 1, max: 3 })), {
  maxLength: 40,
});

test('holds what a list would that is kept in the order of use', () => {
  fc.assert(
    fc.property(steps, (played) => {
      const maxWeight = 4;
      const cache = new LruCache<number>(maxWeight);
      let model: { readonly key: string; readonly weight: number }[] = [];
      for (const [step, key, weight] of played) {
        const held = model.find((entry) => entry.key === key);
        model = model.filter((entry) => entry !== held);
        if (step === 'get') {
          expect(cache.get(key)).toBe(held?.weight);
          if (held) model.push(held);
        } else if (step === 'set') {
          cache.set(key, weight, weight);
          model.push({ key, weight });
          while (model.length > 1 && model.reduce((sum, entry) => sum + entry.weight, 0) > maxWeight) model.shift();
        } else {
          cache.delete(key);
        }
        expect(cache.values()).toEqual(model.map((entry) => entry.weight));
      }
    }),
  );
});
