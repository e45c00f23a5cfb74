// TikTok, Snap and Pinterest against the facts about them that are no specification: codes, limits, minimums, units. The facts
// stay outside the repository.
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { PlatformFailure, PlatformWrite } from '../../platforms/ad-platform.ts';
import { pinterestTraits } from '../../platforms/pinterest/client.ts';
import { parsePinterestCredentials } from '../../platforms/pinterest/credentials.ts';
import { levelWords, planReports } from '../../platforms/pinterest/analytics.ts';
import { snapTraits } from '../../platforms/snap/client.ts';
import { parseSnapCredentials } from '../../platforms/snap/credentials.ts';
import { readRefusal as readSnapRefusal } from '../../platforms/snap/failures.ts';
import { snapAccount, startSnapStage } from '../../platforms/snap/twin-fixture.ts';
import { tiktokTraits } from '../../platforms/tiktok/client.ts';
import { readRefusal as readTikTokRefusal } from '../../platforms/tiktok/failures.ts';
import { startTikTokStage, tiktokAccount } from '../../platforms/tiktok/twin-fixture.ts';
import { createTikTokLimits } from '../../platforms/tiktok/twin-limits.ts';
import { tiktokRules } from '../../platforms/tiktok/twin.ts';

const file = new URL('../../../shared/data/ad-platforms/platform-facts.json', import.meta.url);
const isAbsent = !existsSync(file);
if (isAbsent)
  console.warn('platform-facts: skipped, because ../shared/data/ad-platforms/platform-facts.json is not there');

const factsShape = z.object({
  platforms: z.record(z.string(), z.record(z.string(), z.union([z.object({ value: z.unknown() }), z.unknown()]))),
});

/** One fact, of the shape that is expected of it. */
function fact<Shape>(platform: string, name: string, shape: z.ZodType<Shape>): Shape {
  const { platforms } = factsShape.parse(JSON.parse(readFileSync(file, 'utf8')));
  return z.object({ value: shape }).parse(platforms[platform]?.[name]).value;
}

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const kindOf = (outcome: { readonly kind: string; readonly failure?: PlatformFailure } | undefined) =>
  outcome?.failure?.kind ?? outcome?.kind;

describe.skipIf(isAbsent)('TikTok', () => {
  test('codes are of the class that they are said to be', () => {
    const codes = fact('tiktok', 'errors', z.record(z.string(), z.union([z.array(z.number()), z.boolean()])));
    const kinds: Readonly<Record<string, readonly string[]>> = {
      throttle: ['THROTTLED'],
      auth: ['AUTH_EXPIRED', 'FORBIDDEN'],
      // 40007 is said to be of two classes.
      validation: ['INVALID', 'NOT_FOUND'],
      conflict: ['CONFLICT'],
      async_pending: ['TRANSIENT'],
      async_failed: ['TRANSIENT'],
      transient: ['TRANSIENT'],
      maintenance: ['MAINTENANCE'],
      not_found: ['NOT_FOUND'],
    };
    let checked = 0;
    for (const [name, allowed] of Object.entries(kinds)) {
      for (const code of z.array(z.number()).parse(codes[name])) {
        const { failure, detail } = readTikTokRefusal({ code, message: '', requestId: undefined }, 'WRITE', new Date());
        expect(allowed, String(code)).toContain(failure.kind);
        expect(detail.isUnknownCode, String(code)).toBe(false);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(25);
  });

  test('the limits of each tier are those of a second, a minute and a day', () => {
    const limits = z.object({ qps: z.number(), qpm: z.number(), qpd: z.number() });
    const tiers = fact('tiktok', 'rate_limits', z.object({ per_app: z.record(z.string(), limits), sandbox: limits }));
    for (const tier of ['basic', 'advanced', 'premium', 'ultimate', 'sandbox'] as const) {
      const { qps, qpm } = tier === 'sandbox' ? tiers.sandbox : limits.parse(tiers.per_app[tier]);
      const taken = createTikTokLimits(tier);
      const allowed = (count: number, atMs: (index: number) => number) =>
        Array.from({ length: count }, (_, index) => taken.take('/any/', atMs(index))).filter((refusal) => !refusal)
          .length;
      expect(
        allowed(qps + 5, () => 0),
        tier,
      ).toBe(qps);
      // Evenly over the seconds of another minute, and more than it has.
      expect(
        allowed(qpm + 60, (index) => 600_000 + (index % 60) * 1_000),
        tier,
      ).toBe(qpm);
    }
    expect(tiktokTraits.requestsPerSecond.app).toBe(tiers.per_app['basic']?.qps);
  });

  test('the least budgets are those of a campaign and of an ad group', async () => {
    const least = fact(
      'tiktok',
      'min_budget',
      z.object({ campaign_daily_usd: z.number(), adgroup_daily_usd: z.number() }),
    );
    const stage = await startTikTokStage();
    cleanups.push(stage.close);
    const holder = (level: 'CAMPAIGN' | 'AD_GROUP') =>
      (level === 'CAMPAIGN' ? tiktokAccount.campaigns : tiktokAccount.adGroups).find((each) => each.budgetExternalId);
    for (const [level, units] of [
      ['CAMPAIGN', least.campaign_daily_usd],
      ['AD_GROUP', least.adgroup_daily_usd],
    ] as const) {
      const externalId = holder(level)?.externalId ?? '';
      const write = { level, externalId, field: 'BUDGET', kind: 'DAILY' } as const;
      const amountMicros = BigInt(units) * 1_000_000n;
      const outcomes = await stage.client.write(tiktokAccount.externalId, [
        { ...write, amountMicros: amountMicros - 10_000n },
        { ...write, amountMicros },
      ]);
      expect(outcomes.map(kindOf), level).toEqual(['BELOW_MINIMUM', 'APPLIED']);
    }
  });

  test('dynamic budgets are overspent by as much as is said', () => {
    const factors = z.object({ dynamic_daily: z.object({ daily_factor: z.number(), weekly_factor: z.number() }) });
    const { dynamic_daily: dynamic } = fact('tiktok', 'overdelivery', factors);
    expect(tiktokRules.overdelivery.dayPercent / 100).toBe(dynamic.daily_factor);
    expect((tiktokRules.overdelivery.period?.thousandths ?? 0) / 1_000).toBe(dynamic.weekly_factor);
  });
});

describe.skipIf(isAbsent)('Snap', () => {
  const account = snapAccount.externalId;

  async function open() {
    const stage = await startSnapStage();
    cleanups.push(stage.close);
    return stage;
  }

  test('a token is had where, and for as long as, is said', async () => {
    const auth = fact('snap', 'auth', z.object({ oauth: z.string(), token_url: z.string() }));
    const environment = { SNAP_CLIENT_ID: 'i', SNAP_CLIENT_SECRET: 's', SNAP_REFRESH_TOKEN: 'r' };
    expect(parseSnapCredentials(environment)?.tokenUrl).toBe(auth.token_url);
    const { client, exchanges } = await open();
    await client.readAccount(account);
    const given = z.object({ expires_in: z.number() }).parse(exchanges[0]?.reply?.body);
    expect(auth.oauth).toContain(`${given.expires_in} s`);
  });

  test('changes are PATCHes of the attributes of money that are named, in whole micros', async () => {
    const { fields } = fact('snap', 'money', z.object({ fields: z.array(z.string()) }));
    const attributes = new Set(fields.map((field) => field.split('.')[1]));
    const { client, exchanges } = await open();
    const writes: readonly PlatformWrite[] = [
      ...snapAccount.campaigns.flatMap(({ externalId }) =>
        (['DAILY', 'LIFETIME'] as const).map((kind): PlatformWrite => ({
          level: 'CAMPAIGN',
          externalId,
          field: 'BUDGET',
          amountMicros: 60_000_000n,
          kind,
        })),
      ),
      ...snapAccount.adGroups.flatMap(({ externalId, bid }): readonly PlatformWrite[] => [
        { level: 'AD_GROUP', externalId, field: 'BUDGET', amountMicros: 60_000_000n, kind: 'LIFETIME' },
        {
          level: 'AD_GROUP',
          externalId,
          field: 'BID',
          amountMicros: 3_000_000n,
          strategy: bid?.strategy ?? 'COST_CAP',
        },
      ]),
    ];
    await client.write(account, writes);
    const sent = exchanges.filter(({ request }) => request.method !== 'GET' && !request.path.includes('oauth2'));
    expect(new Set(sent.map(({ request }) => request.method))).toEqual(new Set(['PATCH']));
    const body = z.record(z.string(), z.array(z.record(z.string(), z.unknown())));
    const amounts = sent
      .flatMap(({ request }) => Object.values(body.parse(JSON.parse(request.body))).flat())
      .flatMap((item) => Object.entries(item).filter(([name]) => name.endsWith('_micro')));
    expect(new Set(amounts.map(([name]) => name))).toEqual(attributes);
    expect(amounts.every(([, amount]) => Number.isInteger(amount))).toBe(true);
  });

  test('statuses and strategies are of the words that are named', async () => {
    const words = fact('snap', 'status', z.object({ entity: z.array(z.string()), bid_strategy: z.array(z.string()) }));
    const { client, exchanges } = await open();
    for await (const page of client.readStructure(account)) expect(page.length).toBeGreaterThan(0);
    const said = JSON.stringify(exchanges.map(({ reply }) => reply?.body));
    for (const [, status = ''] of said.matchAll(/"status":"(\w+)"/g)) expect(words.entity).toContain(status);
    for (const [, word = ''] of said.matchAll(/"bid_strategy":"(\w+)"/g)) expect(words.bid_strategy).toContain(word);
  });

  test('every answer is an envelope of the fields that are named', async () => {
    const { envelope } = fact('snap', 'errors', z.object({ envelope: z.array(z.string()) }));
    const named = envelope.map((line) => line.replace(/^per item /, '').split(' ')[0]);
    const { client, exchanges, twin } = await open();
    await client.readAccount(account);
    await expect(client.readAccount('1')).rejects.toThrow();
    twin.setFaults(() => ({ kind: 'THROTTLED' }));
    await expect(client.readAccount(account)).rejects.toThrow();
    for (const { request, reply } of exchanges) {
      if (request.path.includes('oauth2')) continue;
      const body = z.record(z.string(), z.unknown()).parse(reply?.body);
      const fields = Object.keys(body).filter((field) => field !== 'adaccounts' && field !== 'paging');
      for (const field of fields) expect(named).toContain(field);
      expect(fields).toEqual(expect.arrayContaining(['request_status', 'request_id']));
    }
  });

  test('HTTP statuses and codes mean what they are said to mean', () => {
    const errors = z.object({ immutable: z.string(), not_found: z.string(), http: z.record(z.string(), z.string()) });
    const { immutable, not_found: missing, http } = fact('snap', 'errors', errors);
    const read = (status: number, errorCode?: string) =>
      readSnapRefusal({ status, errorCode, message: '', requestId: undefined }, 'WRITE').failure.kind;
    const kinds: Readonly<Record<string, string>> = {
      auth: 'AUTH_EXPIRED',
      permission: 'FORBIDDEN',
      missing: 'NOT_FOUND',
      method: 'UNSUPPORTED',
      throttle: 'THROTTLED',
      transient: 'TRANSIENT',
    };
    expect(Object.keys(http).length).toBeGreaterThan(5);
    for (const [status, meaning] of Object.entries(http)) expect(read(Number(status)), status).toBe(kinds[meaning]);
    expect([read(400, immutable), read(400, missing)]).toEqual(['UNSUPPORTED', 'NOT_FOUND']);
  });

  test('the least budgets and the limits are those that are named', async () => {
    const least = fact('snap', 'min_budget', z.object({ adsquad_daily_micro: z.int(), campaign_daily_micro: z.int() }));
    const { client } = await open();
    const holders = [
      ['CAMPAIGN', snapAccount.campaigns, least.campaign_daily_micro],
      ['AD_GROUP', snapAccount.adGroups, least.adsquad_daily_micro],
    ] as const;
    for (const [level, entities, micros] of holders) {
      const externalId = entities.find(({ budgetExternalId }) => budgetExternalId)?.externalId ?? '';
      const write = { level, externalId, field: 'BUDGET', kind: 'DAILY' } as const;
      const outcomes = await client.write(account, [
        { ...write, amountMicros: BigInt(micros) - 10_000n },
        { ...write, amountMicros: BigInt(micros) },
      ]);
      expect(outcomes.map(kindOf), level).toEqual(['BELOW_MINIMUM', 'APPLIED']);
    }
    const limits = fact('snap', 'rate_limits', z.object({ app_rps: z.number(), token_rps: z.number() }));
    expect(snapTraits.requestsPerSecond.app).toBe(Math.min(limits.app_rps, limits.token_rps));
  });
});

describe.skipIf(isAbsent)('Pinterest', () => {
  test('a token is had where is said', () => {
    const auth = fact('pinterest', 'auth', z.object({ oauth2: z.string() }));
    const environment = { PINTEREST_CLIENT_ID: 'i', PINTEREST_CLIENT_SECRET: 's', PINTEREST_REFRESH_TOKEN: 'r' };
    expect(parsePinterestCredentials(environment)?.tokenUrl).toBe(auth.oauth2);
  });

  test('reports reach as far back, and over as many days, as is said', () => {
    const report = fact('pinterest', 'report', z.object({ sync: z.string(), async: z.string() }));
    const [daysBack = 0, , hoursBack = 0, hourDays = 0] = [...report.sync.matchAll(/(\d+) d/g)].map(([, days]) =>
      Number(days),
    );
    const [asyncBack = 0, asyncDays = 0] = [...report.async.matchAll(/(\d+) d/g)].map(([, days]) => Number(days));
    const today = '2026-11-20';
    const back = (days: number) => new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);
    const plan = (grain: 'HOUR' | 'DAY', days: number) =>
      planReports({ level: 'CAMPAIGN', grain, firstDay: back(days), lastDay: today }, today);
    expect(plan('DAY', daysBack)?.every(({ way }) => way === 'SYNC')).toBe(true);
    expect(plan('DAY', daysBack + 1)?.every(({ way }) => way === 'ASYNC')).toBe(true);
    expect(plan('DAY', asyncBack)?.length).toBe(Math.ceil((asyncBack + 1) / asyncDays));
    expect(plan('DAY', asyncBack + 1)).toBeUndefined();
    expect(plan('HOUR', hoursBack)?.length).toBe(Math.ceil((hoursBack + 1) / hourDays));
    expect(plan('HOUR', hoursBack + 1)).toBeUndefined();
  });

  test('a batch has as many items as is said', () => {
    const budget = fact('pinterest', 'set_budget', z.object({ PATCH: z.string() }));
    expect(budget.PATCH).toContain(`[1..${pinterestTraits.maxWritesPerRequest} items`);
    expect(budget.PATCH).toContain(levelWords.CAMPAIGN.path);
  });
});
