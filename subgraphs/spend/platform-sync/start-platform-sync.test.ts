// Reading as a process does it: by itself, as long as it runs.
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import type { ConnectPlatform, QuotaSignal } from '../../../platforms/ad-platform.ts';
import { gate } from '../../../test/support/gate.ts';
import { knownHours, openSyncedSpend, type SyncedSpend, toldHours } from '../../../test/support/synced-spend.ts';
import { type PlatformSync, startPlatformSync } from './start-platform-sync.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const beganOn = '2026-03-09';
const patient = { timeout: 60_000 };

async function open(options?: Parameters<typeof openSyncedSpend>[3]): Promise<SyncedSpend> {
  const since = new Date(`${beganOn}T00:00:00+01:00`);
  const world = await openSyncedSpend('META', '2026-03-10T15:25:00Z', { beganOn, since }, options);
  cleanups.push(world.close);
  return world;
}

function connectTo(
  world: SyncedSpend,
  tell: (onQuota: (signal: QuotaSignal) => void) => void = () => {},
): ConnectPlatform {
  return (platform, mode, onQuota) => {
    if (mode === 'LIVE' || platform !== 'META') return undefined;
    tell(onQuota);
    return world.connect({ baseUrl: world.twin.url, timeoutMs: 60_000, now: world.clock.now, onQuota });
  };
}

function start(world: SyncedSpend, connect: ConnectPlatform): PlatformSync {
  const times = { everyMs: 200, leaseMs: 60_000 };
  const sync = startPlatformSync({ ...world.reader().world, times }, connect);
  cleanups.push(sync.close);
  return sync;
}

test('accounts are read again and again', async () => {
  const world = await open();
  start(world, connectTo(world));
  const told = () => toldHours(world, 'CAMPAIGN', beganOn, '2026-03-10');
  await expect.poll(() => knownHours(world, 'CAMPAIGN'), patient).toEqual(told());
  world.clock.advance(60 * 60_000);
  await expect.poll(() => knownHours(world, 'CAMPAIGN'), patient).toEqual(told());
});

test('a close gives up what is being read, and another process goes on at once', async () => {
  const asked = gate();
  const world = await open({
    faults: () => {
      asked.open();
      return { kind: 'SILENT_BEFORE_APPLY' };
    },
  });
  const sync = start(world, connectTo(world));
  await asked.opened;
  // The platform would be waited for a minute.
  await sync.close();
  const { rows } = await sql<{ isDue: boolean; failures: number }>`
    select lease_until is null and due_at <= now() as "isDue", failures from followed_account`.execute(
    world.spend.database.db,
  );
  expect(rows).toEqual([{ isDue: true, failures: 0 }]);
  world.twin.setFaults(() => undefined);
  await world.reader().look();
  expect(await knownHours(world, 'CAMPAIGN')).toEqual(toldHours(world, 'CAMPAIGN', beganOn, '2026-03-10'));
});

test('what cannot be reached from here is left to others, and does not keep the rest from being read', async () => {
  const world = await open();
  await sql`insert into followed_account (advertiser_id, account_id, platform, external_id, currency, time_zone, mode, due_at)
    values ('adv_1', 'acc_live', 'META', '77', 'EUR', 'UTC', 'LIVE', now() - interval '1 day')`.execute(
    world.spend.database.db,
  );
  start(world, connectTo(world));
  const told = toldHours(world, 'CAMPAIGN', beganOn, '2026-03-10');
  await expect.poll(() => knownHours(world, 'CAMPAIGN'), patient).toEqual(told);
  const { rows } = await sql`select failures, lease_until is null and due_at <= now() as "isDue",
    fence <= 4 as "isLeftAlone" from followed_account where account_id = 'acc_live'`.execute(world.spend.database.db);
  // Each of those who read at once may have taken it before it was known.
  expect(rows).toEqual([{ failures: 0, isDue: true, isLeftAlone: true }]);
});

test('while little is left of a quota nothing is read, and that is no failure', async () => {
  const requests: string[] = [];
  const world = await open({ onExchange: ({ request }) => requests.push(request.path) });
  const press = (onQuota: (signal: QuotaSignal) => void) =>
    queueMicrotask(() =>
      onQuota({ scope: 'APP', accountExternalId: undefined, usedShare: 0.7, blockedForMs: undefined }),
    );
  let monotonicMs = 0;
  const reader = world.reader({ monotonicMs: () => (monotonicMs += 1_000) }, connectTo(world, press));
  // The first turn opens the connection, and hears of the quota before it asks.
  await reader.sync();
  const { rows } = await sql<{ failures: number; waitsMs: number }>`
    select failures, (extract(epoch from due_at - now()) * 1000)::integer as "waitsMs" from followed_account`.execute(
    world.spend.database.db,
  );
  expect(requests).toEqual([]);
  expect(rows[0]?.failures).toBe(0);
  expect(rows[0]?.waitsMs).toBeGreaterThan(10_000);
  // What was heard is old by then.
  monotonicMs += 400_000;
  await reader.sync();
  expect(requests.length).toBeGreaterThan(0);
});
