// Bids that are set for whole campaigns: targets of their own strategies, and what portfolios take out of their hands.
import { afterEach, describe, expect, test } from 'vitest';
import { googleAdsWith } from '../../test/support/google-ads.ts';
import {
  accountOf,
  closeWorlds,
  collect,
  contractAccountId,
  openWorld,
  type World,
  writeOne,
} from '../../test/support/platform-world.ts';
import type { PlatformWrite } from '../ad-platform.ts';
import type { CampaignBidding, EstateCampaign } from '../estate/estate-config.ts';
import { campaignOf } from './structure.ts';
import { judge } from './twin-mutate.ts';
import { campaignRow } from './wire.ts';

afterEach(closeWorlds);

const strategies = ['TARGET_CPA', 'MAXIMIZE_CONVERSIONS'] as const;

async function openWith(...campaignStrategies: readonly string[]): Promise<World> {
  return await openWorld(googleAdsWith({ changeDelayMs: 0 }), { campaignStrategies });
}

/** One of the account's campaigns, as it is on the platform now. */
function campaignAt(world: World, index = 0): EstateCampaign & { readonly bidding: CampaignBidding } {
  const campaign = accountOf(world).campaigns[index];
  if (!campaign?.bidding) throw new Error('the campaign does not bid');
  return { ...campaign, bidding: campaign.bidding };
}

function bidWrite(world: World, amountMicros: bigint, index = 0): PlatformWrite & { readonly field: 'BID' } {
  const { externalId } = campaignAt(world, index);
  return { level: 'CAMPAIGN', externalId, field: 'BID', strategy: 'TARGET_CPA', amountMicros };
}

function editBidding(world: World, bidding: Partial<CampaignBidding>, index = 0): void {
  const campaign = campaignAt(world, index);
  world.estate.editAsPerson(contractAccountId, {
    field: 'BIDDING',
    campaignExternalId: campaign.externalId,
    bidding: { ...campaign.bidding, ...bidding },
  });
}

async function readCampaign(world: World, index = 0) {
  const { externalId } = campaignAt(world, index);
  const [entity] = await world.client.readEntities(contractAccountId, [{ level: 'CAMPAIGN', externalId }]);
  return entity;
}

const mutations = ({ requests }: World) => requests.filter(({ path }) => path.endsWith(':mutate'));

describe('reading', () => {
  test.each(strategies)(
    "the target of a campaign's own %s is the campaign's bid, and none of its ad groups'",
    async (strategy) => {
      const world = await openWith(strategy);
      const { targetMicros: amountMicros } = campaignAt(world).bidding;
      expect(amountMicros).toBeGreaterThan(0n);
      expect(await readCampaign(world)).toMatchObject({ bid: { strategy: 'TARGET_CPA', amountMicros } });
      const entities = await collect(world.client.readStructure(contractAccountId));
      expect(entities.filter(({ level, bid }) => level === 'AD_GROUP' && bid !== null)).toEqual([]);
      expect(entities.filter(({ level, bid }) => level === 'CAMPAIGN' && bid === null)).toEqual([]);
    },
  );

  test("an ad group's own target is the ad group's bid, and the campaign keeps its own", async () => {
    const world = await openWith('MAXIMIZE_CONVERSIONS');
    const before = await readCampaign(world);
    const adGroup = accountOf(world).adGroups.find((each) => each.campaignExternalId === before?.externalId);
    const ref = { level: 'AD_GROUP', externalId: adGroup?.externalId ?? '' } as const;
    const bid = { strategy: 'TARGET_CPA', amountMicros: 7_000_000n } as const;
    expect(await writeOne(world, { ...ref, field: 'BID', ...bid })).toMatchObject({ kind: 'APPLIED' });
    const [read] = await world.client.readEntities(contractAccountId, [ref]);
    expect(read?.bid).toEqual(bid);
    expect((await readCampaign(world))?.bid).toEqual(before?.bid);
  });

  test.each([
    ['in a portfolio', { portfolioExternalId: '88' }],
    ['that goes for no target', { targetMicros: null }],
    ['that goes for a return on spend', { strategy: 'TARGET_ROAS' }],
    ['that goes for the value of conversions', { strategy: 'MAXIMIZE_CONVERSION_VALUE' }],
  ])('a campaign %s has no bid', async (_, bidding) => {
    const world = await openWith('MAXIMIZE_CONVERSIONS');
    editBidding(world, bidding);
    expect((await readCampaign(world))?.bid).toBeNull();
  });
});

test('a portfolio rules, also where a target of its own is told with it', () => {
  const settings = { baseUrl: '', timeoutMs: 1, now: () => new Date(), onQuota: () => {} };
  const bidIn = (more: object) => {
    const own = { id: '1', status: 'ENABLED', biddingStrategyType: 'TARGET_CPA', targetCpa: { targetCpaMicros: '5' } };
    return campaignOf(campaignRow.parse({ campaign: { ...own, ...more } }), settings).bid;
  };
  expect(bidIn({})).toEqual({ strategy: 'TARGET_CPA', amountMicros: 5n });
  expect(bidIn({ biddingStrategy: 'customers/1/biddingStrategies/2' })).toBeNull();
  expect(bidIn({ targetCpa: { targetCpaMicros: '0' } })).toBeNull();
  expect(bidIn({ biddingStrategyType: 'MAXIMIZE_CONVERSIONS' })).toBeNull();
});

describe('writing', () => {
  test.each(strategies)(
    'the target of %s is there when it is read back, and the strategy is what it was',
    async (strategy) => {
      const world = await openWith(strategy);
      const outcome = await writeOne(world, bidWrite(world, 9_990_000n));
      expect(outcome).toMatchObject({ kind: 'APPLIED', requestId: expect.stringMatching(/^twin-request-/) });
      expect(campaignAt(world).bidding).toEqual({ strategy, targetMicros: 9_990_000n, portfolioExternalId: null });
      expect((await readCampaign(world))?.bid).toEqual({ strategy: 'TARGET_CPA', amountMicros: 9_990_000n });
    },
  );

  test('goes by the strategy that each campaign has by then', async () => {
    const world = await openWith('TARGET_CPA');
    editBidding(world, { strategy: 'MAXIMIZE_CONVERSIONS' }, 1);
    const writes = [bidWrite(world, 5_000_000n), bidWrite(world, 6_000_000n, 1)];
    expect(await world.client.write(contractAccountId, writes)).toMatchObject([
      { kind: 'APPLIED' },
      { kind: 'APPLIED' },
    ]);
    const strategiesNow = accountOf(world).campaigns.map(({ bidding }) => bidding?.strategy);
    expect(strategiesNow.slice(0, 2)).toEqual(['TARGET_CPA', 'MAXIMIZE_CONVERSIONS']);
    expect(mutations(world)).toHaveLength(1);
  });

  test.each([
    ['moved to a portfolio', { portfolioExternalId: '88' }],
    ['lost its target', { targetMicros: null }],
    ['gone for a return on spend', { strategy: 'TARGET_ROAS' }],
  ])(
    'is unsupported for a campaign that has %s meanwhile; nothing of it is sent, and the others are done',
    async (_, bidding) => {
      const world = await openWith('TARGET_CPA');
      const writes = [bidWrite(world, 5_000_000n), bidWrite(world, 6_000_000n, 1)];
      editBidding(world, bidding);
      const moved = campaignAt(world).bidding;
      expect(await world.client.write(contractAccountId, writes)).toMatchObject([
        { kind: 'FAILED', failure: { kind: 'UNSUPPORTED' } },
        { kind: 'APPLIED' },
      ]);
      expect(campaignAt(world).bidding).toEqual(moved);
      expect(mutations(world).map(({ body }) => body)).toEqual([
        expect.not.stringContaining(campaignAt(world).externalId),
      ]);
    },
  );

  test('a rehearsal changes nothing, and finds what would be refused', async () => {
    const world = await openWith('TARGET_CPA');
    expect(await writeOne(world, bidWrite(world, 5_000_000n), true)).toMatchObject({ kind: 'APPLIED' });
    expect(await writeOne(world, bidWrite(world, 1n), true)).toMatchObject({ failure: { kind: 'BELOW_MINIMUM' } });
    expect(world.estate.edits(contractAccountId)).toEqual([]);
  });

  test('of nobody is not found, and of another kind is not asked for', async () => {
    const world = await openWith('TARGET_CPA');
    const write = bidWrite(world, 5_000_000n);
    expect(await writeOne(world, { ...write, externalId: '999' })).toMatchObject({ failure: { kind: 'NOT_FOUND' } });
    world.requests.splice(0);
    expect(await writeOne(world, { ...write, strategy: 'MANUAL_CPC' })).toMatchObject({
      failure: { kind: 'UNSUPPORTED' },
    });
    expect(world.requests).toEqual([]);
  });

  test('names the field of an amount that is too fine', async () => {
    const world = await openWith('MAXIMIZE_CONVERSIONS');
    expect(await writeOne(world, bidWrite(world, 5_000_001n))).toMatchObject({
      failure: { kind: 'INVALID', fieldPath: 'operations.update.maximize_conversions.target_cpa_micros' },
      detail: { platformCode: 'BiddingError.BID_TOO_MANY_FRACTIONAL_DIGITS' },
    });
  });

  test.each(['RESET_AFTER_APPLY', 'GATEWAY_TIMEOUT_AFTER_APPLY'] as const)(
    'is unknown after %s, and reading back finds it done',
    async (kind) => {
      const world = await openWith('TARGET_CPA');
      world.twin.setFaults(({ path }) => (path.endsWith(':mutate') ? { kind } : undefined));
      expect(await writeOne(world, bidWrite(world, 5_000_000n))).toMatchObject({
        failure: { kind: 'OUTCOME_UNKNOWN' },
      });
      expect((await readCampaign(world))?.bid?.amountMicros).toBe(5_000_000n);
    },
  );
});

describe('the change history', () => {
  test.each(strategies)('tells who has set a target of %s, from what to what', async (strategy) => {
    const world = await openWith(strategy);
    const before = String(campaignAt(world).bidding.targetMicros);
    await writeOne(world, bidWrite(world, 5_000_000n));
    world.clock.advance(1_000);
    editBidding(world, { targetMicros: 6_000_000n });
    const changes = await world.client.readChanges(contractAccountId, new Date('2026-03-10T00:00:00Z'));
    const bid = { level: 'CAMPAIGN', externalId: campaignAt(world).externalId, field: 'BID' };
    expect(changes).toMatchObject([
      { ...bid, before, after: '5000000', origin: 'OURS' },
      { ...bid, before: '5000000', after: '6000000', origin: 'PERSON', actor: 'planner@agency.example' },
    ]);
  });

  test('tells of a move to a portfolio that the target is gone', async () => {
    const world = await openWith('TARGET_CPA');
    const before = String(campaignAt(world).bidding.targetMicros);
    editBidding(world, { portfolioExternalId: '88' });
    const changes = await world.client.readChanges(contractAccountId, new Date('2026-03-10T00:00:00Z'));
    expect(changes.map(({ field, before: was, after }) => ({ field, was, after }))).toEqual([
      { field: 'BID', was: before, after: null },
      { field: 'OTHER', was: null, after: null },
    ]);
  });
});

test('a target that moves by more than a fifth has the campaign learn anew, for some days', async () => {
  const world = await openWith('TARGET_CPA');
  const before = campaignAt(world).bidding.targetMicros ?? 0n;
  editBidding(world, { targetMicros: before + 10_000n });
  expect((await readCampaign(world))?.learning).toBeNull();
  await writeOne(world, bidWrite(world, before * 2n));
  expect(await readCampaign(world)).toMatchObject({ platformStatus: 'LEARNING', learning: { isLearning: true } });
  expect((await readCampaign(world, 1))?.learning).toBeNull();
  world.clock.advance(5 * 86_400_000);
  expect((await readCampaign(world))?.learning).toBeNull();
});

test.each([
  ['days', 48 * 60],
  ['the hour that runs', 30],
])('a higher target wins more, within %s', async (_, minutes) => {
  const spentAt = async (percent: bigint) => {
    const world = await openWith('TARGET_CPA');
    for (const [index, { bidding }] of accountOf(world).campaigns.entries())
      editBidding(world, { targetMicros: ((bidding?.targetMicros ?? 0n) * percent) / 100n }, index);
    world.clock.advance(minutes * 60_000);
    const [budget] = accountOf(world).budgets;
    return world.estate.spentMicros(contractAccountId, budget?.externalId ?? '');
  };
  expect(await spentAt(100n)).toBeGreaterThan(await spentAt(40n));
});

test('on the wire a target in the field of another strategy makes that one the campaign’s', async () => {
  const world = await openWith('MAXIMIZE_CONVERSIONS');
  editBidding(world, { portfolioExternalId: '88' });
  const account = accountOf(world);
  const resourceName = `customers/${contractAccountId}/campaigns/${campaignAt(world).externalId}`;
  const update = { resourceName, targetCpa: { targetCpaMicros: '5000000' } };
  expect(judge('campaigns:mutate', { update, updateMask: 'targetCpa.targetCpaMicros' }, account)).toMatchObject({
    changes: [
      { field: 'BIDDING', bidding: { strategy: 'TARGET_CPA', targetMicros: 5_000_000n, portfolioExternalId: null } },
    ],
  });
  const unnamed = { update, updateMask: 'maximizeConversions.targetCpaMicros' };
  expect(judge('campaigns:mutate', unnamed, account)).toMatchObject({ family: 'fieldError', value: 'REQUIRED' });
});
