// What the tests of this subgraph stand on: a subgraph over a database of its own, with a clock that the test holds.
import { pino } from 'pino';
import { createTestDatabase } from './database.ts';
import { localDay } from '../../subgraphs/common/period.ts';
import type { SpendFact } from '../../subgraphs/spend/spend-fact.ts';
import { createSpendSubgraph, type SpendSubgraph } from '../../subgraphs/spend/subgraph.ts';

export interface TestSpend extends SpendSubgraph {
  /** Sets the subgraph's clock. */
  setNow(instant: string): void;
}

export async function createTestSpend(): Promise<TestSpend> {
  const testDatabase = await createTestDatabase();
  let now = new Date('2026-03-05T12:00:00Z');
  const subgraph = await createSpendSubgraph({
    databaseUrl: testDatabase.url,
    logger: pino({ level: 'silent' }),
    now: () => now,
  });
  return {
    ...subgraph,
    setNow: (instant) => (now = new Date(instant)),
    close: async () => {
      await subgraph.close();
      await testDatabase.drop();
    },
  };
}

/** A fact of campaign cmp_1 of advertiser adv_1, but for what is given. Its day follows from its start. */
export function factOf(given: Partial<SpendFact> = {}): SpendFact {
  const fact = {
    advertiserId: 'adv_1',
    platform: 'META',
    accountId: 'acc_1',
    level: 'CAMPAIGN',
    entityId: 'cmp_1',
    campaignId: null,
    adGroupId: null,
    adId: null,
    startsAt: new Date('2026-03-02T00:00:00Z'),
    grain: 'HOUR',
    timeZone: 'UTC',
    currency: 'USD',
    breakdown: '',
    spendMicros: 1_000_000n,
    impressions: 100n,
    clicks: 10n,
    ...given,
  } as const;
  return { day: localDay(fact.startsAt, fact.timeZone), ...fact };
}
