// What TikTok is sent for a change. It takes the field that is set and nothing else, one entity a request.
import type { PlatformBidStrategy, PlatformFailure, PlatformWrite } from '../ad-platform.ts';
import { writeAmount } from './amounts.ts';
import { tiktokPaths } from './wire.ts';

export type PlannedWrite =
  | { readonly kind: 'SEND'; readonly path: string; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'REFUSE'; readonly failure: PlatformFailure; readonly message: string };

const bidFields: Readonly<Record<PlatformBidStrategy, string | undefined>> = {
  MANUAL_CPC: 'bid_price',
  MANUAL_CPM: 'bid_price',
  COST_CAP: 'conversion_bid_price',
  TARGET_CPA: undefined,
  LOWEST_COST_WITH_BID_CAP: undefined,
};

export function planWrite(advertiserId: string, write: PlatformWrite): PlannedWrite {
  switch (write.field) {
    case 'STATUS':
      return planStatus(advertiserId, write, write.status === 'ENABLED' ? 'ENABLE' : 'DISABLE');
    case 'BUDGET':
      return planAmount(advertiserId, write, 'budget', write.amountMicros);
    case 'BID':
      return planBid(advertiserId, write, write.strategy, write.amountMicros);
  }
}

function planStatus(advertiserId: string, { level, externalId }: PlatformWrite, operation: string): PlannedWrite {
  const of = { advertiser_id: advertiserId, operation_status: operation };
  switch (level) {
    case 'CAMPAIGN':
      return send(tiktokPaths.updateCampaignStatus, { ...of, campaign_ids: [externalId] });
    case 'AD_GROUP':
      return send(tiktokPaths.updateAdGroupStatus, { ...of, adgroup_ids: [externalId] });
    case 'AD':
      return send(tiktokPaths.updateAdStatus, { ...of, ad_ids: [externalId] });
  }
}

function planBid(
  advertiserId: string,
  write: PlatformWrite,
  strategy: PlatformBidStrategy,
  amountMicros: bigint,
): PlannedWrite {
  const field = bidFields[strategy];
  if (field === undefined || write.level !== 'AD_GROUP') {
    return refuse({ kind: 'UNSUPPORTED' }, `TikTok has no ${strategy} of a ${write.level}.`);
  }
  return planAmount(advertiserId, write, field, amountMicros);
}

function planAmount(
  advertiserId: string,
  { level, externalId }: PlatformWrite,
  field: string,
  amountMicros: bigint,
): PlannedWrite {
  const amount = writeAmount(amountMicros);
  if (amount === undefined) {
    return refuse({ kind: 'INVALID', fieldPath: field }, `A JSON number cannot hold ${amountMicros} micros exactly.`);
  }
  const of = { advertiser_id: advertiserId };
  if (level === 'CAMPAIGN')
    return send(tiktokPaths.updateCampaign, { ...of, campaign_id: externalId, [field]: amount });
  if (level === 'AD_GROUP') return send(tiktokPaths.updateAdGroup, { ...of, adgroup_id: externalId, [field]: amount });
  return refuse({ kind: 'UNSUPPORTED' }, `A TikTok ad has no ${field}.`);
}

function send(path: string, body: Readonly<Record<string, unknown>>): PlannedWrite {
  return { kind: 'SEND', path, body };
}

function refuse(failure: PlatformFailure, message: string): PlannedWrite {
  return { kind: 'REFUSE', failure, message };
}
