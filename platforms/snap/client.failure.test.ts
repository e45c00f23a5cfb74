import { afterEach, describe, expect, test } from 'vitest';
import type { PlatformWrite } from '../ad-platform.ts';
import { scriptedFaults } from '../twin-faults.ts';
import { startTwinServer, type TwinRequest } from '../twin-server.ts';
import { createSnapClient } from './client.ts';
import { snapAccount, type SnapStage, type SnapStageOptions, startSnapStage } from './twin-fixture.ts';

let stage: SnapStage | undefined;
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await stage?.close();
  stage = undefined;
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
const start = async (options?: SnapStageOptions) => (stage = await startSnapStage(options));

const account = snapAccount.externalId;
const campaignId = snapAccount.campaigns[0]?.externalId ?? '';
const pause: PlatformWrite = { level: 'CAMPAIGN', externalId: campaignId, field: 'STATUS', status: 'PAUSED' };

describe('with the platform', () => {
  test('a permission that was taken back is told as such', async () => {
    const { client } = await start({ credentials: { refreshToken: 'stolen' } });
    await expect(client.readAccount(account)).rejects.toMatchObject({
      failure: { kind: 'AUTH_EXPIRED' },
      detail: { platformCode: 'invalid_grant' },
    });
    expect(await client.write(account, [pause])).toMatchObject([{ failure: { kind: 'AUTH_EXPIRED' } }]);
  });

  test('a token lives for an hour and is renewed before it ends', async () => {
    const { client, clock, exchanges } = await start();
    await client.readAccount(account);
    clock.advance(3_550_000);
    await client.readAccount(account);
    expect(exchanges.filter(({ request }) => request.path.endsWith('access_token'))).toHaveLength(2);
  });

  test('a second has ten requests of a token, and a limit says nothing of when', async () => {
    const { client, clock, quota, exchanges } = await start({ hasLimits: true });
    for (let index = 0; index < 10; index += 1) await client.readAccount(account);
    await expect(client.readAccount(account)).rejects.toMatchObject({
      failure: { kind: 'THROTTLED', scope: 'TOKEN', retryAfterMs: 1_000 },
    });
    expect(exchanges.at(-1)?.reply?.headers).toBeUndefined();
    expect(quota).toEqual([{ scope: 'TOKEN', accountExternalId: undefined, usedShare: 1, blockedForMs: 1_000 }]);
    clock.advance(1_000);
    await client.readAccount(account);
  });

  test('an error in a 200 is a failure, and nothing is done', async () => {
    const { client, twin, estate } = await start();
    twin.setFaults(scriptedFaults([{ kind: 'ERROR_IN_200' }], ({ method }) => method === 'PATCH'));
    expect(await client.write(account, [pause])).toMatchObject([
      { kind: 'FAILED', detail: { platformCode: 'E1000', isUnknownCode: true } },
    ]);
    expect(estate.edits(account)).toEqual([]);
  });

  test('a parent that could not be read leaves the change unsent', async () => {
    const { client, twin, estate } = await start();
    const [adGroup] = snapAccount.adGroups;
    twin.setFaults(scriptedFaults([{ kind: 'SERVER_ERROR' }], ({ path }) => path.includes('/adsquads/')));
    const write = { ...pause, level: 'AD_GROUP', externalId: adGroup?.externalId ?? '' } as const;
    expect(await client.write(account, [write])).toMatchObject([{ failure: { kind: 'TRANSIENT' } }]);
    expect(estate.edits(account)).toEqual([]);
  });
});

describe('with answers that are not as documented', () => {
  async function clientOf(body: unknown, status = 200) {
    const asked: TwinRequest[] = [];
    const server = await startTwinServer({
      answer: (request) => {
        asked.push(request);
        const token = { access_token: 't', expires_in: 60_000 };
        return request.path === '/token' ? { status: 200, body: token } : { status, body };
      },
      refuse: () => ({ status: 500, body: '' }),
    });
    cleanups.push(server.close);
    const client = createSnapClient(
      { baseUrl: `${server.url}/v1`, timeoutMs: 5_000, now: () => new Date(), onQuota: () => {} },
      { clientId: 'i', clientSecret: 's', refreshToken: 'r', tokenUrl: `${server.url}/token` },
    );
    cleanups.push(client.close);
    return { client, asked };
  }
  const kindOf = async (body: unknown, status?: number) => {
    const [outcome] = await (await clientOf(body, status)).client.write(account, [pause]);
    return outcome?.kind === 'FAILED' ? outcome.failure.kind : outcome?.kind;
  };
  const good = { request_status: 'SUCCESS', request_id: 'r' };

  test('a page of some proxy, no entity, or an entity that is none leaves a write unknown', async () => {
    expect(await kindOf('<html>', 502)).toBe('OUTCOME_UNKNOWN');
    expect(await kindOf({ ...good, campaigns: [] })).toBe('OUTCOME_UNKNOWN');
    expect(await kindOf({ ...good, campaigns: [{ sub_request_status: 'SUCCESS', campaign: {} }] })).toBe(
      'OUTCOME_UNKNOWN',
    );
  });

  test('a success around an entity’s error is that error', async () => {
    const item = { sub_request_status: 'ERROR', sub_request_error_reason: 'no', error_code: 'E2023' };
    expect(await kindOf({ ...good, campaigns: [item] })).toBe('UNSUPPORTED');
  });

  test('a link to another host leads to the next page of this one', async () => {
    const adaccount = { id: account, name: 'A', currency: 'USD', timezone: 'UTC' };
    const page = {
      ...good,
      paging: { next_link: 'https://elsewhere.example/v1/adaccounts/1/campaigns?cursor=2&limit=50' },
      adaccounts: [{ sub_request_status: 'SUCCESS', adaccount }],
      campaigns: [],
    };
    const { client, asked } = await clientOf(page);
    const pages = client.readStructure(account)[Symbol.asyncIterator]();
    await pages.next();
    await pages.next();
    expect(asked.at(-1)).toMatchObject({ path: '/v1/adaccounts/1/campaigns' });
    expect(asked.at(-1)?.query.get('cursor')).toBe('2');
  });
});
