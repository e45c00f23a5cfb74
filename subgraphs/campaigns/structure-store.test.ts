import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  account,
  ad,
  adGroup,
  anna,
  campaign,
  daily,
  startTestCampaigns,
  type TestCampaigns,
} from '../../test/support/campaigns.ts';
import { type PlatformStructure, saveStructure } from './structure-store.ts';

let campaigns: TestCampaigns;
beforeEach(async () => {
  campaigns = await startTestCampaigns({ structure: {} });
});
afterEach(async () => await campaigns.stop());

const advertisers = [{ id: 'adv_acme', name: 'Acme' }];
const accounts = [account('acc_a', 'adv_acme')];
const save = async (structure: PlatformStructure) => await saveStructure(campaigns.subgraph.database, structure);
const day = (number: number) => new Date(Date.UTC(2026, 10, number));
const brand = (rest: Parameters<typeof campaign>[3]) => campaign('cmp_a', 'adv_acme', 'acc_a', rest);

async function readCampaign(): Promise<unknown> {
  const source = `{ campaign(id: "cmp_a") { name status objective version budget { kind amount { amountMicros } } flight { startsOn endsOn } } }`;
  const { data, errors } = await campaigns.run(source, {}, anna);
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data)).campaign;
}

describe('what a platform said', () => {
  test('is shown once the whole line of parents has come, in whatever order it comes', async () => {
    const seenIds = async () => {
      const source =
        '{ a: adEntity(id: "ad_a") { id } g: adEntity(id: "adg_a") { id } c: campaign(id: "cmp_a") { id } }';
      const { data } = await campaigns.run(source, {}, anna);
      return Object.values(data ?? {}).filter((entity) => entity !== null).length;
    };
    await save({ ads: [ad('ad_a', 'adv_acme', 'acc_a', 'cmp_a', 'adg_a')] });
    await save({ campaigns: [brand({})] });
    expect(await seenIds()).toBe(0);
    await save({ accounts });
    expect(await seenIds()).toBe(0);
    await save({ advertisers });
    expect(await seenIds()).toBe(1);
    await save({ adGroups: [adGroup('adg_a', 'adv_acme', 'acc_a', 'cmp_a')] });
    expect(await seenIds()).toBe(3);
  });

  test('is not shown where the lines of parents contradict each other', async () => {
    await save({
      advertisers,
      accounts: [...accounts, account('acc_b', 'adv_acme')],
      campaigns: [brand({})],
      adGroups: [adGroup('adg_a', 'adv_acme', 'acc_b', 'cmp_a')],
    });
    const { data } = await campaigns.run('{ campaign(id: "cmp_a") { adGroups { nodes { id } } } }', {}, anna);
    expect(JSON.stringify(data)).toBe('{"campaign":{"adGroups":{"nodes":[]}}}');
  });

  test('changes nothing when it is loaded again', async () => {
    const structure = { advertisers, accounts, campaigns: [brand({ budget: daily(1_000_000n) })] };
    await save(structure);
    const readRow = async () => (await campaigns.subgraph.database.pool.query('select ctid, * from ad_entity')).rows;
    const before = await readRow();
    await save(structure);
    expect(await readRow()).toEqual(before);
  });

  test('of the newest moment wins, also within one load', async () => {
    await save({
      advertisers,
      accounts,
      campaigns: [
        brand({ name: 'second', updatedAt: day(2) }),
        brand({ name: 'third', updatedAt: day(3) }),
        brand({ name: 'first', updatedAt: day(1) }),
      ],
    });
    expect(await readCampaign()).toMatchObject({ name: 'third', version: 1 });
    await save({ campaigns: [brand({ name: 'older', updatedAt: day(2) })] });
    expect(await readCampaign()).toMatchObject({ name: 'third', version: 1 });
    await save({ campaigns: [brand({ name: 'newer', updatedAt: day(4) })] });
    expect(await readCampaign()).toMatchObject({ name: 'newer', version: 1 });
  });

  test('leaves alone what it does not mention, and clears what it says is none', async () => {
    const flight = { startsOn: '2026-11-02', endsOn: null };
    await save({
      advertisers,
      accounts,
      campaigns: [brand({ budget: daily(1_000_000n), objective: 'SALES', flight, updatedAt: day(1) })],
    });
    const { objective: _, flight: __, ...bare } = brand({ updatedAt: day(2) });
    await save({ campaigns: [bare] });
    expect(await readCampaign()).toMatchObject({
      budget: { amount: { amountMicros: '1000000' } },
      objective: 'SALES',
      flight,
    });
    await save({ campaigns: [brand({ budget: null, objective: null, flight: null, updatedAt: day(3) })] });
    expect(await readCampaign()).toMatchObject({ budget: null, objective: null, flight: null });
  });

  test('counts the version up when it changes status, budget or bid, and not for a name', async () => {
    await save({ advertisers, accounts, campaigns: [brand({ budget: daily(1_000_000n), updatedAt: day(1) })] });
    const versionAfter = async (rest: Parameters<typeof campaign>[3]) => {
      await save({ campaigns: [brand(rest)] });
      return JSON.parse(JSON.stringify(await readCampaign())).version;
    };
    expect(await versionAfter({ name: 'renamed', budget: daily(1_000_000n), updatedAt: day(2) })).toBe(1);
    expect(await versionAfter({ status: 'PAUSED', budget: daily(1_000_000n), updatedAt: day(3) })).toBe(2);
    expect(await versionAfter({ status: 'PAUSED', budget: daily(2_000_000n), updatedAt: day(4) })).toBe(3);
    expect(await versionAfter({ status: 'PAUSED', budget: null, updatedAt: day(5) })).toBe(4);
    expect(await versionAfter({ status: 'REMOVED', budget: daily(1n), updatedAt: day(6) })).toBe(5);
  });

  test('counts the version of an ad group up when it changes the bid', async () => {
    const shoes = (amountMicros: bigint, number: number) => ({
      adGroups: [
        adGroup('adg_a', 'adv_acme', 'acc_a', 'cmp_a', {
          bid: { amountMicros, strategy: 'MANUAL_CPC' },
          updatedAt: day(number),
        }),
      ],
    });
    await save({ advertisers, accounts, campaigns: [brand({})], ...shoes(1_000_000n, 1) });
    await save(shoes(1_000_000n, 2));
    await save(shoes(2_000_000n, 3));
    const { data } = await campaigns.run('{ adEntity(id: "adg_a") { version } }', {}, anna);
    expect(JSON.stringify(data)).toBe('{"adEntity":{"version":2}}');
  });

  test('is loaded by the thousand, twice at once, without two loads standing in each other’s way', async () => {
    const many = Array.from({ length: 12_000 }, (_, index) => campaign(`cmp_${index}`, 'adv_acme', 'acc_a'));
    await save({ advertisers, accounts });
    await Promise.all([save({ campaigns: many }), save({ campaigns: many.toReversed() })]);
    const { rows } = await campaigns.subgraph.database.pool.query<{ count: bigint }>('select count(*) from ad_entity');
    expect(rows).toEqual([{ count: 12_000n }]);
  });

  test('is loaded whole or not at all', async () => {
    const broken = brand({ flight: { startsOn: '2026-02-30', endsOn: null } });
    await expect(save({ advertisers, accounts, campaigns: [broken] })).rejects.toThrow(/date/);
    const { rows } = await campaigns.subgraph.database.pool.query('select 1 from advertiser');
    expect(rows).toEqual([]);
  });
});
