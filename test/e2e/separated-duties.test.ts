// The path of those who share the power over money: one sets what is allowed, one asks, one approves, and any of the latter
// two stops everything. What one of them may, the others may not.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DemoTokenName } from '../../stack/dev-issuer/demo-tokens.ts';
import { verifyAudit } from '../../subgraphs/campaigns/verify-audit.ts';
import { type Database, openDatabase } from '../../subgraphs/common/database.ts';
import type { Tables } from '../../subgraphs/campaigns/tables.ts';
import { createFrontendClient } from './clients/frontend.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';
import { findCampaigns, type SampleCampaign } from './sample-campaign.ts';

let stack: RunningStack;
let campaign: SampleCampaign;
let database: Database<Tables>;
let keys = 0;

beforeAll(async () => {
  stack = await startTestStack();
  [campaign] = await findCampaigns(stack);
  database = openDatabase({ url: stack.databaseUrls.campaigns, schema: 'campaigns' });
});
afterAll(async () => {
  await database.close();
  await stack.close();
});

interface Outcome {
  readonly __typename: string;
  readonly code?: string;
  readonly request?: { readonly id: string; readonly contentHash: string; readonly state: string };
  readonly policy?: { readonly version: number; readonly setBy: string };
  readonly freeze?: { readonly id: string };
  readonly killSwitch?: { readonly id: string };
}

/** What each mutation takes, and what is asked of its answer beside a refusal's code. */
const mutations = {
  setGuardrailPolicy: ['SetGuardrailPolicyInput', '... on GuardrailPolicySet { policy { version setBy } }'],
  setFreeze: ['SetFreezeInput', '... on FreezeSet { freeze { id } }'],
  liftFreeze: ['LiftFreezeInput', '... on FreezeSet { freeze { id } }'],
  changeBudget: ['ChangeBudgetInput', '... on ChangeAwaitsApproval { request { id contentHash state } }'],
  approve: ['ApproveInput', '... on ChangeDecided { request { id contentHash state } }'],
  engageKillSwitch: ['EngageKillSwitchInput', '... on KillSwitchSet { killSwitch { id } }'],
  rearm: ['RearmInput', '... on KillSwitchSet { killSwitch { id } }'],
} as const;
type Mutation = keyof typeof mutations;
type Input = Readonly<Record<string, unknown>>;

function ask<Data>(who: DemoTokenName, query: string, variables: Readonly<Record<string, unknown>>) {
  return createFrontendClient({ url: stack.url, token: stack.tokenOf(who) }).requestText<Data>(query, variables);
}

/** What came of it; throws where it was no answer at all. */
async function mutate(who: DemoTokenName, mutation: Mutation, input: Input): Promise<Outcome> {
  const { data, errors } = await send(who, mutation, input);
  if (!data) throw new Error(JSON.stringify(errors));
  return data[mutation];
}

function send(who: DemoTokenName, mutation: Mutation, input: Input) {
  const [inputType, selection] = mutations[mutation];
  const query = `mutation ($input: ${inputType}!) {
    ${mutation}(input: $input) { __typename ... on ChangeRefused { code } ${selection} } }`;
  return ask<Record<Mutation, Outcome>>(who, query, { input });
}

const advertiserId = (): string => campaign.adAccount.advertiser.id;

interface Standing {
  readonly campaign: {
    readonly version: number;
    readonly budget: { readonly amount: { readonly amountMicros: string } };
  };
  readonly guardrailPolicies: {
    readonly policies: readonly { readonly currency: string; readonly version: number; readonly account: unknown }[];
  };
}

async function look(): Promise<{ readonly version: number; readonly budgetMicros: bigint; readonly policy: number }> {
  const query = `query ($id: ID!, $advertiser: ID!) {
    campaign(id: $id) { version budget { amount { amountMicros } } }
    guardrailPolicies(advertiserId: $advertiser) { policies { currency version account { id } } } }`;
  const variables = { id: campaign.id, advertiser: advertiserId() };
  const { data, errors } = await ask<Standing>('admin', query, variables);
  if (!data) throw new Error(JSON.stringify(errors));
  const ofAll = data.guardrailPolicies.policies.find(
    ({ currency, account }) => currency === campaign.currency && account === null,
  );
  const { version, budget } = data.campaign;
  return { version, budgetMicros: BigInt(budget.amount.amountMicros), policy: ofAll?.version ?? 0 };
}

const limits = {
  minBudgetMicros: '1000000',
  maxBudgetMicros: '900000000000',
  minBidMicros: '10000',
  maxBidMicros: '900000000',
  maxIncreasePercent: 1_000,
  maxIncreasePercentADay: 10_000,
  maxChangesAnHour: 1_000,
  approvalAbovePercent: 10_000,
  approvalAboveMicros: '900000000000',
  requestLivesMinutes: 60,
  dayCapMicros: '9000000000000',
};

async function policyInput(changed: Partial<typeof limits>): Promise<Input> {
  const { policy } = await look();
  return {
    ...limits,
    ...changed,
    advertiserId: advertiserId(),
    currency: campaign.currency,
    expectedVersion: policy,
    clientMutationKey: `policy ${(keys += 1)}`,
    reason: 'What we allow.',
  };
}

/** So many per cent of an amount, in whole units. */
function share(amountMicros: bigint, percent: bigint): bigint {
  return ((amountMicros * percent) / 100_000_000n) * 1_000_000n;
}

/** To so many per cent of what the budget is. */
async function budgetInput(percent: bigint): Promise<Input> {
  const { version, budgetMicros } = await look();
  return {
    entityId: campaign.id,
    amount: { amountMicros: String(share(budgetMicros, percent)), currency: campaign.currency },
    expectedVersion: version,
    clientMutationKey: `budget ${(keys += 1)}`,
    reason: 'It sells.',
  };
}

test('what one may, the others may not', async () => {
  const freeze = { advertiserId: advertiserId(), endsAt: soon(), clientMutationKey: 'f', reason: 'x' };
  const stop = { advertiserId: advertiserId(), scope: 'GLOBAL', reason: 'x' };
  const forbidden: readonly (readonly [DemoTokenName, Mutation, Input])[] = [
    ...(['planner', 'approver', 'analyst', 'otherTenant'] as const).flatMap((who) => [
      [who, 'setFreeze', freeze] as const,
      [who, 'liftFreeze', { freezeId: 'frz_1', reason: 'x' }] as const,
    ]),
    ['planner', 'setGuardrailPolicy', await policyInput({})],
    ['approver', 'setGuardrailPolicy', await policyInput({})],
    ['admin', 'changeBudget', await budgetInput(90n)],
    ['approver', 'changeBudget', await budgetInput(90n)],
    ['admin', 'approve', { requestId: 'chg_1', contentHash: 'x', reason: 'x' }],
    ['planner', 'approve', { requestId: 'chg_1', contentHash: 'x', reason: 'x' }],
    ['admin', 'engageKillSwitch', stop],
    ['planner', 'rearm', { killSwitchId: 'kil_1', reason: 'x' }],
  ];
  const before = await look();
  for (const [who, mutation, input] of forbidden) {
    const { data, errors } = await send(who, mutation, input);
    const codes = errors.map(({ extensions }) => extensions.code);
    expect([who, mutation, data?.[mutation] ?? null, codes]).toEqual([who, mutation, null, ['FORBIDDEN']]);
  }
  expect(await look()).toEqual(before);
});

test('a raise that the policy leaves to somebody else waits for one who did not ask for it', async () => {
  const { policy } = await look();
  const set = await mutate('admin', 'setGuardrailPolicy', await policyInput({ approvalAbovePercent: 5 }));
  expect(set).toEqual({
    __typename: 'GuardrailPolicySet',
    policy: { version: policy + 1, setBy: 'demo-admin' },
  });
  const { version, budgetMicros } = await look();
  const waiting = await mutate('planner', 'changeBudget', await budgetInput(120n));
  expect(waiting).toMatchObject({ __typename: 'ChangeAwaitsApproval', request: { state: 'PENDING_APPROVAL' } });
  expect(await look()).toMatchObject({ version, budgetMicros });
  const { id, contentHash } = waiting.request ?? {};
  const decision = { requestId: id, contentHash, reason: 'It is in the plan.' };
  const looked = await mutate('approver', 'approve', { ...decision, contentHash: 'of something else' });
  expect(looked).toMatchObject({ code: 'CONTENT_MISMATCH' });
  expect(await mutate('approver', 'approve', decision)).toMatchObject({ __typename: 'ChangeDecided' });
  await expect.poll(look).toMatchObject({ version: version + 1, budgetMicros: share(budgetMicros, 120n) });
});

test('a cap and a freeze hold raises back, and no cut', async () => {
  const cap = { approvalAbovePercent: 10_000, dayCapMicros: '0' };
  expect(await mutate('admin', 'setGuardrailPolicy', await policyInput(cap))).toMatchObject({ policy: {} });
  expect(await mutate('planner', 'changeBudget', await budgetInput(110n))).toMatchObject({ code: 'CAP_EXCEEDED' });
  expect(await mutate('planner', 'changeBudget', await budgetInput(95n))).toMatchObject({
    __typename: 'ChangeApplied',
  });
  expect(await mutate('admin', 'setGuardrailPolicy', await policyInput({}))).toMatchObject({ policy: {} });

  const input = { advertiserId: advertiserId(), endsAt: soon(), clientMutationKey: 'freeze', reason: 'Books close.' };
  const { freeze } = await mutate('admin', 'setFreeze', input);
  expect(await mutate('planner', 'changeBudget', await budgetInput(110n))).toMatchObject({ code: 'FROZEN' });
  expect(await mutate('planner', 'changeBudget', await budgetInput(95n))).toMatchObject({
    __typename: 'ChangeApplied',
  });
  await mutate('admin', 'liftFreeze', { freezeId: freeze?.id, reason: 'They are open.' });
  expect(await mutate('planner', 'changeBudget', await budgetInput(110n))).toMatchObject({
    __typename: 'ChangeApplied',
  });
});

test('everything is stopped by the one who asks, and begun again by the one who approves', async () => {
  const stop = { advertiserId: advertiserId(), scope: 'GLOBAL', reason: 'Out of hand.' };
  const { killSwitch } = await mutate('planner', 'engageKillSwitch', stop);
  const refused = await mutate('planner', 'changeBudget', await budgetInput(110n));
  expect(refused).toMatchObject({ code: 'KILL_SWITCH_ENGAGED' });
  expect(await mutate('planner', 'changeBudget', await budgetInput(95n))).toMatchObject({
    __typename: 'ChangeApplied',
  });
  const rearmed = await mutate('approver', 'rearm', { killSwitchId: killSwitch?.id, reason: 'Looked at.' });
  expect(rearmed).toMatchObject({ __typename: 'KillSwitchSet', killSwitch });
  expect(await mutate('planner', 'changeBudget', await budgetInput(110n))).toMatchObject({
    __typename: 'ChangeApplied',
  });
});

test('all of it is in the audit trail, by who did it, and the chain holds', async () => {
  const query = `query ($advertiser: ID!) { auditTrail(advertiserId: $advertiser, first: 100) { nodes { action actor } } }`;
  const { data } = await ask<{ auditTrail: { nodes: readonly { action: string; actor: string }[] } }>('admin', query, {
    advertiser: advertiserId(),
  });
  const told = new Set(data?.auditTrail.nodes.map(({ action, actor }) => `${action} ${actor}`));
  expect([...told]).toEqual(
    expect.arrayContaining([
      'guardrail-policy.set demo-admin',
      'freeze.set demo-admin',
      'freeze.lifted demo-admin',
      'change-request.moved demo-planner',
      'change-request.moved demo-approver',
      'kill-switch.engaged demo-planner',
      'kill-switch.rearmed demo-approver',
    ]),
  );
  expect(await verifyAudit(database.db, advertiserId())).toMatchObject({ broken: undefined });
});

function soon(): string {
  return new Date(stack.now().getTime() + 3_600_000).toISOString();
}
