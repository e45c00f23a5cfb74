import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestSpend, factOf, type TestSpend } from '../../test/support/spend.ts';
import { ingestSpend } from './ingest.ts';

let spend: TestSpend;
beforeAll(async () => {
  spend = await createTestSpend();
});
afterAll(() => spend.close());

/** A dollar in each of these hours, on each of the seven days before today; of today the hour before now is known. */
async function loadHours(entityId: string, hours: readonly number[]) {
  const days = [26, 27, 28].map((day) => Date.UTC(2026, 1, day));
  const all = [...days, ...[1, 2, 3, 4].map((day) => Date.UTC(2026, 2, day))];
  const facts = all.flatMap((startMs) =>
    [0, ...hours, 23].map((hour) =>
      factOf({
        entityId,
        grain: 'HOUR',
        startsAt: new Date(startMs + hour * 3_600_000),
        spendMicros: hours.includes(hour) ? 1_000_000n : 0n,
      }),
    ),
  );
  const today = factOf({ entityId, grain: 'HOUR', startsAt: new Date('2026-03-05T11:00:00Z'), spendMicros: 0n });
  await ingestSpend(spend, [...facts, today], { source: 'test', observedAt: new Date('2026-03-05T10:00:00Z') });
}

async function targets(...ids: readonly string[]): Promise<readonly number[]> {
  const document = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on AdEntity { pacing { target { amountMicros } } } }
  }`;
  const budget = { kind: 'DAILY', amount: { amountMicros: '24000000', currency: 'USD' } };
  const representations = ids.map((id) => ({ __typename: 'AdEntity', id, timeZone: 'UTC', budget, flight: null }));
  const { data, errors } = await spend.run(document, { representations });
  expect(errors).toBeUndefined();
  const entities: unknown = data?.['_entities'];
  if (!Array.isArray(entities)) throw new Error('No entities came.');
  return entities.map(({ pacing }) => Number(pacing.target.amountMicros));
}

test('each entity is paced by the shape of its own days, again and after they were restated', async () => {
  await loadHours('cmp_morning', [2, 3, 4, 5]);
  await loadHours('cmp_evening', [18, 19, 20, 21]);
  const [morning = 0, evening = 0] = await targets('cmp_morning', 'cmp_evening');
  expect(morning).toBeGreaterThan(20_000_000);
  expect(evening).toBeLessThan(4_000_000);
  expect(await targets('cmp_evening', 'cmp_morning')).toEqual([evening, morning]);
  await loadHours('cmp_evening', [2, 3, 4, 5, 18, 19, 20, 21]);
  const [, restated = 0] = await targets('cmp_morning', 'cmp_evening');
  expect(restated).toBeGreaterThan(8_000_000);
});
