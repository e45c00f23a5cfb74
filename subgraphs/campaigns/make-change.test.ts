import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anna, startTestCampaigns, testViewer, type TestCampaigns } from '../../test/support/campaigns.ts';
import { changeBid, changeBudget, countRows, inputOf } from '../../test/support/changes.ts';
import { campaign, daily } from '../../test/support/campaigns.ts';
import { saveStructure } from './structure-store.ts';

let campaigns: TestCampaigns;
beforeEach(async () => {
  campaigns = await startTestCampaigns();
});
afterEach(async () => await campaigns.stop());

const applied = {
  __typename: 'ChangeApplied',
  change: {
    id: expect.stringMatching(/^chg_[0-9a-f]{32}$/),
    field: 'BUDGET',
    before: { amountMicros: '100000000', currency: 'USD' },
    after: { amountMicros: '120000000', currency: 'USD' },
    version: 2,
    reason: 'more demand',
    actor: 'anna',
    at: '2026-11-22T09:30:00.000Z',
    entity: { id: 'cmp_brand', version: 2, budget: { amount: { amountMicros: '120000000' } } },
  },
  entity: { id: 'cmp_brand', version: 2, budget: { amount: { amountMicros: '120000000' } } },
};

describe('a change', () => {
  test('of a budget is answered with what was done, and everybody reads it from then on', async () => {
    expect(await changeBudget(campaigns, {})).toEqual(applied);
    const { data } = await campaigns.run(`{ campaign(id: "cmp_brand") {
      version budget { amount { amountMicros } } changeHistory { nodes { reason version } }
    } }`);
    expect(data).toMatchObject({
      campaign: {
        version: 2,
        budget: { amount: { amountMicros: '120000000' } },
        changeHistory: { nodes: [{ reason: 'more demand', version: 2 }] },
      },
    });
  });

  test('of a bid leaves the budget alone', async () => {
    const answer = await changeBid(campaigns, { amount: { amountMicros: '2500000', currency: 'USD' } });
    expect(answer).toMatchObject({
      __typename: 'ChangeApplied',
      change: { field: 'BID', before: { amountMicros: '1500000' }, after: { amountMicros: '2500000' } },
      entity: {
        version: 2,
        bid: { amount: { amountMicros: '2500000' } },
        budget: { amount: { amountMicros: '20000000' } },
      },
    });
  });

  test('sent again is answered with the very same bytes and done no more, even after later changes', async () => {
    const first = await changeBudget(campaigns, {});
    await changeBudget(campaigns, inputOf({ key: 'later', expectedVersion: 2, micros: '1000000' }));
    expect(JSON.stringify(await changeBudget(campaigns, {}))).toBe(JSON.stringify(first));
    expect(await countRows(campaigns)).toEqual({ changes: 2, events: 2, keys: 2 });
  });

  test('sent again by a colleague is answered the same: the key stands for the intent, not for who sends it', async () => {
    const first = await changeBudget(campaigns, {});
    const carla = testViewer('carla', ['adv_acme'], ['changes:write']);
    expect(await changeBudget(campaigns, {}, carla)).toEqual(first);
  });

  test('twice in one request is made in the order written, each seeing the one before', async () => {
    const { data } = await campaigns.run(
      `mutation ($a: ChangeBudgetInput!, $b: ChangeBudgetInput!) {
        a: changeBudget(input: $a) { ... on ChangeApplied { change { before { amountMicros } entity { version } } } }
        b: changeBudget(input: $b) { ... on ChangeApplied { change { before { amountMicros } entity { version } } } }
      }`,
      { a: inputOf({ key: 'a' }), b: inputOf({ key: 'b', expectedVersion: 2, micros: '50000000' }) },
    );
    expect(data).toEqual({
      a: { change: { before: { amountMicros: '100000000' }, entity: { version: 2 } } },
      b: { change: { before: { amountMicros: '120000000' }, entity: { version: 3 } } },
    });
  });

  test('stays when an older report is loaded again, and gives way to a newer one', async () => {
    await changeBudget(campaigns, {});
    const report = (updatedAt: string) => ({
      campaigns: [
        campaign('cmp_brand', 'adv_acme', 'acc_dollar', { budget: daily(1_000_000n), updatedAt: new Date(updatedAt) }),
      ],
    });
    const readCampaign = async () => {
      const { data } = await campaigns.run(
        '{ campaign(id: "cmp_brand") { name version budget { amount { amountMicros } } } }',
      );
      return data?.['campaign'];
    };
    await saveStructure(campaigns.subgraph.database, report('2026-11-20T00:00:00Z'));
    expect(await readCampaign()).toEqual({
      name: 'cmp_brand',
      version: 2,
      budget: { amount: { amountMicros: '120000000' } },
    });
    await saveStructure(campaigns.subgraph.database, report('2026-11-23T00:00:00Z'));
    expect(await readCampaign()).toEqual({
      name: 'cmp_brand',
      version: 3,
      budget: { amount: { amountMicros: '1000000' } },
    });
  });
});

describe('a dry run', () => {
  test('says what would happen, changes nothing and leaves the key free', async () => {
    expect(await changeBudget(campaigns, { dryRun: true })).toMatchObject({
      __typename: 'ChangePreviewed',
      field: 'BUDGET',
      before: { amountMicros: '100000000', currency: 'USD' },
      after: { amountMicros: '120000000', currency: 'USD' },
      entity: { id: 'cmp_brand', version: 1, budget: { amount: { amountMicros: '100000000' } } },
    });
    expect(await countRows(campaigns)).toEqual({ changes: 0, events: 0, keys: 0 });
    expect(await changeBudget(campaigns, {})).toEqual(applied);
  });

  test('is refused for the reasons the change would be', async () => {
    expect(await changeBudget(campaigns, { dryRun: true, expectedVersion: 7 })).toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    expect(await changeBudget(campaigns, { dryRun: true, reason: '' })).toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('a history', () => {
  test('is read newest first, page by page, while changes go on being made', async () => {
    for (const version of [1, 2, 3, 4]) {
      await changeBudget(
        campaigns,
        inputOf({ key: `k${version}`, expectedVersion: version, micros: `${version}000000` }),
      );
    }
    const source = `query ($after: String) { adEntity(id: "cmp_brand") {
      changeHistory(first: 2, after: $after) { nodes { version } pageInfo { endCursor hasNextPage } }
    } }`;
    const first = await campaigns.run(source, {}, anna);
    expect(first.data).toMatchObject({
      adEntity: { changeHistory: { nodes: [{ version: 5 }, { version: 4 }], pageInfo: { hasNextPage: true } } },
    });
    await changeBudget(campaigns, inputOf({ key: 'k5', expectedVersion: 5, micros: '9000000' }));
    const { adEntity } = JSON.parse(JSON.stringify(first.data));
    const second = await campaigns.run(source, { after: adEntity.changeHistory.pageInfo.endCursor }, anna);
    expect(second.data).toMatchObject({
      adEntity: { changeHistory: { nodes: [{ version: 3 }, { version: 2 }], pageInfo: { hasNextPage: false } } },
    });
  });
});
