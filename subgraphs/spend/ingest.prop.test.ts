import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestSpend, factOf, type TestSpend } from '../../test/support/spend.ts';
import { ingestSpend } from './ingest.ts';

let spend: TestSpend;

beforeAll(async () => {
  spend = await createTestSpend();
});
afterAll(() => spend.close());

const at = (hour: number) => new Date(Date.UTC(2026, 2, 5, hour));

/** Reports read at different hours: each tells other numbers of some of four campaigns. */
const reports = fc
  .array(fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1 }), { minLength: 1, maxLength: 6 })
  .chain((campaigns) =>
    fc.tuple(fc.constant(campaigns), fc.shuffledSubarray([...campaigns.keys()], { minLength: campaigns.length })),
  );

async function loadAll(campaigns: readonly (readonly number[])[], order: readonly number[]) {
  await sql`truncate spend_fact, spend_revision, spend_entity, event`.execute(spend.database.db);
  for (const hour of order) {
    const facts = (campaigns[hour] ?? []).map((id) =>
      factOf({ entityId: `cmp_${id}`, spendMicros: BigInt(hour * 10 + id) }),
    );
    await ingestSpend(spend, facts, { source: 'test', observedAt: at(hour) });
  }
  const facts =
    await sql`select entity_id, spend_micros, known_since, observed_at, revision from spend_fact order by entity_id`.execute(
      spend.database.db,
    );
  const history =
    await sql`select entity_id, spend_micros, known_since from spend_revision order by entity_id, known_since`.execute(
      spend.database.db,
    );
  const events = await sql`select count(*) from event where type = 'spend.restated'`.execute(spend.database.db);
  return { facts: facts.rows, history: history.rows, events: events.rows };
}

test(
  'whatever the order of loading, and loaded twice, the numbers and their history are the same',
  () =>
    fc.assert(
      fc.asyncProperty(reports, async ([campaigns, order]) => {
        const expected = await loadAll(campaigns, [...campaigns.keys()]);
        expect(await loadAll(campaigns, order)).toEqual(expected);
        expect(await loadAll(campaigns, [...order, ...order])).toEqual(expected);
      }),
      { numRuns: 15 },
    ),
  60_000,
);
