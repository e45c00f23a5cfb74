// FUZZ_SEED repeats a run; `node test/fuzz/main.ts --show <document> --seed <seed>` prints the document that it names.
import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { fuzzInChild } from './fuzz-in-child.ts';
import { documentAt } from './fuzz-run.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? randomInt(2 ** 31));

test('20,000 hostile documents are answered or refused with a code, quickly', async () => {
  const report = await fuzzInChild({ seed, from: 0, documents: 20_000, onProgress: () => {} });
  expect(report.failures, JSON.stringify(report)).toEqual([]);
  // The generator is no use when everything that it writes is refused at once.
  expect(report.planned).toBeGreaterThan(2_000);
  expect(Object.keys(report.outcomes)).toEqual(
    expect.arrayContaining([
      'data',
      'GRAPHQL_PARSE_FAILED',
      'GRAPHQL_VALIDATION_FAILED',
      'OPERATION_TOO_LARGE',
      'OPERATION_TOO_COSTLY',
      'OPERATION_RESOLUTION_FAILURE',
      'BAD_USER_INPUT',
    ]),
  );
});

/** All that is in a value, in order: some variables are nested more deeply than a comparison may call itself. */
function flatten(value: unknown): readonly unknown[] {
  const flat: unknown[] = [];
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    const isOpen = typeof next === 'object' && next !== null;
    flat.push(isOpen ? Object.keys(next) : next);
    if (isOpen) left.push(...Object.values(next));
  }
  return flat;
}

test('a document can be had again by its seed and index', () => {
  const documents = (of: number) => Array.from({ length: 50 }, (_, index) => flatten(documentAt(of, index)));
  expect(documents(seed)).toEqual(documents(seed));
  expect(documents(seed)).not.toEqual(documents(seed + 1));
});

test('a crash of the process is told with the document that it happened at', async () => {
  const crashing = fuzzInChild({ seed, from: 3, documents: 10, crashAt: 5, onProgress: () => {} });
  await expect(crashing).rejects.toThrow(`SIGKILL at seed ${seed}, document 5`);
});
