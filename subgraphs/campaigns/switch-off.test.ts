import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  anna,
  boris,
  campaign,
  carla,
  daily,
  startTestCampaigns,
  testPolicy,
  testViewer,
  twoTenants,
  type TestCampaigns,
} from '../../test/support/campaigns.ts';
import { connectAccount, deliver, inputOf, mutate } from '../../test/support/changes.ts';
import { isAsyncIterable } from '../../test/support/async-iterable.ts';

let campaigns: TestCampaigns;
beforeEach(async () => {
  const structure = twoTenants();
  const more = [campaign('cmp_second', 'adv_acme', 'acc_dollar', { budget: daily(100_000_000n) })];
  campaigns = await startTestCampaigns({
    structure: { ...structure, campaigns: [...(structure.campaigns ?? []), ...more] },
    policies: [testPolicy({ approvalAbovePercent: 30 })],
  });
});
afterEach(async () => await campaigns.stop());

const all = { advertiserId: 'adv_acme', scope: 'GLOBAL', reason: 'Spend is out of hand.' };
const raise = async (given: Record<string, unknown> = {}) =>
  await mutate(campaigns, 'changeBudget', { ...inputOf({ key: JSON.stringify(given) }), ...given });
const cut = { amount: { amountMicros: '50000000', currency: 'USD' } };

async function stateOf(id: string): Promise<unknown> {
  const { rows } = await campaigns.subgraph.database.pool.query('select state from change_request where id = $1', [id]);
  return rows[0]?.state;
}

describe('while a kill switch is engaged', () => {
  test('no increase is accepted, and everything that costs less is', async () => {
    const engaged = await mutate(campaigns, 'engageKillSwitch', all);
    expect(engaged).toMatchObject({
      killSwitch: { scope: 'GLOBAL', scopeId: null, engagedBy: 'anna', rearmedBy: null },
    });
    expect(await raise()).toMatchObject({ code: 'KILL_SWITCH_ENGAGED' });
    expect(await raise({ ...cut, clientMutationKey: 'cut' })).toMatchObject({ __typename: 'ChangeApplied' });
    const pause = {
      entityId: 'cmp_brand',
      status: 'PAUSED',
      expectedVersion: 2,
      clientMutationKey: 'p',
      reason: 'stop',
    };
    expect(await mutate(campaigns, 'setStatus', pause)).toMatchObject({ __typename: 'ChangeApplied' });
    const enable = { ...pause, status: 'ENABLED', expectedVersion: 3, clientMutationKey: 'e' };
    expect(await mutate(campaigns, 'setStatus', enable)).toMatchObject({ code: 'KILL_SWITCH_ENGAGED' });
  });

  test('what was waiting for an approval cannot be approved', async () => {
    const { request } = await raise({ amount: { amountMicros: '190000000', currency: 'USD' } });
    await mutate(campaigns, 'engageKillSwitch', all);
    const decision = { requestId: request.id, contentHash: request.contentHash, reason: 'yes' };
    expect(await mutate(campaigns, 'approve', decision, carla)).toMatchObject({ code: 'KILL_SWITCH_ENGAGED' });
  });

  test('only increases of its scope are stopped', async () => {
    const scoped = { ...all, scope: 'CAMPAIGN', scopeId: 'cmp_second' };
    await mutate(campaigns, 'engageKillSwitch', scoped);
    expect(await raise({ entityId: 'cmp_second' })).toMatchObject({ code: 'KILL_SWITCH_ENGAGED' });
    expect(await raise()).toMatchObject({ __typename: 'ChangeApplied' });
  });
});

describe('engaging a kill switch', () => {
  test('gives up the increases that were queued, for good; decreases and what was sent go on', async () => {
    await connectAccount(campaigns, 'acc_dollar');
    const queued = (await raise()).request.id;
    const sent = (await raise({ entityId: 'cmp_second' })).request.id;
    await deliver(campaigns, sent, ['SENT']);
    const cutting = (await raise({ entityId: 'cmp_second', ...cut, expectedVersion: 2 })).request.id;
    const engaged = await mutate(campaigns, 'engageKillSwitch', all);
    expect(engaged.stoppedRequests).toBe(1);
    expect(await Promise.all([queued, sent, cutting].map(stateOf))).toEqual(['REJECTED', 'SENT', 'QUEUED']);
    expect(
      await mutate(campaigns, 'rearm', { killSwitchId: engaged.killSwitch.id, reason: 'calm' }, carla),
    ).toMatchObject({
      stoppedRequests: 0,
      killSwitch: { rearmedBy: 'carla' },
    });
    expect(await stateOf(queued)).toBe('REJECTED');
    expect(await raise({ clientMutationKey: 'n', expectedVersion: 2 })).toMatchObject({ __typename: 'ChangeQueued' });
  });

  test('gives up what was queued before it also when it is re-armed before that was done', async () => {
    await connectAccount(campaigns, 'acc_dollar');
    const queued = (await raise()).request.id;
    await campaigns.subgraph.database.pool.query(
      `insert into kill_switch (advertiser_id, id, scope, scope_id, tripped_by, tripped_at, reason)
       values ('adv_acme', 'kil_1', 'ACCOUNT', 'acc_dollar', 'anna', now(), 'crashed after this')`,
    );
    expect(await mutate(campaigns, 'rearm', { killSwitchId: 'kil_1', reason: 'calm' }, carla)).toMatchObject({
      stoppedRequests: 1,
    });
    expect(await stateOf(queued)).toBe('REJECTED');
  });

  test('again answers with the one that is engaged', async () => {
    const first = await mutate(campaigns, 'engageKillSwitch', all);
    const second = await mutate(campaigns, 'engageKillSwitch', all, carla);
    expect(second.killSwitch).toEqual(first.killSwitch);
  });

  test('waits for the change that is being decided, and no later one gets past it', async () => {
    const { pool } = campaigns.subgraph.database;
    const holder = await pool.connect();
    const waiting = `select count(*) as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    const untilWaiting = async (count: number) => {
      while (Number((await pool.query<{ count: bigint }>(waiting)).rows[0]?.count) < count);
    };
    await holder.query(`begin; select 1 from ad_entity where id = 'cmp_brand' for update`);
    const early = raise();
    await untilWaiting(1);
    const engaging = mutate(campaigns, 'engageKillSwitch', all);
    await untilWaiting(2);
    const late = raise({ entityId: 'cmp_second' });
    await untilWaiting(3);
    await holder.query('commit');
    holder.release();
    expect(await early).toMatchObject({ __typename: 'ChangeApplied' });
    expect(await engaging).toMatchObject({ __typename: 'KillSwitchSet' });
    expect(await late).toMatchObject({ code: 'KILL_SWITCH_ENGAGED' });
  });

  test('is for whoever may change or approve, of what is theirs; re-arming for whoever may approve', async () => {
    expect(await mutate(campaigns, 'engageKillSwitch', all, boris)).toMatchObject({ code: 'ENTITY_NOT_FOUND' });
    const foreign = { ...all, scope: 'ACCOUNT', scopeId: 'acc_bolt' };
    expect(await mutate(campaigns, 'engageKillSwitch', foreign)).toMatchObject({ code: 'ENTITY_NOT_FOUND' });
    expect(await mutate(campaigns, 'rearm', { killSwitchId: 'kil_none', reason: 'x' }, carla)).toMatchObject({
      code: 'SWITCH_NOT_FOUND',
    });
    const codeOf = async (source: string, viewer = anna) =>
      (await campaigns.run(source, {}, viewer)).errors?.[0]?.extensions['code'];
    const reader = testViewer('reader', ['adv_acme'], ['campaigns:read']);
    const engage =
      'mutation { engageKillSwitch(input: { advertiserId: "adv_acme", scope: GLOBAL, reason: "r" }) { __typename } }';
    expect(await codeOf(engage, reader)).toBe('FORBIDDEN');
    expect(await codeOf(engage.replace('GLOBAL', 'GLOBAL, scopeId: "x"'))).toBe('BAD_USER_INPUT');
    expect(await codeOf('mutation { rearm(input: { killSwitchId: "k", reason: "r" }) { __typename } }')).toBe(
      'FORBIDDEN',
    );
  });
});

test('whoever watches hears of switches and of the requests they stop, and sees what is engaged', async () => {
  await connectAccount(campaigns, 'acc_dollar');
  const { request } = await raise();
  const watch = async (source: string) => {
    const stream = await campaigns.watch(source, {}, anna);
    if (!isAsyncIterable(stream)) throw new Error(JSON.stringify(stream));
    return stream;
  };
  const switches = await watch(
    'subscription { killSwitchTripped(advertiserIds: ["adv_acme", "adv_bolt"]) { cursor killSwitch { scope rearmedBy advertiser { id } } } }',
  );
  const progress = await watch(
    `subscription { changeRequestProgress(requestIds: ["${request.id}"], after: "snapshot") { request { state entity { id } } } }`,
  );
  const next = async (stream: typeof switches) => JSON.parse(JSON.stringify((await stream.next()).value?.data));
  expect(await next(progress)).toMatchObject({ changeRequestProgress: { request: { state: 'QUEUED' } } });
  const { killSwitch } = await mutate(campaigns, 'engageKillSwitch', all);
  expect(await next(switches)).toMatchObject({
    killSwitchTripped: { killSwitch: { scope: 'GLOBAL', rearmedBy: null, advertiser: { id: 'adv_acme' } } },
  });
  // The head of the log waits for every transaction of the server: what the state held may be told once more.
  let told = await next(progress);
  while (told.changeRequestProgress.request.state === 'QUEUED') told = await next(progress);
  expect(told).toMatchObject({
    changeRequestProgress: { request: { state: 'REJECTED', entity: { id: 'cmp_brand' } } },
  });
  const { data } = await campaigns.run('{ killSwitches { id } }');
  expect(JSON.stringify(data)).toBe(`{"killSwitches":[{"id":"${killSwitch.id}"}]}`);
  await mutate(campaigns, 'rearm', { killSwitchId: killSwitch.id, reason: 'calm' }, carla);
  expect(await next(switches)).toMatchObject({ killSwitchTripped: { killSwitch: { rearmedBy: 'carla' } } });
  await Promise.all([switches.return(), progress.return()]);
});

test('nobody sees switches that another advertiser has engaged, nor how its requests are', async () => {
  await connectAccount(campaigns, 'acc_dollar');
  await connectAccount(campaigns, 'acc_bolt');
  const { request: theirs } = await raise();
  const amount = { amountMicros: '5000000', currency: 'USD' };
  const given = { ...inputOf({ key: 'bolt' }), entityId: 'cmp_bolt', amount };
  const { request: own } = await mutate(campaigns, 'changeBudget', given, boris);
  await mutate(campaigns, 'engageKillSwitch', all);
  await mutate(campaigns, 'engageKillSwitch', { ...all, advertiserId: 'adv_bolt' }, boris);
  const firstOf = async (source: string) => {
    const stream = await campaigns.watch(source, {}, boris);
    if (!isAsyncIterable(stream)) throw new Error(JSON.stringify(stream));
    const first = JSON.parse(JSON.stringify((await stream.next()).value?.data));
    await stream.return();
    return first;
  };
  // Only the last of a state has a place in the stream: it is the only one.
  const cursor = expect.stringMatching(/^1\./);
  const ids = JSON.stringify([theirs.id, own.id]);
  expect(
    await firstOf(
      'subscription { killSwitchTripped(advertiserIds: ["adv_acme", "adv_bolt"], after: "snapshot") { cursor killSwitch { advertiser { id } } } }',
    ),
  ).toEqual({ killSwitchTripped: { cursor, killSwitch: { advertiser: { id: 'adv_bolt' } } } });
  expect(
    await firstOf(
      `subscription { changeRequestProgress(requestIds: ${ids}, after: "snapshot") { cursor request { id } } }`,
    ),
  ).toEqual({ changeRequestProgress: { cursor, request: { id: own.id } } });
});
