// Four weeks of hourly spend: a campaign's budget, bent by the platform's week and day, with chance on top.
import { minorUnitMicros, splitMicros } from '../../subgraphs/common/money.ts';
import { addDays, localDay, localHour, startOfDay } from '../../subgraphs/common/period.ts';
import type { SpendFact } from '../../subgraphs/spend/spend-fact.ts';
import { historyDays, type SampleCampaign } from './campaigns.ts';
import type { Random } from './random.ts';

const hourMs = 3_600_000;

/** An hour of an account's clock. */
interface Hour {
  readonly startsAt: Date;
  readonly day: string;
  readonly hour: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** Every complete hour from four weeks ago up to `until`, in a time zone; computed once a zone, as accounts share them. */
function createHours(timeZone: string, now: Date, until: Date): readonly Hour[] {
  const firstDay = addDays(localDay(now, timeZone), -historyDays);
  const hours: Hour[] = [];
  for (let at = startOfDay(firstDay, timeZone).getTime(); at + hourMs <= until.getTime(); at += hourMs) {
    const startsAt = new Date(at);
    const day = localDay(startsAt, timeZone);
    hours.push({
      startsAt,
      day,
      hour: localHour(startsAt, timeZone),
      weekday: new Date(`${day}T00:00:00Z`).getUTCDay(),
    });
  }
  return hours;
}

/** What the platforms reported by the hour, up to the last complete one, or to the last complete local day. */
export function createHourlySpend(
  random: Random,
  campaigns: readonly SampleCampaign[],
  now: Date,
  last: 'HOUR' | 'DAY' = 'HOUR',
): readonly SpendFact[] {
  const hoursOfZone = new Map<string, readonly Hour[]>();
  return campaigns.flatMap((campaign) => {
    const { timeZone } = campaign.account;
    const until = last === 'DAY' ? startOfDay(localDay(now, timeZone), timeZone) : now;
    const hours = hoursOfZone.get(timeZone) ?? createHours(timeZone, now, until);
    hoursOfZone.set(timeZone, hours);
    return spendOfCampaign(random.fork(campaign.id), campaign, hours, localDay(now, timeZone));
  });
}

/** One fact an hour of each entity that holds the campaign's budget: that is the level the platform reports by the hour. */
function spendOfCampaign(
  random: Random,
  campaign: SampleCampaign,
  hours: readonly Hour[],
  today: string,
): readonly SpendFact[] {
  const appetite = random.between(0.78, 1.12);
  // A campaign that is not enabled spent until a week ago.
  const end = campaign.status === 'ENABLED' ? '9999-12-31' : addDays(today, -7);
  const reported = hours.filter(({ day }) => day >= campaign.flight.startsOn && day < end);
  return [...Map.groupBy(reported, ({ day }) => day)].flatMap(([day, hoursOfDay]) =>
    // A stream of chance for each day: what is said of a day does not depend on which days are looked at.
    spendOfDay(random.fork(day), campaign, hoursOfDay, appetite),
  );
}

function spendOfDay(
  random: Random,
  campaign: SampleCampaign,
  hours: readonly Hour[],
  appetite: number,
): readonly SpendFact[] {
  const { dayShape, weekShape } = campaign.platform;
  const dayMicros = Number(campaign.dayBudgetMicros) * appetite * random.between(0.88, 1.12);
  return hours.flatMap((hour) => {
    const share = shareOfDay(dayShape, hour.hour) * (weekShape[hour.weekday] ?? 1);
    return toFacts(random, campaign, hour, dayMicros * share * random.between(0.8, 1.2));
  });
}

function shareOfDay(shape: readonly number[], hour: number): number {
  const sum = shape.reduce((left, right) => left + right, 0);
  return (shape[hour] ?? 0) / sum;
}

function toFacts(random: Random, campaign: SampleCampaign, hour: Hour, wholeMicros: number): readonly SpendFact[] {
  const { account, adGroups } = campaign;
  const unit = minorUnitMicros(account.currency);
  const spendMicros = (BigInt(Math.round(wholeMicros)) / unit) * unit;
  if (campaign.budgetLevel === 'CAMPAIGN') return [toFact(random, campaign, hour, campaign.id, null, spendMicros)];
  const units = splitMicros(
    spendMicros / unit,
    adGroups.map((_, place) => BigInt(adGroups.length - place)),
  );
  return adGroups.map((adGroup, place) =>
    toFact(random, campaign, hour, adGroup.id, adGroup.id, (units[place] ?? 0n) * unit),
  );
}

function toFact(
  random: Random,
  campaign: SampleCampaign,
  { startsAt, day }: Hour,
  entityId: string,
  adGroupId: string | null,
  spendMicros: bigint,
): SpendFact {
  const { account, platform } = campaign;
  const euros = Number(spendMicros) / 1_000_000 / (account.currency === 'JPY' ? 160 : 1);
  const impressions = Math.round((euros / platform.costPerMille) * 1_000 * random.between(0.85, 1.15));
  const clicks = Math.round(impressions * platform.clickRate * random.between(0.7, 1.3));
  return {
    advertiserId: account.advertiser.id,
    platform: account.platform,
    accountId: account.id,
    level: adGroupId === null ? 'CAMPAIGN' : 'AD_GROUP',
    entityId,
    campaignId: campaign.id,
    adGroupId,
    adId: null,
    startsAt,
    day,
    grain: 'HOUR',
    timeZone: account.timeZone,
    currency: account.currency,
    breakdown: '',
    spendMicros,
    impressions: BigInt(impressions),
    clicks: BigInt(clicks),
  };
}

/**
 * Daily reports of the ads under campaigns that are reported whole: the same money seen more finely, to the micro.
 * Complete days only.
 */
export function createAdDays(
  campaigns: readonly SampleCampaign[],
  hourly: readonly SpendFact[],
  now: Date,
): readonly SpendFact[] {
  const detailed = new Map(
    campaigns
      .filter(({ budgetLevel, account }) => budgetLevel === 'CAMPAIGN' && account.platform === 'GOOGLE_ADS')
      .map((campaign) => [campaign.id, campaign]),
  );
  const facts = hourly.filter(
    ({ campaignId, day, timeZone }) => detailed.has(campaignId ?? '') && day < localDay(now, timeZone),
  );
  const days = Map.groupBy(facts, ({ campaignId, day }) => `${campaignId} ${day}`);
  return [...days.values()].flatMap((hours) => {
    const campaign = detailed.get(hours[0]?.campaignId ?? '');
    return campaign ? adsOfDay(campaign, hours) : [];
  });
}

function adsOfDay(campaign: SampleCampaign, hours: readonly SpendFact[]): readonly SpendFact[] {
  const [first] = hours;
  if (!first) return [];
  const ads = campaign.adGroups.flatMap((adGroup) => adGroup.ads.map((ad) => ({ adId: ad.id, adGroupId: adGroup.id })));
  const weights = ads.map((_, place) => BigInt(2 * ads.length - place));
  const split = (measure: 'spendMicros' | 'impressions' | 'clicks') =>
    splitMicros(
      hours.reduce((sum, fact) => sum + fact[measure], 0n),
      weights,
    );
  const [spend, impressions, clicks] = [split('spendMicros'), split('impressions'), split('clicks')];
  return ads.map(({ adId, adGroupId }, place) => ({
    ...first,
    level: 'AD',
    entityId: adId,
    adGroupId,
    adId,
    startsAt: startOfDay(first.day, first.timeZone),
    grain: 'DAY',
    spendMicros: spend[place] ?? 0n,
    impressions: impressions[place] ?? 0n,
    clicks: clicks[place] ?? 0n,
  }));
}

/** What a platform says differently later: a dozen hours older than two days, each 5 % lower, as clicks turned out invalid. */
export function createRestatements(hourly: readonly SpendFact[], now: Date): readonly SpendFact[] {
  const settled = hourly.filter(
    ({ startsAt, spendMicros }) => startsAt.getTime() < now.getTime() - 48 * hourMs && spendMicros > 0n,
  );
  const step = Math.max(1, Math.floor(settled.length / 12));
  return settled
    .filter((_, place) => place % step === 0)
    .slice(0, 12)
    .map((fact) => {
      const unit = minorUnitMicros(fact.currency);
      const spendMicros = ((fact.spendMicros * 95n) / 100n / unit) * unit;
      return { ...fact, spendMicros, clicks: (fact.clicks * 95n) / 100n };
    });
}
