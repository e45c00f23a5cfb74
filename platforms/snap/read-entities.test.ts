import { expect, test } from 'vitest';
import type { ClientSettings, UnknownWord } from '../ad-platform.ts';
import { readAdSquad, readCampaign } from './read-entities.ts';
import type { WireAdSquad, WireCampaign } from './wire.ts';

const unknown: UnknownWord[] = [];
const settings: ClientSettings = {
  baseUrl: '',
  timeoutMs: 1,
  now: () => new Date(),
  onQuota: () => {},
  onUnknownWord: (word) => unknown.push(word),
};

const campaign: WireCampaign = {
  id: 'c1',
  name: 'Spring',
  status: 'ACTIVE',
  objective: 'WEB_CONVERSION',
  daily_budget_micro: 50_000_000,
  lifetime_spend_cap_micro: null,
  start_time: '2026-03-01T08:00:00.000Z',
  end_time: '2026-04-01T07:00:00.000Z',
  delivery_status: ['VALID'],
};

const adSquad: WireAdSquad = {
  id: 's1',
  name: 'Spring, 18–24',
  status: 'PAUSED',
  campaign_id: 'c1',
  lifetime_budget_micro: 900_000_000,
  bid_micro: 1_500_000,
  bid_strategy: 'LOWEST_COST_WITH_MAX_BID',
};

test('a campaign has the budget of a day or of its life', () => {
  expect(readCampaign(campaign, settings, 'UTC').budget).toEqual({
    amountMicros: 50_000_000n,
    kind: 'DAILY',
    sharedBy: 1,
  });
  expect(
    readCampaign({ ...campaign, daily_budget_micro: null, lifetime_spend_cap_micro: 7 }, settings, 'UTC').budget,
  ).toMatchObject({ kind: 'LIFETIME', amountMicros: 7n });
  expect(readAdSquad(adSquad, settings, 'UTC').budget?.kind).toBe('LIFETIME');
});

test('times are days of the account, and the end is the last moment with delivery', () => {
  expect(readCampaign(campaign, settings, 'America/Los_Angeles').flight).toEqual({
    startsOn: '2026-03-01',
    endsOn: '2026-03-31',
  });
});

test('a bid is the most that is paid, a target, or none', () => {
  const bidOf = (bid_strategy: string | null) =>
    readAdSquad({ ...adSquad, bid_strategy }, settings, 'UTC').bid?.strategy;
  expect(bidOf('LOWEST_COST_WITH_MAX_BID')).toBe('LOWEST_COST_WITH_BID_CAP');
  expect(bidOf('TARGET_COST')).toBe('COST_CAP');
  expect(bidOf(null)).toBe('LOWEST_COST_WITH_BID_CAP');
  expect(bidOf('AUTO_BID')).toBeUndefined();
  expect(bidOf('MIN_ROAS')).toBeUndefined();
});

test('an unknown word is told, and stops nothing: what it stands for may spend', () => {
  unknown.length = 0;
  expect(readCampaign({ ...campaign, status: 'HIBERNATING' }, settings, 'UTC').status).toBe('ENABLED');
  expect(readAdSquad({ ...adSquad, bid_strategy: 'LUNAR' }, settings, 'UTC').bid).toBeNull();
  expect(unknown.map(({ field, value }) => [field, value])).toEqual([
    ['campaign.status', 'HIBERNATING'],
    ['adsquad.bid_strategy', 'LUNAR'],
  ]);
});
