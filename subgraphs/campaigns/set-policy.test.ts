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
import { inputOf, mutate, policyFields } from '../../test/support/changes.ts';
import { savePolicies } from './save-policies.ts';
import { verifyAudit } from './verify-audit.ts';

let campaigns: TestCampaigns;
beforeEach(async () => {
  campaigns = await startTestCampaigns({ policies: [] });
});
afterEach(async () => await campaigns.stop());

/** Olga of Acme, who may set what is allowed, and nothing else. */
const olga = testViewer('olga', ['adv_acme'], ['campaigns:read', 'policies:write']);

const forDollars = {
  advertiserId: 'adv_acme',
  currency: 'USD',
  expectedVersion: 0,
  minBudgetMicros: '5000000',
  maxBudgetMicros: '150000000',
  minBidMicros: '100000',
  maxBidMicros: '20000000',
  maxIncreasePercent: 50,
  maxIncreasePercentADay: 100,
  maxChangesAnHour: 12,
  approvalAbovePercent: 100,
  approvalAboveMicros: '500000000',
  requestLivesMinutes: 60,
  dayCapMicros: '5000000000',
  clientMutationKey: 'first',
  reason: 'We begin.',
};
const set = async (given: Record<string, unknown> = {}, viewer = olga) =>
  await mutate(campaigns, 'setGuardrailPolicy', { ...forDollars, ...given }, viewer);
const raise = async (key: string, given: Record<string, unknown> = {}) =>
  await mutate(campaigns, 'changeBudget', { ...inputOf({ key }), ...given });

const inForce = async (viewer = olga, advertiserId = 'adv_acme') =>
  await campaigns.run(
    `query ($id: ID!) { guardrailPolicies(advertiserId: $id) { policies { ${policyFields} advertiser { id } } freezes { id } } }`,
    { id: advertiserId },
    viewer,
  );
async function policies(): Promise<unknown> {
  const { data, errors } = await inForce();
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data)).guardrailPolicies.policies;
}

async function countRows(): Promise<readonly number[]> {
  const { rows } = await campaigns.subgraph.database.pool.query<{ policies: bigint; entries: bigint }>(
    `select (select count(*) from guardrail_policy) as policies, (select count(*) from audit_entry) as entries`,
  );
  return rows.flatMap((row) => [Number(row.policies), Number(row.entries)]);
}

describe('a policy that was set', () => {
  test('lets increases pass, which nothing did before, and holds them to its limits', async () => {
    expect(await raise('a')).toMatchObject({ code: 'NO_POLICY' });
    expect(await set()).toMatchObject({
      __typename: 'GuardrailPolicySet',
      policy: {
        version: 1,
        account: null,
        currency: 'USD',
        minBudget: { amountMicros: '5000000', currency: 'USD' },
        dayCap: { amountMicros: '5000000000' },
        maxDataAgeMinutes: null,
        setBy: 'olga',
        setAt: testNow.toISOString(),
      },
    });
    expect(await raise('b')).toMatchObject({ __typename: 'ChangeApplied' });
    const beyond = { amount: { amountMicros: '151000000', currency: 'USD' }, expectedVersion: 2 };
    expect(await raise('c', beyond)).toMatchObject({ code: 'OUT_OF_BOUNDS' });
  });

  test('is of its account or currency alone: others stay without', async () => {
    await set({ accountId: 'acc_dollar' });
    expect(await raise('a')).toMatchObject({ __typename: 'ChangeApplied' });
    const yen = { entityId: 'cmp_tokyo', amount: { amountMicros: '10000000000', currency: 'JPY' } };
    expect(await raise('b', yen)).toMatchObject({ code: 'NO_POLICY' });
  });

  test('takes the place of the one before, of the same account, from the next change on', async () => {
    const { policy } = await set();
    const tighter = {
      expectedVersion: 1,
      clientMutationKey: 'second',
      maxIncreasePercent: 10,
      dayCapMicros: '6000000000',
      maxDataAgeMinutes: 60_000,
    };
    expect(await set(tighter)).toMatchObject({ policy: { id: policy.id, version: 2, maxDataAgeMinutes: 60_000 } });
    await set({ accountId: 'acc_dollar', clientMutationKey: 'third', dayCapMicros: '0' });
    expect(await policies()).toMatchObject([
      {
        version: 2,
        account: null,
        maxIncreasePercent: 10,
        dayCap: { amountMicros: '6000000000' },
        advertiser: { id: 'adv_acme' },
      },
      { version: 1, account: { id: 'acc_dollar' }, maxIncreasePercent: 50, dayCap: { amountMicros: '0' } },
    ]);
    expect(await raise('a')).toMatchObject({ code: 'CAP_EXCEEDED' });
  });

  test('makes an earlier preview void', async () => {
    await savePolicies(campaigns.subgraph.database, [testPolicy()], 'A test begins with it.');
    const changes = [{ entityId: 'cmp_brand', budget: inputOf({}).amount, expectedVersion: 1 }];
    const { data } = await campaigns.run(
      'query ($input: PreviewChangeInput!) { previewChange(input: $input) { ... on ChangesPreviewed { previewToken } } }',
      { input: { changes } },
      anna,
    );
    const { previewToken } = JSON.parse(JSON.stringify(data)).previewChange;
    await set({ expectedVersion: 1 });
    expect(await raise('a', { previewToken })).toMatchObject({ code: 'PREVIEW_OUTDATED' });
  });

  test('stands in the audit trail, with its limits and why, and the trail holds', async () => {
    const { policy } = await set();
    await raise('a');
    const { data } = await campaigns.run(
      'query ($subject: ID) { auditTrail(advertiserId: "adv_acme", subject: $subject) { nodes { action actor body } } }',
      { subject: policy.id },
      olga,
    );
    const { nodes } = JSON.parse(JSON.stringify(data)).auditTrail;
    expect(nodes).toMatchObject([{ action: 'guardrail-policy.set', actor: 'olga' }]);
    expect(JSON.parse(nodes[0].body)).toMatchObject({ reason: 'We begin.', policy: { maxBudgetMicros: '150000000' } });
    const verdict = await verifyAudit(campaigns.subgraph.database.db, 'adv_acme');
    expect(verdict.broken).toBeUndefined();
    expect(verdict.entries).toBeGreaterThan(1n);
  });
});

describe('setting a policy', () => {
  test('is done once for its key, also when it is sent twice at once', async () => {
    const [one, other] = await Promise.all([set(), set()]);
    expect(other).toEqual(one);
    await set({ expectedVersion: 1, clientMutationKey: 'second', dayCapMicros: '7000000' });
    expect(await set()).toEqual(one);
    expect(await countRows()).toEqual([2, 2]);
    expect(await set({ maxIncreasePercent: 60 })).toMatchObject({ code: 'MUTATION_KEY_REUSED' });
  });

  test('is refused when somebody else has set one since, also when it is sent again', async () => {
    await set();
    const late = { clientMutationKey: 'late' };
    expect(await set(late)).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await set({ ...late, clientMutationKey: 'too far', expectedVersion: 2 })).toMatchObject({
      code: 'VERSION_CONFLICT',
    });
    expect(await set(late)).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await countRows()).toEqual([1, 1]);
  });

  test('of two at once with one version, one is refused', async () => {
    const answers = await Promise.all(['a', 'b'].map(async (clientMutationKey) => await set({ clientMutationKey })));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['ChangeRefused', 'GuardrailPolicySet']);
  });

  test('waits for the change that is being decided, and no later one gets past it', async () => {
    await set();
    const { pool } = campaigns.subgraph.database;
    const holder = await pool.connect();
    const untilWaiting = async (count: number) => {
      const waiting = `select count(*) as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      while (Number((await pool.query<{ count: bigint }>(waiting)).rows[0]?.count) < count);
    };
    await holder.query(`begin; select 1 from ad_entity where id = 'cmp_brand' for update`);
    const early = raise('a');
    await untilWaiting(1);
    const setting = set({ expectedVersion: 1, clientMutationKey: 'second', maxIncreasePercent: 0 });
    await untilWaiting(2);
    const late = raise('b', { entityId: 'adg_hats', amount: { amountMicros: '21000000', currency: 'USD' } });
    await untilWaiting(3);
    await holder.query('commit');
    holder.release();
    expect(await early).toMatchObject({ __typename: 'ChangeApplied' });
    expect(await setting).toMatchObject({ policy: { version: 2 } });
    expect(await late).toMatchObject({ code: 'STEP_TOO_LARGE' });
  });

  test.each([
    ['AMOUNT_OUT_OF_RANGE', { minBudgetMicros: '0' }],
    ['AMOUNT_OUT_OF_RANGE', { minBidMicros: '-10000' }],
    ['AMOUNT_OUT_OF_RANGE', { dayCapMicros: '-10000' }],
    ['AMOUNT_OUT_OF_RANGE', { maxBudgetMicros: '9000000000000000000' }],
    ['AMOUNT_NOT_BILLABLE', { maxBidMicros: '20000001' }],
    ['AMOUNT_NOT_BILLABLE', { currency: 'JPY' }],
    ['CURRENCY_MISMATCH', { accountId: 'acc_yen' }],
    ['INVALID_INPUT', { maxBudgetMicros: '4990000' }],
    ['INVALID_INPUT', { maxBidMicros: '90000' }],
    ['INVALID_INPUT', { maxIncreasePercent: -1 }],
    ['INVALID_INPUT', { approvalAbovePercent: 100_001 }],
    ['INVALID_INPUT', { maxDataAgeMinutes: 0 }],
    ['INVALID_INPUT', { requestLivesMinutes: 0 }],
    ['INVALID_INPUT', { reason: ' ' }],
    ['INVALID_INPUT', { clientMutationKey: '' }],
    ['ENTITY_NOT_FOUND', { accountId: 'acc_none' }],
    ['ENTITY_NOT_FOUND', { accountId: 'acc\0' }],
    ['ENTITY_NOT_FOUND', { accountId: 'acc_bolt' }],
    ['ENTITY_NOT_FOUND', { advertiserId: 'adv_bolt' }],
  ])('is refused as %s for %j, and nothing is set', async (code, given) => {
    expect(await set(given)).toMatchObject({ __typename: 'ChangeRefused', code });
    expect(await countRows()).toEqual([0, 0]);
  });

  test('needs a scope that those who ask and those who approve lack, a currency and no empty account', async () => {
    const source = 'mutation ($input: SetGuardrailPolicyInput!) { setGuardrailPolicy(input: $input) { __typename } }';
    const codeOf = async (given: Record<string, unknown>, viewer = olga) =>
      (await campaigns.run(source, { input: { ...forDollars, ...given } }, viewer)).errors?.[0]?.extensions['code'];
    expect([await codeOf({}, anna), await codeOf({}, carla)]).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect([await codeOf({ currency: 'XYZ' }), await codeOf({ accountId: '' })]).toEqual([
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
    ]);
  });
});

test('what is in force is for those who may see the advertiser', async () => {
  await set();
  expect((await inForce(boris)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  expect((await inForce(boris, 'adv_bolt')).data).toEqual({ guardrailPolicies: { policies: [], freezes: [] } });
  const ingest = testViewer('ingest', ['adv_acme'], ['spend:ingest']);
  expect((await inForce(ingest)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});
