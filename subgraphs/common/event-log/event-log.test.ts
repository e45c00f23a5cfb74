import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePositions, decodeCursor, encodeCursor, maxSeq, maxTx } from './event-log.ts';

const anyPosition = fc.record({ tx: fc.bigInt(0n, maxTx), seq: fc.bigInt(0n, maxSeq) });

test('a cursor gives back its position', () => {
  const property = fc.property(anyPosition, (position) => {
    expect(decodeCursor(encodeCursor(position))).toEqual(position);
  });
  fc.assert(property);
});

test('a position has one cursor', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const position = decodeCursor(text);
      if (position) expect(encodeCursor(position)).toBe(text);
    }),
  );
});

test.each(['', '1', '1.0', '1.0.', '2.0.0', '1.00.0', '1.0.-1', '1.A.0', '1.0.0 ', '1.0.0\n', `1.${'z'.repeat(99)}.0`])(
  '%j is not a cursor',
  (text) => expect(decodeCursor(text)).toBeUndefined(),
);

test('a cursor beyond what PostgreSQL can count is not a cursor', () => {
  expect(decodeCursor(encodeCursor({ tx: maxTx + 1n, seq: 0n }))).toBeUndefined();
  expect(decodeCursor(encodeCursor({ tx: 0n, seq: maxSeq + 1n }))).toBeUndefined();
});

test('positions are ordered by transaction, then by number', () => {
  const ordered = [
    { tx: 1n, seq: 9n },
    { tx: 2n, seq: 3n },
    { tx: 2n, seq: 4n },
  ];
  expect(ordered.toReversed().toSorted(comparePositions)).toEqual(ordered);
});
