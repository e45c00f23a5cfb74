// A campaigns subgraph on a database of its own, with two tenants who must never see each other.
import { type ExecutionResult, graphql, parse, subscribe } from 'graphql';
import { pino } from 'pino';
import type { Viewer } from '../../schema/viewer.ts';
import { type PlatformStructure, saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import type { NewPolicy } from '../../subgraphs/campaigns/guardrails/policy-store.ts';
import { savePolicies } from '../../subgraphs/campaigns/save-policies.ts';
import { type CampaignsSubgraph, createCampaignsSubgraph } from '../../subgraphs/campaigns/subgraph.ts';
import { createTestDatabase } from './database.ts';
import { untilSettled } from './until-settled.ts';

export interface TestCampaigns {
  readonly subgraph: CampaignsSubgraph;
  readonly databaseUrl: string;
  run(source: string, variables?: Record<string, unknown>, viewer?: Viewer | undefined): Promise<ExecutionResult>;
  /** The stream of a subscription, or the errors it was refused with. */
  watch(
    source: string,
    variables: Record<string, unknown>,
    viewer: Viewer,
  ): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult>;
  stop(): Promise<void>;
}

export const testNow = new Date('2026-11-22T09:30:00.000Z');

/** Anna of Acme, who may do everything. */
export const anna = testViewer('anna', ['adv_acme'], ['campaigns:read', 'changes:write']);
/** Boris of Bolt, who may do everything, with what is Bolt's. */
export const boris = testViewer('boris', ['adv_bolt'], ['campaigns:read', 'changes:write']);

/** Carla of Acme, who may approve. */
export const carla = testViewer('carla', ['adv_acme'], ['campaigns:read', 'changes:approve']);

export function testViewer(subject: string, advertiserIds: readonly string[], scopes: readonly string[]): Viewer {
  return { subject, tokenId: `token-of-${subject}`, advertiserIds, scopes: new Set(scopes), expiresAtMs: Infinity };
}

export interface TestCampaignsOptions {
  /** Both tenants unless told otherwise. */
  readonly structure?: PlatformStructure;
  /** One that stands in nobody's way, for both, unless told otherwise. */
  readonly policies?: readonly NewPolicy[];
  readonly now?: () => Date;
}

/** Starts the subgraph. */
export async function startTestCampaigns(options: TestCampaignsOptions = {}): Promise<TestCampaigns> {
  const { structure = twoTenants(), policies = widePolicies(), now = () => testNow } = options;
  const testDatabase = await createTestDatabase();
  const subgraph = await createCampaignsSubgraph({
    databaseUrl: testDatabase.url,
    logger: pino({ level: 'silent' }),
    now,
  });
  await saveStructure(subgraph.database, structure);
  await savePolicies(subgraph.database, policies, 'A test begins with it.');
  const { schema } = subgraph;
  return {
    subgraph,
    databaseUrl: testDatabase.url,
    run: async (source, variableValues = {}, ...viewers) => {
      const viewer = viewers.length === 0 ? anna : viewers[0];
      return await graphql({ schema, source, variableValues, contextValue: contextOf(subgraph, viewer) });
    },
    watch: async (source, variableValues, viewer) => {
      // What was written before is not told again.
      await untilSettled(subgraph.database.db);
      const contextValue = contextOf(subgraph, viewer);
      const stream = await subscribe({ schema, document: parse(source), variableValues, contextValue });
      return stream;
    },
    async stop() {
      await subgraph.close();
      await testDatabase.drop();
    },
  };
}

function contextOf(subgraph: CampaignsSubgraph, viewer: Viewer | undefined) {
  return subgraph.createContext({ viewer, requestId: 'test' });
}

const widest = {
  accountId: '',
  minBudgetMicros: 1n,
  maxBudgetMicros: 10n ** 18n,
  minBidMicros: 1n,
  maxBidMicros: 10n ** 18n,
  maxIncreasePercent: 1_000_000,
  maxIncreasePercentADay: 1_000_000,
  maxChangesAnHour: 1_000,
  maxDataAgeMinutes: null,
  approvalAbovePercent: 1_000_000,
  approvalAboveMicros: 10n ** 18n,
  requestLivesMinutes: 60,
  dayCapMicros: 10n ** 18n,
  setBy: 'olga',
  at: testNow,
} as const;

/** A policy for all accounts of Acme in dollars; `given` replaces parts of one that stands in nobody's way. */
export function testPolicy(given: Partial<NewPolicy> = {}): NewPolicy {
  return { ...widest, advertiserId: 'adv_acme', currency: 'USD', ...given };
}

function widePolicies(): readonly NewPolicy[] {
  return [testPolicy(), testPolicy({ currency: 'JPY' }), testPolicy({ advertiserId: 'adv_bolt' })];
}

const seenAt = new Date('2026-11-01T00:00:00.000Z');

/** Acme: a dollar account with three campaigns and a yen account with one. Bolt: a dollar account with one. */
export function twoTenants(): PlatformStructure {
  return {
    advertisers: [
      { id: 'adv_acme', name: 'Acme' },
      { id: 'adv_bolt', name: 'Bolt' },
    ],
    accounts: [
      account('acc_dollar', 'adv_acme', { name: 'Acme USA', platform: 'GOOGLE_ADS' }),
      account('acc_yen', 'adv_acme', { name: 'Acme Japan', platform: 'META', currency: 'JPY', timeZone: 'Asia/Tokyo' }),
      account('acc_bolt', 'adv_bolt', { name: 'Bolt', platform: 'GOOGLE_ADS' }),
    ],
    campaigns: [
      campaign('cmp_brand', 'adv_acme', 'acc_dollar', { name: 'Brand', budget: daily(100_000_000n) }),
      campaign('cmp_search', 'adv_acme', 'acc_dollar', { name: 'Search 100%', status: 'PAUSED', budget: null }),
      campaign('cmp_gone', 'adv_acme', 'acc_dollar', { name: 'Gone', status: 'REMOVED', budget: daily(5_000_000n) }),
      campaign('cmp_tokyo', 'adv_acme', 'acc_yen', { name: 'Tokyo', budget: daily(9_000_000_000n) }),
      campaign('cmp_bolt', 'adv_bolt', 'acc_bolt', { name: 'Bolt brand', budget: daily(7_000_000n) }),
    ],
    adGroups: [
      adGroup('adg_shoes', 'adv_acme', 'acc_dollar', 'cmp_search'),
      adGroup('adg_hats', 'adv_acme', 'acc_dollar', 'cmp_search'),
      adGroup('adg_bolt', 'adv_bolt', 'acc_bolt', 'cmp_bolt'),
    ],
    ads: [
      ad('ad_red', 'adv_acme', 'acc_dollar', 'cmp_search', 'adg_shoes'),
      ad('ad_blue', 'adv_acme', 'acc_dollar', 'cmp_search', 'adg_shoes'),
      ad('ad_bolt', 'adv_bolt', 'acc_bolt', 'cmp_bolt', 'adg_bolt'),
    ],
  };
}

type Seen<Kind extends 'accounts' | 'campaigns' | 'adGroups' | 'ads'> = NonNullable<PlatformStructure[Kind]>[number];

export function daily(amountMicros: bigint) {
  return { amountMicros, kind: 'DAILY' } as const;
}

export function account(id: string, advertiserId: string, rest: Partial<Seen<'accounts'>> = {}): Seen<'accounts'> {
  const fixed = {
    platform: 'GOOGLE_ADS',
    externalId: `x-${id}`,
    name: id,
    currency: 'USD',
    timeZone: 'America/New_York',
  };
  return { ...fixed, id, advertiserId, updatedAt: seenAt, ...rest };
}

export function campaign(
  id: string,
  advertiserId: string,
  accountId: string,
  rest: Partial<Seen<'campaigns'>> = {},
): Seen<'campaigns'> {
  const flight = { startsOn: '2026-11-01', endsOn: '2026-11-30' };
  return { ...seen(id, advertiserId, accountId), objective: 'SALES', flight, ...rest };
}

export function adGroup(
  id: string,
  advertiserId: string,
  accountId: string,
  campaignId: string,
  rest: Partial<Seen<'adGroups'>> = {},
): Seen<'adGroups'> {
  const bid = { amountMicros: 1_500_000n, strategy: 'MANUAL_CPC' } as const;
  return { ...seen(id, advertiserId, accountId), campaignId, budget: daily(20_000_000n), bid, ...rest };
}

export function ad(
  id: string,
  advertiserId: string,
  accountId: string,
  campaignId: string,
  adGroupId: string,
): Seen<'ads'> {
  return { ...seen(id, advertiserId, accountId), campaignId, adGroupId };
}

function seen(id: string, advertiserId: string, accountId: string) {
  return {
    id,
    advertiserId,
    accountId,
    externalId: `x-${id}`,
    name: id,
    status: 'ENABLED',
    updatedAt: seenAt,
  } as const;
}
