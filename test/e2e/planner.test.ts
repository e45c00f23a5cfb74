// The path of whoever moves money: look before, change once, and hear of it when somebody was faster.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ChangeBudgetDocument,
  type ChangeBudgetMutation,
  type ChangeBudgetMutationVariables,
} from '../../schema/client/graphql.ts';
import { settledHead } from '../support/until-settled.ts';
import { createFrontendClient } from './clients/frontend.ts';
import { watchByWebSocket } from './clients/subscriber.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';
import { findCampaigns, type SampleCampaign } from './sample-campaign.ts';

type Result = ChangeBudgetMutation['changeBudget'];
type Input = ChangeBudgetMutationVariables['input'];

let stack: RunningStack;
let campaign: SampleCampaign;

beforeAll(async () => {
  stack = await startTestStack();
  [campaign] = await findCampaigns(stack);
});
afterAll(() => stack.close());

const planner = () => createFrontendClient({ url: stack.url, token: stack.tokenOf('planner') });

async function change(input: Partial<Input>): Promise<Result> {
  const current = await read();
  const { data, errors } = await planner().request(ChangeBudgetDocument, {
    input: {
      entityId: campaign.id,
      amount: { amountMicros: '65000000', currency: campaign.currency },
      expectedVersion: current.version,
      clientMutationKey: randomUUID(),
      reason: 'It sells.',
      ...input,
    },
  });
  if (!data) throw new Error(JSON.stringify(errors));
  return data.changeBudget;
}

interface Current {
  readonly version: number;
  readonly budget: { readonly amount: { readonly amountMicros: string } };
  readonly changeHistory: { readonly nodes: readonly { readonly reason: string; readonly actor: string }[] };
}

async function read(): Promise<Current> {
  const query = `query ($id: ID!) { campaign(id: $id) {
    version budget { amount { amountMicros } } changeHistory(first: 5) { nodes { reason actor } } } }`;
  const { data } = await planner().requestText<{ campaign: Current }>(query, { id: campaign.id });
  if (!data) throw new Error('The campaign is gone.');
  return data.campaign;
}

describe('changing a budget', () => {
  test('first shows what it would do, and does nothing', async () => {
    const before = await read();
    expect(await change({ dryRun: true })).toMatchObject({
      __typename: 'ChangePreviewed',
      before: { amountMicros: before.budget.amount.amountMicros },
      after: { amountMicros: '65000000' },
    });
    expect(await read()).toEqual(before);
  });

  test('then does it once, however often it is sent', async () => {
    const { version } = await read();
    const input = {
      clientMutationKey: randomUUID(),
      expectedVersion: version,
      amount: { amountMicros: '66000000', currency: campaign.currency },
    };
    const [first, ...others] = await Promise.all([change(input), change(input), change(input)]);
    expect(first).toMatchObject({
      __typename: 'ChangeApplied',
      change: { actor: 'demo-planner', after: { amountMicros: '66000000' } },
    });
    for (const other of others) expect(other).toEqual(first);
    const after = await read();
    expect(after.version).toBe(version + 1);
    expect(after.budget.amount.amountMicros).toBe('66000000');
    expect(after.changeHistory.nodes.filter(({ reason }) => reason === 'It sells.')).toHaveLength(1);
  });

  test('refuses a key that was used for something else', async () => {
    const clientMutationKey = randomUUID();
    await change({ clientMutationKey, amount: { amountMicros: '67000000', currency: campaign.currency } });
    const refused = await change({
      clientMutationKey,
      amount: { amountMicros: '68000000', currency: campaign.currency },
    });
    expect(refused).toMatchObject({ __typename: 'ChangeRefused', code: 'MUTATION_KEY_REUSED' });
  });

  test('refuses to overwrite what somebody else has changed since', async () => {
    const { version } = await read();
    expect(await change({ expectedVersion: version - 1 })).toMatchObject({
      __typename: 'ChangeRefused',
      code: 'VERSION_CONFLICT',
      currentEntity: { id: campaign.id, version },
    });
  });

  test('is not for those who may only read', async () => {
    const analyst = createFrontendClient({ url: stack.url, token: stack.tokenOf('analyst') });
    const { data, errors } = await analyst.request(ChangeBudgetDocument, {
      input: {
        entityId: campaign.id,
        amount: { amountMicros: '1000000', currency: campaign.currency },
        expectedVersion: 1,
        clientMutationKey: randomUUID(),
        reason: 'No right to.',
      },
    });
    expect(data).toBeNull();
    expect(errors[0]?.extensions.code).toMatch(/FORBIDDEN|UNAUTHORIZED/);
  });
});

interface Changed {
  readonly adEntityChanged: {
    readonly cursor: string;
    readonly change: { readonly after: { readonly amountMicros: string }; readonly actor: string };
    readonly entity: {
      readonly name: string;
      readonly pacing: { readonly dayBudget: { readonly amountMicros: string } };
    };
  };
}

test('a subscriber sees the change, with pacing against the new budget', async () => {
  const query = `subscription ($entityIds: [ID!]!, $after: String) { adEntityChanged(entityIds: $entityIds, after: $after) {
    cursor change { after { amountMicros } actor } entity { name ... on Campaign { pacing { dayBudget { amountMicros } } } } } }`;
  const subscriber = watchByWebSocket<Changed>({ url: stack.webSocketUrl, token: stack.tokenOf('analyst') }, query, {
    entityIds: [campaign.id],
    after: await settledHead(stack.subgraphs.campaigns),
  });
  await change({ amount: { amountMicros: '71000000', currency: campaign.currency } });
  // The head of the log waits for every transaction of the server: changes made above may still lie behind it.
  let { value } = await subscriber.events.next();
  while (value?.data && value.data.adEntityChanged.change.after.amountMicros !== '71000000') {
    ({ value } = await subscriber.events.next());
  }
  await subscriber.stop();
  expect(value?.data?.adEntityChanged).toMatchObject({
    change: { actor: 'demo-planner', after: { amountMicros: '71000000' } },
    entity: { name: campaign.name, pacing: { dayBudget: { amountMicros: '71000000' } } },
  });
});
