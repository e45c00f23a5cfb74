import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestSpend, factOf, type TestSpend } from '../../test/support/spend.ts';
import { ingestSpend } from './ingest.ts';
import type { SpendFact } from './spend-fact.ts';
import type { SpendTables } from './tables.ts';

let spend: TestSpend;

beforeAll(async () => {
  spend = await createTestSpend();
});
afterAll(() => spend.close());
beforeEach(async () => {
  await sql`truncate spend_fact, spend_revision, spend_entity, event`.execute(spend.database.db);
});

const at = (hour: number) => new Date(Date.UTC(2026, 2, 5, hour));
const load = (facts: readonly SpendFact[], hour = 10) =>
  ingestSpend(spend, facts, { source: 'test', observedAt: at(hour) });

async function rowsOf(table: keyof SpendTables): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await sql<Record<string, unknown>>`select * from ${sql.id(table)}
    order by entity_id, starts_at, grain, breakdown, known_since`.execute(spend.database.db);
  return rows;
}

interface EventRow {
  readonly type: string;
  readonly key: string;
  readonly advertiser_id: string;
  readonly payload: unknown;
}

/** Read from the table: the log itself waits for whatever else is being written in the run's server. */
async function eventsOf(): Promise<readonly EventRow[]> {
  const { rows } = await sql<EventRow>`select type, key, advertiser_id, payload from event order by tx, seq`.execute(
    spend.database.db,
  );
  return rows;
}

/** What subscribers are told; for whoever keeps answers up to date there is `spend.loaded` beside it. */
const eventTypes = async () =>
  (await eventsOf()).map(({ type, key }) => `${type} ${key}`).filter((event) => !event.startsWith('spend.loaded'));

describe('recording spend', () => {
  test('inserts what is new, with one event a campaign', async () => {
    const facts = [0, 1, 2].map((hour) => factOf({ grain: 'HOUR', startsAt: at(hour) }));
    const other = factOf({ entityId: 'ad_9', level: 'AD', campaignId: 'cmp_2' });
    expect(await load([...facts, other])).toEqual({ inserted: 4, unchanged: 0, restated: 0 });
    expect(await eventTypes()).toEqual(['spend.recorded cmp_1', 'spend.recorded cmp_2']);
  });

  test('each load of an account is one event that names all that may be read otherwise now', async () => {
    const group = factOf({ entityId: 'adg_9', level: 'AD_GROUP', campaignId: 'cmp_2' });
    await load([factOf(), group, factOf({ accountId: 'acc_2', entityId: 'cmp_3' })], 10);
    await load([factOf()], 11);
    await load([factOf({ entityId: 'adg_8', level: 'AD_GROUP' })], 12);
    const loaded = (await eventsOf()).filter(({ type }) => type === 'spend.loaded');
    const sums = ['acc_1/spend', 'adv_1/spend'];
    expect(loaded.map(({ payload }) => payload)).toEqual([
      { keys: ['cmp_1', 'cmp_2', ...sums] },
      { keys: ['cmp_3', 'acc_2/spend', 'adv_1/spend'] },
      { keys: ['cmp_1', ...sums] },
      // Whose campaign is not said may be in any.
      { keys: ['acc_1', ...sums] },
    ]);
  });

  test('loading the same again changes only when it was seen, and tells nobody', async () => {
    await load([factOf()], 10);
    expect(await load([factOf()], 11)).toEqual({ inserted: 0, unchanged: 1, restated: 0 });
    expect(await rowsOf('spend_fact')).toMatchObject([{ known_since: at(10), observed_at: at(11), revision: 0 }]);
    expect(await rowsOf('spend_revision')).toEqual([]);
    expect(await eventTypes()).toEqual(['spend.recorded cmp_1']);
  });

  test('a changed number is one revision and one event with both numbers', async () => {
    await load([factOf({ spendMicros: 5n })], 10);
    expect(await load([factOf({ spendMicros: 6n })], 11)).toEqual({ inserted: 0, unchanged: 0, restated: 1 });
    expect(await rowsOf('spend_fact')).toMatchObject([{ spend_micros: 6n, known_since: at(11), revision: 1 }]);
    expect(await rowsOf('spend_revision')).toMatchObject([{ spend_micros: 5n, known_since: at(10), revision: 0 }]);
    const restated = (await eventsOf()).filter(({ type }) => type === 'spend.restated');
    expect(restated).toMatchObject([
      {
        key: 'cmp_1',
        advertiser_id: 'adv_1',
        payload: { before: { spendMicros: '5' }, after: { spendMicros: '6' }, observedAt: at(11).toISOString() },
      },
    ]);
  });

  test('says of each fact what became of it', async () => {
    const [a, b, c] = ['cmp_a', 'cmp_b', 'cmp_c'].map((entityId) => factOf({ entityId }));
    if (!a || !b || !c) throw new Error('three facts');
    await load([a, b]);
    const options = { source: 'test', observedAt: at(12), withOutcomes: true };
    const { outcomes } = await ingestSpend(spend, [c, { ...b, clicks: 11n }, a], options);
    expect(outcomes).toEqual(['INSERTED', 'RESTATED', 'UNCHANGED']);
  });

  test('refuses a key that a call holds twice and writes nothing of the call', async () => {
    const twice = [factOf({ entityId: 'cmp_7' }), factOf(), factOf({ spendMicros: 2n })];
    await expect(load(twice)).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(await rowsOf('spend_fact')).toEqual([]);
    await load([factOf()]);
    await expect(load(twice, 11)).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(await rowsOf('spend_fact')).toHaveLength(1);
    expect(await eventTypes()).toEqual(['spend.recorded cmp_1']);
  });

  test('refuses a time zone that the database does not know', async () => {
    const fact = { ...factOf(), timeZone: 'Mars/Olympus' };
    await expect(load([fact])).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  test('keeps texts that COPY would read otherwise', async () => {
    const breakdown = 'name=tab\there\\n and\nline\r\\.';
    await load([factOf({ breakdown })]);
    expect(await rowsOf('spend_fact')).toMatchObject([{ breakdown }]);
  });

  test('an empty call is no call', async () => {
    expect(await load([])).toEqual({ inserted: 0, unchanged: 0, restated: 0 });
  });

  test('the connection is usable again after a refusal', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () => expect(load([factOf(), factOf()])).rejects.toBeInstanceOf(Error)),
    );
    expect(await load([factOf()])).toMatchObject({ inserted: 1 });
  });
});

describe('observations that come late', () => {
  test('an older observation does not replace a newer one, and is kept', async () => {
    await load([factOf({ spendMicros: 6n })], 11);
    expect(await load([factOf({ spendMicros: 5n })], 10)).toEqual({ inserted: 0, unchanged: 0, restated: 1 });
    expect(await rowsOf('spend_fact')).toMatchObject([{ spend_micros: 6n, known_since: at(11), observed_at: at(11) }]);
    expect(await rowsOf('spend_revision')).toMatchObject([{ spend_micros: 5n, known_since: at(10) }]);
    expect(await load([factOf({ spendMicros: 5n })], 10)).toEqual({ inserted: 0, unchanged: 1, restated: 0 });
  });

  test('another number between two sightings of the same one splits them', async () => {
    await load([factOf({ spendMicros: 5n })], 10);
    await load([factOf({ spendMicros: 5n })], 12);
    await load([factOf({ spendMicros: 6n })], 11);
    expect(await rowsOf('spend_fact')).toMatchObject([{ spend_micros: 5n, known_since: at(12), revision: 2 }]);
    expect(await rowsOf('spend_revision')).toMatchObject([
      { spend_micros: 5n, known_since: at(10) },
      { spend_micros: 6n, known_since: at(11) },
    ]);
  });

  test('an earlier sighting of the same numbers only dates them back', async () => {
    await load([factOf()], 12);
    expect(await load([factOf()], 9)).toEqual({ inserted: 0, unchanged: 1, restated: 0 });
    expect(await rowsOf('spend_fact')).toMatchObject([{ known_since: at(9), observed_at: at(12), revision: 0 }]);
  });
});

/** Holds the locks of accounts, as a load under way would. `open` lets those who wait for them go on. */
async function holdAccounts(accountIds: readonly string[]) {
  const gate = await spend.database.pool.connect();
  await gate.query('begin');
  await gate.query(`select pg_advisory_xact_lock(hashtextextended(id, 0)) from unnest($1::text[]) as id`, [accountIds]);
  return {
    open: async () => {
      await gate.query('commit');
      gate.release();
    },
  };
}

/** Returns when that many loads wait for an account; the test's time runs out if they never do. */
async function untilWaiting(count: number): Promise<void> {
  const waiting = async () => {
    const { rows } = await sql<{ count: number }>`select count(*)::integer as count from pg_locks
      where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`.execute(spend.database.db);
    return rows[0]?.count;
  };
  while ((await waiting()) !== count);
}

describe('two loads at once', () => {
  test('of the same keys end as if one had come after the other, and no restatement is lost', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `cmp_${index}`);
    const gate = await holdAccounts(ids);
    const loads = [1n, 2n, 3n, 4n, 5n, 6n].map((spendMicros, index) => {
      // Every other load comes in the opposite order: whoever locked in the order of the rows would deadlock.
      const facts = ids.map((entityId) => factOf({ entityId, spendMicros, accountId: entityId }));
      return load(index % 2 === 0 ? facts : facts.toReversed(), 10);
    });
    await untilWaiting(6);
    await gate.open();
    const results = await Promise.all(loads);
    expect(results.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(40);
    expect(results.reduce((sum, { restated }) => sum + restated, 0)).toBe(200);
    const [facts, revisions] = [await rowsOf('spend_fact'), await rowsOf('spend_revision')];
    for (const id of ids) {
      const values = [...facts, ...revisions]
        .filter((row) => row['entity_id'] === id)
        .map((row) => row['spend_micros']);
      expect(new Set(values)).toEqual(new Set([1n, 2n, 3n, 4n, 5n, 6n]));
    }
    expect((await eventTypes()).filter((type) => type.startsWith('spend.restated'))).toHaveLength(200);
  });

  test('a load waits for another of the same account and not for one of another account', async () => {
    const gate = await holdAccounts(['acc_1']);
    const waiting = load([factOf()]);
    await untilWaiting(1);
    expect(await load([factOf({ accountId: 'acc_2', entityId: 'cmp_2' })])).toMatchObject({ inserted: 1 });
    await untilWaiting(1);
    await gate.open();
    expect(await waiting).toMatchObject({ inserted: 1 });
  });
});

describe('the tables', () => {
  test('are those that the types tell of', async () => {
    const { rows } = await sql<{ table: string; columns: string[] }>`
      select table_name as table, array_agg(column_name::text order by column_name) as columns
      from information_schema.columns where table_schema = 'spend' and table_name in ('followed_account', 'fx_rate', 'reported_day', 'spend_entity', 'spend_fact', 'spend_revision')
      group by table_name order by table_name`.execute(spend.database.db);
    const columns = <Name extends keyof SpendTables>(_: Name, named: Record<keyof SpendTables[Name], true>) =>
      Object.keys(named).sort();
    const key = { advertiser_id: true, entity_id: true, starts_at: true, grain: true, breakdown: true } as const;
    const numbers = { day: true, currency: true, spend_micros: true, impressions: true, clicks: true } as const;
    const account = { advertiser_id: true, account_id: true } as const;
    expect(rows).toEqual([
      {
        table: 'followed_account',
        columns: columns('followed_account', {
          ...account,
          platform: true,
          external_id: true,
          currency: true,
          time_zone: true,
          mode: true,
          since: true,
          due_at: true,
          lease_until: true,
          fence: true,
          read_at: true,
          succeeded_at: true,
          failures: true,
          failed_at: true,
          last_failure: true,
        }),
      },
      {
        table: 'fx_rate',
        columns: columns('fx_rate', { base: true, quote: true, day: true, rate: true, source: true }),
      },
      {
        table: 'reported_day',
        columns: columns('reported_day', {
          ...account,
          level: true,
          day: true,
          read_at: true,
          failed_at: true,
          is_final: true,
        }),
      },
      {
        table: 'spend_entity',
        columns: columns('spend_entity', {
          advertiser_id: true,
          entity_id: true,
          level: true,
          platform: true,
          account_id: true,
          campaign_id: true,
          ad_group_id: true,
          ad_id: true,
          time_zone: true,
          observed_at: true,
        }),
      },
      {
        table: 'spend_fact',
        columns: columns('spend_fact', { ...key, ...numbers, known_since: true, observed_at: true, revision: true }),
      },
      {
        table: 'spend_revision',
        columns: columns('spend_revision', { ...key, ...numbers, known_since: true, revision: true }),
      },
    ]);
  });
});
