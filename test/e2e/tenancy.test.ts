// Two companies in one graph: what one of them may see, the other can neither see nor touch, whatever it asks by.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ChangeBudgetDocument,
  DashboardDocument,
  LivePacingDocument,
  type LivePacingSubscription,
} from '../../schema/client/graphql.ts';
import { settledHead } from '../support/until-settled.ts';
import { sampleAdvertisers } from '../../stack/sample-data/accounts.ts';
import { createFrontendClient, type FrontendClient } from './clients/frontend.ts';
import { watchByWebSocket } from './clients/subscriber.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';
import { findCampaigns, recordSpend, type SampleCampaign } from './sample-campaign.ts';

let stack: RunningStack;
let theirs: SampleCampaign;
let other: FrontendClient;

const namesOfDemo = sampleAdvertisers.filter(({ tenant }) => tenant === 'demo').map(({ name }) => name);

beforeAll(async () => {
  stack = await startTestStack();
  [theirs] = await findCampaigns(stack);
  other = createFrontendClient({ url: stack.url, token: stack.tokenOf('otherTenant') });
});
afterAll(() => stack.close());

async function askOther(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
  const { data, errors } = await other.requestText<unknown>(query, variables);
  return { data, codes: errors.map(({ extensions }) => extensions.code) };
}

describe('the other company', () => {
  test('sees campaigns of its own', async () => {
    const { data, errors } = await other.request(DashboardDocument, {});
    expect(errors).toEqual([]);
    expect(data?.campaigns.nodes.length).toBeGreaterThan(5);
    expect(data?.campaigns.nodes.every(({ adAccount }) => adAccount.name.startsWith('Harbour Travel'))).toBe(true);
    expect(JSON.stringify(data)).not.toContain(theirs.id);
  });

  test('has no advertiser of others', async () => {
    const { data } = await other.requestText<{ advertisers: { nodes: readonly { name: string }[] } }>(
      '{ advertisers { nodes { name } } }',
    );
    expect(data?.advertisers.nodes.map(({ name }) => name).filter((name) => namesOfDemo.includes(name))).toEqual([]);
  });

  test('finds nothing of others by id', async () => {
    const query = `query ($id: ID!) { campaign(id: $id) { name } adEntity(id: $id) { name } }`;
    expect(await askOther(query, { id: theirs.id })).toEqual({ data: { campaign: null, adEntity: null }, codes: [] });
  });

  test('finds no experiment and no conversion of others by id', async () => {
    const analyst = createFrontendClient({ url: stack.url, token: stack.tokenOf('analyst') });
    const { data } = await analyst.requestText<{
      experiments: { nodes: readonly { id: string }[] };
      campaign: { creditedConversions: { nodes: readonly { conversion: { id: string } }[] } };
    }>(
      `query ($id: ID!) { experiments(first: 1) { nodes { id } }
        campaign(id: $id) { creditedConversions(first: 1) { nodes { conversion { id } } } } }`,
      { id: theirs.id },
    );
    const ids = {
      experiment: data?.experiments.nodes[0]?.id,
      conversion: data?.campaign.creditedConversions.nodes[0]?.conversion.id,
    };
    expect(Object.values(ids).every((id) => typeof id === 'string')).toBe(true);
    expect(
      await askOther(
        'query ($experiment: ID!, $conversion: ID!) { experiment(id: $experiment) { name } conversion(id: $conversion) { id } }',
        ids,
      ),
    ).toEqual({ data: { experiment: null, conversion: null }, codes: [] });
  });

  test('reaches nothing by a cursor of others', async () => {
    const analyst = createFrontendClient({ url: stack.url, token: stack.tokenOf('analyst') });
    const query =
      'query ($after: String) { campaigns(first: 100, after: $after) { nodes { adAccount { name } } pageInfo { endCursor } } }';
    const page = 'query { campaigns(first: 1) { pageInfo { endCursor } } }';
    const { data } = await analyst.requestText<{ campaigns: { pageInfo: { endCursor: string } } }>(page);
    const answer = await askOther(query, { after: data?.campaigns.pageInfo.endCursor });
    expect(JSON.stringify(answer)).not.toMatch(new RegExp(namesOfDemo.join('|')));
  });

  test('is refused when it names an advertiser that is not its own', async () => {
    const query = 'query ($id: ID!) { campaigns(filter: { advertiserIds: [$id] }) { nodes { id } } }';
    expect(await askOther(query, { id: theirs.adAccount.advertiser.id })).toEqual({ data: null, codes: ['FORBIDDEN'] });
  });

  test('changes nothing of others, and is told what it would be told of something that is not there', async () => {
    const issuer = stack.demo?.issuer;
    const [travel] = sampleAdvertisers.filter(({ tenant }) => tenant === 'other');
    const token = await issuer?.mint(
      { subject: 'other-planner', scopes: ['campaigns:read', 'changes:write'], advertiserIds: [travel?.id ?? ''] },
      60,
    );
    const planner = createFrontendClient({ url: stack.url, token: token ?? '' });
    const input = {
      entityId: theirs.id,
      amount: { amountMicros: '1000000', currency: theirs.currency },
      expectedVersion: theirs.version,
      reason: 'Not mine.',
    };
    const answerTo = async (entityId: string) => {
      const { data } = await planner.request(ChangeBudgetDocument, {
        input: { ...input, entityId, clientMutationKey: randomUUID() },
      });
      return data?.changeBudget;
    };
    const refusal = await answerTo(theirs.id);
    expect(refusal).toMatchObject({ __typename: 'ChangeRefused', code: 'ENTITY_NOT_FOUND', currentEntity: null });
    const nothing = `cmp_${'0'.repeat(32)}`;
    expect(JSON.stringify(refusal).replaceAll(theirs.id, nothing)).toBe(JSON.stringify(await answerTo(nothing)));
  });

  test('hears nothing of others by subscription', async () => {
    const [own] =
      (await other.request(DashboardDocument, {})).data?.campaigns.nodes.filter(({ budget }) => budget) ?? [];
    if (!own) throw new Error('The other company has no campaign with a budget.');
    const variables = {
      campaignIds: [theirs.id, own.id],
      after: await settledHead(stack.subgraphs.spend),
    };
    const subscriber = watchByWebSocket<LivePacingSubscription>(
      { url: stack.webSocketUrl, token: stack.tokenOf('otherTenant') },
      LivePacingDocument.toString(),
      variables,
    );
    await recordSpend(stack, theirs, '7000000');
    await recordOwn(own.id);
    const { value } = await subscriber.events.next();
    await subscriber.stop();
    // Theirs came first: if it were heard at all, it would be heard now.
    expect(value?.data?.pacingUpdated.campaign.id).toBe(own.id);
  });
});

/** Reports spend of the other company's campaign with a token of that company. */
async function recordOwn(campaignId: string): Promise<void> {
  const query = `query ($id: ID!) { campaign(id: $id) {
    id name externalId version platform currency timeZone budget { amount { amountMicros currency } }
    adAccount { externalId advertiser { id } } } }`;
  const { data } = await other.requestText<{ campaign: SampleCampaign }>(query, { id: campaignId });
  const campaign = data?.campaign;
  if (!campaign) throw new Error('The campaign is gone.');
  const advertiserIds = [campaign.adAccount.advertiser.id];
  const token = await stack.demo?.issuer.mint({ subject: 'other-ingest', scopes: ['spend:ingest'], advertiserIds }, 60);
  await recordSpend({ ...stack, tokenOf: () => token ?? '' }, campaign, '5000000');
}
