import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestSpend, factOf, type TestSpend } from '../../test/support/spend.ts';
import type { Asker } from './ask-by-kind.ts';
import { ingestSpend } from './ingest.ts';
import { keepAnswers, type Question } from './known-answers.ts';
import { readSpendChanges } from './load-count-store.ts';
import type { SpendFact } from './spend-fact.ts';
import { type ScopeQuery, type SpendTotal, sumSpend } from './spend-store.ts';

let spend: TestSpend;
beforeAll(async () => {
  spend = await createTestSpend();
});
afterAll(() => spend.close());

/** Totals whose answers are kept, and the scopes that were asked of the database, a list for each statement. */
function keptTotals(capacity?: number) {
  const asked: string[][] = [];
  const ask = async (db: Asker['db'], query: ScopeQuery) => {
    asked.push(query.scopes.map(({ scopeId }) => scopeId));
    return await sumSpend(db, query);
  };
  return { asked, totals: keepAnswers(ask, capacity) };
}

function askerOf(advertiserId: string, now = '2026-03-05T12:00:00Z'): Asker {
  const { db } = spend.database;
  return { db, advertiserIds: [advertiserId], now: new Date(now), countLoads: () => countLoads(advertiserId) };
}

async function countLoads(advertiserId: string): Promise<bigint> {
  return (await readSpendChanges(spend.database.db, [advertiserId])).get(advertiserId) ?? 0n;
}

const march = (scopeId: string) => ({ scopeId, firstDay: '2026-03-01', lastDay: '2026-03-04' });

async function amounts(totals: Question<SpendTotal>, asker: Asker, ...scopeIds: readonly string[]) {
  const answers = await totals(asker, scopeIds.map(march));
  return answers.map((rows) => rows[0]?.spendMicros);
}

/** Each test has an advertiser and a campaign of its own. */
async function load(advertiserId: string, given: Partial<SpendFact> = {}, observedAt = '2026-03-05T10:00:00Z') {
  const fact = factOf({ advertiserId, accountId: `acc_${advertiserId}`, entityId: 'cmp_1', ...given });
  await ingestSpend(spend, [fact], { source: 'test', observedAt: new Date(observedAt) });
}

test('an answer is worked out once while nothing is loaded, and only for scopes that nobody asked before', async () => {
  const { asked, totals } = keptTotals();
  await load('adv_once', { spendMicros: 5n });
  expect(await amounts(totals, askerOf('adv_once'), 'cmp_1')).toEqual([5n]);
  expect(await amounts(totals, askerOf('adv_once'), 'cmp_none', 'cmp_1')).toEqual([undefined, 5n]);
  expect(await amounts(totals, askerOf('adv_once'), 'cmp_1', 'cmp_none')).toEqual([5n, undefined]);
  expect(asked).toEqual([['cmp_1'], ['cmp_none']]);
});

test('a restatement of a past day is in the next answer', async () => {
  const { totals } = keptTotals();
  await load('adv_restated', { spendMicros: 5n });
  expect(await amounts(totals, askerOf('adv_restated'), 'cmp_1')).toEqual([5n]);
  await load('adv_restated', { spendMicros: 4n }, '2026-03-05T11:00:00Z');
  expect(await amounts(totals, askerOf('adv_restated'), 'cmp_1')).toEqual([4n]);
});

test('an answer that was asked before a load and comes after it is not taken by who has seen the load', async () => {
  const { totals } = keptTotals();
  await load('adv_race', { spendMicros: 5n });
  const seenBefore = await countLoads('adv_race');
  const early: Asker = { ...askerOf('adv_race'), countLoads: async () => seenBefore };
  await amounts(totals, early, 'cmp_1');
  await load('adv_race', { spendMicros: 4n }, '2026-03-05T11:00:00Z');
  expect(await amounts(totals, askerOf('adv_race'), 'cmp_1')).toEqual([4n]);
  // Who has seen less may have the newer answer.
  expect(await amounts(totals, early, 'cmp_1')).toEqual([4n]);
});

test('loads of another advertiser leave an answer alone, and nobody gets the answer of another advertiser', async () => {
  const { asked, totals } = keptTotals();
  await load('adv_own', { spendMicros: 5n });
  expect(await amounts(totals, askerOf('adv_own'), 'cmp_1')).toEqual([5n]);
  await load('adv_other', { entityId: 'cmp_other', spendMicros: 7n });
  expect(await amounts(totals, askerOf('adv_own'), 'cmp_1')).toEqual([5n]);
  expect(asked).toHaveLength(1);
  expect(await amounts(totals, askerOf('adv_other'), 'cmp_1')).toEqual([undefined]);
});

test('when a day closes its day row counts in place of its hours', async () => {
  const { totals } = keptTotals();
  const startsAt = new Date('2026-03-04T00:00:00Z');
  await load('adv_close', { startsAt, grain: 'HOUR', spendMicros: 3n });
  await load('adv_close', { startsAt, grain: 'DAY', spendMicros: 9n });
  expect(await amounts(totals, askerOf('adv_close', '2026-03-04T23:59:00Z'), 'cmp_1')).toEqual([3n]);
  expect(await amounts(totals, askerOf('adv_close', '2026-03-05T00:00:00Z'), 'cmp_1')).toEqual([9n]);
});

test('the answers unused longest are forgotten, and a failure is asked again', async () => {
  const { asked, totals } = keptTotals(2);
  for (const id of ['cmp_a', 'cmp_b', 'cmp_a', 'cmp_c', 'cmp_a', 'cmp_b']) {
    await amounts(totals, askerOf('adv_many'), id);
  }
  expect(asked.flat()).toEqual(['cmp_a', 'cmp_b', 'cmp_c', 'cmp_b']);
  const failure = new Error('cut off');
  let isBroken = true;
  const fragile = keepAnswers((db, query) => (isBroken ? Promise.reject(failure) : sumSpend(db, query)));
  await expect(fragile(askerOf('adv_many'), [march('cmp_a')])).rejects.toBe(failure);
  isBroken = false;
  expect(await fragile(askerOf('adv_many'), [march('cmp_a')])).toEqual([[]]);
});
