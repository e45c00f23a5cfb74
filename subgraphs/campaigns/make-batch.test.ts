import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  campaign,
  daily,
  startTestCampaigns,
  testNow,
  testPolicy,
  twoTenants,
  type TestCampaigns,
} from '../../test/support/campaigns.ts';
import { connectAccount, inputOf, mutate } from '../../test/support/changes.ts';
import { moveDueRequests } from './waiting-requests.ts';

let campaigns: TestCampaigns;
let nowMs = 0;
beforeEach(async () => {
  nowMs = testNow.getTime();
  const structure = twoTenants();
  const more = ['a', 'b', 'c'].map((name) =>
    campaign(`cmp_${name}`, 'adv_acme', 'acc_dollar', { budget: daily(10_000_000n) }),
  );
  campaigns = await startTestCampaigns({
    structure: { ...structure, campaigns: [...(structure.campaigns ?? []), ...more] },
    policies: [testPolicy({ maxIncreasePercent: 100, maxIncreasePercentADay: 100 })],
    now: () => new Date(nowMs),
  });
});
afterEach(async () => await campaigns.stop());

const usd = (units: number) => ({ amountMicros: `${units}000000`, currency: 'USD' });
const set = (name: string, units: number, expectedVersion = 1) => ({
  entityId: `cmp_${name}`,
  budget: usd(units),
  expectedVersion,
});
const bulk = async (changes: readonly object[], given: Record<string, unknown> = {}) =>
  await mutate(campaigns, 'bulkChange', {
    changes,
    mode: 'BEST_EFFORT',
    clientMutationKey: 'bulk',
    reason: 'plan',
    ...given,
  });

async function budgets(): Promise<readonly number[]> {
  const { rows } = await campaigns.subgraph.database.pool.query<{ units: number }>(
    `select (budget_micros / 1000000)::integer as units from ad_entity where id in ('cmp_a', 'cmp_b', 'cmp_c') order by id`,
  );
  return rows.map(({ units }) => units);
}

describe('a batch', () => {
  test('does at best effort what can be done, and says of the rest why not', async () => {
    const answer = await bulk([
      set('a', 15),
      set('b', 99),
      { ...set('none', 1) },
      { entityId: 'cmp_c', status: 'PAUSED', expectedVersion: 1 },
    ]);
    expect(answer.items.map(({ code, request }) => code ?? request?.state)).toEqual([
      'CONFIRMED',
      'STEP_TOO_LARGE',
      'ENTITY_NOT_FOUND',
      'CONFIRMED',
    ]);
    expect(await budgets()).toEqual([15, 10, 10]);
    const { rows } = await campaigns.subgraph.database.pool.query(`select status from ad_entity where id = 'cmp_c'`);
    expect(rows).toEqual([{ status: 'PAUSED' }]);
  });

  test('that is atomic does nothing when one of its changes is refused', async () => {
    const answer = await bulk([set('a', 15), set('b', 99)], { mode: 'ATOMIC' });
    expect(answer.items.map(({ code }) => code)).toEqual(['BATCH_REFUSED', 'STEP_TOO_LARGE']);
    expect(await budgets()).toEqual([10, 10, 10]);
  });

  test('is made once for its key, and answered the same; with other changes the key is refused', async () => {
    const first = await bulk([set('a', 15), set('b', 12)]);
    expect(await bulk([set('a', 15), set('b', 12)])).toEqual(first);
    expect(await bulk([set('a', 15)])).toMatchObject({ code: 'MUTATION_KEY_REUSED' });
    expect(await mutate(campaigns, 'changeBudget', inputOf({ key: 'bulk' }))).toMatchObject({
      code: 'MUTATION_KEY_REUSED',
    });
  });

  test('shares the cap among its changes in their order', async () => {
    const { pool } = campaigns.subgraph.database;
    // Google may spend twice a budget; there are 100 + 3 × 10 dollars of campaigns.
    await pool.query('update exposure_cap set day_cap_micros = 280000000');
    const answer = await bulk([set('a', 18), set('b', 18), set('c', 12)]);
    expect(answer.items.map(({ code }) => code)).toEqual([null, 'CAP_EXCEEDED', null]);
  });

  test('is refused when it is empty, too long, of two tenants or of one value twice', async () => {
    const many = Array.from({ length: 1_001 }, (_, place) => set(`x${place}`, 1));
    for (const changes of [[], many, [set('a', 1), set('a', 2)], [set('none', 1)]]) {
      expect((await bulk(changes)).code).toMatch(/INVALID_INPUT|ENTITY_NOT_FOUND/);
    }
    expect((await bulk([set('bolt', 1), set('a', 12)])).items.map(({ code }) => code)).toEqual([
      'ENTITY_NOT_FOUND',
      null,
    ]);
  });

  test('of a change of nothing, or of two things at once, is a mistake', async () => {
    const codeOf = async (change: string) => {
      const source = `mutation { bulkChange(input: { changes: [{ entityId: "cmp_a", expectedVersion: 1 ${change} }], mode: ATOMIC,
        clientMutationKey: "k", reason: "r" }) { __typename } }`;
      return (await campaigns.run(source)).errors?.[0]?.extensions['code'];
    };
    expect(await codeOf('')).toBe('BAD_USER_INPUT');
    expect(await codeOf('status: PAUSED, budget: { amountMicros: "1", currency: "USD" }')).toBe('BAD_USER_INPUT');
  });

  test('of more entities than have turns of their own is made like any other', async () => {
    const { db } = campaigns.subgraph.database;
    expect(db).toBeDefined();
    const structure = Array.from({ length: 80 }, (_, place) => set(`many${place}`, 1));
    await campaigns.subgraph.database.pool.query(
      `insert into ad_entity (advertiser_id, id, level, account_id, external_id, name, status, known_at, budget_micros,
         budget_kind, budget_known_at, ordinal)
       select 'adv_acme', 'cmp_many' || n, 'CAMPAIGN', 'acc_dollar', n, n, 'ENABLED', now(), 2000000, 'DAILY', now(), n
       from generate_series(0, 79) as n`,
    );
    const answer = await bulk(structure);
    expect(answer.items.filter(({ request }) => request?.state === 'CONFIRMED')).toHaveLength(80);
  });
});

describe('a roll-back', () => {
  const rollback = async (given: Record<string, unknown>) =>
    await mutate(campaigns, 'rollback', { clientMutationKey: 'back', reason: 'oops', ...given });

  test('of one request asks for what there was before, and says so of the one taken back', async () => {
    const { items } = await bulk([set('a', 15)]);
    const id = items[0]?.request?.id;
    const answer = await rollback({ requestId: id });
    expect(answer.items).toMatchObject([
      { entityId: 'cmp_a', request: { state: 'CONFIRMED', after: { amountMicros: '10000000' } } },
    ]);
    expect(await budgets()).toEqual([10, 10, 10]);
    const { data } = await campaigns.run('query ($id: ID!) { changeRequest(id: $id) { state transitions { to } } }', {
      id,
    });
    expect(data).toMatchObject({ changeRequest: { state: 'ROLLED_BACK' } });
    expect(await rollback({ requestId: id })).toEqual(answer);
  });

  test('of one request is refused when the value was changed since, and when there was no effect', async () => {
    const { items } = await bulk([set('a', 15)]);
    await bulk([set('a', 12, 2)], { clientMutationKey: 'later' });
    expect(await rollback({ requestId: items[0]?.request?.id })).toMatchObject({ code: 'NOT_REVERSIBLE' });
    expect(await rollback({ requestId: 'chg_none' })).toMatchObject({ code: 'REQUEST_NOT_FOUND' });
  });

  test('of everything since a time sets each value to what it was then', async () => {
    await bulk([set('a', 11)], { clientMutationKey: 'before' });
    nowMs += 60_000;
    const since = new Date(nowMs).toISOString();
    await bulk([set('a', 15, 2), { entityId: 'cmp_c', status: 'PAUSED', expectedVersion: 1 }]);
    await bulk([set('a', 9, 3), set('b', 8)], { clientMutationKey: 'more' });
    nowMs += 60_000;
    const answer = await rollback({ advertiserId: 'adv_acme', since });
    expect(answer.items.map(({ code }) => code)).toEqual([null, null, null]);
    expect(await budgets()).toEqual([11, 10, 10]);
    expect(await rollback({ advertiserId: 'adv_bolt', since })).toMatchObject({ code: 'REQUEST_NOT_FOUND' });
  });

  test('passes the same guardrails: what was cut is not raised while a switch is engaged', async () => {
    const { items } = await bulk([set('a', 5)]);
    await mutate(campaigns, 'engageKillSwitch', { advertiserId: 'adv_acme', scope: 'GLOBAL', reason: 'stop' });
    const answer = await rollback({ requestId: items[0]?.request?.id });
    expect(answer.items.map(({ code }) => code)).toEqual(['KILL_SWITCH_ENGAGED']);
  });
});

describe('a scheduled change', () => {
  const schedule = async (change: object, at: string) =>
    await mutate(campaigns, 'scheduleChange', { change, at, clientMutationKey: 'plan', reason: 'the weekend' });
  const runClock = async () =>
    await moveDueRequests({
      db: campaigns.subgraph.database.db,
      eventLog: campaigns.subgraph.eventLog,
      now: () => new Date(nowMs),
    });

  test('is made when it is due, whatever has happened to the entity until then', async () => {
    expect(await schedule(set('a', 15), '2026-11-22T12:00:00Z')).toMatchObject({
      __typename: 'ChangeScheduled',
      request: { state: 'APPROVED' },
    });
    await bulk([set('a', 12)]);
    await runClock();
    expect(await budgets()).toEqual([12, 10, 10]);
    nowMs = Date.parse('2026-11-22T12:00:00Z');
    await runClock();
    expect(await budgets()).toEqual([15, 10, 10]);
  });

  test('is checked once more when it is due, and rejected where it may not be made then', async () => {
    const { request } = await schedule(set('a', 15), '2026-11-22T12:00:00Z');
    await mutate(campaigns, 'engageKillSwitch', { advertiserId: 'adv_acme', scope: 'GLOBAL', reason: 'stop' });
    nowMs = Date.parse('2026-11-22T12:00:01Z');
    await runClock();
    expect(await budgets()).toEqual([10, 10, 10]);
    const { rows } = await campaigns.subgraph.database.pool.query('select state from change_request where id = $1', [
      request.id,
    ]);
    expect(rows).toEqual([{ state: 'REJECTED' }]);
  });

  test('cannot be for the past, nor for the year after next', async () => {
    expect(await schedule(set('a', 15), '2026-11-22T09:00:00Z')).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await schedule(set('a', 15), '2028-11-22T09:00:00Z')).toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('switching', () => {
  const switchTo = async (status: string, expectedVersion: number, entityId = 'cmp_a') =>
    await mutate(campaigns, 'setStatus', {
      entityId,
      status,
      expectedVersion,
      clientMutationKey: `${status}${expectedVersion}`,
      reason: 'r',
    });

  test('an entity off and on again is told in its history, and on counts against the cap', async () => {
    expect(await switchTo('PAUSED', 1)).toMatchObject({ change: { afterStatus: 'PAUSED' } });
    await campaigns.subgraph.database.pool.query('update exposure_cap set day_cap_micros = 240000000');
    expect(await switchTo('ENABLED', 2)).toMatchObject({ code: 'CAP_EXCEEDED' });
    await campaigns.subgraph.database.pool.query('update exposure_cap set day_cap_micros = 260000000');
    await campaigns.subgraph.database.pool.query('delete from idempotency_key');
    expect(await switchTo('ENABLED', 2)).toMatchObject({ change: { afterStatus: 'ENABLED' } });
    const { data } = await campaigns.run(
      '{ adEntity(id: "cmp_a") { changeHistory { nodes { field before { amountMicros } beforeStatus afterStatus } } } }',
    );
    expect(data).toMatchObject({
      adEntity: {
        changeHistory: {
          nodes: [
            { field: 'STATUS', before: null, beforeStatus: 'PAUSED', afterStatus: 'ENABLED' },
            { field: 'STATUS', before: null, beforeStatus: 'ENABLED', afterStatus: 'PAUSED' },
          ],
        },
      },
    });
  });

  test('to what an entity is already is refused, and so is a removed one', async () => {
    expect(await switchTo('ENABLED', 1)).toMatchObject({ code: 'NOTHING_TO_CHANGE' });
    expect(await switchTo('ENABLED', 1, 'cmp_gone')).toMatchObject({ code: 'MUTATION_KEY_REUSED' });
    expect(await switchTo('PAUSED', 1, 'cmp_gone')).toMatchObject({ code: 'ENTITY_REMOVED' });
  });

  test('on what is about to be switched off takes its place in the queue', async () => {
    await connectAccount(campaigns, 'acc_dollar');
    expect(await switchTo('PAUSED', 1)).toMatchObject({ __typename: 'ChangeQueued' });
    expect(await switchTo('ENABLED', 2)).toMatchObject({ __typename: 'ChangeQueued' });
    const { rows } = await campaigns.subgraph.database.pool.query(
      'select state from change_request order by state_at, id',
    );
    expect(rows.map(({ state }) => state).toSorted()).toEqual(['QUEUED', 'SUPERSEDED']);
  });
});
