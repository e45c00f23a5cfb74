import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  anna,
  boris,
  carla,
  startTestCampaigns,
  testNow,
  testPolicy,
  testViewer,
  type TestCampaigns,
} from '../../test/support/campaigns.ts';
import { freezeFields, inputOf, mutate } from '../../test/support/changes.ts';
import { verifyAudit } from './verify-audit.ts';

let campaigns: TestCampaigns;
let nowMs = 0;
beforeEach(async () => {
  nowMs = testNow.getTime();
  campaigns = await startTestCampaigns({
    policies: [testPolicy({ approvalAbovePercent: 30 }), testPolicy({ currency: 'JPY' })],
    now: () => new Date(nowMs),
  });
});
afterEach(async () => await campaigns.stop());

/** Olga of Acme, who may set what is allowed, and nothing else. */
const olga = testViewer('olga', ['adv_acme'], ['campaigns:read', 'policies:write']);

const minuteMs = 60_000;
const inMinutes = (minutes: number) => new Date(testNow.getTime() + minutes * minuteMs).toISOString();
const oneHour = {
  advertiserId: 'adv_acme',
  endsAt: inMinutes(60),
  clientMutationKey: 'first',
  reason: 'The books are closed.',
};
const freeze = async (given: Record<string, unknown> = {}, viewer = olga) =>
  await mutate(campaigns, 'setFreeze', { ...oneHour, ...given }, viewer);
const lift = async (freezeId: string, viewer = olga) =>
  await mutate(campaigns, 'liftFreeze', { freezeId, reason: 'They are open.' }, viewer);
const setBudget = async (key: string, given: Record<string, unknown> = {}) =>
  await mutate(campaigns, 'changeBudget', { ...inputOf({ key }), ...given });
const dollars = (amount: number) => ({ amount: { amountMicros: `${amount}000000`, currency: 'USD' } });

async function freezes(): Promise<readonly unknown[]> {
  const { data, errors } = await campaigns.run(
    `{ guardrailPolicies(advertiserId: "adv_acme") { freezes { ${freezeFields} } } }`,
    {},
    olga,
  );
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data)).guardrailPolicies.freezes;
}

describe('during a freeze', () => {
  test('nothing is raised, switched on or approved, and everything that costs less is done', async () => {
    const { request } = await setBudget('before', dollars(190));
    expect(await freeze()).toMatchObject({
      __typename: 'FreezeSet',
      freeze: { account: null, startsAt: inMinutes(0), endsAt: inMinutes(60), setBy: 'olga', liftedBy: null },
    });
    expect(await setBudget('raise')).toMatchObject({ code: 'FROZEN', verdicts: [{ rule: 'FREEZE' }] });
    const decision = { requestId: request.id, contentHash: request.contentHash, reason: 'yes' };
    expect(await mutate(campaigns, 'approve', decision, carla)).toMatchObject({ code: 'FROZEN' });
    expect(await setBudget('cut', dollars(50))).toMatchObject({ __typename: 'ChangeApplied' });
    const pause = {
      entityId: 'cmp_brand',
      status: 'PAUSED',
      expectedVersion: 2,
      clientMutationKey: 'p',
      reason: 'stop',
    };
    expect(await mutate(campaigns, 'setStatus', pause)).toMatchObject({ __typename: 'ChangeApplied' });
    const enable = { ...pause, status: 'ENABLED', expectedVersion: 3, clientMutationKey: 'e' };
    expect(await mutate(campaigns, 'setStatus', enable)).toMatchObject({ code: 'FROZEN' });
  });

  test('of one account, others are raised still', async () => {
    await freeze({ accountId: 'acc_yen' });
    const yen = { entityId: 'cmp_tokyo', amount: { amountMicros: '10000000000', currency: 'JPY' } };
    expect(await setBudget('yen', yen)).toMatchObject({ code: 'FROZEN' });
    expect(await setBudget('dollars')).toMatchObject({ __typename: 'ChangeApplied' });
  });
});

test('before it begins, after it ends and once it is lifted, increases pass', async () => {
  await freeze({ startsAt: inMinutes(10), endsAt: inMinutes(20) });
  expect(await setBudget('before')).toMatchObject({ __typename: 'ChangeApplied' });
  nowMs += 15 * minuteMs;
  const next = { ...dollars(121), expectedVersion: 2 };
  expect(await setBudget('during', next)).toMatchObject({ code: 'FROZEN' });
  nowMs += 5 * minuteMs;
  expect(await setBudget('after', next)).toMatchObject({ __typename: 'ChangeApplied' });
  const second = await freeze({ clientMutationKey: 'second' });
  const last = { ...dollars(122), expectedVersion: 3 };
  expect(await setBudget('frozen', last)).toMatchObject({ code: 'FROZEN' });
  expect(await lift(second.freeze.id)).toMatchObject({ freeze: { liftedBy: 'olga', liftedAt: inMinutes(20) } });
  expect(await setBudget('lifted', last)).toMatchObject({ __typename: 'ChangeApplied' });
});

test('the freezes of now and to come are listed, until the quarter of an hour in which they end is over', async () => {
  await freeze({ startsAt: inMinutes(30), clientMutationKey: 'later', accountId: 'acc_yen' });
  await freeze({ endsAt: inMinutes(20) });
  const { freeze: lifted } = await freeze({ clientMutationKey: 'lifted' });
  await lift(lifted.id);
  const later = { startsAt: inMinutes(30), account: { id: 'acc_yen' } };
  expect(await freezes()).toMatchObject([{ endsAt: inMinutes(20), reason: 'The books are closed.' }, later]);
  nowMs += 29 * minuteMs;
  expect(await freezes()).toHaveLength(2);
  nowMs += minuteMs;
  expect(await freezes()).toMatchObject([later]);
});

describe('a freeze', () => {
  test('is set once for its key and lifted once, both are audited, and the trail holds', async () => {
    const [one, other] = await Promise.all([freeze(), freeze()]);
    expect(other).toEqual(one);
    expect(await freeze({ reason: 'Another.' })).toMatchObject({ code: 'MUTATION_KEY_REUSED' });
    const first = await lift(one.freeze.id);
    nowMs += 2 * 60 * minuteMs;
    expect(await lift(one.freeze.id)).toEqual(first);
    expect(await freeze()).toEqual(one);
    const { rows } = await campaigns.subgraph.database.pool.query<{ body: string }>(
      `select body from audit_entry where subject = '${one.freeze.id}' order by seq`,
    );
    expect(rows.map(({ body }) => JSON.parse(body))).toMatchObject([
      { action: 'freeze.set', subject: one.freeze.id, actor: 'olga', reason: 'The books are closed.' },
      { action: 'freeze.lifted', subject: one.freeze.id, actor: 'olga', reason: 'They are open.' },
    ]);
    expect(await verifyAudit(campaigns.subgraph.database.db, 'adv_acme')).toMatchObject({
      entries: 4n,
      broken: undefined,
    });
  });

  test('that was asked for in the past begins now', async () => {
    expect(await freeze({ startsAt: inMinutes(-60) })).toMatchObject({ freeze: { startsAt: inMinutes(0) } });
  });

  test.each([
    ['INVALID_INPUT', { endsAt: inMinutes(0) }],
    ['INVALID_INPUT', { startsAt: inMinutes(60) }],
    ['INVALID_INPUT', { endsAt: inMinutes(367 * 24 * 60) }],
    ['INVALID_INPUT', { reason: '' }],
    ['ENTITY_NOT_FOUND', { accountId: 'acc_bolt' }],
    ['ENTITY_NOT_FOUND', { advertiserId: 'adv_bolt' }],
  ])('is refused as %s for %j', async (code, given) => {
    expect(await freeze(given)).toMatchObject({ code });
    expect(await freezes()).toEqual([]);
  });

  test('is refused beside a hundred others', async () => {
    await campaigns.subgraph.database.pool.query(
      `insert into freeze_window (advertiser_id, id, account_id, starts_at, ends_at, reason, set_by, set_at)
       select 'adv_acme', 'frz_' || n, '', $1, $1::timestamptz + interval '1 hour', 'x', 'olga', $1
       from generate_series(1, 100) as n`,
      [testNow],
    );
    expect(await freeze()).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('100 freezes') });
  });

  test('is for whoever may set what is allowed, of what is theirs', async () => {
    const { freeze: one } = await freeze();
    const stranger = testViewer('dora', ['adv_bolt'], ['policies:write']);
    expect(await lift(one.id, stranger)).toMatchObject({ code: 'FREEZE_NOT_FOUND' });
    expect(await lift('frz\0')).toMatchObject({ code: 'FREEZE_NOT_FOUND' });
    const source = 'mutation ($input: LiftFreezeInput!) { liftFreeze(input: $input) { __typename } }';
    for (const viewer of [anna, boris, carla]) {
      const { errors } = await campaigns.run(source, { input: { freezeId: one.id, reason: 'x' } }, viewer);
      expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    }
    expect(await freezes()).toMatchObject([{ liftedBy: null }]);
  });
});
