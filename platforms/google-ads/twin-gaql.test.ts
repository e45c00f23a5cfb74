import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { toldClock } from '../estate/clock.ts';
import { drawAccount } from '../estate/draw-account.ts';
import { createEstate } from '../estate/estate.ts';
import { parseGaql } from './twin-gaql.ts';
import { googleAdsRules, startGoogleAdsTwin } from './twin.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

test('a query is what it selects, from where, under which conditions, in which order, and how much of it', () => {
  const text = `SELECT campaign.id, metrics.clicks FROM campaign WHERE campaign.name = 'a\\'b, AND' AND campaign.id IN (1, 2)
    and segments.date BETWEEN "2026-01-01" AND '2026-01-31' ORDER BY metrics.clicks DESC, campaign.id LIMIT 5`;
  expect(parseGaql(text)).toEqual({
    select: ['campaign.id', 'metrics.clicks'],
    from: 'campaign',
    where: [
      { field: 'campaign.name', operator: '=', values: ["a'b, AND"] },
      { field: 'campaign.id', operator: 'IN', values: ['1', '2'] },
      { field: 'segments.date', operator: 'BETWEEN', values: ['2026-01-01', '2026-01-31'] },
    ],
    orderBy: [
      { field: 'metrics.clicks', isDescending: true },
      { field: 'campaign.id', isDescending: false },
    ],
    limit: 5,
  });
});

const answer = z.object({
  results: z.array(z.object({ campaign: z.object({ id: z.string().optional() }).loose() }).loose()).default([]),
  error: z
    .object({
      details: z.array(z.object({ errors: z.array(z.object({ errorCode: z.object({}).loose() })) })).default([]),
    })
    .optional(),
});

/** A twin of one account, asked with a token of its own. */
async function openTwin() {
  const clock = toldClock(new Date('2026-03-10T15:00:00Z'));
  const account = drawAccount({
    seed: 1,
    externalId: '5',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    startsOn: '2026-03-01',
    campaigns: 3,
    adGroupsPerCampaign: 1,
    adsPerAdGroup: 1,
    budgets: 'CAMPAIGN',
    objectives: ['SEARCH'],
    bidStrategies: ['MANUAL_CPM'],
    leastBudgetMicros: 20_000_000n,
  });
  const estate = createEstate({ seed: 1, beganOn: '2026-03-01', rules: googleAdsRules, accounts: [account] }, clock);
  const twin = await startGoogleAdsTwin({ estate });
  cleanups.push(twin.close);
  const form = new URLSearchParams({ refresh_token: twin.credentials.refreshToken, client_secret: 'twin-secret' });
  const tokenReply = await fetch(twin.credentials.tokenUrl, { method: 'POST', body: form });
  const token = z.object({ access_token: z.string() }).parse(await tokenReply.json()).access_token;
  const ask = async (body: object, path = '/v25/customers/5/googleAds:search') => {
    const headers = { authorization: `Bearer ${token}`, 'developer-token': twin.credentials.developerToken };
    const reply = await fetch(`${twin.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: reply.status, body: answer.parse(await reply.json()) };
  };
  return { account, ask };
}

test.each([
  ['FROM campaign', { queryError: 'EXPECTED_SELECT' }],
  ['SELECT campaign.id', { queryError: 'EXPECTED_FROM' }],
  ['SELECT campaign.id FROM keyword_view', { queryError: 'BAD_RESOURCE_TYPE_IN_FROM_CLAUSE' }],
  ['SELECT campaign.colour FROM campaign', { queryError: 'UNRECOGNIZED_FIELD' }],
  ['SELECT ad_group.id FROM campaign', { queryError: 'PROHIBITED_FIELD_IN_SELECT_CLAUSE' }],
  ['SELECT campaign.id FROM campaign WHERE campaign.id LIKE 1', { queryError: 'BAD_OPERATOR' }],
  ["SELECT campaign.id FROM campaign WHERE campaign.name = 'open", { queryError: 'STRING_NOT_TERMINATED' }],
  ['SELECT campaign.id FROM campaign WHERE campaign.id IN (1', { queryError: 'EXPECTED_LIST' }],
  ['SELECT campaign.id FROM campaign LIMIT 0', { queryError: 'LIMIT_VALUE_TOO_LOW' }],
  ['SELECT campaign.id FROM campaign LIMIT 1 campaign', { queryError: 'UNEXPECTED_INPUT' }],
  ['SELECT campaign.id, metrics.clicks, segments.date FROM campaign', { queryError: 'EXPECTED_FILTERS_ON_DATE_RANGE' }],
  ['SELECT change_event.user_email FROM change_event', { changeEventError: 'LIMIT_NOT_SPECIFIED' }],
  ['SELECT change_event.user_email FROM change_event LIMIT 5', { changeEventError: 'CHANGE_DATE_RANGE_INFINITE' }],
  [
    "SELECT change_event.user_email FROM change_event WHERE change_event.change_date_time BETWEEN '2026-01-01' AND '2026-03-10' LIMIT 5",
    { changeEventError: 'START_DATE_TOO_OLD' },
  ],
])('the twin refuses %s as Google Ads does', async (query, errorCode) => {
  const { ask } = await openTwin();
  const { status, body } = await ask({ query });
  expect(status).toBe(400);
  expect(body.error?.details[0]?.errors[0]?.errorCode).toEqual(errorCode);
});

test('the twin refuses sizes of pages, strange page tokens, other versions and unknown names in JSON', async () => {
  const { ask } = await openTwin();
  const query = 'SELECT campaign.id FROM campaign';
  const codeOf = async (body: object) => (await ask(body)).body.error?.details[0]?.errors[0]?.errorCode;
  expect(await codeOf({ query, pageSize: 2 })).toEqual({ requestError: 'PAGE_SIZE_NOT_SUPPORTED' });
  expect(await codeOf({ query, pageToken: 'x' })).toEqual({ requestError: 'INVALID_PAGE_TOKEN' });
  expect((await ask({ query, colour: 1 })).status).toBe(400);
  expect((await ask({ query }, '/v19/customers/5/googleAds:search')).status).toBe(404);
  expect((await ask({ query }, '/v25/customers/5/keywords:mutate')).status).toBe(404);
});

test('with a segment, what had nothing is left out; without one, it is there with zeros', async () => {
  const { ask, account } = await openTwin();
  const where = "WHERE segments.date BETWEEN '2026-02-01' AND '2026-02-02'";
  const segmented = await ask({ query: `SELECT segments.date, metrics.clicks FROM campaign ${where}` });
  expect(segmented.body.results).toEqual([]);
  const whole = await ask({ query: `SELECT metrics.clicks FROM campaign ${where}` });
  expect(whole.body.results).toHaveLength(account.campaigns.length);
  expect(whole.body.results[0]).toMatchObject({
    campaign: { resourceName: expect.any(String) },
    metrics: { clicks: '0' },
  });
});

test('rows come in the order and the number that is asked for', async () => {
  const { ask } = await openTwin();
  const query = 'SELECT campaign.id FROM campaign WHERE campaign.id != 5002 ORDER BY campaign.id DESC LIMIT 2';
  const { body } = await ask({ query });
  expect(body.results.map((row) => row.campaign.id)).toEqual(['5003', '5001']);
});
