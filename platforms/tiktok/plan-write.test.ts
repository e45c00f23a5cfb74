import { expect, test } from 'vitest';
import type { PlatformWrite } from '../ad-platform.ts';
import { planWrite } from './plan-write.ts';

const budget: PlatformWrite = {
  level: 'CAMPAIGN',
  externalId: '1',
  field: 'BUDGET',
  amountMicros: 150_500_000n,
  kind: 'DAILY',
};

test('a budget is the one field that is sent', () => {
  expect(planWrite('9', budget)).toEqual({
    kind: 'SEND',
    path: '/campaign/update/',
    body: { advertiser_id: '9', campaign_id: '1', budget: 150.5 },
  });
});

test('a bid goes into the field of its strategy', () => {
  const bid = { level: 'AD_GROUP', externalId: '2', field: 'BID', amountMicros: 1_250_000n } as const;
  expect(planWrite('9', { ...bid, strategy: 'COST_CAP' })).toMatchObject({
    path: '/adgroup/update/',
    body: { conversion_bid_price: 1.25 },
  });
  expect(planWrite('9', { ...bid, strategy: 'MANUAL_CPC' })).toMatchObject({ body: { bid_price: 1.25 } });
});

test('a status has a path of its own for each level', () => {
  const pause = { externalId: '3', field: 'STATUS', status: 'PAUSED' } as const;
  expect(planWrite('9', { ...pause, level: 'AD' })).toEqual({
    kind: 'SEND',
    path: '/ad/status/update/',
    body: { advertiser_id: '9', ad_ids: ['3'], operation_status: 'DISABLE' },
  });
  expect(planWrite('9', { ...pause, level: 'AD_GROUP' })).toMatchObject({ path: '/adgroup/status/update/' });
  expect(planWrite('9', { ...pause, level: 'CAMPAIGN' })).toMatchObject({ path: '/campaign/status/update/' });
});

test('what TikTok has not is not sent', () => {
  const refused = (write: PlatformWrite) => expect(planWrite('9', write)).toMatchObject({ kind: 'REFUSE' });
  refused({ ...budget, level: 'AD' });
  refused({ level: 'AD_GROUP', externalId: '2', field: 'BID', amountMicros: 1n, strategy: 'TARGET_CPA' });
  refused({ level: 'CAMPAIGN', externalId: '1', field: 'BID', amountMicros: 1n, strategy: 'COST_CAP' });
  refused({ ...budget, amountMicros: 9_007_199_254_740_993_123n });
});
