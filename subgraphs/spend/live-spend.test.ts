import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestSpend, factOf, one, type TestSpend, two } from '../../test/support/spend.ts';
import { untilSettled } from '../../test/support/until-settled.ts';
import type { Viewer } from '../../schema/viewer.ts';
import { ingestSpend } from './ingest.ts';

let spend: TestSpend;

beforeAll(async () => {
  spend = await createTestSpend();
});
afterAll(() => spend.close());

const pacing = `subscription ($ids: [ID!]!, $after: String) {
  item: pacingUpdated(campaignIds: $ids, after: $after) { cursor recordedAt campaign { id } } }`;
const restated = `subscription ($ids: [ID!]!, $after: String) {
  item: spendRestated(campaignIds: $ids, after: $after) {
    cursor campaign { id } restatement { id day before { amountMicros currency } after { amountMicros } observedAt } } }`;

let hour = 0;
/** Reports another hour of a campaign. */
async function report(entityId: string, given: Parameters<typeof factOf>[0] = {}): Promise<void> {
  hour += 1;
  const startsAt = new Date(Date.UTC(2026, 2, 1, hour));
  const fact = factOf({ entityId, grain: 'HOUR', startsAt, accountId: `acc_${entityId}`, ...given });
  await ingestSpend(spend, [fact], { source: 'test', observedAt: new Date(Date.UTC(2026, 2, 5, hour)) });
}

async function follow(source: string, variables: Record<string, unknown>, viewer: Viewer = one) {
  const stream = await spend.watch(source, variables, viewer);
  if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream.errors));
  return stream;
}

interface Item {
  readonly cursor: string;
  readonly campaign: { readonly id: string };
  readonly restatement?: unknown;
}

async function nextItem(stream: AsyncGenerator<ExecutionResult, void, void>): Promise<Item> {
  const { value } = await stream.next();
  if (!value?.data) throw new Error(JSON.stringify(value));
  const { item } = JSON.parse(JSON.stringify(value.data));
  return item;
}

test('tells of the campaigns that were asked for, and of no others', async () => {
  const stream = await follow(pacing, { ids: ['cmp_a', 'cmp_b'] });
  await report('cmp_other');
  await report('cmp_b');
  expect(await nextItem(stream)).toMatchObject({ campaign: { id: 'cmp_b' } });
  await report('cmp_a');
  expect(await nextItem(stream)).toMatchObject({ campaign: { id: 'cmp_a' } });
  await stream.return();
});

test('a stream that goes on after a cursor misses nothing and repeats nothing', async () => {
  const first = await follow(pacing, { ids: ['cmp_r'] });
  await report('cmp_r');
  const { cursor } = await nextItem(first);
  await first.return();
  await report('cmp_r');
  await report('cmp_r');
  const second = await follow(pacing, { ids: ['cmp_r'], after: cursor });
  const cursors = [(await nextItem(second)).cursor, (await nextItem(second)).cursor];
  expect(new Set([cursor, ...cursors]).size).toBe(3);
  await second.return();
});

test('a stream that begins with the state has each campaign that was reported, then what happens', async () => {
  await report('cmp_x');
  await report('cmp_y');
  await report('cmp_x');
  await untilSettled(spend.database.db);
  const stream = await follow(pacing, { ids: ['cmp_y', 'cmp_unknown', 'cmp_x'], after: 'snapshot' });
  const state = [await nextItem(stream), await nextItem(stream)];
  expect(state.map(({ campaign }) => campaign.id)).toEqual(['cmp_x', 'cmp_y']);
  // Half a state is none: only its last item has a place in the stream.
  expect(state[0]?.cursor).toBe('snapshot');
  await report('cmp_y');
  const { cursor, campaign } = await nextItem(stream);
  expect(campaign.id).toBe('cmp_y');
  await stream.return();
  const resumed = await follow(pacing, { ids: ['cmp_y', 'cmp_x'], after: state[1]?.cursor });
  expect(await nextItem(resumed)).toMatchObject({ cursor });
  await resumed.return();
});

test('the state of another advertiser’s campaigns is not told', async () => {
  await report('cmp_theirs');
  await report('cmp_zz_own', { advertiserId: 'adv_2' });
  const stream = await follow(pacing, { ids: ['cmp_theirs', 'cmp_zz_own'], after: 'snapshot' }, two);
  // Theirs would come first, and only the last of a state has a place in the stream.
  expect(await nextItem(stream)).toMatchObject({
    campaign: { id: 'cmp_zz_own' },
    cursor: expect.stringMatching(/^1\./),
  });
  await stream.return();
});

test('a restatement tells the numbers before and after, under the identifier that the series has', async () => {
  const stream = await follow(restated, { ids: ['cmp_s'] });
  const startsAt = new Date('2026-03-01T00:00:00Z');
  await report('cmp_s', { startsAt, spendMicros: 5n });
  await report('cmp_s', { startsAt, spendMicros: 6n });
  const { restatement } = await nextItem(stream);
  expect(restatement).toMatchObject({
    day: '2026-03-01',
    before: { amountMicros: '5', currency: 'USD' },
    after: { amountMicros: '6' },
  });
  const { data } = await spend.run(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on AdEntity {
      spendSeries(period: { firstDay: "2026-03-01", lastDay: "2026-03-01" }) { restatements { id day before { amountMicros currency } after { amountMicros } observedAt } } } } }`,
    { representations: [{ __typename: 'AdEntity', id: 'cmp_s', timeZone: 'UTC' }] },
  );
  expect(data).toMatchObject({ _entities: [{ spendSeries: { restatements: [restatement] } }] });
  await stream.return();
});

test("another tenant's events never arrive, live or from a cursor", async () => {
  const foreign = await follow(pacing, { ids: ['cmp_t'] }, two);
  const own = await follow(pacing, { ids: ['cmp_t'] });
  await report('cmp_t');
  const { cursor } = await nextItem(own);
  await report('cmp_t', { advertiserId: 'adv_2' });
  const resumed = await follow(pacing, { ids: ['cmp_t'], after: '1.0.0' }, two);
  const [live, replayed] = [await nextItem(foreign), await nextItem(resumed)];
  expect(live.cursor).toBe(replayed.cursor);
  expect(live.cursor).not.toBe(cursor);
  await Promise.all([foreign, own, resumed].map((stream) => stream.return()));
});

test('a quiet stream ends at once when its client goes', async () => {
  const stream = await follow(pacing, { ids: ['cmp_quiet'] });
  const waiting = stream.next();
  await stream.return();
  expect(await waiting).toEqual({ done: true, value: undefined });
});

test('refuses a cursor of someone else, no campaigns, and too many', async () => {
  const tooMany = Array.from({ length: 501 }, (_, index) => `cmp_${index}`);
  for (const wrong of [{ ids: ['cmp_1'], after: 'not-a-cursor' }, { ids: [] }, { ids: tooMany }]) {
    for (const source of [pacing, restated]) {
      expect(await spend.watch(source, wrong)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    }
  }
});
