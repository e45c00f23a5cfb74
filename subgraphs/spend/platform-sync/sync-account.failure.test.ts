// What goes wrong between a platform and the facts: processes that end anywhere, two that read one account, platforms that
// refuse or are gone. Nothing is lost, nothing is there twice, and nothing newer is overwritten.
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { type ConnectPlatform, PlatformError, type PlatformFailure } from '../../../platforms/ad-platform.ts';
import { scriptedFaults } from '../../../platforms/twin-faults.ts';
import { gate } from '../../../test/support/gate.ts';
import {
  countEvents,
  knownHours,
  openSyncedSpend,
  type SyncedSpend,
  toldHours,
} from '../../../test/support/synced-spend.ts';
import { factOf } from '../../../test/support/spend.ts';
import { ingestSpend } from '../ingest.ts';
import { saveFollowedAccounts } from './followed-account-store.ts';
import { reportedLevels } from './report-schedule.ts';
import type { SyncStep } from './sync-world.ts';

const opened: SyncedSpend[] = [];
afterEach(async () => {
  for (const world of opened.splice(0)) await world.close();
});

const beganOn = '2026-03-09';
const minute = 60_000;

async function open(platform: Parameters<typeof openSyncedSpend>[0] = 'META') {
  const world = await openSyncedSpend(platform, '2026-03-10T15:25:00Z', { beganOn });
  opened.push(world);
  return world;
}

async function expectAll(world: SyncedSpend) {
  for (const level of reportedLevels)
    expect(await knownHours(world, level)).toEqual(toldHours(world, level, beganOn, '2026-03-11'));
}

interface StateRow {
  readonly failures: number;
  readonly lastFailure: string | null;
  readonly waitsMs: number;
  readonly isHeld: boolean;
}

async function stateOf({ spend }: SyncedSpend): Promise<StateRow | undefined> {
  const { rows } =
    await sql<StateRow>`select failures, last_failure as "lastFailure", lease_until is not null as "isHeld",
    (extract(epoch from due_at - now()) * 1000)::integer as "waitsMs" from followed_account`.execute(spend.database.db);
  return rows[0];
}

/** A process that ends at a step, the nth time it comes to it: it does nothing more, and gives nothing back. */
function endAt(step: SyncStep, nth: number) {
  const ended = gate();
  let left = nth;
  const atStep = async (reached: SyncStep) => {
    if (reached !== step) return;
    left -= 1;
    if (left > 0) return;
    ended.open();
    await new Promise<never>(() => {});
  };
  return { atStep, ended: ended.opened };
}

describe('a process that ends', () => {
  test.each<[SyncStep, number]>([
    ['CLAIMED', 1],
    ['READ', 1],
    ['RECORDED', 1],
    ['READ', 3],
    ['RECORDED', 3],
  ])('at %s %i loses nothing and leaves nothing twice', async (step, nth) => {
    const world = await open();
    const { atStep, ended } = endAt(step, nth);
    void world.reader({ atStep }).sync();
    await ended;
    await world.reader().sync();
    await expectAll(world);
    expect((await countEvents(world))['spend.restated']).toBeUndefined();
    expect(await stateOf(world)).toMatchObject({ failures: 0, isHeld: false });
  });
});

describe('two processes', () => {
  test('do not read one account at once', async () => {
    const world = await open();
    const reached = gate();
    const mayGoOn = gate();
    const slow = world.reader({
      atStep: async (step) => {
        if (step !== 'READ') return;
        reached.open();
        await mayGoOn.opened;
      },
    });
    const reading = slow.sync();
    await reached.opened;
    let requests = 0;
    const counting: ConnectPlatform = () => {
      requests += 1;
      return undefined;
    };
    await world.reader({}, counting).look();
    expect(requests).toBe(0);
    mayGoOn.open();
    await reading;
    await expectAll(world);
  });

  test('what was read before somebody else read is not recorded after', async () => {
    const world = await open();
    const reached = gate();
    const mayGoOn = gate();
    const late = world.reader({
      atStep: async (step) => {
        if (step !== 'READ') return;
        reached.open();
        await mayGoOn.opened;
      },
    });
    const reading = late.sync();
    await reached.opened;
    world.clock.advance(30 * minute);
    // The lease of the first is over for the database, and it does not know.
    await world.reader().sync();
    await expectAll(world);
    const before = await countEvents(world);
    mayGoOn.open();
    await reading;
    await expectAll(world);
    expect(await countEvents(world)).toEqual(before);
    expect(await stateOf(world)).toMatchObject({ failures: 0, isHeld: false });
  });

  test('with clocks that differ: what is read later is newer', async () => {
    const world = await open();
    await world.reader().sync();
    world.clock.advance(30 * minute);
    const behind = () => new Date(world.clock.now().getTime() - 20 * minute);
    const ahead = () => new Date(world.clock.now().getTime() + 20 * minute);
    await world.reader({ now: ahead }).sync();
    world.clock.advance(31 * minute);
    await world.reader({ now: behind }).sync();
    await expectAll(world);
  });
});

describe('a platform that', () => {
  test('throttles is left alone as long as it says, and what was read before stays', async () => {
    const world = await open('GOOGLE_ADS');
    let searches = 0;
    const isThird = ({ path }: { path: string }) => path.includes('googleAds:search') && (searches += 1) === 4;
    world.twin.setFaults(scriptedFaults([{ kind: 'THROTTLED' }], isThird));
    await world.reader().look();
    // The twin wants five seconds.
    const state = await stateOf(world);
    expect(state).toMatchObject({ failures: 1, lastFailure: 'THROTTLED', isHeld: false });
    expect(state?.waitsMs).toBeGreaterThan(2_000);
    expect((await knownHours(world, 'CAMPAIGN')).size).toBeGreaterThan(0);
    await world.reader().sync();
    await expectAll(world);
    expect(await stateOf(world)).toMatchObject({ failures: 0, lastFailure: null });
  });

  test('is gone for a while is asked again, later each time, and all is there when it is back', async () => {
    const world = await open();
    world.twin.setFaults(scriptedFaults(Array.from({ length: 6 }, () => ({ kind: 'BAD_GATEWAY' }) as const)));
    const reader = world.reader();
    await reader.look();
    expect(await stateOf(world)).toMatchObject({ failures: 1, lastFailure: 'TRANSIENT' });
    for (let failures = 2; failures <= 6; failures += 1) await reader.sync();
    const state = await stateOf(world);
    expect(state).toMatchObject({ failures: 6, lastFailure: 'TRANSIENT' });
    expect(state?.waitsMs).toBeGreaterThan(10_000);
    world.clock.advance(60 * minute);
    await reader.sync();
    await expectAll(world);
    expect(await stateOf(world)).toMatchObject({ failures: 0 });
  });

  test('answers half of a report has told nothing', async () => {
    const world = await open();
    await world.reader().sync();
    const before = await knownHours(world, 'CAMPAIGN');
    world.clock.advance(60 * minute);
    world.twin.setFaults(scriptedFaults([{ kind: 'CUT_SHORT_AFTER_APPLY' }]));
    await world.reader().sync();
    expect(await stateOf(world)).toMatchObject({ failures: 1, lastFailure: 'TRANSIENT' });
    expect(await knownHours(world, 'CAMPAIGN')).toEqual(before);
    await world.reader().sync();
    await expectAll(world);
  });

  const refusing =
    (world: SyncedSpend, failure: () => PlatformFailure | undefined): ConnectPlatform =>
    (_platform, _mode, onQuota) => {
      const client = world.connect({
        baseUrl: world.twin.url,
        timeoutMs: 10_000,
        now: world.clock.now,
        onQuota,
      });
      return {
        ...client,
        readReport: (account, query, options) => {
          const refused = query.level === 'AD_GROUP' || query.firstDay === '2026-03-10' ? undefined : failure();
          const detail = { platformCode: undefined, message: 'no', requestId: undefined, isUnknownCode: false };
          if (refused) throw new PlatformError(refused, detail);
          return client.readReport(account, query, options);
        },
      };
    };

  test.each<PlatformFailure['kind']>(['AUTH_EXPIRED', 'FORBIDDEN'])(
    'gives no access (%s) waits long, is told once, and is tried at once when accounts are saved again',
    async (kind) => {
      const world = await open();
      let isRefused = true;
      const failure = () => (isRefused ? ({ kind } as PlatformFailure) : undefined);
      const reader = world.reader({}, refusing(world, failure));
      await reader.look();
      const state = await stateOf(world);
      expect(state).toMatchObject({ failures: 1, lastFailure: kind });
      expect(state?.waitsMs).toBeGreaterThan(20 * minute);
      expect(world.logged).toMatchObject([{ level: 50, failure: { kind } }]);
      isRefused = false;
      const { timeZone } = world;
      const account = { advertiserId: 'adv_1', accountId: 'acc_twin', externalId: '1234567890', timeZone } as const;
      await saveFollowedAccounts(world.spend.database.db, [
        { ...account, platform: 'META', currency: 'EUR', mode: 'TWIN' },
      ]);
      expect((await stateOf(world))?.waitsMs).toBeLessThanOrEqual(0);
      await reader.sync();
      await expectAll(world);
    },
  );

  test.each<PlatformFailure['kind']>(['TRANSIENT', 'UNSUPPORTED'])(
    'cannot tell past days (%s) does not stop today, and is asked again later',
    async (kind) => {
      const world = await open();
      let isRefused = true;
      const reader = world.reader(
        {},
        refusing(world, () => (isRefused ? ({ kind } as PlatformFailure) : undefined)),
      );
      await reader.sync();
      expect(await stateOf(world)).toMatchObject({ failures: 0 });
      const today = toldHours(world, 'CAMPAIGN', '2026-03-10', '2026-03-10');
      expect(await knownHours(world, 'CAMPAIGN')).toEqual(today);
      expect(world.logged[0]).toMatchObject({ msg: 'a report of past days could not be read' });
      isRefused = false;
      world.clock.advance(26 * 60 * minute);
      await reader.sync();
      await expectAll(world);
    },
  );
});

test('rows that are wrong are left out and told; the rest is recorded, and what they would have said stays as it was', async () => {
  const world = await open();
  await world.reader().sync();
  world.clock.advance(60 * minute);
  const spoilt = new Date('2026-03-10T09:00:00Z');
  const spoiling: ConnectPlatform = (_platform, _mode, onQuota) => {
    const client = world.connect({ baseUrl: world.twin.url, timeoutMs: 10_000, now: world.clock.now, onQuota });
    return {
      ...client,
      async *readReport(account, query, options) {
        for await (const page of client.readReport(account, query, options))
          yield page.map((row) => (row.startsAt.getTime() === spoilt.getTime() ? { ...row, clicks: -1n } : row));
      },
    };
  };
  await world.reader({}, spoiling).sync();
  await expectAll(world);
  expect(world.logged[0]).toMatchObject({ level: 50, refused: 2, advertiserId: 'adv_1' });
  expect(await stateOf(world)).toMatchObject({ failures: 0 });
});

test('what a report shows no more keeps what it has spent; an hour that it leaves out is zero', async () => {
  const world = await open();
  await world.reader().sync();
  const [removed, kept] = world.estate.account('1234567890')?.campaigns.map(({ externalId }) => externalId) ?? [];
  const before = await knownHours(world, 'CAMPAIGN');
  const missing = new Date('2026-03-10T09:00:00Z');
  const leavingOut: ConnectPlatform = (_platform, _mode, onQuota) => {
    const client = world.connect({ baseUrl: world.twin.url, timeoutMs: 10_000, now: world.clock.now, onQuota });
    return {
      ...client,
      async *readReport(account, query, options) {
        for await (const page of client.readReport(account, query, options))
          yield page.filter(
            (row) => row.campaignExternalId !== removed && row.startsAt.getTime() !== missing.getTime(),
          );
      },
    };
  };
  await sql`delete from reported_day`.execute(world.spend.database.db);
  await world.reader({}, leavingOut).sync();
  const expected = new Map(before);
  expect(expected.delete(`${world.idOf('CAMPAIGN', kept ?? '')} ${missing.toISOString()}`)).toBe(true);
  expect(await knownHours(world, 'CAMPAIGN')).toEqual(expected);
  expect((await countEvents(world))['spend.restated']).toBe(3);
});

test('what somebody else has told of before is left as it is, and all after it is read', async () => {
  const since = new Date('2026-03-10T09:20:00Z');
  const world = await openSyncedSpend('META', '2026-03-10T15:25:00Z', { beganOn, since });
  opened.push(world);
  const [campaign = ''] = world.estate.account('1234567890')?.campaigns.map(({ externalId }) => externalId) ?? [];
  const entityId = world.idOf('CAMPAIGN', campaign);
  const common = { entityId, accountId: 'acc_twin', timeZone: 'Europe/Berlin', currency: 'EUR' } as const;
  const theirs = ['2026-03-09T12:00:00.000Z', '2026-03-10T08:00:00.000Z'].map((startsAt) =>
    factOf({ ...common, grain: 'HOUR', startsAt: new Date(startsAt), spendMicros: 77n }),
  );
  await ingestSpend(world.spend, theirs, { source: 'import', observedAt: new Date('2026-03-10T09:20:00Z') });
  await world.reader().sync();
  const told = [...toldHours(world, 'CAMPAIGN', beganOn, '2026-03-10')].filter(
    ([key]) => key.slice(-24) >= '2026-03-10T09',
  );
  expect(new Map([...(await knownHours(world, 'CAMPAIGN'))].filter(([, [spent]]) => spent !== 77n))).toEqual(
    new Map(told),
  );
  const known = [...(await knownHours(world, 'CAMPAIGN'))].filter(([, [spent]]) => spent === 77n);
  expect(known.map(([key]) => key)).toEqual(theirs.map(({ startsAt }) => `${entityId} ${startsAt.toISOString()}`));
});

test('an account that is followed no more is not recorded, even when it was read already', async () => {
  const world = await open();
  const reader = world.reader({
    atStep: async (step) => {
      if (step === 'READ') await sql`update followed_account set mode = 'NONE'`.execute(world.spend.database.db);
    },
  });
  await reader.sync();
  expect((await knownHours(world, 'CAMPAIGN')).size).toBe(0);
});
