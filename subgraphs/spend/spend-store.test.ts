import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestSpend, factOf, type TestSpend } from '../../test/support/spend.ts';
import { ingestSpend } from './ingest.ts';
import type { SpendFact } from './spend-fact.ts';
import { type ScopeKind, scopeKind } from './spend-scope.ts';
import { listHours, listRestatements, sumHoursOfDay, sumSpend } from './spend-store.ts';

let spend: TestSpend;

beforeAll(async () => {
  spend = await createTestSpend();
});
afterAll(() => spend.close());
beforeEach(async () => {
  await sql`truncate spend_fact, spend_revision, spend_entity`.execute(spend.database.db);
});

const observedAt = new Date('2026-03-05T10:00:00Z');
const load = (...facts: readonly SpendFact[]) => ingestSpend(spend, facts, { source: 'test', observedAt });

const campaign = (given: Partial<SpendFact> = {}) => factOf(given);
const adGroup = (given: Partial<SpendFact> = {}) =>
  factOf({ level: 'AD_GROUP', entityId: 'adg_1', campaignId: 'cmp_1', ...given });
const ad = (given: Partial<SpendFact> = {}) =>
  factOf({ level: 'AD', entityId: 'ad_1', campaignId: 'cmp_1', adGroupId: 'adg_1', ...given });
const account = (given: Partial<SpendFact> = {}) => factOf({ level: 'ACCOUNT', entityId: 'acc_1', ...given });
const keyword = (given: Partial<SpendFact> = {}) =>
  factOf({ level: 'KEYWORD', entityId: 'kwd_1', campaignId: 'cmp_1', adGroupId: 'adg_1', ...given });
const hour = (hourOfDay: number, given: Partial<SpendFact> = {}) =>
  factOf({ grain: 'HOUR', startsAt: new Date(Date.UTC(2026, 2, 2, hourOfDay)), ...given });

function queryOf(scopeId: string, firstDay = '2026-03-01', lastDay = '2026-03-05') {
  const kind: ScopeKind | undefined = scopeKind(scopeId);
  if (!kind) throw new Error(scopeId);
  const now = new Date('2026-03-05T12:00:00Z');
  return { kind, scopes: [{ scopeId, firstDay, lastDay }], advertiserIds: ['adv_1'], now };
}

async function totalOf(scopeId: string, firstDay?: string, lastDay?: string): Promise<bigint | undefined> {
  const totals = await sumSpend(spend.database.db, queryOf(scopeId, firstDay, lastDay));
  return totals[0]?.spendMicros;
}

describe('levels are never added to each other', () => {
  test('a campaign that reports itself needs nothing below it', async () => {
    await load(campaign({ spendMicros: 100n }), adGroup({ spendMicros: 60n }), ad({ spendMicros: 70n }));
    expect(await totalOf('cmp_1')).toBe(100n);
    expect(await totalOf('adg_1')).toBe(60n);
    expect(await totalOf('ad_1')).toBe(70n);
  });

  test('each day is judged by itself', async () => {
    const startsAt = new Date('2026-03-03T00:00:00Z');
    await load(campaign({ spendMicros: 100n }), ad({ spendMicros: 1n }), ad({ startsAt, spendMicros: 20n }));
    expect(await totalOf('cmp_1')).toBe(120n);
  });

  test('an ad group without a report of its own counts by its ads beside one that has a report', async () => {
    const elsewhere = { adGroupId: 'adg_2', entityId: 'ad_2' };
    await load(adGroup({ spendMicros: 10n }), ad({ spendMicros: 9n }), ad({ ...elsewhere, spendMicros: 5n }));
    expect(await totalOf('cmp_1')).toBe(15n);
  });

  test('an account adds up campaigns that report at different levels, unless it reports itself', async () => {
    await load(
      campaign({ spendMicros: 10n }),
      ad({ campaignId: 'cmp_2', adGroupId: null, entityId: 'ad_2', spendMicros: 5n }),
    );
    expect(await totalOf('acc_1')).toBe(15n);
    expect(await totalOf('adv_1')).toBe(15n);
    await load(account({ spendMicros: 99n }));
    expect(await totalOf('acc_1')).toBe(99n);
  });

  test('keywords count only where no ads are reported', async () => {
    await load(keyword({ spendMicros: 7n }));
    expect(await totalOf('cmp_1')).toBe(7n);
    await load(ad({ spendMicros: 8n }));
    expect(await totalOf('cmp_1')).toBe(8n);
  });

  test('an ad whose ad group is unknown does not add to ad groups that are reported', async () => {
    await load(adGroup({ spendMicros: 10n }), ad({ adGroupId: null, spendMicros: 4n }));
    expect(await totalOf('cmp_1')).toBe(10n);
  });
});

describe('breakdowns and grains', () => {
  test('parts count only where the whole is not reported, and only those of one dimension', async () => {
    const parts = ['country=US', 'country=DE', 'device=MOBILE', 'country=US&device=MOBILE'];
    await load(...parts.map((breakdown, index) => campaign({ breakdown, spendMicros: 10n ** BigInt(index) })));
    expect(await totalOf('cmp_1')).toBe(11n);
    await load(campaign({ spendMicros: 12n }));
    expect(await totalOf('cmp_1')).toBe(12n);
  });

  test('the day row wins for a closed day, the hours for the running one', async () => {
    const today = new Date('2026-03-05T00:00:00Z');
    await load(
      campaign({ spendMicros: 100n }),
      hour(0, { spendMicros: 40n }),
      hour(1, { spendMicros: 50n }),
      campaign({ startsAt: today, spendMicros: 1_000n }),
      campaign({ grain: 'HOUR', startsAt: today, spendMicros: 7n }),
    );
    expect(await totalOf('cmp_1', '2026-03-02', '2026-03-02')).toBe(100n);
    expect(await totalOf('cmp_1', '2026-03-05', '2026-03-05')).toBe(7n);
    const hours = await listHours(spend.database.db, queryOf('cmp_1', '2026-03-02', '2026-03-02'));
    expect(hours.map(({ spendMicros }) => spendMicros)).toEqual([40n, 50n]);
  });

  test('the days are the local ones of the account', async () => {
    const timeZone = 'America/Los_Angeles';
    await load(campaign({ grain: 'HOUR', timeZone, startsAt: new Date('2026-03-03T07:00:00Z') }));
    expect(await totalOf('cmp_1', '2026-03-02', '2026-03-02')).toBe(1_000_000n);
    expect(await totalOf('cmp_1', '2026-03-03', '2026-03-03')).toBeUndefined();
  });

  test('nothing reported is not zero', async () => {
    expect(await totalOf('cmp_1')).toBeUndefined();
    await load(campaign({ spendMicros: 0n }));
    expect(await totalOf('cmp_1')).toBe(0n);
  });
});

describe('history', () => {
  test('restatements tell each change of the numbers behind the total, newest first, and no others', async () => {
    for (const [hourOfDay, spendMicros] of [
      [6, 1n],
      [7, 2n],
      [8, 3n],
    ] as const) {
      const facts = [campaign({ spendMicros }), ad({ spendMicros })];
      await ingestSpend(spend, facts, { source: 'test', observedAt: new Date(Date.UTC(2026, 2, 5, hourOfDay)) });
    }
    const changes = await listRestatements(spend.database.db, queryOf('cmp_1'), { grain: undefined, limit: 100 });
    expect(changes).toMatchObject([
      { spendMicrosBefore: 2n, spendMicrosAfter: 3n, changedAt: new Date('2026-03-05T08:00:00Z'), entityId: 'cmp_1' },
      { spendMicrosBefore: 1n, spendMicrosAfter: 2n, changedAt: new Date('2026-03-05T07:00:00Z'), entityId: 'cmp_1' },
    ]);
  });

  test('a day teaches its shape when it was spent in and is reported from end to end', async () => {
    const hours = (day: number, from: number, to: number, spendMicros = 1n) =>
      Array.from({ length: to - from }, (_, index) =>
        factOf({ grain: 'HOUR', startsAt: new Date(Date.UTC(2026, 2, day, from + index)), spendMicros }),
      );
    // The first day begins late, the second is whole, the third had no spend, the fourth is followed by the running one.
    await load(...hours(1, 8, 24), ...hours(2, 0, 24), ...hours(3, 0, 24, 0n), ...hours(4, 3, 20), ...hours(5, 0, 5));
    const rows = await sumHoursOfDay(spend.database.db, queryOf('cmp_1', '2026-02-05', '2026-03-05'));
    expect(rows.reduce((sum, { spendMicros }) => sum + spendMicros, 0n)).toBe(24n + 17n);
    expect(new Set(rows.map(({ days }) => days))).toEqual(new Set([2]));
  });
});

test('rows of other advertisers are not read, whatever is asked for', async () => {
  await load(factOf({ advertiserId: 'adv_2', entityId: 'cmp_1' }));
  for (const scopeId of ['cmp_1', 'acc_1', 'adv_2']) expect(await totalOf(scopeId)).toBeUndefined();
});
