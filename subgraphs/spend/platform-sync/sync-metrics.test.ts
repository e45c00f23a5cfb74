// Whether spend still arrives, as Prometheus reads it from the server of a spend subgraph that follows accounts of a twin.
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import type { ConnectPlatform } from '../../../platforms/ad-platform.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { startSpoilingProxy } from '../../../test/support/spoiling-proxy.ts';
import { followed, openSyncedSpend } from '../../../test/support/synced-spend.ts';
import { serveSubgraph } from '../../common/serve.ts';
import { createSpendSubgraph } from '../subgraph.ts';
import { saveFollowedAccounts } from './followed-account-store.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function open() {
  const world = await openSyncedSpend('META', '2026-03-10T15:25:00Z', { beganOn: '2026-03-09' });
  const proxy = await startSpoilingProxy(world.twin.url);
  const database = await createTestDatabase();
  cleanups.push(world.close, proxy.close, database.drop);
  const { clock } = world;
  const connectPlatform: ConnectPlatform = (_platform, _mode, onQuota) =>
    world.connect({ baseUrl: proxy.url, timeoutMs: 10_000, now: clock.now, onQuota });
  const logger = pino({ level: 'silent' });
  const options = { databaseUrl: database.url, logger, now: clock.now, connectPlatform, reportEveryMs: 200 };
  const subgraph = await createSpendSubgraph(options);
  const verifyToken = async (): Promise<never> => {
    throw new Error('Nobody has a token here.');
  };
  const served = await serveSubgraph(subgraph, { port: 0, verifyToken, logger });
  cleanups.push(subgraph.close, served.close);
  const url = new URL('/metrics/spend', served.url);
  const valueOf = async (name: string): Promise<number | undefined> => {
    const text = await (await fetch(url)).text();
    const line = text.split('\n').find((each) => each.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length + 1));
  };
  const account = { ...followed, platform: 'META', currency: 'EUR', timeZone: world.timeZone, mode: 'TWIN' } as const;
  const follow = async (...externalIds: readonly string[]) => {
    const accounts = externalIds.map((externalId) => ({ ...account, externalId, accountId: `acc_${externalId}` }));
    await saveFollowedAccounts(subgraph.database.db, accounts);
  };
  return { proxy, clock, url, valueOf, follow };
}

const patient = { timeout: 60_000 };

test('tells how old the last complete report is, which accounts are paused, and what rows are lacking', async () => {
  const { proxy, url, valueOf, follow } = await open();
  proxy.spoil(1);
  // Of the second the twin knows nothing.
  await follow(followed.externalId, '77');
  await expect.poll(() => valueOf('spend_sync_lacking_rows_total{platform="META"}'), patient).toBeGreaterThan(0);
  await expect.poll(() => valueOf('spend_sync_accounts_paused{platform="META",reason="NOT_FOUND"}'), patient).toBe(1);
  expect(await valueOf('spend_sync_accounts{platform="META"}')).toBe(2);
  await expect.poll(() => valueOf('spend_sync_accounts_never_read{platform="META"}'), patient).toBe(1);
  // The day has begun more than an hour ago, and was not told whole since.
  await expect
    .poll(() => valueOf('spend_sync_complete_report_age_seconds{platform="META"}'), patient)
    .toBeGreaterThan(3_600);
  proxy.spoil(0);
  await expect.poll(() => valueOf('spend_sync_complete_report_age_seconds{platform="META"}'), patient).toBeLessThan(60);
  const text = await (await fetch(url)).text();
  for (const name of ['acc_', 'adv_', followed.externalId]) expect(text).not.toContain(name);
  expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405);
});

test('without accounts there is nothing to tell', async () => {
  const { valueOf, url } = await open();
  expect((await fetch(url)).headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await valueOf('spend_sync_accounts{platform="META"}')).toBeUndefined();
});
