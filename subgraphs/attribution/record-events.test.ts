import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  click,
  conversionId,
  hoursAgo,
  purchase,
  startTestAttribution,
  type TestAttribution,
  touchpointId,
} from '../../test/support/attribution.ts';
import { findCredits } from './credit-store.ts';
import { loadPaths } from './event-store.ts';

let attribution: TestAttribution;

beforeAll(async () => {
  attribution = await startTestAttribution();
});
beforeEach(async () => await attribution.clear());
afterAll(async () => await attribution.stop());

async function pathOf(key: string): Promise<readonly string[]> {
  const steps = await loadPaths(attribution.subgraph.database.db, ['adv_acme'], [conversionId(key)]);
  return steps.map(({ id }) => id);
}

async function creditsOf(key: string, model: 'FIRST_TOUCH' | 'LAST_TOUCH' | 'LINEAR') {
  const { db } = attribution.subgraph.database;
  const credits = await findCredits(db, ['adv_acme'], model, [conversionId(key)]);
  return Object.fromEntries(credits.map(({ id, valueMicros }) => [id, valueMicros]));
}

test('credits a conversion among the touchpoints before it, by every model', async () => {
  await attribution.record({ touchpoints: [click('t1', 5), click('t2', 3)], conversions: [purchase('c', 1)] });
  expect(await creditsOf('c', 'FIRST_TOUCH')).toEqual({ [touchpointId('t1')]: 10_000_000n });
  expect(await creditsOf('c', 'LAST_TOUCH')).toEqual({ [touchpointId('t2')]: 10_000_000n });
  expect(await creditsOf('c', 'LINEAR')).toEqual({
    [touchpointId('t1')]: 5_000_000n,
    [touchpointId('t2')]: 5_000_000n,
  });
});

test('credits anew when a touchpoint arrives after its conversion', async () => {
  await attribution.record({ touchpoints: [click('t1', 5)], conversions: [purchase('c', 1)] });
  await attribution.record({ touchpoints: [click('late', 2)] });
  expect(await creditsOf('c', 'LAST_TOUCH')).toEqual({ [touchpointId('late')]: 10_000_000n });
});

test('takes no touchpoint of another customer, nor of another advertiser', async () => {
  await attribution.record({
    touchpoints: [click('other', 2, { customerKey: 'customer-al-0002' })],
    conversions: [purchase('c', 1)],
  });
  await attribution.record({ advertiserId: 'adv_bolt', touchpoints: [click('bolt', 2)] });
  expect(await pathOf('c')).toEqual([]);
  expect(await creditsOf('c', 'LINEAR')).toEqual({});
});

test('looks back 30 days for clicks and 24 hours for views, ends included, and never ahead', async () => {
  const viewed = { kind: 'VIEW' } as const;
  const instant = 1 / 3_600_000;
  await attribution.record({
    touchpoints: [
      click('oldest-click', 30 * 24 + 1),
      click('too-old-click', 30 * 24 + 1 + instant),
      click('oldest-view', 25, viewed),
      click('too-old-view', 25 + instant, viewed),
      click('same-moment', 1),
      click('too-new', 1 - instant),
    ],
    conversions: [purchase('c', 1)],
  });
  expect(await pathOf('c')).toEqual(['oldest-click', 'oldest-view', 'same-moment'].map((key) => touchpointId(key)));
});

test('orders touchpoints of one moment by their ids', async () => {
  const keys = ['a', 'b', 'c', 'd', 'e'];
  await attribution.record({ touchpoints: keys.map((key) => click(key, 2)), conversions: [purchase('c', 1)] });
  expect(await pathOf('c')).toEqual(keys.map((key) => touchpointId(key)).toSorted());
});

test('keeps the newest fifty touchpoints of a path', async () => {
  const touchpoints = Array.from({ length: 60 }, (_, place) => click(`t${place}`, 2 + place));
  await attribution.record({ touchpoints, conversions: [purchase('c', 1)] });
  const path = await pathOf('c');
  expect(path).toHaveLength(50);
  expect(path.at(0)).toBe(touchpointId('t49'));
  expect(path.at(-1)).toBe(touchpointId('t0'));
});

test('acknowledges a batch that is sent again as duplicates, and changes nothing', async () => {
  const events = { touchpoints: [click('t1', 5), click('t2', 3)], conversions: [purchase('c', 1)] };
  const first = await attribution.record(events);
  const before = await creditsOf('c', 'LINEAR');
  const again = await attribution.record(events);
  expect(first.touchpoints.map(({ outcome }) => outcome)).toEqual(['RECORDED', 'RECORDED']);
  expect(again.touchpoints.map(({ outcome }) => outcome)).toEqual(['DUPLICATE', 'DUPLICATE']);
  expect(again.conversions).toEqual([{ key: 'c', outcome: 'DUPLICATE', reason: null }]);
  expect(await creditsOf('c', 'LINEAR')).toEqual(before);
});

test('rejects other content by a known key and keeps what was recorded', async () => {
  await attribution.record({ touchpoints: [click('t', 5)], conversions: [purchase('c', 1)] });
  const value = { amountMicros: 20_000_000n, currency: 'USD' };
  const again = await attribution.record({
    touchpoints: [click('t', 5, { campaignId: 'cmp_b' })],
    conversions: [purchase('c', 1, { value })],
  });
  const reason = 'Another event was recorded by this key before.';
  expect(again.touchpoints).toEqual([{ key: 't', outcome: 'REJECTED', reason }]);
  expect(again.conversions).toEqual([{ key: 'c', outcome: 'REJECTED', reason }]);
  expect(await creditsOf('c', 'LINEAR')).toEqual({ [touchpointId('t')]: 10_000_000n });
});

test('judges keys that repeat within one batch as if they came one after the other', async () => {
  const { touchpoints } = await attribution.record({
    touchpoints: [click('t', 5), click('t', 5), click('t', 4), click('u', 5)],
  });
  expect(touchpoints.map(({ outcome }) => outcome)).toEqual(['RECORDED', 'DUPLICATE', 'REJECTED', 'RECORDED']);
});

test('records what is right beside what is wrong, in the order given', async () => {
  const { touchpoints, conversions } = await attribution.record({
    touchpoints: [click('bad key', 2), click('good', 2)],
    conversions: [purchase('c', 1, { occurredAt: hoursAgo(-2) }), purchase('d', 1)],
  });
  expect(touchpoints.map(({ outcome }) => outcome)).toEqual(['REJECTED', 'RECORDED']);
  expect(conversions.map(({ outcome }) => outcome)).toEqual(['REJECTED', 'RECORDED']);
  expect(touchpoints[0]?.reason).toMatch(/^key must be/);
  expect(await creditsOf('d', 'LAST_TOUCH')).toEqual({ [touchpointId('good')]: 10_000_000n });
});

test('lets two advertisers use the same keys', async () => {
  await attribution.record({ touchpoints: [click('t', 5)] });
  const { touchpoints } = await attribution.record({ advertiserId: 'adv_bolt', touchpoints: [click('t', 4)] });
  expect(touchpoints).toEqual([{ key: 't', outcome: 'RECORDED', reason: null }]);
});

test('takes an empty batch', async () => {
  expect(await attribution.record({})).toEqual({ touchpoints: [], conversions: [] });
});
