import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlatformChange } from '../../../platforms/ad-platform.ts';
import { classifyDrift } from './drift.ts';
import type { Setting } from './setting.ts';

const budget = (amountMicros: bigint): Setting => ({ field: 'BUDGET', amountMicros });
const budgets = fc.bigInt({ min: 0n, max: 5n }).map(budget);
const origins = fc.constantFrom('OURS' as const, 'PERSON' as const, 'AUTO' as const, 'UNKNOWN' as const);

function editTo(after: bigint | null, origin: PlatformChange['origin'], actor: string | null = null): PlatformChange {
  return {
    level: 'CAMPAIGN',
    externalId: '1',
    at: new Date('2026-11-27T09:00:00.000Z'),
    field: 'BUDGET',
    before: null,
    after: after === null ? null : String(after),
    actor,
    origin,
  };
}

const observed = { known: budget(1n), unanswered: [], sent: [], live: budget(2n), history: [] };

test('a value that is what we think is no drift, whatever was edited in between', () => {
  fc.assert(
    fc.property(budgets, fc.array(budgets), fc.array(origins), (live, sent, edits) => {
      const history = edits.map((origin, index) => editTo(BigInt(index), origin));
      expect(classifyDrift({ known: live, unanswered: [], sent, live, history })).toBeUndefined();
    }),
  );
});

test('any other value is told, and by one name only for one state of things', () => {
  fc.assert(
    fc.property(budgets, budgets, fc.array(budgets), fc.array(budgets), (known, live, unanswered, sent) => {
      const drift = classifyDrift({ known, unanswered, sent, live, history: [] });
      const isAnswer = unanswered.some((setting) => JSON.stringify(setting, show) === JSON.stringify(live, show));
      const isSent = sent.some((setting) => JSON.stringify(setting, show) === JSON.stringify(live, show));
      const isKnown = JSON.stringify(known, show) === JSON.stringify(live, show);
      const expected = isAnswer ? 'OURS_APPLIED' : isKnown ? undefined : isSent ? 'OURS_LOST' : 'FOREIGN_EDIT';
      expect(drift?.kind).toBe(expected);
    }),
  );
});

test('the last edit that led to the value says who it was', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.bigInt({ min: 0n, max: 5n }), origins)), origins, (edits, origin) => {
      const history = [...edits.map(([after, by]) => editTo(after, by)), editTo(2n, origin, 'somebody')];
      const kinds = { OURS: 'OURS_LOST', PERSON: 'FOREIGN_EDIT', AUTO: 'PLATFORM_AUTO', UNKNOWN: 'FOREIGN_EDIT' };
      expect(classifyDrift({ ...observed, history })).toMatchObject({ kind: kinds[origin], actor: 'somebody' });
    }),
  );
});

test('a person who sets what we have sent without an answer is a person', () => {
  const history = [editTo(2n, 'PERSON', 'mara@acme.example')];
  expect(classifyDrift({ ...observed, unanswered: [budget(2n)], history })?.kind).toBe('FOREIGN_EDIT');
});

test('an older write of ours that came late is a loss of the newer one', () => {
  expect(classifyDrift({ ...observed, sent: [budget(2n)] })?.kind).toBe('OURS_LOST');
  expect(classifyDrift({ ...observed, history: [editTo(2n, 'OURS')] })?.kind).toBe('OURS_LOST');
});

test('edits of other fields and to other values explain nothing', () => {
  const history = [{ ...editTo(2n, 'AUTO'), field: 'BID' as const }, editTo(3n, 'AUTO')];
  expect(classifyDrift({ ...observed, history })).toEqual({ kind: 'FOREIGN_EDIT', actor: null, at: null });
});

test('of a status the last edit counts, whatever word the platform has for it', () => {
  const status = (status: 'ENABLED' | 'PAUSED'): Setting => ({ field: 'STATUS', status });
  const history = [{ ...editTo(null, 'AUTO'), field: 'STATUS' as const, after: 'CAMPAIGN_PAUSED' }];
  const drift = classifyDrift({ ...observed, known: status('ENABLED'), live: status('PAUSED'), history });
  expect(drift?.kind).toBe('PLATFORM_AUTO');
});

function show(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
