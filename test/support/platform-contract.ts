// What every client of an ad platform owes to the graph, checked on its twin: the same tests for all platforms.
import { afterEach, describe, expect, test } from 'vitest';
import type {
  EntityLevel,
  PlatformBid,
  PlatformBudget,
  PlatformEntity,
  PlatformWrite,
  ReportRow,
} from '../../platforms/ad-platform.ts';
import type { EstateAccount, EstateBudget } from '../../platforms/estate/estate-config.ts';
import { scriptedFaults } from '../../platforms/twin-faults.ts';
import {
  accountOf,
  budgetWrite,
  closeWorlds,
  collect,
  contractAccountId,
  failWrites,
  openWorld,
  type PlatformUnderTest,
  writeOne,
} from './platform-world.ts';

const msPerHour = 3_600_000;

/** What an estate holds, as the contract has it; without the words that are the platform's own. */
function entitiesOf(account: EstateAccount): readonly Partial<PlatformEntity>[] {
  const budgetOf = (externalId: string | null): PlatformBudget | null => {
    const budget = account.budgets.find((each) => each.externalId === externalId);
    return budget ? { amountMicros: budget.amountMicros, kind: budget.kind, sharedBy: usersOf(account, budget) } : null;
  };
  const base = (
    level: EntityLevel,
    {
      externalId,
      name,
      status,
    }: EstateAccount['campaigns'][number] | EstateAccount['ads'][number] | EstateAccount['adGroups'][number],
  ) => ({ level, externalId, name, status });
  return [
    ...account.campaigns.map((each) => ({
      ...base('CAMPAIGN', each),
      parentExternalId: null,
      objective: each.objective,
      budget: budgetOf(each.budgetExternalId),
    })),
    ...account.adGroups.map((each) => ({
      ...base('AD_GROUP', each),
      parentExternalId: each.campaignExternalId,
      budget: budgetOf(each.budgetExternalId),
      bid: each.bid,
    })),
    ...account.ads.map((each) => ({ ...base('AD', each), parentExternalId: each.adGroupExternalId })),
  ];
}

function usersOf(account: EstateAccount, { externalId }: EstateBudget): number {
  return [...account.campaigns, ...account.adGroups].filter((each) => each.budgetExternalId === externalId).length;
}

/** Everything a client owes; called once by each platform's own test file. */
export function describePlatformContract(name: string, platform: PlatformUnderTest): void {
  afterEach(closeWorlds);

  describe(`${name}: reading`, () => {
    test('an account has its currency and its time zone', async () => {
      const world = await openWorld(platform);
      const { externalId, name, currency, timeZone } = accountOf(world);
      expect(await world.client.readAccount(contractAccountId)).toEqual({ externalId, name, currency, timeZone });
    });

    test('the structure is what the platform holds, level after level, over many pages', async () => {
      const world = await openWorld(platform);
      const pages: (readonly PlatformEntity[])[] = [];
      for await (const page of world.client.readStructure(contractAccountId)) pages.push(page);
      expect(pages.filter((page) => page.length > 0).length).toBeGreaterThan(3);
      const levels = pages.flat().map(({ level }) => level);
      expect(levels).toEqual(levels.toSorted((one, other) => rankOf(one) - rankOf(other)));
      const byId = (one: Partial<PlatformEntity>, other: Partial<PlatformEntity>) =>
        `${one.level} ${one.externalId}` < `${other.level} ${other.externalId}` ? -1 : 1;
      const expected = entitiesOf(accountOf(world)).toSorted(byId);
      expect(pages.flat().sort(byId)).toEqual(expected.map((each) => expect.objectContaining(each)));
    });

    test('of entities that are asked for by name those come that exist', async () => {
      const world = await openWorld(platform);
      const { campaigns, adGroups, ads } = accountOf(world);
      const refs = [
        { level: 'CAMPAIGN', externalId: campaigns[1]?.externalId ?? '' },
        { level: 'AD_GROUP', externalId: adGroups[2]?.externalId ?? '' },
        { level: 'AD', externalId: ads[3]?.externalId ?? '' },
      ] as const;
      const nobody = { level: 'CAMPAIGN', externalId: '999' } as const;
      const found = await world.client.readEntities(contractAccountId, [...refs, nobody]);
      expect(found.map(({ level, externalId }) => ({ level, externalId }))).toEqual(refs);
      expect(found[1]?.bid).toEqual(adGroups[2]?.bid);
    });

    test('a read that the platform refuses, or that is lost, may be tried again', async () => {
      const world = await openWorld(platform);
      const kinds = [
        'SERVER_ERROR',
        'BAD_GATEWAY',
        'RESET_BEFORE_APPLY',
        'RESET_AFTER_APPLY',
        'CUT_SHORT_AFTER_APPLY',
      ] as const;
      // Once without a fault, for whatever a client asks once only.
      await world.client.readEntities(contractAccountId, []);
      for (const kind of kinds) {
        world.twin.setFaults(scriptedFaults([{ kind }]));
        const reading = world.client.readAccount(contractAccountId);
        await expect(reading, kind).rejects.toMatchObject({ failure: { kind: 'TRANSIENT' } });
      }
    });
  });

  describe(`${name}: writing`, () => {
    test('a budget, a bid and a status are there when they are read back', async () => {
      const world = await openWorld(platform);
      const budget = budgetWrite(world);
      const adGroup = accountOf(world).adGroups[1];
      if (!adGroup?.bid) throw new Error('the ad group has no bid');
      const bid: PlatformBid = { ...adGroup.bid, amountMicros: adGroup.bid.amountMicros * 2n };
      const ref = { level: 'AD_GROUP', externalId: adGroup.externalId } as const;
      const ad = accountOf(world).ads[0];
      const writes: readonly PlatformWrite[] = [
        budget,
        { ...ref, field: 'BID', ...bid },
        { ...ref, field: 'STATUS', status: 'PAUSED' },
        { level: 'AD', externalId: ad?.externalId ?? '', field: 'STATUS', status: 'PAUSED' },
      ];
      for (const write of writes) expect(await writeOne(world, write)).toMatchObject({ kind: 'APPLIED' });
      const read = await world.client.readEntities(contractAccountId, writes);
      expect(read.find(({ externalId }) => externalId === budget.externalId)?.budget?.amountMicros).toBe(
        budget.amountMicros,
      );
      expect(read.find(({ externalId }) => externalId === ref.externalId)).toMatchObject({ bid, status: 'PAUSED' });
      expect(read.find(({ level }) => level === 'AD')?.status).toBe('PAUSED');
      expect(world.estate.edits(contractAccountId).map(({ editor }) => editor.by)).toEqual([
        'API',
        'API',
        'API',
        'API',
      ]);
    });

    test('as many writes as one request may carry are each answered, in order', async () => {
      const world = await openWorld(platform);
      const { campaigns } = accountOf(world);
      const count = Math.min(world.client.traits.maxWritesPerRequest, 3);
      const writes = campaigns
        .slice(0, count)
        .map(({ externalId }): PlatformWrite => ({ level: 'CAMPAIGN', externalId, field: 'STATUS', status: 'PAUSED' }));
      const last = writes.at(-1);
      const withNobody = last && count > 1 ? [...writes.slice(0, -1), { ...last, externalId: '999' }] : writes;
      const outcomes = await world.client.write(contractAccountId, withNobody);
      const expected = withNobody.map(({ externalId }) =>
        externalId === '999' ? { kind: 'FAILED', failure: { kind: 'NOT_FOUND' } } : { kind: 'APPLIED' },
      );
      expect(outcomes).toMatchObject(expected);
      expect(await world.client.write(contractAccountId, [])).toEqual([]);
    });

    test('what is written for nobody is not found', async () => {
      const world = await openWorld(platform);
      for (const level of ['CAMPAIGN', 'AD_GROUP', 'AD'] as const) {
        const outcome = await writeOne(world, { level, externalId: '999', field: 'STATUS', status: 'PAUSED' });
        expect(outcome, level).toMatchObject({ kind: 'FAILED', failure: { kind: 'NOT_FOUND' } });
      }
    });

    test('a rehearsal changes nothing', async () => {
      const world = await openWorld(platform);
      if (!world.client.traits.hasDryRun) return;
      expect(await writeOne(world, budgetWrite(world), true)).toMatchObject({ kind: 'APPLIED' });
      expect(world.estate.edits(contractAccountId)).toEqual([]);
      const nobody = { level: 'AD_GROUP', externalId: '999', field: 'STATUS', status: 'PAUSED' } as const;
      expect(await writeOne(world, nobody, true)).toMatchObject({ kind: 'FAILED', failure: { kind: 'NOT_FOUND' } });
    });

    test('a budget that is raised changes what is spent', async () => {
      const spentAfter = async (units: bigint) => {
        const world = await openWorld(platform);
        await writeOne(world, budgetWrite(world, units));
        world.clock.advance(48 * msPerHour);
        const [budget] = accountOf(world).budgets;
        return world.estate.spentMicros(contractAccountId, budget?.externalId ?? '');
      };
      expect((await spentAfter(400n)) > (await spentAfter(0n))).toBe(true);
    });
  });

  describe(`${name}: a write that fails`, () => {
    test('is throttled where the platform says so, and says for whom', async () => {
      const world = await openWorld(platform);
      failWrites(world, platform, { kind: 'THROTTLED' });
      const outcome = await writeOne(world, budgetWrite(world));
      expect(outcome).toMatchObject({ kind: 'FAILED', failure: { kind: 'THROTTLED' } });
      expect(world.signals.at(-1)).toMatchObject({ scope: expect.any(String) });
      expect(world.estate.edits(contractAccountId)).toEqual([]);
    });

    test('is never taken for done, whatever status the refusal came with', async () => {
      const world = await openWorld(platform);
      for (const kind of ['SERVER_ERROR', 'ERROR_IN_200'] as const) {
        failWrites(world, platform, { kind });
        expect(await writeOne(world, budgetWrite(world)), kind).toMatchObject({ kind: 'FAILED' });
        expect(world.estate.edits(contractAccountId)).toEqual([]);
      }
    });

    test.each([
      'RESET_AFTER_APPLY',
      'GATEWAY_TIMEOUT_AFTER_APPLY',
      'CUT_SHORT_AFTER_APPLY',
      'SILENT_AFTER_APPLY',
    ] as const)('is unknown after %s, and reading back finds it done', async (kind) => {
      const world = await openWorld(platform, { timeoutMs: kind === 'SILENT_AFTER_APPLY' ? 400 : 5_000 });
      const write = budgetWrite(world);
      failWrites(world, platform, { kind });
      expect(await writeOne(world, write)).toMatchObject({ kind: 'FAILED', failure: { kind: 'OUTCOME_UNKNOWN' } });
      const [entity] = await world.client.readEntities(contractAccountId, [write]);
      expect(entity?.budget?.amountMicros).toBe(write.amountMicros);
    });

    test.each(['RESET_BEFORE_APPLY', 'BAD_GATEWAY'] as const)(
      'is unknown after %s too, and reading back finds it not done',
      async (kind) => {
        const world = await openWorld(platform);
        const write = budgetWrite(world);
        failWrites(world, platform, { kind });
        expect(await writeOne(world, write)).toMatchObject({ kind: 'FAILED', failure: { kind: 'OUTCOME_UNKNOWN' } });
        expect(world.estate.edits(contractAccountId)).toEqual([]);
      },
    );

    test('is sent once, and does no harm when it is delivered twice', async () => {
      const world = await openWorld(platform);
      const write = budgetWrite(world);
      failWrites(world, platform, { kind: 'DELIVERED_TWICE' });
      expect(await writeOne(world, write)).toMatchObject({ kind: 'APPLIED' });
      expect(world.requests.filter(platform.isWrite)).toHaveLength(1);
      expect(world.estate.edits(contractAccountId)).toHaveLength(1);
    });

    test('does nothing when it was given up before it was sent', async () => {
      const world = await openWorld(platform);
      const signal = AbortSignal.abort();
      const [outcome] = await world.client.write(contractAccountId, [budgetWrite(world)], { signal });
      expect(outcome).toMatchObject({ kind: 'FAILED', failure: { kind: 'TRANSIENT' } });
      expect(world.requests.filter(platform.isWrite)).toEqual([]);
    });
  });

  describe(`${name}: reports`, () => {
    test.each(['CAMPAIGN', 'AD_GROUP', 'AD'] as const)(
      'of %s sum to what the platform spent, by hour and by day',
      async (level) => {
        const world = await openWorld(platform);
        for (const grain of ['HOUR', 'DAY'] as const) {
          const query = { level, grain, firstDay: '2026-03-06', lastDay: '2026-03-10' };
          const rows = await collect(world.client.readReport(contractAccountId, query));
          const shown = world.estate.report(contractAccountId, query);
          expect(rows.length).toBeGreaterThan(5);
          expect(totalsOf(rows), grain).toEqual(totalsOf(shown));
          expect(rows.every((row) => row.level === level && row.grain === grain)).toBe(true);
          expect(new Set(rows.map((row) => `${row.externalId} ${row.startsAt.getTime()}`)).size).toBe(rows.length);
        }
      },
    );

    test('an hour begins when it begins, also on the day that clocks go forward', async () => {
      const world = await openWorld(platform);
      const query = { level: 'CAMPAIGN', grain: 'HOUR', firstDay: '2026-03-08', lastDay: '2026-03-09' } as const;
      const rows = await collect(world.client.readReport(contractAccountId, query));
      const shown = world.estate.report(contractAccountId, query);
      const keyed = (each: { campaignExternalId: string; startsAt: Date; spendMicros: bigint }) =>
        `${each.campaignExternalId} ${each.startsAt.toISOString()} ${each.spendMicros}`;
      expect(rows.filter(isSpent).map(keyed).sort()).toEqual(shown.filter(isSpent).map(keyed).sort());
    });

    test('an hour that a day has twice loses nothing', async () => {
      const timeZone = platform.timeZone ?? 'Australia/Sydney';
      const world = await openWorld(platform, { timeZone });
      world.clock.advance(27 * 24 * msPerHour);
      const query = { level: 'CAMPAIGN', grain: 'HOUR', firstDay: '2026-04-05', lastDay: '2026-04-05' } as const;
      const rows = await collect(world.client.readReport(contractAccountId, query));
      expect(totalsOf(rows)).toEqual(totalsOf(world.estate.report(contractAccountId, query)));
      expect(new Set(rows.map((row) => `${row.externalId} ${row.startsAt.getTime()}`)).size).toBe(rows.length);
      const [first] = rows.map(({ startsAt }) => startsAt.toISOString()).sort();
      expect(first?.slice(0, 10)).toBe(timeZone === 'UTC' ? '2026-04-05' : '2026-04-04');
    });

    test('a day that is restated is read as it is now', async () => {
      const world = await openWorld(platform);
      const query = { level: 'CAMPAIGN', grain: 'DAY', firstDay: '2026-03-09', lastDay: '2026-03-09' } as const;
      const read = async () => totalsOf(await collect(world.client.readReport(contractAccountId, query)));
      const before = await read();
      world.clock.advance(6 * 24 * msPerHour);
      const after = await read();
      expect(after).not.toEqual(before);
      expect(after).toEqual(totalsOf(world.estate.report(contractAccountId, query)));
    });
  });

  describe(`${name}: change history`, () => {
    test('tells our own edits from those of people and of the platform', async () => {
      const world = await openWorld(platform);
      if (!world.client.traits.hasChangeHistory) {
        const reading = world.client.readChanges(contractAccountId, world.clock.now());
        await expect(reading).rejects.toMatchObject({ failure: { kind: 'UNSUPPORTED' } });
        return;
      }
      const since = world.clock.now();
      const write = budgetWrite(world);
      const [budget] = accountOf(world).budgets;
      if (!budget) throw new Error('there is no budget');
      const change = (amountMicros: bigint) =>
        ({ field: 'BUDGET', budgetExternalId: budget.externalId, amountMicros }) as const;
      await writeOne(world, write);
      world.clock.advance(60_000);
      world.estate.editAsPerson(contractAccountId, change(budget.amountMicros * 2n));
      world.clock.advance(60_000);
      const platformItself = { by: 'PLATFORM', name: 'automatic', programId: null } as const;
      world.estate.edit(contractAccountId, change(budget.amountMicros * 3n), platformItself);
      world.clock.advance(msPerHour);
      const changes = await world.client.readChanges(contractAccountId, since);
      const ofHolder = changes.filter(({ externalId, field }) => externalId === write.externalId && field === 'BUDGET');
      expect(ofHolder.map(({ origin, before, after }) => [origin, before, after])).toEqual([
        ['OURS', String(budget.amountMicros), String(write.amountMicros)],
        ['PERSON', String(write.amountMicros), String(budget.amountMicros * 2n)],
        ['AUTO', String(budget.amountMicros * 2n), String(budget.amountMicros * 3n)],
      ]);
      const later = await world.client.readChanges(contractAccountId, world.clock.now());
      expect(later).toEqual([]);
    });
  });
}

function rankOf(level: EntityLevel): number {
  return ['CAMPAIGN', 'AD_GROUP', 'AD'].indexOf(level);
}

function isSpent({ spendMicros }: { readonly spendMicros: bigint }): boolean {
  return spendMicros !== 0n;
}

function totalsOf(rows: readonly Pick<ReportRow, 'spendMicros' | 'impressions' | 'clicks'>[]) {
  return {
    spendMicros: rows.reduce((sum, row) => sum + row.spendMicros, 0n),
    impressions: rows.reduce((sum, row) => sum + row.impressions, 0n),
    clicks: rows.reduce((sum, row) => sum + row.clicks, 0n),
  };
}
