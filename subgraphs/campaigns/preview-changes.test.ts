import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  anna,
  boris,
  startTestCampaigns,
  testNow,
  testPolicy,
  testViewer,
  twoTenants,
  type TestCampaigns,
} from '../../test/support/campaigns.ts';
import { inputOf, mutate } from '../../test/support/changes.ts';
import { readPreviewSecret } from './preview-token.ts';
import { savePolicies } from './save-policies.ts';

let campaigns: TestCampaigns;
let nowMs = 0;
let keys = 0;
beforeEach(async () => {
  nowMs = testNow.getTime();
  campaigns = await startTestCampaigns({
    structure: twoTenants(),
    policies: [testPolicy({ maxIncreasePercent: 50, approvalAbovePercent: 30 })],
    now: () => new Date(nowMs),
  });
});
afterEach(async () => await campaigns.stop());

const usd = (units: number) => ({ amountMicros: `${units}000000`, currency: 'USD' });
const raise = (units: number, given: Record<string, unknown> = {}) => {
  return { entityId: 'cmp_brand', budget: usd(units), expectedVersion: 1, ...given };
};

async function preview(changes: readonly object[], viewer = anna) {
  const worstCase = '{ today { amountMicros currency } week { amountMicros } month { amountMicros } }';
  const { data, errors } = await campaigns.run(
    `query ($input: PreviewChangeInput!) { previewChange(input: $input) { __typename
      ... on ChangesPreviewed { previewToken expiresAt items {
        entityId kind before { amountMicros } after { amountMicros } beforeStatus afterStatus code
        verdicts { rule outcome } worstCaseBefore ${worstCase} worstCaseAfter ${worstCase} learningRisk
        restOfToday { amountMicros } entity { version } } }
      ... on ChangeRefused { code } } }`,
    { input: { changes } },
    viewer,
  );
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data?.['previewChange']));
}

describe('a preview', () => {
  test('tells the difference, the verdicts, the worst case and the risk of learning, and changes nothing', async () => {
    const { items, expiresAt } = await preview([raise(140)]);
    expect(items).toEqual([
      {
        entityId: 'cmp_brand',
        kind: 'BUDGET',
        before: { amountMicros: '100000000' },
        after: { amountMicros: '140000000' },
        beforeStatus: null,
        afterStatus: null,
        code: null,
        verdicts: [{ rule: 'APPROVAL', outcome: 'NEEDS_APPROVAL' }],
        // Google may spend twice a budget on a day; it is Sunday, the 22nd of a month of 30 days.
        worstCaseBefore: {
          today: usd(200),
          week: { amountMicros: '1400000000' },
          month: { amountMicros: '1800000000' },
        },
        worstCaseAfter: {
          today: usd(280),
          week: { amountMicros: '1960000000' },
          month: { amountMicros: '2520000000' },
        },
        learningRisk: 'UNKNOWN',
        restOfToday: null,
        entity: { version: 1 },
      },
    ]);
    expect(expiresAt).toBe('2026-11-22T10:00:00.000Z');
    const { rows } = await campaigns.subgraph.database.pool.query('select 1 from change_request');
    expect(rows).toEqual([]);
  });

  test('tells of each change why it would be refused', async () => {
    const { items } = await preview([
      raise(200),
      { entityId: 'cmp_gone', status: 'ENABLED', expectedVersion: 1 },
      { entityId: 'cmp_bolt', status: 'PAUSED', expectedVersion: 1 },
      { entityId: 'adg_shoes', bid: usd(1), expectedVersion: 1 },
    ]);
    expect(items.map(({ code }: { code: string | null }) => code)).toEqual([
      'STEP_TOO_LARGE',
      'ENTITY_REMOVED',
      'ENTITY_NOT_FOUND',
      null,
    ]);
    expect(await preview([])).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await preview([raise(120)], boris)).toMatchObject({ code: 'ENTITY_NOT_FOUND' });
  });

  test('is for whoever may change', async () => {
    const source = '{ previewChange(input: { changes: [] }) { __typename } }';
    const reader = testViewer('reader', ['adv_acme'], ['campaigns:read']);
    expect((await campaigns.run(source, {}, reader)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});

describe('a change by a preview’s token', () => {
  const change = async (previewToken: string, given: Record<string, unknown> = {}) =>
    await mutate(campaigns, 'changeBudget', {
      ...inputOf({ key: `key ${(keys += 1)}` }),
      previewToken,
      ...given,
    });

  test('is made while everything is as it was', async () => {
    const { previewToken } = await preview([raise(120)]);
    expect(await change(previewToken)).toMatchObject({ __typename: 'ChangeApplied' });
  });

  test('is refused when the entity, a policy or a cap has changed since', async () => {
    const { previewToken } = await preview([raise(120)]);
    await savePolicies(campaigns.subgraph.database, [testPolicy({ maxIncreasePercent: 60 })], 'A test begins with it.');
    expect(await change(previewToken)).toMatchObject({ code: 'PREVIEW_OUTDATED' });
    const second = await preview([raise(120)]);
    await campaigns.subgraph.database.pool.query('update exposure_cap set day_cap_micros = day_cap_micros - 1');
    expect(await change(second.previewToken)).toMatchObject({ code: 'PREVIEW_OUTDATED' });
    const third = await preview([raise(120)]);
    await mutate(campaigns, 'changeBudget', inputOf({ key: 'between', micros: '90000000' }));
    expect(await change(third.previewToken)).toMatchObject({ code: 'PREVIEW_OUTDATED' });
  });

  test('is refused when the token is too old, of another change, or made up', async () => {
    const { previewToken } = await preview([raise(120)]);
    expect(await change(previewToken, { amount: usd(125) })).toMatchObject({ code: 'PREVIEW_MISMATCH' });
    const [payload, mac] = previewToken.split('.');
    for (const forged of [`${payload}.${'A'.repeat(43)}`, `eyJhIjoxfQ.${mac}`, payload, '', '.', 'a.b.c']) {
      expect(await change(forged)).toMatchObject({ code: 'PREVIEW_MISMATCH' });
    }
    nowMs += 30 * 60_000;
    expect(await change(previewToken)).toMatchObject({ code: 'PREVIEW_EXPIRED' });
  });

  test('is made as a batch too', async () => {
    const changes = [raise(120), { entityId: 'cmp_search', status: 'PAUSED', expectedVersion: 1 }];
    const { previewToken } = await preview(changes);
    const bulk = { changes, mode: 'BEST_EFFORT', reason: 'plan', previewToken };
    const answer = await mutate(campaigns, 'bulkChange', { ...bulk, clientMutationKey: 'b' });
    expect(answer.items.map(({ code }) => code)).toEqual([null, 'NOTHING_TO_CHANGE']);
    const again = await mutate(campaigns, 'bulkChange', { ...bulk, clientMutationKey: 'c' });
    expect(again.items.map(({ code }) => code)).toEqual(['PREVIEW_OUTDATED', 'PREVIEW_OUTDATED']);
  });
});

test('on TikTok it tells what is aimed at today, and a cut does not take today’s ceiling back', async () => {
  await campaigns.subgraph.database.pool.query(`update ad_account set platform = 'TIKTOK' where id = 'acc_dollar'`);
  const { items } = await preview([raise(60)]);
  // It is half past four in New York: 20 of 24 hours are left.
  expect(items[0]).toMatchObject({
    restOfToday: { amountMicros: '50000000' },
    worstCaseBefore: { today: usd(125) },
    worstCaseAfter: { today: usd(125) },
    learningRisk: 'NONE',
  });
  expect((await preview([raise(49)])).items[0]).toMatchObject({ code: 'BELOW_PLATFORM_MINIMUM' });
});

test('a secret for previews is needed in production, and must not be short', () => {
  expect(readPreviewSecret({})).toBeUndefined();
  expect(() => readPreviewSecret({ NODE_ENV: 'production' })).toThrow('PREVIEW_SECRET is missing');
  expect(() => readPreviewSecret({ PREVIEW_SECRET: 'short' })).toThrow('at least 32');
  expect(readPreviewSecret({ PREVIEW_SECRET: 's'.repeat(32) })).toBe('s'.repeat(32));
});
