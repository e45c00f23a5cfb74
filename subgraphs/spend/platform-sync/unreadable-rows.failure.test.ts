// Rows of a report that cannot be read, on the wire of each platform: they are told, they cost themselves, and what was known
// stays; a report that is mostly unreadable is none.
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import type { ConnectPlatform } from '../../../platforms/ad-platform.ts';
import { platformCodes } from '../../../test/support/platform-twins.ts';
import { startSpoilingProxy } from '../../../test/support/spoiling-proxy.ts';
import { knownHours, openSyncedSpend, toldHours } from '../../../test/support/synced-spend.ts';
import { reportedLevels } from './report-schedule.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close();
});

const beganOn = '2026-03-09';
const minute = 60_000;

async function open(platform: Parameters<typeof openSyncedSpend>[0]) {
  const world = await openSyncedSpend(platform, '2026-03-10T15:25:00Z', { beganOn });
  const proxy = await startSpoilingProxy(world.twin.url);
  opened.push(world, proxy);
  const connect: ConnectPlatform = (_platform, _mode, onQuota) =>
    world.connect({ baseUrl: proxy.url, timeoutMs: 10_000, now: world.clock.now, onQuota });
  let lost = 0;
  const reader = world.reader({ onLackingRows: (_platform, rows) => (lost += rows) }, connect);
  const expectAll = async () => {
    for (const level of reportedLevels)
      expect(await knownHours(world, level)).toEqual(toldHours(world, level, beganOn, '2026-03-10'));
  };
  return { ...world, world, proxy, reader, expectAll, lost: () => lost };
}

type Opened = Awaited<ReturnType<typeof open>>;

async function todayOf({ spend }: Opened) {
  const { rows } = await sql<{ readonly lacks: boolean; readonly isRead: boolean; readonly isFinal: boolean }>`
    select failed_at is not null as lacks, read_at is not null as "isRead", is_final as "isFinal" from reported_day
    where day = '2026-03-10' and level = 'CAMPAIGN'`.execute(spend.database.db);
  return rows[0];
}

async function stateOf({ spend }: Opened) {
  const { rows } = await sql`select failures, last_failure from followed_account`.execute(spend.database.db);
  return rows[0];
}

describe.each(platformCodes)('%s', (platform) => {
  test('a row that cannot be read is told and left as it was, and all others are recorded', async () => {
    const world = await open(platform);
    await world.reader.sync();
    await world.expectAll();
    world.clock.advance(60 * minute);
    world.proxy.spoil(1);
    await world.reader.sync();
    // The hour that is lacking is not zero: it is as it was known.
    await world.expectAll();
    expect(await stateOf(world)).toEqual({ failures: 0, last_failure: null });
    expect(await todayOf(world)).toEqual({ lacks: true, isRead: true, isFinal: false });
    expect(world.lost()).toBeGreaterThan(0);
    expect(world.logged[0]).toMatchObject({
      ...{ level: 50, advertiserId: 'adv_1', accountId: 'acc_twin', platform, query: { level: 'CAMPAIGN' } },
      ...{
        refused: 0,
        unreadable: 1,
        examples: [{ field: expect.stringMatching(/spend|cost/i), valueType: 'object' }],
      },
    });
    world.proxy.spoil(0);
    await world.reader.sync();
    expect(await todayOf(world)).toEqual({ lacks: false, isRead: true, isFinal: false });
  });

  test('a report of which most cannot be read is none, and nothing of it is recorded', async () => {
    const world = await open(platform);
    await world.reader.sync();
    const before = await knownHours(world.world, 'CAMPAIGN');
    world.clock.advance(60 * minute);
    world.proxy.spoil(100_000);
    await world.reader.sync();
    expect(await stateOf(world)).toEqual({ failures: 1, last_failure: 'TRANSIENT' });
    expect(await knownHours(world.world, 'CAMPAIGN')).toEqual(before);
    world.proxy.spoil(0);
    await world.reader.sync();
    await world.expectAll();
  });
});
