// What made other gateways run out of memory (apollographql/router#8962): many errors for many entities.
import { expect, test } from 'vitest';
import { runChild } from './run-child.ts';

test('2,000 errors for 2,000 entities: a bounded answer, and nothing stays behind', async () => {
  const findings = await runChild('many-errors.ts');
  expect(findings).toHaveLength(3);
  for (const place of ['at its entity', 'at all entities', 'at no place']) {
    // 100 errors and one that counts the others; about 30 bytes for each item, twice, and 200 for each error.
    const bounded = { errors: 101, items: 2_000, bytes: expect.toSatisfy((bytes: number) => bytes < 250_000) };
    // An answer of the subgraph is 700 kB: a tenth of each of the forty that stayed would be seen.
    const grownMb = expect.toSatisfy((grown: number) => grown < 2);
    expect(findings).toContainEqual(expect.objectContaining({ place, ...bounded, grownMb }));
  }
});
