import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anna, boris, carla, startTestCampaigns, testNow, testViewer } from '../../test/support/campaigns.ts';
import type { TestCampaigns } from '../../test/support/campaigns.ts';
import { driftPolicyFields, mutate } from '../../test/support/changes.ts';
import { verifyAudit } from './verify-audit.ts';

let campaigns: TestCampaigns;
beforeEach(async () => {
  campaigns = await startTestCampaigns({ policies: [] });
});
afterEach(async () => await campaigns.stop());

/** Olga of Acme, who may set what is allowed, and nothing else. */
const olga = testViewer('olga', ['adv_acme'], ['campaigns:read', 'policies:write']);

const forAll = {
  advertiserId: 'adv_acme',
  foreignEdit: 'REASSERT',
  expectedVersion: 0,
  clientMutationKey: 'first',
  reason: 'What is set here counts.',
};
const set = async (given: Record<string, unknown> = {}, viewer = olga) =>
  await mutate(campaigns, 'setDriftPolicy', { ...forAll, ...given }, viewer);

async function inForce(viewer = olga) {
  const { data, errors } = await campaigns.run(
    `{ guardrailPolicies(advertiserId: "adv_acme") {
      driftPolicies { ${driftPolicyFields} advertiser { id } }
      driftRules { kind policy decidedBy policyId policyVersion }
    } }`,
    {},
    viewer,
  );
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data)).guardrailPolicies;
}

async function countRows(): Promise<readonly number[]> {
  const { rows } = await campaigns.subgraph.database.pool.query<{ policies: bigint; entries: bigint }>(
    `select (select count(*) from drift_policy) as policies, (select count(*) from audit_entry) as entries`,
  );
  return rows.flatMap((row) => [Number(row.policies), Number(row.entries)]);
}

const byDefault = { decidedBy: 'DEFAULT', policyId: null, policyVersion: null };

test('where nothing is set the defaults are told as such', async () => {
  expect(await inForce()).toEqual({
    driftPolicies: [],
    driftRules: [
      { kind: 'OURS_APPLIED', policy: 'ADOPT', ...byDefault },
      { kind: 'OURS_LOST', policy: 'REASSERT', ...byDefault },
      { kind: 'FOREIGN_EDIT', policy: 'ALERT', ...byDefault },
      { kind: 'PLATFORM_AUTO', policy: 'ALERT', ...byDefault },
    ],
  });
});

describe('a drift policy that was set', () => {
  test('is told beside the guardrails, with the rules that follow from it', async () => {
    const { policy } = await set({ platformAuto: 'ADOPT' });
    expect(policy).toMatchObject({ version: 1, account: null, oursLost: null, foreignEdit: 'REASSERT' });
    await set({ accountId: 'acc_dollar', foreignEdit: 'ADOPT', oursLost: 'ALERT', clientMutationKey: 'dollars' });
    const { driftPolicies, driftRules } = await inForce();
    expect(driftPolicies).toMatchObject([
      {
        id: policy.id,
        advertiser: { id: 'adv_acme' },
        account: null,
        version: 1,
        foreignEdit: 'REASSERT',
        platformAuto: 'ADOPT',
        setBy: 'olga',
        setAt: testNow.toISOString(),
      },
      { account: { id: 'acc_dollar' }, version: 1, oursLost: 'ALERT', foreignEdit: 'ADOPT', platformAuto: null },
    ]);
    const bySet = { decidedBy: 'DRIFT_POLICY', policyId: policy.id, policyVersion: 1 };
    expect(driftRules).toEqual([
      { kind: 'OURS_APPLIED', policy: 'ADOPT', ...byDefault },
      { kind: 'OURS_LOST', policy: 'REASSERT', ...byDefault },
      { kind: 'FOREIGN_EDIT', policy: 'REASSERT', ...bySet },
      { kind: 'PLATFORM_AUTO', policy: 'ADOPT', ...bySet },
    ]);
  });

  test('takes the place of the one before; one that says nothing brings the defaults back', async () => {
    const { policy } = await set();
    const nothing = { foreignEdit: null, expectedVersion: 1, clientMutationKey: 'second' };
    expect(await set(nothing)).toMatchObject({ policy: { id: policy.id, version: 2, foreignEdit: null } });
    const { driftPolicies, driftRules } = await inForce();
    expect(driftPolicies).toMatchObject([{ version: 2 }]);
    expect(driftRules).toContainEqual({ kind: 'FOREIGN_EDIT', policy: 'ALERT', ...byDefault });
    expect(await countRows()).toEqual([2, 2]);
  });

  test('stands in the audit trail, with what it says and why, and the trail holds', async () => {
    const { policy } = await set();
    const { data } = await campaigns.run(
      'query ($subject: ID) { auditTrail(advertiserId: "adv_acme", subject: $subject) { nodes { action actor body } } }',
      { subject: policy.id },
      olga,
    );
    const { nodes } = JSON.parse(JSON.stringify(data)).auditTrail;
    expect(nodes).toMatchObject([{ action: 'drift-policy.set', actor: 'olga' }]);
    const body = { reason: 'What is set here counts.', policy: { foreignEdit: 'REASSERT', version: 1 } };
    expect(JSON.parse(nodes[0].body)).toMatchObject(body);
    const verdict = await verifyAudit(campaigns.subgraph.database.db, 'adv_acme');
    expect(verdict).toMatchObject({ entries: 1n, broken: undefined });
  });

  test('makes kept answers about the advertiser old', async () => {
    const counted = async () =>
      (await campaigns.subgraph.database.pool.query(`select * from change_count order by 1`)).rows;
    const before = await counted();
    await set({ accountId: 'acc_bolt' });
    expect(await counted()).toEqual(before);
    await set();
    expect(await counted()).not.toEqual(before);
  });
});

describe('setting a drift policy', () => {
  test('is done once for its key, also when it is sent twice at once', async () => {
    const [one, other] = await Promise.all([set(), set()]);
    expect(other).toEqual(one);
    await set({ expectedVersion: 1, clientMutationKey: 'second', foreignEdit: 'ADOPT' });
    expect(await set()).toEqual(one);
    expect(await countRows()).toEqual([2, 2]);
    expect(await set({ foreignEdit: 'ALERT' })).toMatchObject({ code: 'MUTATION_KEY_REUSED' });
    expect(await set({ accountId: 'acc_dollar' })).toMatchObject({ code: 'MUTATION_KEY_REUSED' });
  });

  test('is refused when somebody else has set one since, also when it is sent again', async () => {
    await set();
    const late = { clientMutationKey: 'late' };
    expect(await set(late)).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await set({ clientMutationKey: 'far', expectedVersion: 2 })).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await set(late)).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await countRows()).toEqual([1, 1]);
  });

  test('of two at once with one version, one is refused', async () => {
    const answers = await Promise.all(['a', 'b'].map(async (clientMutationKey) => await set({ clientMutationKey })));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['ChangeRefused', 'DriftPolicySet']);
  });

  test.each([
    ['INVALID_INPUT', { oursLost: 'ADOPT' }],
    ['INVALID_INPUT', { reason: ' ' }],
    ['INVALID_INPUT', { clientMutationKey: '' }],
    ['VERSION_CONFLICT', { expectedVersion: -1 }],
    ['ENTITY_NOT_FOUND', { accountId: 'acc_none' }],
    ['ENTITY_NOT_FOUND', { accountId: 'acc\0' }],
    ['ENTITY_NOT_FOUND', { accountId: 'acc_bolt' }],
    ['ENTITY_NOT_FOUND', { advertiserId: 'adv_bolt' }],
    ['ENTITY_NOT_FOUND', { advertiserId: 'adv\0' }],
  ])('is refused as %s for %j, and nothing is set', async (code, given) => {
    expect(await set(given)).toMatchObject({ __typename: 'ChangeRefused', code, message: expect.any(String) });
    expect(await countRows()).toEqual([0, 0]);
  });

  test('needs a scope that those who ask and those who approve lack, words that mean something, and no empty account', async () => {
    const source = 'mutation ($input: SetDriftPolicyInput!) { setDriftPolicy(input: $input) { __typename } }';
    const codeOf = async (given: Record<string, unknown>, viewer = olga) =>
      (await campaigns.run(source, { input: { ...forAll, ...given } }, viewer)).errors?.[0]?.extensions['code'];
    expect([await codeOf({}, anna), await codeOf({}, carla)]).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(await codeOf({ accountId: '' })).toBe('BAD_USER_INPUT');
    const { errors } = await campaigns.run(source, { input: { ...forAll, foreignEdit: 'IGNORE' } }, olga);
    expect(errors?.[0]?.message).toContain('IGNORE');
    expect(await countRows()).toEqual([0, 0]);
  });

  test('is for what is theirs alone, and so is reading it', async () => {
    await set();
    const dora = testViewer('dora', ['adv_bolt'], ['campaigns:read', 'policies:write']);
    expect(await set({ clientMutationKey: 'x', expectedVersion: 1 }, dora)).toMatchObject({ code: 'ENTITY_NOT_FOUND' });
    const source = '{ guardrailPolicies(advertiserId: "adv_acme") { driftRules { policy } } }';
    expect((await campaigns.run(source, {}, boris)).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    const own = '{ guardrailPolicies(advertiserId: "adv_bolt") { driftPolicies { id } } }';
    expect(JSON.parse(JSON.stringify((await campaigns.run(own, {}, dora)).data))).toEqual({
      guardrailPolicies: { driftPolicies: [] },
    });
  });
});
