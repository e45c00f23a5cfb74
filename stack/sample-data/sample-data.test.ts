import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { localDay } from '../../subgraphs/common/period.ts';
import { closeSubgraphs, openSubgraphs, type Subgraphs } from '../subgraphs.ts';
import { sampleAccounts, sampleAdvertisers } from './accounts.ts';
import { createCampaigns, toStructure } from './campaigns.ts';
import { createExperiments } from './experiments.ts';
import { createJourneys } from './journeys.ts';
import { isEmpty, loadSampleData } from './load-sample-data.ts';
import { samplePlatforms } from './platforms.ts';
import { createRandom } from './random.ts';
import { createAdDays, createHourlySpend, createRestatements } from './spend.ts';

const now = new Date('2026-11-22T15:30:00Z');
const campaigns = createCampaigns(createRandom(1), '2026-11-22');
const hourly = createHourlySpend(createRandom(1), campaigns, now);

describe('the sample data', () => {
  test('is the same for the same seed and date, and different for another seed', () => {
    expect(createCampaigns(createRandom(1), '2026-11-22')).toEqual(campaigns);
    expect(createHourlySpend(createRandom(1), campaigns, now)).toEqual(hourly);
    expect(createCampaigns(createRandom(2), '2026-11-22')).not.toEqual(campaigns);
  });

  test('has two advertisers of one company and one of another, on five platforms and in several currencies', () => {
    expect(sampleAdvertisers.map(({ tenant }) => tenant)).toEqual(['demo', 'demo', 'other']);
    expect(new Set(sampleAccounts.map(({ platform }) => platform)).size).toBe(5);
    expect(new Set(sampleAccounts.map(({ currency }) => currency)).size).toBeGreaterThan(3);
  });

  test('holds each budget on one level, as platforms do', () => {
    const { campaigns: seen = [], adGroups = [] } = toStructure(campaigns, now);
    for (const campaign of seen) {
      const below = adGroups.filter(({ campaignId, budget }) => campaignId === campaign.id && budget);
      expect(below.length > 0).toBe(campaign.budget === null);
    }
  });

  test('what is said of a day does not depend on which days are looked at', () => {
    const tomorrow = new Date(now.getTime() + 24 * 3_600_000);
    const later = createHourlySpend(createRandom(1), campaigns.slice(0, 1), tomorrow);
    const both = hourly.filter(({ campaignId }) => campaignId === campaigns[0]?.id);
    const known = new Map(both.map((fact) => [fact.startsAt.getTime(), fact.spendMicros]));
    const again = later.filter(({ startsAt }) => known.has(startsAt.getTime()));
    expect(again.length).toBeGreaterThan(600);
    expect(again.every(({ startsAt, spendMicros }) => known.get(startsAt.getTime()) === spendMicros)).toBe(true);
  });

  test('ends with the last complete day of each account where twins tell the running one', () => {
    const upToToday = createHourlySpend(createRandom(1), campaigns, now, 'DAY');
    expect(upToToday).toEqual(hourly.filter(({ day, timeZone }) => day < localDay(now, timeZone)));
    expect(upToToday.length).toBeLessThan(hourly.length);
  });

  test('ends with the last complete hour', () => {
    expect(Math.max(...hourly.map(({ startsAt }) => startsAt.getTime()))).toBe(Date.parse('2026-11-22T14:00:00Z'));
  });

  test('reports the ads of a day to the micro as it reports their campaign', () => {
    const ads = createAdDays(campaigns, hourly, now);
    const totalOf = (facts: typeof hourly) => facts.reduce((sum, { spendMicros }) => sum + spendMicros, 0n);
    const [first] = ads;
    const sameDay = (facts: typeof hourly) =>
      facts.filter(({ campaignId, day }) => campaignId === first?.campaignId && day === first?.day);
    expect(totalOf(sameDay(ads))).toBe(totalOf(sameDay(hourly)));
    expect(totalOf(sameDay(ads))).toBeGreaterThan(0n);
  });

  test('fits a call: no batch of events is larger than the graph takes', () => {
    const batches = createJourneys(createRandom(1), campaigns, now);
    expect(Math.max(...batches.map(({ touchpoints }) => touchpoints.length))).toBeLessThanOrEqual(500);
  });

  test('every day shape has 24 hours and every week 7 days', () => {
    for (const { dayShape, weekShape } of Object.values(samplePlatforms)) {
      expect([dayShape.length, weekShape.length]).toEqual([24, 7]);
    }
  });

  test('has an experiment in every state', () => {
    const states = createExperiments(createRandom(1), campaigns, now).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['DRAFT', 'RUNNING', 'CONCLUDED', 'ABANDONED']));
  });
});

describe('loading it', () => {
  let database: TestDatabase;
  let subgraphs: Subgraphs;

  beforeAll(async () => {
    database = await createTestDatabase();
    const url = database.url;
    const urls = { campaigns: url, spend: url, attribution: url, experiments: url };
    subgraphs = await openSubgraphs({ urls, logger: pino({ level: 'silent' }), now: () => now });
  });
  afterAll(async () => {
    await closeSubgraphs(subgraphs);
    await database.drop();
  });

  async function countsOf(): Promise<unknown> {
    const { rows } = await sql`select (select count(*) from campaigns.ad_entity) as entities,
      (select count(*) from spend.spend_fact) as facts, (select count(*) from attribution.conversion) as conversions,
      (select count(*) from attribution.touchpoint) as touchpoints, (select count(*) from experiments.experiment) as experiments`.execute(
      subgraphs.campaigns.database.db,
    );
    return rows[0];
  }

  test('fills an empty database, and changes nothing the second time', async () => {
    expect(await isEmpty(subgraphs)).toBe(true);
    const loaded = await loadSampleData(subgraphs, now);
    expect(await isEmpty(subgraphs)).toBe(false);
    expect(await countsOf()).toMatchObject({
      entities: 420n,
      facts: BigInt(loaded.reportRows),
      conversions: BigInt(loaded.conversions),
      experiments: 6n,
    });
    const before = await countsOf();
    await loadSampleData(subgraphs, now);
    expect(await countsOf()).toEqual(before);
  });

  test('restates a dozen hours', () => {
    expect(createRestatements(hourly, now)).toHaveLength(12);
  });
});
