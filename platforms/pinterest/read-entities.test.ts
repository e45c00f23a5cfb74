import { expect, test } from 'vitest';
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
  id: '1',
  name: 'Spring',
  status: 'ACTIVE',
  summary_status: 'RUNNING',
  objective_type: 'WEB_CONVERSION',
  daily_spend_cap: 30_000_000,
  lifetime_spend_cap: null,
  start_time: Date.UTC(2026, 2, 1) / 1_000,
  end_time: Date.UTC(2026, 3, 1) / 1_000,
};

const adGroup: WireAdGroup = {
  id: '2',
  name: null,
  campaign_id: '1',
  status: 'PAUSED',
  budget_in_micro_currency: 10_000_000,
  budget_type: 'DAILY',
  bid_in_micro_currency: 800_000,
  bid_strategy_type: 'MAX_BID',
  billable_event: 'CLICKTHROUGH',
  conversion_learning_mode_type: 'ACTIVE',
};

test('a campaign has one cap or the other', () => {
  expect(readCampaign(campaign, settings)).toMatchObject({
    budget: { amountMicros: 30_000_000n, kind: 'DAILY', sharedBy: 1 },
    status: 'ENABLED',
    platformStatus: 'RUNNING',
    flight: { startsOn: '2026-03-01', endsOn: '2026-03-31' },
  });
  expect(readCampaign({ ...campaign, daily_spend_cap: null, lifetime_spend_cap: 5 }, settings).budget?.kind).toBe(
    'LIFETIME',
  );
  expect(readCampaign({ ...campaign, daily_spend_cap: 0 }, settings).budget).toBeNull();
});

test('an ad group has no budget of its own where Pinterest shares out the campaign’s', () => {
  expect(readAdGroup(adGroup, settings).budget).toEqual({ amountMicros: 10_000_000n, kind: 'DAILY', sharedBy: 1 });
  expect(readAdGroup({ ...adGroup, budget_type: 'CBO_ADGROUP' }, settings).budget).toBeNull();
});

test('a bid is named by what is billed, a target by what it is', () => {
  expect(readAdGroup(adGroup, settings).bid).toEqual({ amountMicros: 800_000n, strategy: 'MANUAL_CPC' });
  expect(readAdGroup({ ...adGroup, billable_event: 'IMPRESSION' }, settings).bid?.strategy).toBe('MANUAL_CPM');
  expect(readAdGroup({ ...adGroup, bid_strategy_type: 'TARGET_AVG' }, settings).bid?.strategy).toBe('TARGET_CPA');
  expect(readAdGroup({ ...adGroup, bid_strategy_type: 'AUTOMATIC_BID' }, settings).bid).toBeNull();
});

test('learning is told where Pinterest tells of it', () => {
  expect(readAdGroup(adGroup, settings).learning).toEqual({ isLearning: true, lastResetAt: null });
  expect(readAdGroup({ ...adGroup, conversion_learning_mode_type: null }, settings).learning).toBeNull();
});

test('a draft is paused, and what is archived is removed', () => {
  const statusOf = (status: string) => readAd({ id: '3', ad_group_id: '2', status }, settings).status;
  expect([statusOf('DRAFT'), statusOf('ARCHIVED'), statusOf('DELETED_DRAFT')]).toEqual([
    'PAUSED',
    'REMOVED',
    'REMOVED',
  ]);
});

test('an unknown word is told, and stops nothing: what it stands for may spend', () => {
  unknown.length = 0;
  expect(readCampaign({ ...campaign, status: 'HIBERNATING' }, settings).status).toBe('ENABLED');
  expect(readAdGroup({ ...adGroup, budget_type: 'LUNAR' }, settings).budget).toBeNull();
  expect(readAdGroup({ ...adGroup, bid_strategy_type: 'TIDAL' }, settings).bid).toBeNull();
  expect(unknown.map(({ field, value }) => [field, value])).toEqual([
    ['campaign.status', 'HIBERNATING'],
    ['ad_group.budget_type', 'LUNAR'],
    ['ad_group.bid_strategy_type', 'TIDAL'],
  ]);
});
