// Changes of money as a client sends them.
import { expect } from 'vitest';
import type { Viewer } from '../../schema/viewer.ts';
import type { ChangeState } from '../../subgraphs/campaigns/change-state.ts';
import { moveRequests } from '../../subgraphs/campaigns/move-requests.ts';
import { lockRequests } from '../../subgraphs/campaigns/request-store.ts';
import { anna, testNow, type TestCampaigns } from './campaigns.ts';

const result = `
  __typename
  ... on ChangeApplied {
    change {
      id field before { amountMicros currency } after { amountMicros currency } version reason actor at
      entity { id version budget { amount { amountMicros } } }
    }
    entity { id version budget { amount { amountMicros } } ... on AdGroup { bid { amount { amountMicros } } } }
  }
  ... on ChangeQueued {
    request { id kind direction before { amountMicros } after { amountMicros } state requestedBy }
    entity { id version budget { amount { amountMicros } } }
  }
  ... on ChangePreviewed {
    field before { amountMicros currency } after { amountMicros currency }
    entity { id version budget { amount { amountMicros } } }
  }
  ... on ChangeRefused { code message currentEntity { id version } }`;

/** A change of the budget of `cmp_brand` from 100 to 120 dollars; `given` replaces parts of the input. */
export async function changeBudget(
  campaigns: TestCampaigns,
  given: Record<string, unknown>,
  viewer: Viewer = anna,
): Promise<unknown> {
  const source = `mutation ($input: ChangeBudgetInput!) { changeBudget(input: $input) { ${result} } }`;
  return await send(campaigns, 'changeBudget', source, { ...inputOf({}), ...given }, viewer);
}

/** A change of the bid of `adg_shoes`; `given` replaces parts of the input. */
export async function changeBid(
  campaigns: TestCampaigns,
  given: Record<string, unknown>,
  viewer: Viewer = anna,
): Promise<unknown> {
  const source = `mutation ($input: ChangeBidInput!) { changeBid(input: $input) { ${result} } }`;
  return await send(campaigns, 'changeBid', source, { ...intentOf({}), adGroupId: 'adg_shoes', ...given }, viewer);
}

const requestFields = 'id kind state contentHash warnings isBreakGlass after { amountMicros } afterStatus';

export const policyFields = `id version account { id } currency minBudget { amountMicros currency } maxBudget { amountMicros }
  minBid { amountMicros } maxBid { amountMicros } maxIncreasePercent maxIncreasePercentADay maxChangesAnHour maxDataAgeMinutes
  approvalAbovePercent approvalAbove { amountMicros } requestLivesMinutes dayCap { amountMicros } setBy setAt`;
export const driftPolicyFields = 'id version account { id } oursLost foreignEdit platformAuto setBy setAt';
export const freezeFields = 'id account { id } startsAt endsAt reason setBy setAt liftedBy liftedAt';

const resultOf: Readonly<Record<string, string>> = {
  BatchResult: `__typename ... on BatchMade { id items { entityId code message request { ${requestFields} } } }
    ... on ChangeRefused { code message }`,
  DecisionResult: `__typename ... on ChangeDecided { request { ${requestFields} approval { decision approver } } }
    ... on ChangeRefused { code message }`,
  KillSwitchResult: `__typename ... on KillSwitchSet { stoppedRequests killSwitch { id scope scopeId engagedBy rearmedBy } }
    ... on ChangeRefused { code message }`,
  PolicyResult: `__typename ... on GuardrailPolicySet { policy { ${policyFields} } } ... on ChangeRefused { code message }`,
  SetDriftPolicyResult: `__typename ... on DriftPolicySet { policy { ${driftPolicyFields} } } ... on ChangeRefused { code message }`,
  FreezeResult: `__typename ... on FreezeSet { freeze { ${freezeFields} } } ... on ChangeRefused { code message }`,
  ChangeResult: `__typename ... on ChangeApplied { change { id afterStatus } }
    ... on ChangeQueued { request { ${requestFields} } } ... on ChangeScheduled { request { ${requestFields} } }
    ... on ChangeAwaitsApproval { request { ${requestFields} } verdicts { rule outcome } }
    ... on ChangePreviewed { verdicts { rule outcome message } }
    ... on ChangeRefused { code message verdicts { rule outcome } }`,
};

const mutations: Readonly<Record<string, readonly [input: string, result: string]>> = {
  changeBudget: ['ChangeBudgetInput', 'ChangeResult'],
  setStatus: ['SetStatusInput', 'ChangeResult'],
  scheduleChange: ['ScheduleChangeInput', 'ChangeResult'],
  bulkChange: ['BulkChangeInput', 'BatchResult'],
  rollback: ['RollbackInput', 'BatchResult'],
  approve: ['ApproveInput', 'DecisionResult'],
  reject: ['RejectInput', 'DecisionResult'],
  engageKillSwitch: ['EngageKillSwitchInput', 'KillSwitchResult'],
  rearm: ['RearmInput', 'KillSwitchResult'],
  setGuardrailPolicy: ['SetGuardrailPolicyInput', 'PolicyResult'],
  setDriftPolicy: ['SetDriftPolicyInput', 'SetDriftPolicyResult'],
  setFreeze: ['SetFreezeInput', 'FreezeResult'],
  liftFreeze: ['LiftFreezeInput', 'FreezeResult'],
};

/** Sends any mutation about money; the answer is a plain object whose fields a test knows. */
export async function mutate(
  campaigns: TestCampaigns,
  field: string,
  input: Record<string, unknown>,
  viewer: Viewer = anna,
): Promise<Answer> {
  const [inputType = '', result = ''] = mutations[field] ?? [];
  const source = `mutation ($input: ${inputType}!) { ${field}(input: $input) { ${resultOf[result]} } }`;
  return await send(campaigns, field, source, input, viewer);
}

interface AnsweredRequest {
  readonly id: string;
  readonly state: string;
  readonly contentHash: string;
  readonly warnings: readonly string[];
}

/** What any of these mutations may answer with. */
export interface Answer {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly request: AnsweredRequest;
  readonly change: { readonly id: string };
  readonly id: string;
  readonly items: readonly { readonly code: string | null; readonly request: AnsweredRequest | null }[];
  readonly killSwitch: { readonly id: string };
  readonly policy: { readonly id: string; readonly version: number };
  readonly freeze: { readonly id: string };
  readonly stoppedRequests: number;
  readonly verdicts: readonly { readonly rule: string; readonly outcome: string }[];
}

async function send(campaigns: TestCampaigns, field: string, source: string, input: unknown, viewer: Viewer) {
  const { data, errors } = await campaigns.run(source, { input }, viewer);
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data?.[field]));
}

/** The input of a change of `cmp_brand`. */
export function inputOf(given: IntentParts) {
  return { entityId: 'cmp_brand', ...intentOf(given) };
}

interface IntentParts {
  readonly key?: string;
  readonly expectedVersion?: number;
  readonly micros?: string;
}

function intentOf({ key = 'key', expectedVersion = 1, micros = '120000000' }: IntentParts) {
  const amount = { amountMicros: micros, currency: 'USD' };
  return { amount, expectedVersion, clientMutationKey: key, reason: 'more demand' };
}

/** How many changes are in effect, how many of them were told in the event log, and how many keys are kept. */
export async function countRows({ subgraph }: TestCampaigns) {
  const { rows } = await subgraph.database.pool.query<{ changes: bigint; events: bigint; keys: bigint }>(`
    select (select count(*) from applied_change) as changes, (select count(*) from event where type = 'ad-entity.changed') as events,
      (select count(*) from idempotency_key) as keys`);
  const [{ changes, events, keys } = { changes: -1, events: -1, keys: -1 }] = rows;
  return { changes: Number(changes), events: Number(events), keys: Number(keys) };
}

/** Connects an account to its platform: from then on changes are told to it, by nobody in these tests. */
export async function connectAccount({ subgraph }: TestCampaigns, accountId: string): Promise<void> {
  await subgraph.database.pool.query(
    `insert into platform_connection (advertiser_id, account_id, mode)
     select advertiser_id, id, 'TWIN' from ad_account where id = $1`,
    [accountId],
  );
}

/** Moves a request as whoever delivers it would. */
export async function deliver(
  { subgraph }: TestCampaigns,
  requestId: string,
  path: readonly ChangeState[],
): Promise<void> {
  const { db } = subgraph.database;
  const world = { eventLog: subgraph.eventLog, now: () => testNow };
  await db.transaction().execute(async (trx) => {
    const [request] = await lockRequests(trx, 'adv_acme', [requestId]);
    if (!request) throw new Error(`There is no ${requestId}.`);
    const platformRequestId = 'platform-1';
    await moveRequests(trx, world, [{ request, path, actor: 'delivery', detail: { attempt: 1 }, platformRequestId }]);
  });
}
