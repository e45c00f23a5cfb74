// What an advertiser wants done about edits on the platform: set through the gateway, and done on the platform's twin.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConnectPlatform } from '../../platforms/ad-platform.ts';
import { sampleAccounts } from '../../stack/sample-data/accounts.ts';
import type { DemoTokenName } from '../../stack/dev-issuer/demo-tokens.ts';
import { saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import { platformId } from '../../subgraphs/common/identifiers.ts';
import { startTwin, twinAccountId, type TwinWorld } from '../support/platform-twins.ts';
import { createFrontendClient } from './clients/frontend.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';

const aheadMs = Date.parse(`${new Date().toISOString().slice(0, 10)}T15:30:00Z`) - Date.now();
const now = () => new Date(Date.now() + aheadMs);
const owner = sampleAccounts[0]?.advertiser.id ?? '';
const accountId = 'acc_of_twin';

let stack: RunningStack;
let world: TwinWorld;

beforeAll(async () => {
  world = await startTwin('META', { clock: { now }, beganOn: now().toISOString().slice(0, 10) });
  const connect: ConnectPlatform = (platform, _, onQuota) =>
    platform === 'META' ? world.connect({ baseUrl: world.twin.url, timeoutMs: 10_000, now, onQuota }) : undefined;
  stack = await startTestStack({ now, platforms: { connect } });
  const { database } = stack.subgraphs.campaigns;
  const account = { advertiserId: owner, platform: 'META', externalId: twinAccountId, currency: 'EUR' } as const;
  const common = { ...account, timeZone: world.timeZone, updatedAt: now() };
  await saveStructure(database, { accounts: [{ ...common, id: accountId, name: 'Twin of Meta' }] });
  await database.pool.query(`insert into platform_connection values ($1, $2, 'TWIN')`, [owner, accountId]);
});
afterAll(async () => {
  await stack.close();
  await world.twin.close();
});

async function ask(name: DemoTokenName, text: string, variables: object = {}): Promise<unknown> {
  const client = createFrontendClient({ url: stack.url, token: stack.tokenOf(name) });
  const { data, errors } = await client.requestText<Record<string, unknown>>(text, { ...variables });
  if (!data) throw new Error(JSON.stringify(errors));
  return data;
}

function campaign() {
  const found = world.estate.account(twinAccountId)?.campaigns[0];
  if (!found) throw new Error('the twin has no campaign');
  return found;
}

function held(): bigint {
  const { budgetExternalId } = campaign();
  const budgets = world.estate.account(twinAccountId)?.budgets ?? [];
  return budgets.find(({ externalId }) => externalId === budgetExternalId)?.amountMicros ?? 0n;
}

const guardrails = `query ($owner: ID!) { guardrailPolicies(advertiserId: $owner) {
  driftPolicies { id account { id } version foreignEdit }
  driftRules { kind policy decidedBy }
} }`;
const defaults = [
  { kind: 'OURS_APPLIED', policy: 'ADOPT', decidedBy: 'DEFAULT' },
  { kind: 'OURS_LOST', policy: 'REASSERT', decidedBy: 'DEFAULT' },
  { kind: 'FOREIGN_EDIT', policy: 'ALERT', decidedBy: 'DEFAULT' },
  { kind: 'PLATFORM_AUTO', policy: 'ALERT', decidedBy: 'DEFAULT' },
];

test('what an advertiser has set to be asked for again is so, when a person edits it on the platform', async () => {
  const id = platformId('cmp', owner, 'META', twinAccountId, 'CAMPAIGN', campaign().externalId);
  const { pool } = stack.subgraphs.campaigns.database;
  const isKnown = async () => (await pool.query(`select 1 from ad_entity where id = $1`, [id])).rowCount;
  await expect.poll(isKnown).toBe(1);
  expect(await ask('analyst', guardrails, { owner })).toEqual({
    guardrailPolicies: { driftPolicies: [], driftRules: defaults },
  });
  const words = { clientMutationKey: 'drift', reason: 'Nobody edits Meta by hand.' };
  const input = { advertiserId: owner, accountId, foreignEdit: 'REASSERT', expectedVersion: 0, ...words };
  const set = `mutation ($input: SetDriftPolicyInput!) { setDriftPolicy(input: $input) {
    __typename ... on DriftPolicySet { policy { version account { id } } } ... on ChangeRefused { code } } }`;
  const policy = { version: 1, account: { id: accountId } };
  const answer = { setDriftPolicy: { __typename: 'DriftPolicySet', policy } };
  expect(await ask('admin', set, { input })).toEqual(answer);
  expect(await ask('admin', set, { input })).toEqual(answer);
  expect(await ask('analyst', guardrails, { owner })).toMatchObject({
    guardrailPolicies: { driftPolicies: [{ ...policy, foreignEdit: 'REASSERT' }], driftRules: defaults },
  });

  const before = held();
  const { budgetExternalId } = campaign();
  world.estate.editAsPerson(twinAccountId, {
    field: 'BUDGET',
    budgetExternalId: budgetExternalId ?? '',
    amountMicros: before + 7_000_000n,
  });
  await ask('planner', `mutation { reconcileNow(input: { accountIds: ["${accountId}"] }) { __typename } }`);
  await expect.poll(held).toBe(before);
  const drifts = `{ drift(scope: ALL) { nodes {
    kind policy decidedBy policyVersion endedAs entity { id } request { state } } } }`;
  const decision = { kind: 'FOREIGN_EDIT', policy: 'REASSERT', decidedBy: 'DRIFT_POLICY', policyVersion: 1 };
  const drift = { ...decision, endedAs: 'REASSERTED', entity: { id }, request: { state: 'CONFIRMED' } };
  await expect.poll(async () => await ask('analyst', drifts)).toEqual({ drift: { nodes: [drift] } });
});
