import { afterEach, describe, expect, test } from 'vitest';
import { metaWith } from '../../test/support/meta.ts';
import {
  accountOf,
  budgetWrite,
  closeWorlds,
  collect,
  contractAccountId,
  openWorld,
  writeOne,
} from '../../test/support/platform-world.ts';
import type { ClientSettings, UnknownWord } from '../ad-platform.ts';
import { startTwinServer } from '../twin-server.ts';
import { changeOf } from './activities.ts';
import { createMetaClient } from './client.ts';
import { parseMetaCredentials } from './credentials.ts';
import { failureOf } from './failure.ts';
import { adSetOf } from './structure.ts';
import { adSetNode } from './wire.ts';

afterEach(closeWorlds);

describe("an ad set's budget", () => {
  test('changes four times an hour, and is then blocked for an hour, under status 200', async () => {
    const world = await openWorld(metaWith(), { budgets: 'AD_GROUP' });
    for (const units of [1n, 2n, 3n, 4n]) {
      expect(await writeOne(world, budgetWrite(world, units))).toMatchObject({ kind: 'APPLIED' });
      world.clock.advance(5 * 60_000);
    }
    expect(await writeOne(world, budgetWrite(world))).toMatchObject({
      failure: { kind: 'THROTTLED', scope: 'ENTITY' },
      detail: { platformCode: '613/1487632', requestId: expect.stringMatching(/^twin-trace-/) },
    });
    const other = accountOf(world).adGroups[3]?.externalId ?? '';
    expect(await writeOne(world, { ...budgetWrite(world), externalId: other })).toMatchObject({ kind: 'APPLIED' });
    world.clock.advance(55 * 60_000);
    expect(await writeOne(world, budgetWrite(world))).toMatchObject({ kind: 'APPLIED' });
  });

  test('of a campaign may change more often', async () => {
    const world = await openWorld(metaWith(), { budgets: 'CAMPAIGN' });
    for (const units of [1n, 2n, 3n, 4n, 5n, 6n])
      expect(await writeOne(world, budgetWrite(world, units))).toMatchObject({ kind: 'APPLIED' });
  });

  test('is not where the campaign has it', async () => {
    const world = await openWorld(metaWith(), { budgets: 'CAMPAIGN' });
    const externalId = accountOf(world).adGroups[0]?.externalId ?? '';
    const outcome = await writeOne(world, { ...budgetWrite(world), level: 'AD_GROUP', externalId });
    expect(outcome).toMatchObject({ failure: { kind: 'INVALID', fieldPath: 'daily_budget' } });
  });
});

describe('an amount', () => {
  test.each([
    ['USD', 990_000n, 1_000_000n],
    ['JPY', 99_000_000n, 100_000_000n],
  ])('in %s that is too low comes back with the minimum', async (currency, amountMicros, minimumMicros) => {
    const world = await openWorld(metaWith(), { currency, leastBudgetMicros: 9_000_000_000n });
    expect(await writeOne(world, { ...budgetWrite(world), amountMicros })).toMatchObject({
      failure: { kind: 'BELOW_MINIMUM', minimumMicros },
    });
  });

  test.each([
    ['JPY', 9_000_500_000n],
    ['USD', 9_000_001n],
    ['USD', -10_000n],
  ])('in %s of %s micros is refused before it is sent, not rounded', async (currency, amountMicros) => {
    const world = await openWorld(metaWith(), { currency, leastBudgetMicros: 9_000_000_000n });
    const outcome = await writeOne(world, { ...budgetWrite(world), amountMicros });
    expect(outcome).toMatchObject({ failure: { kind: 'INVALID', fieldPath: 'daily_budget' } });
    expect(world.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  test.each(['JPY', 'HUF', 'EUR'])('in %s is written, read and reported as it is', async (currency) => {
    const world = await openWorld(metaWith(), { currency, leastBudgetMicros: 9_000_000_000n });
    const write = budgetWrite(world);
    const whole = { ...write, amountMicros: write.amountMicros - (write.amountMicros % 1_000_000n) };
    expect(await writeOne(world, whole)).toMatchObject({ kind: 'APPLIED' });
    const [read] = await world.client.readEntities(contractAccountId, [whole]);
    expect(read?.budget?.amountMicros).toBe(whole.amountMicros);
    const query = { level: 'CAMPAIGN', grain: 'DAY', firstDay: '2026-03-05', lastDay: '2026-03-09' } as const;
    const rows = await collect(world.client.readReport(contractAccountId, query));
    const sum = (each: readonly { spendMicros: bigint }[]) => each.reduce((total, row) => total + row.spendMicros, 0n);
    expect(sum(rows)).toBe(sum(world.estate.report(contractAccountId, query)));
  });

  test('of a strategy that Meta has not, or of a campaign, is not asked for', async () => {
    const world = await openWorld(metaWith());
    const externalId = accountOf(world).adGroups[0]?.externalId ?? '';
    const bid = { level: 'AD_GROUP', externalId, field: 'BID', amountMicros: 1_000_000n } as const;
    const unsupported = { failure: { kind: 'UNSUPPORTED' } };
    expect(await writeOne(world, { ...bid, strategy: 'MANUAL_CPC' })).toMatchObject(unsupported);
    expect(await writeOne(world, { ...bid, level: 'CAMPAIGN', strategy: 'COST_CAP' })).toMatchObject(unsupported);
    expect(world.requests.every(({ method }) => method === 'GET')).toBe(true);
  });
});

describe('quotas', () => {
  test('are told with every answer, before they are used up', async () => {
    const world = await openWorld(metaWith({ tier: 'LIMITED' }));
    await world.client.readAccount(contractAccountId);
    const before = world.signals.find(({ scope }) => scope === 'APP')?.usedShare ?? 1;
    for (let call = 0; call < 20; call += 1) await world.client.readAccount(contractAccountId);
    const after = world.signals.findLast(({ scope }) => scope === 'APP')?.usedShare ?? 0;
    expect(after).toBeGreaterThan(before);
    expect(world.signals).toContainEqual({
      scope: 'ACCOUNT',
      accountExternalId: contractAccountId,
      usedShare: expect.any(Number),
      blockedForMs: undefined,
    });
  });

  test('a score that is too high blocks for as long as the headers say, and falls by itself', async () => {
    const world = await openWorld(metaWith({ tier: 'LIMITED' }));
    for (let call = 0; call < 60; call += 1) await world.client.readAccount(contractAccountId);
    const blocked = { failure: { kind: 'THROTTLED', scope: 'ACCOUNT', retryAfterMs: 300_000 } };
    await expect(world.client.readAccount(contractAccountId)).rejects.toMatchObject(blocked);
    expect(await writeOne(world, budgetWrite(world))).toMatchObject(blocked);
    expect(world.signals.findLast(({ scope }) => scope === 'ACCOUNT')?.blockedForMs).toBe(300_000);
    world.clock.advance(300_000);
    expect(await writeOne(world, budgetWrite(world))).toMatchObject({ kind: 'APPLIED' });
  });

  test("the hour's calls end, and the next hour has its own", async () => {
    const world = await openWorld(metaWith({ tier: 'LIMITED' }), {
      campaigns: 1,
      adGroupsPerCampaign: 1,
      adsPerAdGroup: 1,
    });
    const read = () => world.client.readAccount(contractAccountId);
    // Slowly, so that the score stays low: 300 calls, and 40 for the one active ad.
    world.clock.advance(35 * 60_000);
    for (let call = 0; call < 340; call += 1) {
      await read();
      world.clock.advance(5_100);
    }
    await expect(read()).rejects.toMatchObject({
      failure: { kind: 'THROTTLED' },
      detail: { platformCode: '80004/2446079' },
    });
    world.clock.advance(31 * 60_000 + 6_000);
    await read();
  });
});

describe('reports', () => {
  test('that Meta will not work out at once are asked for as a job', async () => {
    const world = await openWorld(metaWith({ maxSyncRows: 2 }));
    const query = { level: 'CAMPAIGN', grain: 'DAY', firstDay: '2026-03-05', lastDay: '2026-03-09' } as const;
    const rows = await collect(world.client.readReport(contractAccountId, query));
    expect(rows).toHaveLength(world.estate.report(contractAccountId, query).length);
    const asked = world.requests.filter(({ path }) => path.includes('insights')).map(({ method }) => method);
    expect(asked.slice(0, 3)).toEqual(['GET', 'POST', 'GET']);
  });

  test('that are large are a job from the start, whose rows are as of when it was begun', async () => {
    const world = await openWorld(metaWith());
    const query = { level: 'AD', grain: 'HOUR', firstDay: '2026-03-05', lastDay: '2026-03-09' } as const;
    await collect(world.client.readReport(contractAccountId, query));
    const asked = world.requests.filter(({ path }) => path.endsWith('insights')).map(({ method }) => method);
    expect(asked[0]).toBe('POST');
  });

  test('whose job fails, or says what nobody understands, may be tried again', async () => {
    let status = 'Job Failed';
    const account = { account_id: '5', currency: 'USD', timezone_name: 'UTC' };
    const twin = await startTwinServer({
      answer: ({ method, path }) => {
        if (method === 'POST') return { status: 200, body: { report_run_id: '9' } };
        return { status: 200, body: path.endsWith('act_5') ? account : { async_status: status } };
      },
      refuse: () => ({ status: 500, body: {} }),
    });
    const settings = { baseUrl: twin.url, timeoutMs: 5_000, now: () => new Date(), onQuota: () => {} };
    const client = createMetaClient(settings, { accessToken: 'a', appSecret: 'b', appId: 'c' }, { pollMs: 1 });
    const query = { level: 'AD', grain: 'HOUR', firstDay: '2026-03-05', lastDay: '2026-03-09' } as const;
    const read = (signal?: AbortSignal) => collect(client.readReport('5', query, signal && { signal }));
    await expect(read()).rejects.toMatchObject({ failure: { kind: 'TRANSIENT' } });
    status = 'Job Running';
    await expect(read(AbortSignal.timeout(100))).rejects.toMatchObject({ failure: { kind: 'TRANSIENT' } });
    await client.close();
    await twin.close();
  });
});

describe('permission', () => {
  test('a token that has ended, and one without the secret of its app', async () => {
    const ended = await openWorld(metaWith({}, { accessToken: 'old' }));
    const expired = { failure: { kind: 'AUTH_EXPIRED' }, detail: { platformCode: '190/463' } };
    await expect(ended.client.readAccount(contractAccountId)).rejects.toMatchObject(expired);
    expect(await writeOne(ended, budgetWrite(ended))).toMatchObject(expired);
    const stolen = await openWorld(metaWith({}, { appSecret: 'guessed' }));
    const refused = { failure: { kind: 'INVALID' } };
    await expect(stolen.client.readAccount(contractAccountId)).rejects.toMatchObject(refused);
  });

  test('an account that is not there', async () => {
    const world = await openWorld(metaWith());
    await expect(world.client.readAccount('999')).rejects.toMatchObject({ failure: { kind: 'NOT_FOUND' } });
  });

  test('credentials are all there, or none, or named as missing', () => {
    expect(parseMetaCredentials({})).toBeUndefined();
    const whole = { META_ACCESS_TOKEN: 'a', META_APP_SECRET: 'b', META_APP_ID: 'c' };
    expect(parseMetaCredentials(whole)).toEqual({ accessToken: 'a', appSecret: 'b', appId: 'c' });
    expect(() => parseMetaCredentials({ ...whole, META_APP_SECRET: '' })).toThrow('META_APP_SECRET');
  });
});

describe('what an error means', () => {
  const failure = (isWrite: boolean, error: object, status = 400) =>
    failureOf({ status, headers: {}, body: JSON.stringify({ error }), isWrite });

  test.each([
    [{ code: 1 }, 'OUTCOME_UNKNOWN', 'TRANSIENT'],
    [{ code: 2 }, 'TRANSIENT', 'TRANSIENT'],
    [{ code: 4 }, 'THROTTLED', 'THROTTLED'],
    [{ code: 32 }, 'THROTTLED', 'THROTTLED'],
    [{ code: 613, error_subcode: 1_487_742 }, 'THROTTLED', 'THROTTLED'],
    [{ code: 80_014 }, 'THROTTLED', 'THROTTLED'],
    [{ code: 10 }, 'FORBIDDEN', 'FORBIDDEN'],
    [{ code: 294 }, 'FORBIDDEN', 'FORBIDDEN'],
    [{ code: 102 }, 'AUTH_EXPIRED', 'AUTH_EXPIRED'],
    [{ code: 368 }, 'POLICY', 'POLICY'],
    [{ code: 2_635 }, 'UNSUPPORTED', 'UNSUPPORTED'],
    [{ code: 100 }, 'INVALID', 'INVALID'],
    [{ code: 5_000_000, is_transient: true }, 'TRANSIENT', 'TRANSIENT'],
    [{ code: 5_000_000 }, 'INVALID', 'TRANSIENT'],
  ])('%o is %s for a write and %s for a read', (error, ofWrite, ofRead) => {
    expect(failure(true, error)?.failure.kind).toBe(ofWrite);
    expect(failure(false, error, 200)?.failure.kind).toBe(ofRead);
    expect(failure(true, error)?.detail.isUnknownCode).toBe(error.code === 5_000_000 && !('is_transient' in error));
  });

  test('a page of a proxy says nothing of a write', () => {
    const reply = { status: 502, headers: {}, body: '<html>', isWrite: true };
    expect(failureOf(reply)?.failure.kind).toBe('OUTCOME_UNKNOWN');
    expect(failureOf({ ...reply, isWrite: false })?.failure.kind).toBe('TRANSIENT');
  });
});

test('statuses and strategies that were not known when this was written count as what may spend', () => {
  const words: UnknownWord[] = [];
  const settings: ClientSettings = {
    baseUrl: '',
    timeoutMs: 1,
    now: () => new Date(),
    onQuota: () => {},
    onUnknownWord: (word) => words.push(word),
  };
  const account = { externalId: '1', name: '', currency: 'USD', timeZone: 'UTC' };
  const node = adSetNode.parse({ id: '1', campaign_id: '2', status: 'DREAMING', bid_amount: 5, bid_strategy: 'HOPE' });
  expect(adSetOf(node, account, settings)).toMatchObject({ status: 'ENABLED', platformStatus: 'DREAMING', bid: null });
  expect(words.map(({ field, value }) => [field, value])).toEqual([
    ['adset.status', 'DREAMING'],
    ['adset.bid_strategy', 'HOPE'],
  ]);
});

test.each([undefined, 'no JSON', '{"old_value":[1]}', '{"new_value":{"new_value":"much"}}'])(
  'an activity whose extra data is %s is a change without values',
  (extra_data) => {
    const activity = {
      event_time: '2026-03-10T10:00:00+0000',
      event_type: 'update_ad_set_budget',
      object_id: '1',
      extra_data,
    };
    expect(changeOf(activity, 'USD', '1')).toMatchObject({
      field: 'BUDGET',
      before: null,
      after: null,
      origin: 'UNKNOWN',
    });
    expect(changeOf({ ...activity, event_type: 'ad_account_billing_charge' }, 'USD', '1')).toBeUndefined();
    const never = () => changeOf({ ...activity, event_time: 'never' }, 'USD', '1');
    expect(never).toThrow(expect.objectContaining({ failure: { kind: 'TRANSIENT' } }));
  },
);
