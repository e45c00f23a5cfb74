// What a stream tells of a campaign that is removed while it is watched. Nothing deletes a campaign: a platform says that
// it is gone, and then its status is REMOVED. What somebody deletes by hand is null, and the stream goes on all the same.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChangeBudgetDocument } from '../../schema/client/graphql.ts';
import { saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import { settledHead } from '../support/until-settled.ts';
import { createFrontendClient } from './clients/frontend.ts';
import { watchByWebSocket } from './clients/subscriber.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';
import { findCampaigns, recordSpend, type SampleCampaign } from './sample-campaign.ts';

let stack: RunningStack;
let campaign: SampleCampaign;
beforeAll(async () => {
  // An answer that is kept would tell of what is done by hand only later.
  stack = await startTestStack({ environment: { KEPT_ANSWERS_BYTES: '0' } });
  [campaign] = await findCampaigns(stack);
});
afterAll(() => stack.close());

interface Event {
  readonly pacingUpdated: { readonly cursor: string; readonly campaign: { readonly status: string } | null };
}

/** As an import or a platform sync does that finds the campaign removed. */
async function removeAtPlatform(): Promise<void> {
  const query = `{ campaign(id: "${campaign.id}") { externalId name adAccount { id advertiser { id } } } }`;
  const client = createFrontendClient({ url: stack.url, token: stack.tokenOf('analyst') });
  const { data } = await client.requestText<{ campaign: { adAccount: { id: string; advertiser: { id: string } } } }>(
    query,
  );
  if (!data) throw new Error('The campaign is gone already.');
  const { id: accountId, advertiser } = data.campaign.adAccount;
  const { id, externalId, name } = campaign;
  const removed = {
    id,
    externalId,
    name,
    accountId,
    advertiserId: advertiser.id,
    status: 'REMOVED',
    updatedAt: stack.now(),
  } as const;
  await saveStructure(stack.subgraphs.campaigns.database, { campaigns: [removed] });
}

test('a stream goes on when its campaign is removed: late reports come with REMOVED, and null once nothing is there', async () => {
  const after = await settledHead(stack.subgraphs.spend);
  const query = `subscription ($id: ID!, $after: String) { pacingUpdated(campaignIds: [$id], after: $after) {
    cursor campaign { status } } }`;
  const target = { url: stack.webSocketUrl, token: stack.tokenOf('analyst') };
  const pacing = watchByWebSocket<Event>(target, query, { id: campaign.id, after });
  const next = async () => (await pacing.events.next()).value;
  await recordSpend(stack, campaign, '1000000');
  expect(await next()).toMatchObject({ data: { pacingUpdated: { campaign: { status: 'ENABLED' } } } });
  await removeAtPlatform();
  await recordSpend(stack, campaign, '2000000');
  expect(await next()).toMatchObject({ data: { pacingUpdated: { campaign: { status: 'REMOVED' } } } });
  const planner = createFrontendClient({ url: stack.url, token: stack.tokenOf('planner') });
  const amount = { amountMicros: '1000000', currency: campaign.currency };
  const input = {
    entityId: campaign.id,
    amount,
    expectedVersion: campaign.version + 1,
    clientMutationKey: randomUUID(),
    reason: 'x',
  };
  const { data } = await planner.request(ChangeBudgetDocument, { input });
  expect(data?.changeBudget).toMatchObject({ code: 'ENTITY_REMOVED' });
  await sql`/* deleteByHand */ delete from ad_entity where id = ${campaign.id}`.execute(
    stack.subgraphs.campaigns.database.db,
  );
  await recordSpend(stack, campaign, '3000000');
  expect(await next()).toMatchObject({
    data: { pacingUpdated: { cursor: expect.any(String), campaign: null } },
    errors: [{ path: ['pacingUpdated', 'campaign', 'status'], extensions: { code: 'NON_NULL_VIOLATION' } }],
  });
  await pacing.stop();
});
