// The path of the mobile team: a trusted document by its identifier, and events in batches that may be sent again.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFrontendClient } from './clients/frontend.ts';
import { createMobileClient, documentIdOf, type MobileClient } from './clients/mobile.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';

let stack: RunningStack;
let client: MobileClient;
let campaign: {
  readonly id: string;
  readonly name: string;
  readonly adAccount: { readonly advertiser: { readonly id: string } };
};

beforeAll(async () => {
  stack = await startTestStack();
  client = createMobileClient({
    url: stack.url,
    readToken: stack.tokenOf('mobile'),
    ingestToken: stack.tokenOf('ingest'),
  });
  const { data } = await createFrontendClient({ url: stack.url, token: stack.tokenOf('mobile') }).requestText<{
    campaigns: { nodes: readonly (typeof campaign)[] };
  }>('{ campaigns(first: 1) { nodes { id name adAccount { advertiser { id } } } } }');
  const [first] = data?.campaigns.nodes ?? [];
  if (!first) throw new Error('The sample data has no campaign.');
  campaign = first;
});
afterAll(() => stack.close());

test('a campaign is credited by every model, with the paths of its newest conversions', async () => {
  const { status, data, errors } = await client.campaignAttribution({ campaignId: campaign.id, lastDays: 7 });
  expect({ status, errors }).toEqual({ status: 200, errors: [] });
  expect(data?.campaign?.name).toBe(campaign.name);
  expect(data?.campaign?.performance.firstTouch).toBeGreaterThan(0);
  expect(data?.campaign?.performance.lastTouch).toBeGreaterThan(0);
  const conversions = data?.campaign?.creditedConversions.nodes ?? [];
  expect(conversions).toHaveLength(5);
  expect(conversions.every(({ share, conversion }) => share > 0 && share <= 1 && conversion.path.length > 0)).toBe(
    true,
  );
});

test('a document that nobody has built into an app is not known by an identifier', async () => {
  const address = new URL(stack.url);
  address.searchParams.set('documentId', `sha256:${'0'.repeat(64)}`);
  const response = await fetch(address, {
    headers: { 'x-apollo-operation-name': 'Anything', authorization: `Bearer ${stack.tokenOf('mobile')}` },
  });
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'DOCUMENT_NOT_FOUND' } }] });
  expect(documentIdOf('CampaignAttribution')).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test('a conversion is kept for a minute, and then asked about without sending it again', async () => {
  const { data } = await client.campaignAttribution({ campaignId: campaign.id, lastDays: 7 });
  const frontend = createFrontendClient({ url: stack.url, token: stack.tokenOf('mobile') });
  expect(data?.campaign?.creditedConversions.nodes.length).toBeGreaterThan(0);
  const { data: found } = await frontend.requestText<{
    campaign: { creditedConversions: { nodes: readonly { conversion: { id: string } }[] } };
  }>(`{ campaign(id: "${campaign.id}") { creditedConversions(first: 1) { nodes { conversion { id } } } } }`);
  const id = found?.campaign.creditedConversions.nodes[0]?.conversion.id ?? '';
  const get = (fields: string, headers: Record<string, string> = {}) => {
    const address = new URL(stack.url);
    address.searchParams.set('query', `{ conversion(id: "${id}") { ${fields} } }`);
    const authorization = `Bearer ${stack.tokenOf('mobile')}`;
    return fetch(address, { headers: { 'x-apollo-operation-name': 'Conversion', authorization, ...headers } });
  };
  const first = await get('eventName occurredAt value { amountMicros currency }');
  expect(await first.json()).toMatchObject({ data: { conversion: { eventName: expect.any(String) } } });
  expect(first.headers.get('cache-control')).toBe('private, max-age=60');
  const tag = first.headers.get('etag') ?? '';
  const again = await get('eventName occurredAt value { amountMicros currency }', { 'if-none-match': tag });
  expect([again.status, await again.text()]).toEqual([304, '']);
  // Touchpoints may still be reported late.
  const withPath = await get('eventName path { occurredAt }');
  expect(withPath.headers.get('cache-control')).toBe('private, no-cache');
});

test('events are acknowledged one by one, sent again without harm, and credited', async () => {
  const customerKey = `customer-${randomUUID()}`;
  const clickedAt = new Date(stack.now().getTime() - 3_600_000).toISOString();
  const boughtAt = new Date(stack.now().getTime() - 1_800_000).toISOString();
  const before = await client.campaignAttribution({ campaignId: campaign.id, lastDays: 7 });
  const input = {
    advertiserId: campaign.adAccount.advertiser.id,
    touchpoints: [
      { key: `${customerKey}-1`, kind: 'CLICK', occurredAt: clickedAt, customerKey, campaignId: campaign.id },
      {
        key: `${customerKey}-2`,
        kind: 'CLICK',
        occurredAt: '2020-01-01T00:00:00.000Z',
        customerKey,
        campaignId: campaign.id,
      },
    ],
    conversions: [
      {
        key: `${customerKey}-3`,
        eventName: 'purchase',
        occurredAt: boughtAt,
        customerKey,
        value: { amountMicros: '99990000', currency: 'EUR' },
      },
    ],
  };
  const first = await client.record(input);
  expect(first.errors).toEqual([]);
  expect(first.data?.recordAttributionEvents.touchpoints.map(({ outcome }) => outcome)).toEqual([
    'RECORDED',
    'REJECTED',
  ]);
  expect(first.data?.recordAttributionEvents.touchpoints[1]?.reason).toMatch(/60 days/);
  const again = await client.record(input);
  expect(again.data?.recordAttributionEvents.conversions.map(({ outcome }) => outcome)).toEqual(['DUPLICATE']);

  const { data } = await client.campaignAttribution({ campaignId: campaign.id, lastDays: 7 });
  const newest = data?.campaign?.creditedConversions.nodes[0];
  expect(newest).toMatchObject({ share: 1, value: { amountMicros: '99990000', currency: 'EUR' } });
  expect(newest?.conversion.path).toEqual([
    { kind: 'CLICK', occurredAt: clickedAt, campaign: { name: campaign.name } },
  ]);
  // The conversion is of today, and the period is of complete days.
  expect(data?.campaign?.performance).toEqual(before.data?.campaign?.performance);
});

test('a token that may read may not record', async () => {
  const reader = createMobileClient({
    url: stack.url,
    readToken: stack.tokenOf('mobile'),
    ingestToken: stack.tokenOf('mobile'),
  });
  const { data, errors } = await reader.record({ advertiserId: campaign.adAccount.advertiser.id });
  expect(data).toBeNull();
  expect(errors[0]?.extensions.code).toMatch(/FORBIDDEN|UNAUTHORIZED/);
});

test('an event of a campaign that nobody has loaded costs its own campaign, and nothing around it', async () => {
  const customerKey = `customer-${randomUUID()}`;
  const at = (minutesAgo: number) => new Date(stack.now().getTime() - minutesAgo * 60_000).toISOString();
  const unknown = { key: `${customerKey}-1`, kind: 'CLICK', occurredAt: at(50), customerKey };
  await client.record({
    advertiserId: campaign.adAccount.advertiser.id,
    touchpoints: [
      { ...unknown, campaignId: 'cmp_00000000000000000000000000000000' },
      { ...unknown, key: `${customerKey}-2`, occurredAt: at(40), campaignId: campaign.id },
    ],
    conversions: [{ key: `${customerKey}-3`, eventName: 'purchase', occurredAt: at(0), customerKey }],
  });
  const { data, errors } = await client.campaignAttribution({ campaignId: campaign.id, lastDays: 7 });
  const path = data?.campaign?.creditedConversions.nodes[0]?.conversion.path;
  expect(path?.map((touch) => touch.campaign?.name)).toEqual([undefined, campaign.name]);
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['NON_NULL_VIOLATION']);
});
