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
import { connectAccount, inputOf, mutate } from '../../test/support/changes.ts';
import { moveDueRequests } from './waiting-requests.ts';

let campaigns: TestCampaigns;
let nowMs = 0;
beforeEach(async () => {
  nowMs = testNow.getTime();
  campaigns = await startTestCampaigns({
    policies: [testPolicy({ approvalAbovePercent: 30, dayCapMicros: 1_000_000_000n })],
    now: () => new Date(nowMs),
  });
});
afterEach(async () => await campaigns.stop());

const annaMayBoth = testViewer('anna', ['adv_acme'], ['changes:write', 'changes:approve', 'changes:break-glass']);

/** Anna asks for 150 instead of 100 dollars. */
const ask = async (given: Record<string, unknown> = {}) =>
  await mutate(campaigns, 'changeBudget', { ...inputOf({ micros: '150000000' }), ...given }, annaMayBoth);

const decisionOn = ({ id, contentHash }: { readonly id: string; readonly contentHash: string }) => {
  return { requestId: id, contentHash, reason: 'I have looked at it.' };
};

async function budgetOf(id: string): Promise<unknown> {
  const { data } = await campaigns.run(
    'query ($id: ID!) { adEntity(id: $id) { version budget { amount { amountMicros } } } }',
    { id },
  );
  return JSON.parse(JSON.stringify(data?.['adEntity']));
}

async function pendingOf(viewer = anna): Promise<readonly string[]> {
  const { data, errors } = await campaigns.run('{ pendingApprovals { nodes { id entity { id } } } }', {}, viewer);
  expect(errors).toBeUndefined();
  const { pendingApprovals } = JSON.parse(JSON.stringify(data));
  return pendingApprovals.nodes.map(({ id }: { id: string }) => id);
}

describe('a larger raise', () => {
  test('waits for an approval, and changes nothing meanwhile', async () => {
    const answer = await ask();
    expect(answer).toMatchObject({
      __typename: 'ChangeAwaitsApproval',
      request: { state: 'PENDING_APPROVAL', warnings: ['APPROVAL'] },
      verdicts: [{ rule: 'APPROVAL', outcome: 'NEEDS_APPROVAL' }],
    });
    expect(await budgetOf('cmp_brand')).toMatchObject({
      version: 1,
      budget: { amount: { amountMicros: '100000000' } },
    });
    expect(await pendingOf()).toEqual([answer.request.id]);
    expect(await pendingOf(boris)).toEqual([]);
  });

  test('is done once somebody else has approved it, and the same approval again does nothing more', async () => {
    const { request } = await ask();
    const approved = await mutate(campaigns, 'approve', decisionOn(request), carla);
    expect(approved).toMatchObject({
      request: { state: 'CONFIRMED', approval: { decision: 'APPROVED', approver: 'carla' } },
    });
    expect(await mutate(campaigns, 'approve', decisionOn(request), carla)).toEqual(approved);
    expect(await budgetOf('cmp_brand')).toMatchObject({
      version: 2,
      budget: { amount: { amountMicros: '150000000' } },
    });
    expect(await pendingOf()).toEqual([]);
  });

  test('goes to the platform once it is approved, where there is one', async () => {
    await connectAccount(campaigns, 'acc_dollar');
    const { request } = await ask();
    expect(await mutate(campaigns, 'approve', decisionOn(request), carla)).toMatchObject({
      request: { state: 'QUEUED' },
    });
  });

  test('is not done once somebody else has rejected it', async () => {
    const { request } = await ask();
    expect(await mutate(campaigns, 'reject', decisionOn(request), carla)).toMatchObject({
      request: { state: 'REJECTED' },
    });
    expect(await mutate(campaigns, 'approve', decisionOn(request), carla)).toMatchObject({ code: 'NOT_PENDING' });
    expect(await budgetOf('cmp_brand')).toMatchObject({ version: 1 });
  });

  test('is given up when nobody has approved it in time', async () => {
    const { request } = await ask();
    nowMs += 60 * 60_000;
    expect(await mutate(campaigns, 'approve', decisionOn(request), carla)).toMatchObject({ code: 'REQUEST_EXPIRED' });
    const { db } = campaigns.subgraph.database;
    const world = { db, eventLog: campaigns.subgraph.eventLog, now: () => new Date(nowMs) };
    await moveDueRequests(world);
    expect(await mutate(campaigns, 'approve', decisionOn(request), carla)).toMatchObject({ code: 'NOT_PENDING' });
    expect(await pendingOf()).toEqual([]);
  });
});

describe('an approval is refused', () => {
  test('to the requester, whatever scopes they have: by us, and by the database', async () => {
    const { request } = await ask();
    expect(await mutate(campaigns, 'approve', decisionOn(request), annaMayBoth)).toMatchObject({ code: 'OWN_REQUEST' });
    const forge = (requester: string, hash: string) =>
      campaigns.subgraph.database.pool.query(
        `insert into approval (advertiser_id, request_id, requester, content_hash, approver, decision, reason, at)
         values ('adv_acme', $1, $2, $3, 'anna', 'APPROVED', 'x', now())`,
        [request.id, requester, hash],
      );
    await expect(forge('anna', request.contentHash)).rejects.toThrow('approver_is_not_requester');
    await expect(forge('carla', request.contentHash)).rejects.toThrow('foreign key');
    await expect(forge('carla', 'another')).rejects.toThrow('foreign key');
  });

  test('of another content than was looked at, of what is not there, and of another’s', async () => {
    const { request } = await ask();
    const input = decisionOn(request);
    expect(await mutate(campaigns, 'approve', { ...input, contentHash: 'x' }, carla)).toMatchObject({
      code: 'CONTENT_MISMATCH',
    });
    expect(await mutate(campaigns, 'approve', { ...input, requestId: 'chg\0' }, carla)).toMatchObject({
      code: 'REQUEST_NOT_FOUND',
    });
    const dora = testViewer('dora', ['adv_bolt'], ['changes:approve']);
    expect(await mutate(campaigns, 'approve', input, dora)).toMatchObject({ code: 'REQUEST_NOT_FOUND' });
    expect(await mutate(campaigns, 'approve', { ...input, reason: ' ' }, carla)).toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  test('when the entity has moved on, or others have used the cap up meanwhile', async () => {
    const { request } = await ask();
    await mutate(campaigns, 'changeBudget', inputOf({ key: 'b', micros: '90000000' }));
    expect(await mutate(campaigns, 'approve', decisionOn(request), carla)).toMatchObject({ code: 'VERSION_CONFLICT' });
    const second = await ask({ clientMutationKey: 'c', expectedVersion: 2 });
    await campaigns.subgraph.database.pool.query('update exposure_cap set day_cap_micros = 299000000');
    expect(await mutate(campaigns, 'approve', decisionOn(second.request), carla)).toMatchObject({
      code: 'CAP_EXCEEDED',
    });
    expect(await pendingOf()).toHaveLength(2);
  });
});

describe('breaking the glass', () => {
  test('does without the approval, once, until somebody else has reviewed it', async () => {
    const { change } = await ask({ breakGlass: true });
    const { data } = await campaigns.run(
      'query ($id: ID!) { changeRequest(id: $id) { id state isBreakGlass contentHash } }',
      { id: change.id },
    );
    const request = JSON.parse(JSON.stringify(data?.['changeRequest']));
    expect(request).toMatchObject({ state: 'CONFIRMED', isBreakGlass: true });
    expect(await pendingOf()).toEqual([change.id]);
    const again = { clientMutationKey: 'again', expectedVersion: 2, breakGlass: true };
    expect(await ask(again)).toMatchObject({ code: 'REVIEW_OUTSTANDING' });
    expect(await mutate(campaigns, 'approve', decisionOn(request), annaMayBoth)).toMatchObject({ code: 'OWN_REQUEST' });
    expect(await mutate(campaigns, 'reject', decisionOn(request), carla)).toMatchObject({
      request: { state: 'CONFIRMED', approval: { decision: 'REJECTED', approver: 'carla' } },
    });
    expect(await pendingOf()).toEqual([]);
    expect(await ask({ ...again, clientMutationKey: 'later' })).toMatchObject({ __typename: 'ChangeApplied' });
  });

  test('needs a scope of its own, and passes no other guardrail', async () => {
    const source = `mutation ($input: ChangeBudgetInput!) { changeBudget(input: $input) { __typename } }`;
    const { errors } = await campaigns.run(source, { input: { ...inputOf({}), breakGlass: true } }, anna);
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    expect(await ask({ breakGlass: true, amount: { amountMicros: '900000000', currency: 'USD' } })).toMatchObject({
      code: 'CAP_EXCEEDED',
    });
  });
});
