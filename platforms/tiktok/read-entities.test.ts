import { describe, expect, test } from 'vitest';
import type { ClientSettings, UnknownWord } from '../ad-platform.ts';
import { readAd, readAdGroup, readCampaign } from './read-entities.ts';
import type { WireAdGroup, WireCampaign } from './wire.ts';

const unknown: UnknownWord[] = [];
const settings: ClientSettings = {
  baseUrl: '',
  timeoutMs: 1,
  now: () => new Date(),
  onQuota: () => {},
  onUnknownWord: (word) => unknown.push(word),
};

const campaign: WireCampaign = {
  campaign_id: '1',
  campaign_name: 'Spring',
  objective_type: 'CONVERSIONS',
  budget_mode: 'BUDGET_MODE_DAY',
  budget: 150.5,
  operation_status: 'ENABLE',
  secondary_status: 'CAMPAIGN_STATUS_ENABLE',
};

const adGroup: WireAdGroup = {
  adgroup_id: '2',
  adgroup_name: 'Spring, 18–24',
  campaign_id: '1',
  budget_mode: 'BUDGET_MODE_INFINITE',
  budget: 0,
  bid_type: 'BID_TYPE_NO_BID',
  bid_price: 0,
  conversion_bid_price: 0,
  billing_event: 'OCPM',
  schedule_start_time: '2026-03-01 08:00:00',
  schedule_end_time: '2026-04-01 07:00:00',
  schedule_type: 'SCHEDULE_START_END',
  operation_status: 'DISABLE',
  secondary_status: 'ADGROUP_STATUS_DISABLE',
};

test('a budget is read by its mode, and without a limit it is none', () => {
  const budgetOf = (budget_mode: string) => readCampaign({ ...campaign, budget_mode }, settings).budget;
  expect(budgetOf('BUDGET_MODE_DAY')).toEqual({ amountMicros: 150_500_000n, kind: 'DAILY', sharedBy: 1 });
  expect(budgetOf('BUDGET_MODE_DYNAMIC_DAILY_BUDGET')?.kind).toBe('DAILY');
  expect(budgetOf('BUDGET_MODE_TOTAL')?.kind).toBe('LIFETIME');
  expect(budgetOf('BUDGET_MODE_INFINITE')).toBeNull();
});

test('what is deleted is removed, whichever switch it has kept', () => {
  expect(readCampaign({ ...campaign, secondary_status: 'CAMPAIGN_STATUS_DELETE' }, settings)).toMatchObject({
    status: 'REMOVED',
    platformStatus: 'CAMPAIGN_STATUS_DELETE',
  });
  expect(readAd({ ad_id: '3', ad_name: 'Clip', adgroup_id: '2', operation_status: 'DELETE' }, settings).status).toBe(
    'REMOVED',
  );
});

describe('a bid', () => {
  const bidOf = (fields: Partial<WireAdGroup>) =>
    readAdGroup({ ...adGroup, bid_type: 'BID_TYPE_CUSTOM', ...fields }, settings, 'UTC').bid;

  test('of a conversion is a cost cap', () => {
    expect(bidOf({ conversion_bid_price: 12.34 })).toEqual({ amountMicros: 12_340_000n, strategy: 'COST_CAP' });
  });

  test('of a click or of a thousand impressions is what is billed', () => {
    expect(bidOf({ bid_price: 0.5, billing_event: 'CPC' })?.strategy).toBe('MANUAL_CPC');
    expect(bidOf({ bid_price: 4, billing_event: 'CPM' })?.strategy).toBe('MANUAL_CPM');
  });

  test('is none where TikTok bids by itself, or for a return on spend', () => {
    expect(readAdGroup(adGroup, settings, 'UTC').bid).toBeNull();
    expect(bidOf({ billing_event: 'OCPM' })).toBeNull();
  });
});

test('a schedule in UTC is a flight of local days, whose end is the last moment with delivery', () => {
  expect(readAdGroup(adGroup, settings, 'America/Los_Angeles').flight).toEqual({
    startsOn: '2026-03-01',
    endsOn: '2026-03-31',
  });
  expect(readAdGroup({ ...adGroup, schedule_type: 'SCHEDULE_FROM_NOW' }, settings, 'UTC').flight?.endsOn).toBeNull();
});

test('an unknown word is told, and stops nothing: what it stands for may spend', () => {
  unknown.length = 0;
  expect(readCampaign({ ...campaign, operation_status: 'HIBERNATE' }, settings)).toMatchObject({
    status: 'ENABLED',
    platformStatus: 'CAMPAIGN_STATUS_ENABLE',
  });
  expect(readCampaign({ ...campaign, budget_mode: 'BUDGET_MODE_LUNAR' }, settings).budget).toBeNull();
  expect(unknown).toEqual([
    { platform: 'TIKTOK', field: 'campaign.operation_status', value: 'HIBERNATE' },
    { platform: 'TIKTOK', field: 'campaign.budget_mode', value: 'BUDGET_MODE_LUNAR' },
  ]);
});
