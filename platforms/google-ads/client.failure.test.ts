import { afterEach, describe, expect, test } from 'vitest';
import { googleAdsWith } from '../../test/support/google-ads.ts';
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
import { parseGoogleAdsCredentials } from './credentials.ts';
import { failureOf } from './failure.ts';
import { campaignOf } from './structure.ts';
import { campaignRow } from './wire.ts';

afterEach(closeWorlds);

describe('an amount that Google Ads does not take', () => {
  test('is below the minimum, which it tells', async () => {
    const world = await openWorld(googleAdsWith(), { objectives: ['DEMAND_GEN'] });
    const outcome = await writeOne(world, { ...budgetWrite(world), amountMicros: 4_990_000n });
    expect(outcome).toMatchObject({
      failure: { kind: 'BELOW_MINIMUM', minimumMicros: 5_000_000n },
      detail: {
        platformCode: 'CampaignBudgetError.BUDGET_BELOW_PER_DAY_MINIMUM',
        requestId: expect.stringMatching(/^twin-request-/),
        isUnknownCode: false,
      },
    });
  });

  test('is a part of a yen', async () => {
    const world = await openWorld(googleAdsWith(), { currency: 'JPY', leastBudgetMicros: 6_000_000_000n });
    const outcome = await writeOne(world, { ...budgetWrite(world), amountMicros: 9_000_500_000n });
    expect(outcome).toMatchObject({
      failure: { kind: 'INVALID', fieldPath: 'operations.update.amount_micros' },
      detail: { platformCode: 'CampaignBudgetError.NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT' },
    });
  });

  test.each([
    [-1_000_000n, 'CampaignBudgetError.NEGATIVE_MONEY_AMOUNT'],
    [10n ** 18n, 'CampaignBudgetError.MONEY_AMOUNT_TOO_LARGE'],
  ])('is %s', async (amountMicros, platformCode) => {
    const world = await openWorld(googleAdsWith());
    const outcome = await writeOne(world, { ...budgetWrite(world), amountMicros });
    expect(outcome).toMatchObject({ failure: { kind: 'INVALID' }, detail: { platformCode } });
    expect(world.estate.edits(contractAccountId)).toEqual([]);
  });

  test('is of a whole period where the budget is of a day', async () => {
    const world = await openWorld(googleAdsWith());
    const outcome = await writeOne(world, { ...budgetWrite(world), kind: 'LIFETIME' });
    expect(outcome).toMatchObject({ failure: { kind: 'INVALID' } });
  });

  test('is a bid that is too small', async () => {
    const world = await openWorld(googleAdsWith(), { bidStrategies: ['MANUAL_CPC'] });
    const externalId = accountOf(world).adGroups[0]?.externalId ?? '';
    const bid = { level: 'AD_GROUP', externalId, field: 'BID', strategy: 'MANUAL_CPC' } as const;
    expect(await writeOne(world, { ...bid, amountMicros: 1n })).toMatchObject({ failure: { kind: 'BELOW_MINIMUM' } });
  });
});

describe('what Google Ads has not', () => {
  test.each(['COST_CAP', 'LOWEST_COST_WITH_BID_CAP'] as const)('%s is not asked for', async (strategy) => {
    const world = await openWorld(googleAdsWith());
    const externalId = accountOf(world).adGroups[0]?.externalId ?? '';
    const write = { level: 'AD_GROUP', externalId, field: 'BID', strategy, amountMicros: 1_000_000n } as const;
    expect(await writeOne(world, write)).toMatchObject({ failure: { kind: 'UNSUPPORTED' } });
    expect(world.requests).toEqual([]);
  });

  test('a budget of an ad group is not asked for', async () => {
    const world = await openWorld(googleAdsWith());
    const externalId = accountOf(world).adGroups[0]?.externalId ?? '';
    const outcome = await writeOne(world, { ...budgetWrite(world), level: 'AD_GROUP', externalId });
    expect(outcome).toMatchObject({ failure: { kind: 'UNSUPPORTED' } });
  });
});

test('of writes in one request each fails by itself, and a shared budget moves for all that share it', async () => {
  const world = await openWorld(googleAdsWith());
  const good = budgetWrite(world);
  const [first, second, third] = accountOf(world).campaigns;
  const outcomes = await world.client.write(contractAccountId, [
    { ...good, externalId: third?.externalId ?? '', amountMicros: 1n },
    good,
    { level: 'CAMPAIGN', externalId: third?.externalId ?? '', field: 'STATUS', status: 'PAUSED' },
  ]);
  expect(outcomes).toMatchObject([
    { kind: 'FAILED', failure: { kind: 'INVALID' } },
    { kind: 'APPLIED' },
    { kind: 'APPLIED' },
  ]);
  const refs = [first, second].map((each) => ({ level: 'CAMPAIGN', externalId: each?.externalId ?? '' }) as const);
  const read = await world.client.readEntities(contractAccountId, refs);
  const budget = { amountMicros: good.amountMicros, kind: 'DAILY', sharedBy: 2 };
  expect(read.map((entity) => entity.budget)).toEqual([budget, budget]);
});

test('somebody who is writing the same thing is a conflict', async () => {
  const world = await openWorld(googleAdsWith({ conflictMs: 1_000 }));
  const [budget] = accountOf(world).budgets;
  const change = { field: 'BUDGET', budgetExternalId: budget?.externalId ?? '', amountMicros: 70_000_000n } as const;
  world.estate.editAsPerson(contractAccountId, change);
  expect(await writeOne(world, budgetWrite(world))).toMatchObject({ failure: { kind: 'CONFLICT' } });
  world.clock.advance(1_000);
  expect(await writeOne(world, budgetWrite(world))).toMatchObject({ kind: 'APPLIED' });
});

describe('quotas', () => {
  test("the day's operations end for reads and writes alike, until the next day", async () => {
    const world = await openWorld(googleAdsWith({ operationsPerDay: 3 }));
    const untilMidnightMs = 8.5 * 3_600_000 + 5 * 60_000;
    expect(await writeOne(world, budgetWrite(world))).toMatchObject({ kind: 'APPLIED' });
    await world.client.readAccount(contractAccountId);
    const throttled = { kind: 'THROTTLED', scope: 'APP', retryAfterMs: untilMidnightMs };
    await expect(world.client.readAccount(contractAccountId)).rejects.toMatchObject({ failure: throttled });
    expect(await writeOne(world, budgetWrite(world))).toMatchObject({ failure: throttled });
    expect(world.signals.at(-1)).toEqual({
      scope: 'APP',
      accountExternalId: undefined,
      usedShare: undefined,
      blockedForMs: untilMidnightMs,
    });
    world.clock.advance(untilMidnightMs);
    await world.client.readAccount(contractAccountId);
  });

  test('pages after the first cost nothing', async () => {
    const world = await openWorld(googleAdsWith({ operationsPerDay: 3 }));
    const entities = await collect(world.client.readStructure(contractAccountId));
    expect(entities).toHaveLength(28);
  });

  test('an account has its own, by the second', async () => {
    const world = await openWorld(googleAdsWith({ requestsPerSecondAndAccount: 1 }));
    await world.client.readAccount(contractAccountId);
    const throttled = { failure: { kind: 'THROTTLED', scope: 'ACCOUNT', retryAfterMs: 1_000 } };
    await expect(world.client.readAccount(contractAccountId)).rejects.toMatchObject(throttled);
    expect(world.signals).toMatchObject([{ scope: 'ACCOUNT', accountExternalId: contractAccountId }]);
  });
});

describe('permission', () => {
  test('tokens are renewed before they end, and asked for once by all who wait', async () => {
    const world = await openWorld(googleAdsWith());
    const tokensAsked = () => world.requests.filter(({ path }) => path === '/token').length;
    await Promise.all([1, 2, 3].map(() => world.client.readAccount(contractAccountId)));
    expect(tokensAsked()).toBe(1);
    world.clock.advance(3_600_000 - 30_000);
    await Promise.all([1, 2, 3].map(() => world.client.readAccount(contractAccountId)));
    expect(tokensAsked()).toBe(2);
  });

  test('that was taken back fails reads and writes, and nothing is sent', async () => {
    const world = await openWorld(googleAdsWith({}, { refreshToken: 'revoked' }));
    const expired = { failure: { kind: 'AUTH_EXPIRED' }, detail: { platformCode: 'invalid_grant' } };
    await expect(world.client.readAccount(contractAccountId)).rejects.toMatchObject(expired);
    expect(await writeOne(world, budgetWrite(world))).toMatchObject(expired);
    expect(world.requests.every(({ path }) => path === '/token')).toBe(true);
  });

  test('a token service that is away is a reason to try again', async () => {
    const world = await openWorld(googleAdsWith());
    world.twin.setFaults(({ path }) => (path === '/token' ? { kind: 'BAD_GATEWAY' } : undefined));
    expect(await writeOne(world, budgetWrite(world))).toMatchObject({ failure: { kind: 'TRANSIENT' } });
    world.twin.setFaults(() => undefined);
    expect(await writeOne(world, budgetWrite(world))).toMatchObject({ kind: 'APPLIED' });
  });

  test("a developer's token or an account that is not ours is forbidden", async () => {
    const stranger = await openWorld(googleAdsWith({}, { developerToken: 'stolen' }));
    const forbidden = { failure: { kind: 'FORBIDDEN' } };
    await expect(stranger.client.readAccount(contractAccountId)).rejects.toMatchObject(forbidden);
    await expect(stranger.client.readAccount('111')).rejects.toMatchObject(forbidden);
  });
});

describe('what was not known when this was written', () => {
  const reply = (isWrite: boolean, error: object) => ({
    status: 400,
    headers: {},
    body: JSON.stringify(error),
    isWrite,
  });
  const failure = (errorCode: object) => ({
    error: { code: 400, details: [{ errors: [{ errorCode, message: 'New.' }] }] },
  });

  test.each([{ brandNewError: 'HAPPENED' }, { campaignBudgetError: 'UNKNOWN' }, {}])(
    'an error %o stops a write for good, lets a read be tried again, and calls somebody',
    (errorCode) => {
      expect(failureOf(reply(true, failure(errorCode)))).toMatchObject({
        failure: { kind: 'INVALID' },
        detail: { isUnknownCode: true },
      });
      expect(failureOf(reply(false, failure(errorCode)))).toMatchObject({
        failure: { kind: 'TRANSIENT' },
        detail: { isUnknownCode: true },
      });
    },
  );

  test('an error inside of Google Ads leaves a write unknown', () => {
    const error = failure({ internalError: 'DEADLINE_EXCEEDED' });
    expect(failureOf(reply(true, error)).failure.kind).toBe('OUTCOME_UNKNOWN');
    expect(failureOf(reply(false, error)).failure.kind).toBe('TRANSIENT');
    expect(failureOf({ ...reply(true, {}), status: 502, body: '<html>' }).failure.kind).toBe('OUTCOME_UNKNOWN');
    expect(failureOf({ ...reply(true, { error: { code: 404 } }), status: 404 }).failure.kind).toBe('UNSUPPORTED');
  });

  test('a status and a period count as what may spend, without an amount, and call somebody', () => {
    const words: UnknownWord[] = [];
    const settings: ClientSettings = {
      baseUrl: '',
      timeoutMs: 1,
      now: () => new Date(),
      onQuota: () => {},
      onUnknownWord: (word) => words.push(word),
    };
    const row = campaignRow.parse({
      campaign: { id: '1', status: 'HIBERNATING' },
      campaignBudget: { amountMicros: '5', period: 'FORTNIGHT' },
    });
    expect(campaignOf(row, settings)).toMatchObject({ status: 'ENABLED', platformStatus: 'HIBERNATING', budget: null });
    expect(words).toEqual([
      { platform: 'GOOGLE_ADS', field: 'campaign.status', value: 'HIBERNATING' },
      { platform: 'GOOGLE_ADS', field: 'campaign_budget.period', value: 'FORTNIGHT' },
    ]);
  });
});

describe('credentials', () => {
  const whole = {
    GOOGLE_ADS_DEVELOPER_TOKEN: 'a',
    GOOGLE_ADS_CLIENT_ID: 'b',
    GOOGLE_ADS_CLIENT_SECRET: 'c',
    GOOGLE_ADS_REFRESH_TOKEN: 'd',
    GOOGLE_ADS_USER_EMAIL: 'e@f.example',
  };

  test('are all there, or none, or named as missing', () => {
    expect(parseGoogleAdsCredentials({})).toBeUndefined();
    expect(parseGoogleAdsCredentials({ ...whole, GOOGLE_ADS_LOGIN_CUSTOMER_ID: '123-456-7890' })).toEqual({
      developerToken: 'a',
      clientId: 'b',
      clientSecret: 'c',
      refreshToken: 'd',
      userEmail: 'e@f.example',
      loginCustomerId: '1234567890',
      tokenUrl: 'https://oauth2.googleapis.com/token',
    });
    expect(() => parseGoogleAdsCredentials({ ...whole, GOOGLE_ADS_CLIENT_ID: '' })).toThrow('GOOGLE_ADS_CLIENT_ID');
    expect(() => parseGoogleAdsCredentials({ ...whole, GOOGLE_ADS_LOGIN_CUSTOMER_ID: '12' })).toThrow('ten digits');
  });
});
