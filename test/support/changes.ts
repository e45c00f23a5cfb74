// Changes of money as a client sends them.
import { expect } from 'vitest';
import type { Viewer } from '../../schema/viewer.ts';
import { anna, type TestCampaigns } from './campaigns.ts';

const result = `
  __typename
  ... on ChangeApplied {
    change {
      id field before { amountMicros currency } after { amountMicros currency } version reason actor at
      entity { id version budget { amount { amountMicros } } }
    }
    entity { id version budget { amount { amountMicros } } ... on AdGroup { bid { amount { amountMicros } } } }
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

/** How many lines the audit trail, the event log and the keys have. */
export async function countRows({ subgraph }: TestCampaigns) {
  const { rows } = await subgraph.database.pool.query<{ changes: bigint; events: bigint; keys: bigint }>(`
    select (select count(*) from applied_change) as changes, (select count(*) from event) as events,
      (select count(*) from idempotency_key) as keys`);
  const [{ changes, events, keys } = { changes: -1, events: -1, keys: -1 }] = rows;
  return { changes: Number(changes), events: Number(events), keys: Number(keys) };
}
