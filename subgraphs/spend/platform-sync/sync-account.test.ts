// What every platform's reports become, read from its twin: the same tests for all five.
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { platformCodes } from '../../../test/support/platform-twins.ts';
import {
  countEvents,
  followed,
  knownHours,
  openSyncedSpend,
  type SyncedSpend,
  toldHours,
} from '../../../test/support/synced-spend.ts';
import type { PlatformCode } from '../../../platforms/ad-platform.ts';
import { one } from '../../../test/support/spend.ts';
import { reportedLevels } from './report-schedule.ts';

const opened: SyncedSpend[] = [];
afterEach(async () => {
  for (const world of opened.splice(0)) await world.close();
});

const beganOn = '2026-03-08';

/** The afternoon of the estate's third day. */
async function open(platform: PlatformCode, plan: Partial<Parameters<typeof openSyncedSpend>[2]> = {}) {
  const world = await openSyncedSpend(platform, '2026-03-10T15:25:00Z', { beganOn, ...plan });
  opened.push(world);
  return world;
}

const hour = 3_600_000;

describe.each(platformCodes)('%s', (platform) => {
  test('what the estate reports is what the graph knows, by the hour, to the micro, at each level', async () => {
    const world = await open(platform);
    await world.reader().sync();
    for (const level of reportedLevels) {
      const told = toldHours(world, level, beganOn, '2026-03-10');
      expect(told.size).toBeGreaterThan(80);
      expect(await knownHours(world, level)).toEqual(told);
    }
    expect(world.logged).toEqual([]);
  });

  test('read again, it is the same, and nothing is told', async () => {
    const world = await open(platform);
    const reader = world.reader();
    await reader.sync();
    const before = await countEvents(world);
    expect(before['spend.restated']).toBeUndefined();
    await sql`delete from reported_day`.execute(world.spend.database.db);
    await reader.sync();
    const { 'spend.loaded': _, ...after } = await countEvents(world);
    const { 'spend.loaded': __, ...same } = before;
    expect(after).toEqual(same);
  });

  test('what is restated arrives as restatements, with both times, and ends where the platform ends', async () => {
    const world = await open(platform);
    const reader = world.reader();
    await reader.sync();
    const readAt = world.clock.now();
    for (let days = 0; days < 4; days += 1) {
      world.clock.advance(24 * hour);
      await reader.sync();
    }
    for (const level of reportedLevels) {
      expect(await knownHours(world, level)).toEqual(toldHours(world, level, beganOn, '2026-03-14'));
    }
    const { rows } = await sql<{ changes: number; events: number; first: Date; since: Date }>`
      select (select count(*)::integer from spend_revision where day < '2026-03-10') as changes,
        (select count(*)::integer from event where type = 'spend.restated'
          and (payload -> 'after' ->> 'day')::date < '2026-03-10') as events,
        min(r.known_since) as first, min(f.known_since) as since
      from spend_revision as r join spend_fact as f using (advertiser_id, entity_id, starts_at, grain, breakdown)
      where r.day < '2026-03-10'`.execute(world.spend.database.db);
    const [seen] = rows;
    expect(seen?.changes).toBeGreaterThan(10);
    expect(seen?.events).toBe(seen?.changes);
    expect(seen?.first.getTime()).toBeLessThan(readAt.getTime() + 1_000);
    expect(seen?.since.getTime()).toBeGreaterThanOrEqual(readAt.getTime() + 24 * hour);
  });

  test('pacing and performance in the graph are of what the platform told', async () => {
    const world = await open(platform);
    await world.reader().sync();
    const campaign = world.estate.account(followed.externalId)?.campaigns[0]?.externalId ?? '';
    const rows = world.estate.report(followed.externalId, {
      level: 'CAMPAIGN',
      grain: 'HOUR',
      firstDay: '2026-03-10',
      lastDay: '2026-03-10',
    });
    const spent = rows
      .filter(({ campaignExternalId }) => campaignExternalId === campaign)
      .reduce((sum, { spendMicros }) => sum + spendMicros, 0n);
    const budget = { kind: 'DAILY', amount: { amountMicros: '240000000', currency: 'EUR' } };
    const entity = { __typename: 'AdEntity', id: world.idOf('CAMPAIGN', campaign), budget, flight: null };
    const { data, errors } = await world.spend.run(
      `query ($representations: [_Any!]!) { _entities(representations: $representations) {
        ... on AdEntity { pacing { day knownUntil actual { amountMicros currency } } } } }`,
      { representations: [{ ...entity, timeZone: world.timeZone }] },
      one,
    );
    expect(errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(data))).toMatchObject({
      _entities: [{ pacing: { day: '2026-03-10', actual: { amountMicros: String(spent), currency: 'EUR' } } }],
    });
  });
});

test('spend that has stopped is known to have stopped: until when it is known moves on', async () => {
  const world = await open('META');
  const reader = world.reader();
  await reader.sync();
  const [campaign = ''] =
    world.estate.account(followed.externalId)?.campaigns.map(({ externalId }) => externalId) ?? [];
  world.estate.editAsPerson(followed.externalId, {
    field: 'STATUS',
    level: 'CAMPAIGN',
    externalId: campaign,
    status: 'PAUSED',
  });
  world.clock.advance(4 * hour);
  await reader.sync();
  const budget = { kind: 'DAILY', amount: { amountMicros: '240000000', currency: 'EUR' } };
  const entity = { __typename: 'AdEntity', id: world.idOf('CAMPAIGN', campaign), budget, flight: null };
  const { data } = await world.spend.run(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on AdEntity { pacing { knownUntil } } } }`,
    { representations: [{ ...entity, timeZone: world.timeZone }] },
  );
  // It is 19:25, and what is older than an hour is told whole.
  expect(JSON.parse(JSON.stringify(data))).toEqual({
    _entities: [{ pacing: { knownUntil: '2026-03-10T18:00:00.000Z' } }],
  });
  // Days before may have been restated meanwhile, and are not due to be read again yet.
  const known = await knownHours(world, 'CAMPAIGN');
  const toldToday = toldHours(world, 'CAMPAIGN', '2026-03-10', '2026-03-10');
  for (const [campaignHour, told] of toldToday) expect(known.get(campaignHour), campaignHour).toEqual(told);
  expect(toldToday.size).toBeGreaterThan(0);
});

const localPlatforms = platformCodes.filter((platform) => platform !== 'PINTEREST');

describe.each(localPlatforms)('days on which clocks change, on %s', (platform) => {
  test.each([
    ['2026-03-29', 23, '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 25, '2026-10-25T23:00:00.000Z'],
  ])('%s of %i hours has all of its money, and none of another day', async (day, hours, endsAt) => {
    const began = new Date(Date.parse(day) - 24 * hour).toISOString().slice(0, 10);
    const world = await openSyncedSpend(platform, `${day}T12:00:00Z`, {
      beganOn: began,
      since: new Date(`${began}T00:00:00Z`),
    });
    opened.push(world);
    const reader = world.reader();
    await reader.sync();
    world.clock.advance(Date.parse(endsAt) + 5 * hour - world.clock.now().getTime());
    await reader.sync();
    const { rows } = await sql<{ id: string; spend: bigint }>`
      select entity_id as id, sum(spend_micros)::bigint as spend
      from spend_fact join spend_entity using (advertiser_id, entity_id)
      where level = 'CAMPAIGN' and grain = 'HOUR' and day = ${day} group by entity_id order by entity_id`.execute(
      world.spend.database.db,
    );
    const spent = world.estate
      .report(followed.externalId, { level: 'CAMPAIGN', grain: 'DAY', firstDay: day, lastDay: day })
      .map(({ campaignExternalId, spendMicros }) => ({
        id: world.idOf('CAMPAIGN', campaignExternalId),
        spend: spendMicros,
      }))
      .toSorted((left, right) => (left.id < right.id ? -1 : 1));
    expect(rows.map(({ id, spend }) => ({ id, spend }))).toEqual(spent);
    const beginsAt = new Date(Date.parse(endsAt) - hours * hour).toISOString();
    const ofDay = (numbers: Iterable<string>) =>
      [...numbers].filter((key) => key.slice(-24) >= beginsAt && key.slice(-24) < endsAt);
    // Platforms that name hours by the clock put both of those that it shows twice into the first.
    const isTold = (key: string) => platform === 'SNAP' || !key.endsWith('2026-10-25T01:00:00.000Z');
    const told = ofDay(toldHours(world, 'CAMPAIGN', day, day).keys()).filter(isTold);
    expect(ofDay((await knownHours(world, 'CAMPAIGN')).keys())).toEqual(told);
  });
});
