import type { ExecutionResult } from 'graphql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAsyncIterable } from '../../test/support/async-iterable.ts';
import { anna, boris, startTestCampaigns, testViewer, type TestCampaigns } from '../../test/support/campaigns.ts';
import { changeBid, changeBudget, inputOf } from '../../test/support/changes.ts';

let campaigns: TestCampaigns;
beforeEach(async () => {
  campaigns = await startTestCampaigns();
});
afterEach(async () => await campaigns.stop());

const source = `subscription ($ids: [ID!]!, $after: String) { adEntityChanged(entityIds: $ids, after: $after) {
  cursor change { field after { amountMicros } version } entity { id version adAccount { name } }
} }`;

async function watch(ids: readonly string[], after?: string, viewer = anna) {
  const stream = await campaigns.watch(source, { ids, after: after ?? null }, viewer);
  if (!isAsyncIterable<ExecutionResult>(stream)) throw new Error(JSON.stringify(stream));
  return stream;
}

async function nextOf(stream: AsyncGenerator<ExecutionResult, void, void>) {
  const { value } = await stream.next();
  expect(value?.errors).toBeUndefined();
  return JSON.parse(JSON.stringify(value?.data)).adEntityChanged;
}

async function codeOf(variables: Record<string, unknown>, viewer = anna) {
  const refused = await campaigns.watch(source, variables, viewer);
  return isAsyncIterable(refused) ? 'accepted' : refused.errors?.[0]?.extensions['code'];
}

test('delivers each change of the entities watched, with the entity as it is then', async () => {
  const stream = await watch(['cmp_brand', 'adg_shoes']);
  await changeBudget(campaigns, {});
  const { cursor, ...event } = await nextOf(stream);
  expect(cursor).toEqual(expect.any(String));
  expect(event).toEqual({
    change: { field: 'BUDGET', after: { amountMicros: '120000000' }, version: 2 },
    entity: { id: 'cmp_brand', version: 2, adAccount: { name: 'Acme USA' } },
  });
  await campaigns.subgraph.database.pool.query(`update ad_account set name = 'Acme Americas' where id = 'acc_dollar'`);
  await changeBid(campaigns, { clientMutationKey: 'bid' });
  expect(await nextOf(stream)).toMatchObject({
    change: { field: 'BID' },
    entity: { id: 'adg_shoes', version: 2, adAccount: { name: 'Acme Americas' } },
  });
  await stream.return();
});

test('delivers neither changes of other entities nor refusals and dry runs', async () => {
  const stream = await watch(['cmp_brand']);
  await changeBid(campaigns, { clientMutationKey: 'bid' });
  await changeBudget(campaigns, { clientMutationKey: 'refused', expectedVersion: 9 });
  await changeBudget(campaigns, { dryRun: true });
  await changeBudget(campaigns, inputOf({ micros: '3000000' }));
  expect(await nextOf(stream)).toMatchObject({ change: { after: { amountMicros: '3000000' } } });
  await stream.return();
});

test('goes on after a cursor without losing or repeating a change', async () => {
  const stream = await watch(['cmp_brand']);
  const change = async (version: number) =>
    await changeBudget(campaigns, inputOf({ key: `k${version}`, expectedVersion: version, micros: '1000000' }));
  await change(1);
  const { cursor } = await nextOf(stream);
  await stream.return();
  await change(2);
  await change(3);
  const resumed = await watch(['cmp_brand'], cursor);
  await change(4);
  const versions = [];
  for (const _ of [1, 2, 3]) versions.push((await nextOf(resumed)).change.version);
  expect(versions).toEqual([3, 4, 5]);
  await resumed.return();
});

test('ends when its client goes, also while nothing happens', async () => {
  const stream = await watch(['cmp_brand']);
  const pending = stream.next();
  await stream.return();
  expect(await pending).toEqual({ done: true, value: undefined });
});

test('ends when the subgraph closes', async () => {
  const stream = await watch(['cmp_brand']);
  const pending = stream.next();
  await campaigns.subgraph.eventLog.close();
  expect(await pending).toEqual({ done: true, value: undefined });
});

test('is refused without a token, without the scope, with a cursor of nothing, and for none or too many entities', async () => {
  const ids = ['cmp_brand'];
  expect(await codeOf({ ids }, testViewer('nobody', ['adv_acme'], []))).toBe('FORBIDDEN');
  expect(await codeOf({ ids, after: 'nonsense' })).toBe('BAD_USER_INPUT');
  expect(await codeOf({ ids: [] })).toBe('BAD_USER_INPUT');
  expect(await codeOf({ ids: Array.from({ length: 501 }, (_, index) => `cmp_${index}`) })).toBe('BAD_USER_INPUT');
});

test('begins with the latest change of each entity when it is asked for the state', async () => {
  await changeBudget(campaigns, {});
  await changeBid(campaigns, { clientMutationKey: 'bid' });
  await changeBudget(campaigns, inputOf({ key: 'again', expectedVersion: 2, micros: '3000000' }));
  const stream = await watch(['cmp_brand', 'adg_shoes', 'cmp_none'], 'snapshot');
  expect(await nextOf(stream)).toMatchObject({
    cursor: 'snapshot',
    change: { field: 'BID' },
    entity: { id: 'adg_shoes' },
  });
  const last = await nextOf(stream);
  expect(last).toMatchObject({ change: { after: { amountMicros: '3000000' } }, entity: { id: 'cmp_brand' } });
  expect(last.cursor).toMatch(/^1\./);
  await stream.return();
});

test('tells neither the state nor the changes of another advertiser’s entities', async () => {
  const bolt = (micros: string, expectedVersion: number) => {
    const amount = { amountMicros: micros, currency: 'USD' };
    return changeBudget(campaigns, { entityId: 'cmp_bolt', amount, expectedVersion, clientMutationKey: micros }, boris);
  };
  await changeBudget(campaigns, {});
  await bolt('8000000', 1);
  const stream = await watch(['cmp_brand', 'cmp_bolt'], 'snapshot', boris);
  // Only the last of a state has a place in the stream: it is the only one.
  const state = await nextOf(stream);
  expect(state).toMatchObject({ entity: { id: 'cmp_bolt' }, cursor: expect.stringMatching(/^1\./) });
  await changeBudget(campaigns, inputOf({ key: 'again', expectedVersion: 2, micros: '3000000' }));
  await bolt('9000000', 2);
  let told = await nextOf(stream);
  // What the state held may be told once more.
  while (told.change.version === state.change.version && told.entity.id === 'cmp_bolt') told = await nextOf(stream);
  expect(told).toMatchObject({ entity: { id: 'cmp_bolt' }, change: { after: { amountMicros: '9000000' } } });
  await stream.return();
});

test('takes ids that are nobody’s, and never hears of them', async () => {
  const stream = await watch(['cmp_none', 'cmp\0', 'cmp_brand'], '1.0.0');
  await changeBudget(campaigns, {});
  expect(await nextOf(stream)).toMatchObject({ entity: { id: 'cmp_brand' } });
  await stream.return();
});
