import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AuditEntry, type AuditFact, chainFacts, findBreak, startOfChain } from './audit.ts';

const facts: fc.Arbitrary<readonly AuditFact[]> = fc.array(
  fc.record({
    at: fc.constant('2026-11-22T09:30:00.000Z'),
    actor: fc.string(),
    action: fc.constantFrom('change-request.moved', 'kill-switch.engaged'),
    subject: fc.string(),
    detail: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
  }),
  { minLength: 1, maxLength: 8 },
);

/** What is wrong with the first entry that does not follow; undefined where all do. */
function verify(entries: readonly AuditEntry[]): string | undefined {
  return entries
    .map((entry, place) => findBreak(entries[place - 1] ?? startOfChain, entry))
    .find((broken) => broken !== undefined);
}

test('a chain holds, however it was added to', () => {
  fc.assert(
    fc.property(facts, facts, (one, other) => {
      const first = chainFacts(startOfChain, one);
      const both = [...first, ...chainFacts(first.at(-1) ?? startOfChain, other)];
      expect(verify(both)).toBeUndefined();
      expect(both).toEqual(chainFacts(startOfChain, [...one, ...other]));
    }),
  );
});

test('whatever is altered, left out or put elsewhere is found, and named', () => {
  fc.assert(
    fc.property(facts, facts, fc.nat(), (one, other, choice) => {
      const entries = chainFacts(startOfChain, [...one, ...other]);
      const place = choice % entries.length;
      const altered = entries.map((entry, index) => (index === place ? { ...entry, body: `${entry.body} ` } : entry));
      expect(verify(altered)).toBe(`entry ${place + 1} was altered`);
      const [rehashed] = chainFacts(entries[place - 1] ?? startOfChain, [
        { ...(one[0] ?? fact), actor: 'somebody else' },
      ]);
      const forged = entries.map((entry, index) => (index === place && rehashed ? rehashed : entry));
      if (place < entries.length - 1 && rehashed?.hash !== entries[place]?.hash) {
        expect(verify(forged)).toBe(`entry ${place + 2} does not follow from the one before`);
      }
      if (place < entries.length - 1) expect(verify(entries.toSpliced(place, 1))).toBe(`entry ${place + 1} is missing`);
    }),
  );
});

const fact: AuditFact = { at: '', actor: '', action: '', subject: '' };

test('the order of the fields of a fact makes no difference', () => {
  const [one] = chainFacts(startOfChain, [{ ...fact, detail: { a: 1, b: [{ c: null, d: 'x' }] } }]);
  const [other] = chainFacts(startOfChain, [{ detail: { b: [{ d: 'x', c: null }], a: 1 }, ...fact }]);
  expect(one).toEqual(other);
});
