// How customers came to buy: a few meetings with ads of one market, on several platforms, then a conversion.
import { createHash } from 'node:crypto';
import type { NewConversion, NewTouchpoint } from '../../subgraphs/attribution/event-rules.ts';
import { inUnits, type SampleCampaign } from './campaigns.ts';
import type { Random } from './random.ts';

/** What one call records: events of one advertiser, within the limits of a call. */
export interface EventBatch {
  readonly advertiserId: string;
  readonly touchpoints: readonly NewTouchpoint[];
  readonly conversions: readonly NewConversion[];
}

const conversionDays = 14;
const journeysPerCampaignDay = 1.6;
const hourMs = 3_600_000;
/** A call takes 500 events of each kind; a journey has at most six touchpoints. */
const journeysPerBatch = 80;

interface Journey {
  readonly touchpoints: readonly NewTouchpoint[];
  readonly conversion: NewConversion;
}

/** Two weeks of journeys, in batches. The customers' keys are pseudonyms, as real ones must be. */
export function createJourneys(random: Random, campaigns: readonly SampleCampaign[], now: Date): readonly EventBatch[] {
  const running = campaigns.filter(({ status }) => status === 'ENABLED');
  const markets = Map.groupBy(running, ({ account }) => `${account.advertiser.id} ${account.currency}`);
  return [...markets.values()].flatMap((market) => batchesOfMarket(random, market, now));
}

function batchesOfMarket(random: Random, market: readonly SampleCampaign[], now: Date): readonly EventBatch[] {
  const [first] = market;
  if (!first) return [];
  const own = random.fork(first.id);
  const count = Math.round(market.length * conversionDays * journeysPerCampaignDay);
  const journeys = Array.from({ length: count }, (_, place) => createJourney(own, market, `${first.id} ${place}`, now));
  return Array.from({ length: Math.ceil(count / journeysPerBatch) }, (_, batch) => {
    const some = journeys.slice(batch * journeysPerBatch, (batch + 1) * journeysPerBatch);
    return {
      advertiserId: first.account.advertiser.id,
      touchpoints: some.flatMap(({ touchpoints }) => touchpoints),
      conversions: some.map(({ conversion }) => conversion),
    };
  });
}

function createJourney(random: Random, market: readonly SampleCampaign[], label: string, now: Date): Journey {
  const key = createHash('sha256').update(label).digest('hex').slice(0, 32);
  const convertedAt = now.getTime() - random.between(0.2, conversionDays * 24) * hourMs;
  const length = 1 + Math.floor(5 * random.next() ** 2);
  const touchpoints = Array.from({ length }, (_, place) => createTouchpoint(random, market, key, place, convertedAt));
  return { touchpoints, conversion: createConversion(random, market, key, convertedAt) };
}

function createTouchpoint(
  random: Random,
  market: readonly SampleCampaign[],
  customerKey: string,
  place: number,
  convertedAtMs: number,
): NewTouchpoint {
  const campaign = random.pick(market);
  const adGroup = random.pick(campaign.adGroups);
  const kind = random.next() < 0.7 ? 'CLICK' : 'VIEW';
  // A view is remembered for a day, a click for weeks: older ones would be outside the window and show nothing.
  const hoursBefore = kind === 'VIEW' ? random.between(0.2, 20) : random.between(0.1, 120);
  return {
    key: `${customerKey}-touch-${place}`,
    kind,
    occurredAt: new Date(convertedAtMs - hoursBefore * hourMs),
    customerKey,
    campaignId: campaign.id,
    adGroupId: adGroup.id,
    adId: random.pick(adGroup.ads).id,
  };
}

function createConversion(
  random: Random,
  market: readonly SampleCampaign[],
  customerKey: string,
  atMs: number,
): NewConversion {
  const currency = market[0]?.account.currency ?? 'EUR';
  const isPurchase = random.next() < 0.85;
  return {
    key: `${customerKey}-conversion`,
    eventName: isPurchase ? 'purchase' : 'sign_up',
    occurredAt: new Date(atMs),
    customerKey,
    value: isPurchase ? { amountMicros: inUnits(currency, random.between(60, 240)), currency } : null,
  };
}
