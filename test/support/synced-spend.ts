// A spend subgraph that follows the account of a twin. A test says when it is read, and what time it is.
import { sql } from 'kysely';
import { pino } from 'pino';
import type { ConnectPlatform, PlatformCode } from '../../platforms/ad-platform.ts';
import { type ToldClock, toldClock } from '../../platforms/estate/clock.ts';
import type { TwinServerOptions } from '../../platforms/twin-server.ts';
import { platformId } from '../../subgraphs/common/identifiers.ts';
import { saveFollowedAccounts } from '../../subgraphs/spend/platform-sync/followed-account-store.ts';
import { openPlatformWays, type PlatformWays } from '../../subgraphs/spend/platform-sync/platform-ways.ts';
import type { ReportedLevel } from '../../subgraphs/spend/platform-sync/report-schedule.ts';
import { takeTurn } from '../../subgraphs/spend/platform-sync/start-platform-sync.ts';
import { defaultSyncTimes, type SyncWorld } from '../../subgraphs/spend/platform-sync/sync-world.ts';
import { startTwin, twinAccountId, type TwinPlan, type TwinWorld } from './platform-twins.ts';
import { createTestSpend, type TestSpend } from './spend.ts';

/** A process that reads; another shares nothing with it but the database and the platform. */
export interface TestReader {
  readonly world: SyncWorld;
  /** Reads what is due of the account, until nothing is or it has to wait. */
  look(): Promise<void>;
  /** The same, when every pause and lease has ended. */
  sync(): Promise<void>;
}

export interface SyncedSpend extends TwinWorld {
  readonly spend: TestSpend;
  readonly clock: ToldClock;
  readonly logged: readonly Record<string, unknown>[];
  reader(given?: Partial<SyncWorld>, connect?: ConnectPlatform): TestReader;
  idOf(level: ReportedLevel, externalId: string): string;
  /** Lets time pass on the database's clock: leases and pauses end. */
  endPauses(): Promise<void>;
  close(): Promise<void>;
}

export const followed = { advertiserId: 'adv_1', accountId: 'acc_twin', externalId: twinAccountId } as const;

/** Opens a world at a moment; nothing is read yet. */
export async function openSyncedSpend(
  platform: PlatformCode,
  at: string,
  { since, ...plan }: Omit<TwinPlan, 'clock'> & { readonly since?: Date },
  options: TwinServerOptions = {},
): Promise<SyncedSpend> {
  const clock = toldClock(new Date(at));
  const twinWorld = await startTwin(platform, { ...plan, clock }, options);
  const spend = await createTestSpend(clock.now);
  const { db } = spend.database;
  const { timeZone } = twinWorld;
  await saveFollowedAccounts(db, [{ ...followed, platform, currency: 'EUR', timeZone, mode: 'TWIN', since }]);
  const logged: Record<string, unknown>[] = [];
  const logger = pino({ level: 'warn' }, { write: (line) => void logged.push(JSON.parse(line)) });
  const opened: PlatformWays[] = [];
  let monotonicMs = 0;
  const connectTwin: ConnectPlatform = (_platform, _mode, onQuota) =>
    twinWorld.connect({ baseUrl: twinWorld.twin.url, timeoutMs: 10_000, now: clock.now, onQuota });
  const endPauses = async () => {
    await sql`update followed_account set due_at = now(), lease_until = lease_until - interval '1 day'`.execute(db);
  };
  return {
    ...twinWorld,
    spend,
    clock,
    logged,
    reader(given = {}, connect = connectTwin) {
      const world: SyncWorld = {
        target: spend,
        logger,
        now: clock.now,
        // Nobody waits for a turn here: a minute passes between any two requests.
        monotonicMs: () => (monotonicMs += 60_000),
        random: () => 0.5,
        times: defaultSyncTimes,
        ...given,
      };
      const ways = openPlatformWays(connect, world.monotonicMs);
      opened.push(ways);
      const { signal } = new AbortController();
      const look = async () => {
        while (await takeTurn(world, ways, [], signal));
      };
      return {
        world,
        look,
        async sync() {
          await endPauses();
          await look();
        },
      };
    },
    idOf: (level, externalId) =>
      platformId(level === 'CAMPAIGN' ? 'cmp' : 'adg', 'adv_1', platform, twinAccountId, level, externalId),
    endPauses,
    async close() {
      await Promise.all(opened.map((ways) => ways.close()));
      await spend.close();
      await twinWorld.twin.close();
    },
  };
}

/** Numbers by entity and beginning, those that are not zero. */
export type Numbers = ReadonlyMap<string, readonly [spendMicros: bigint, impressions: bigint, clicks: bigint]>;

/** What the subgraph knows of a level by the hour. */
export async function knownHours({ spend }: SyncedSpend, level: ReportedLevel): Promise<Numbers> {
  const { rows } = await sql<Row>`
    select entity_id as id, starts_at as "startsAt", spend_micros as "spendMicros", impressions, clicks
    from spend_fact join spend_entity using (advertiser_id, entity_id)
    where level = ${level} and grain = 'HOUR' order by entity_id, starts_at`.execute(spend.database.db);
  return numbersOf(rows);
}

/** What the estate reports of a level by the hour, now. */
export function toldHours(
  { estate, idOf }: SyncedSpend,
  level: ReportedLevel,
  firstDay: string,
  lastDay: string,
): Numbers {
  const rows = estate.report(twinAccountId, { level, grain: 'HOUR', firstDay, lastDay });
  return numbersOf(
    rows
      .map((row) => ({
        ...row,
        id: idOf(level, (level === 'CAMPAIGN' ? row.campaignExternalId : row.adGroupExternalId) ?? ''),
      }))
      .toSorted((one, other) =>
        one.id < other.id ? -1 : one.id > other.id ? 1 : Number(one.startsAt) - Number(other.startsAt),
      ),
  );
}

interface Row {
  readonly id: string;
  readonly startsAt: Date;
  readonly spendMicros: bigint;
  readonly impressions: bigint;
  readonly clicks: bigint;
}

function numbersOf(rows: readonly Row[]): Numbers {
  const isSomething = ({ spendMicros, impressions, clicks }: Row) => spendMicros !== 0n || impressions + clicks !== 0n;
  return new Map(
    rows.filter(isSomething).map(({ id, startsAt, spendMicros, impressions, clicks }) => {
      return [`${id} ${startsAt.toISOString()}`, [spendMicros, impressions, clicks]];
    }),
  );
}

/** The types of events so far, each with how often. */
export async function countEvents({ spend }: SyncedSpend): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ type: string; count: bigint }>`
    select type, count(*) from event group by type order by type`.execute(spend.database.db);
  return Object.fromEntries(rows.map(({ type, count }) => [type, Number(count)]));
}
