import { afterEach, describe, expect, test } from 'vitest';
import type { PlatformWrite } from '../ad-platform.ts';
import { scriptedFaults } from '../twin-faults.ts';
import { startTwinServer } from '../twin-server.ts';
import { createTikTokClient } from './client.ts';
import { startTikTokStage, tiktokAccount, type TikTokStage, type TikTokStageOptions } from './twin-fixture.ts';

let stage: TikTokStage | undefined;
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await stage?.close();
  stage = undefined;
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
const start = async (options?: TikTokStageOptions) => (stage = await startTikTokStage(options));

const advertiser = tiktokAccount.externalId;
const pause: PlatformWrite = {
  level: 'CAMPAIGN',
  externalId: tiktokAccount.campaigns[0]?.externalId ?? '',
  field: 'STATUS',
  status: 'PAUSED',
};

describe('with the platform', () => {
  test('a token that is not good is said to be expired', async () => {
    const { client } = await start({ accessToken: 'stolen' });
    await expect(client.readAccount(advertiser)).rejects.toMatchObject({
      failure: { kind: 'AUTH_EXPIRED' },
      detail: { platformCode: '40105' },
    });
  });

  test('an advertiser of somebody else is forbidden', async () => {
    const { client } = await start();
    await expect(client.readAccount('7000999')).rejects.toMatchObject({ failure: { kind: 'FORBIDDEN' } });
  });

  test('a second has ten requests, and the eleventh says how long to wait', async () => {
    const { client, quota } = await start({ tier: 'basic' });
    for (let index = 0; index < 10; index += 1) await client.readAccount(advertiser);
    await expect(client.readAccount(advertiser)).rejects.toMatchObject({
      failure: { kind: 'THROTTLED', scope: 'APP', retryAfterMs: 1_000 },
    });
    expect(quota).toEqual([{ scope: 'APP', accountExternalId: undefined, usedShare: 1, blockedForMs: 1_000 }]);
    stage?.clock.advance(1_000);
    await client.readAccount(advertiser);
  });

  test('a minute of the sandbox has thirty requests', async () => {
    const { client, clock } = await start({ tier: 'sandbox' });
    for (let index = 0; index < 30; index += 1) {
      await client.readAccount(advertiser);
      clock.advance(1_000);
    }
    await expect(client.readAccount(advertiser)).rejects.toMatchObject({ failure: { retryAfterMs: 300_000 } });
  });

  test('an error in 200 is a failure, and nothing is done', async () => {
    const { client, twin, estate } = await start();
    twin.setFaults(scriptedFaults([{ kind: 'ERROR_IN_200' }]));
    expect(await client.write(advertiser, [pause])).toMatchObject([
      { kind: 'FAILED', failure: { kind: 'TRANSIENT' }, detail: { platformCode: '51305' } },
    ]);
    expect(estate.edits(advertiser)).toEqual([]);
  });

  test('a task that never ends is given up', async () => {
    const { client } = await start({ pace: { maxPolls: 2 } });
    await expect(client.readChanges(advertiser, new Date(0))).rejects.toMatchObject({ failure: { kind: 'TRANSIENT' } });
  });

  test('waiting for a task ends when nobody waits any more', async () => {
    const { client } = await start({ pace: { pollMs: 60_000 } });
    const controller = new AbortController();
    const changes = client.readChanges(advertiser, new Date(0), { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(changes).rejects.toMatchObject({ failure: { kind: 'TRANSIENT' } });
  });
});

describe('with answers that are not as documented', () => {
  async function clientOf(body: unknown, status = 200) {
    const server = await startTwinServer({ answer: () => ({ status, body }), refuse: () => ({ status, body }) });
    cleanups.push(server.close);
    const client = createTikTokClient(
      { baseUrl: server.url, timeoutMs: 5_000, now: () => new Date(), onQuota: () => {} },
      { accessToken: 'any', appName: undefined },
    );
    cleanups.push(client.close);
    return client;
  }

  test('a write that was done in part is unknown', async () => {
    const client = await clientOf({ code: 20001, message: 'Partial', request_id: 'r', data: {} });
    expect(await client.write('1', [pause])).toMatchObject([
      { failure: { kind: 'OUTCOME_UNKNOWN' }, detail: { requestId: 'r' } },
    ]);
  });

  test('a code that nobody knows is final for a write', async () => {
    const client = await clientOf({ code: 49_123, message: 'news', request_id: 'r', data: {} });
    expect(await client.write('1', [pause])).toMatchObject([
      { failure: { kind: 'INVALID' }, detail: { isUnknownCode: true, platformCode: '49123' } },
    ]);
    await expect(client.readAccount('1')).rejects.toMatchObject({ failure: { kind: 'TRANSIENT' } });
  });

  test('no envelope at all leaves a write unknown', async () => {
    const client = await clientOf('<html>', 502);
    expect(await client.write('1', [pause])).toMatchObject([{ failure: { kind: 'OUTCOME_UNKNOWN' } }]);
  });

  test('maintenance is told as such', async () => {
    const client = await clientOf({ code: 60001, message: 'Under maintenance', request_id: 'r', data: {} });
    await expect(client.readAccount('1')).rejects.toMatchObject({ failure: { kind: 'MAINTENANCE' } });
  });
});
