import { afterEach, describe, expect, test } from 'vitest';
import type { PlatformWrite } from '../ad-platform.ts';
import { scriptedFaults } from '../twin-faults.ts';
import { startTwinServer } from '../twin-server.ts';
import { createPinterestClient } from './client.ts';
import {
  pinterestAccount,
  startPinterestStage,
  type PinterestStage,
  type PinterestStageOptions,
} from './twin-fixture.ts';

let stage: PinterestStage | undefined;
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await stage?.close();
  stage = undefined;
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
const start = async (options?: PinterestStageOptions) => (stage = await startPinterestStage(options));

const account = pinterestAccount.externalId;
const pause = (index: number): PlatformWrite => ({
  level: 'CAMPAIGN',
  externalId: pinterestAccount.campaigns[index]?.externalId ?? '',
  field: 'STATUS',
  status: 'PAUSED',
});

describe('with the platform', () => {
  test('a permission that was taken back is told as such', async () => {
    const { client } = await start({ credentials: { refreshToken: 'stolen' } });
    await expect(client.readAccount(account)).rejects.toMatchObject({ failure: { kind: 'AUTH_EXPIRED' } });
  });

  test('a token that has ended is renewed before anything is asked with it', async () => {
    const { client, clock } = await start();
    await client.readAccount(account);
    clock.advance(31 * 86_400_000);
    expect(await client.readAccount(account)).toMatchObject({ externalId: account });
  });

  test('an account of somebody else is not found', async () => {
    const { client } = await start();
    await expect(client.readAccount('1')).rejects.toMatchObject({ failure: { kind: 'NOT_FOUND' } });
  });

  test('the name of an account is one part of the path, whatever is in it', async () => {
    const { client, exchanges } = await start();
    await expect(client.readAccount('1/../2')).rejects.toMatchObject({ failure: { kind: 'NOT_FOUND' } });
    expect(exchanges.at(-1)?.request.path).toBe('/v5/ad_accounts/1%2F..%2F2');
  });

  test('a second has a hundred requests, and a limit is told to whoever paces them', async () => {
    const { client, clock, quota } = await start({ hasLimits: true });
    for (let index = 0; index < 100; index += 1) await client.readAccount(account);
    await expect(client.readAccount(account)).rejects.toMatchObject({
      failure: { kind: 'THROTTLED', scope: 'TOKEN' },
    });
    expect(quota).toEqual([{ scope: 'TOKEN', accountExternalId: undefined, usedShare: 1, blockedForMs: 60_000 }]);
    clock.advance(1_000);
    await client.readAccount(account);
  });

  test('exceptions in a 200 fail each item, and nothing is done', async () => {
    const { client, twin, estate } = await start();
    twin.setFaults(scriptedFaults([{ kind: 'ERROR_IN_200' }], ({ method }) => method === 'PATCH'));
    const outcomes = await client.write(account, [pause(0), pause(1)]);
    expect(outcomes).toMatchObject([
      { kind: 'FAILED', failure: { kind: 'TRANSIENT' }, detail: { platformCode: '500' } },
      { kind: 'FAILED', failure: { kind: 'TRANSIENT' } },
    ]);
    expect(estate.edits(account)).toEqual([]);
  });

  test('a lost batch leaves every one of its writes unknown', async () => {
    const { client, twin } = await start();
    twin.setFaults(scriptedFaults([{ kind: 'RESET_AFTER_APPLY' }], ({ method }) => method === 'PATCH'));
    expect(await client.write(account, [pause(0), pause(1)])).toMatchObject([
      { failure: { kind: 'OUTCOME_UNKNOWN' } },
      { failure: { kind: 'OUTCOME_UNKNOWN' } },
    ]);
  });

  test('a report that is never finished is given up', async () => {
    const { client } = await start({ pace: { maxPolls: 1 }, beganOn: '2025-10-01' });
    const query = { level: 'CAMPAIGN', grain: 'DAY', firstDay: '2025-10-01', lastDay: '2025-10-02' } as const;
    await expect(client.readReport(account, query)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      failure: { kind: 'TRANSIENT' },
    });
  });
});

describe('with answers that are not as documented', () => {
  async function clientOf(body: unknown, status = 200) {
    const reply = (path: string) =>
      path === '/token' ? { status: 200, body: { access_token: 't', expires_in: 60_000 } } : { status, body };
    const server = await startTwinServer({
      answer: ({ path }) => reply(path),
      refuse: () => ({ status: 500, body: '' }),
    });
    cleanups.push(server.close);
    const client = createPinterestClient(
      { baseUrl: server.url, timeoutMs: 5_000, now: () => new Date(), onQuota: () => {} },
      { clientId: 'i', clientSecret: 's', refreshToken: 'r', tokenUrl: `${server.url}/token` },
    );
    cleanups.push(client.close);
    return client;
  }
  const kindsOf = async (body: unknown, count: number, status?: number) => {
    const client = await clientOf(body, status);
    const outcomes = await client.write(
      account,
      Array.from({ length: count }, (_, index) => pause(index)),
    );
    return outcomes.map((outcome) => (outcome.kind === 'FAILED' ? outcome.failure.kind : outcome.kind));
  };
  const idOf = (index: number) => pinterestAccount.campaigns[index]?.externalId;

  test('items are known by their ids, not by their places', async () => {
    const items = [{ data: { id: idOf(1) } }, { data: { id: idOf(0) }, exceptions: [{ code: 404, message: 'gone' }] }];
    expect(await kindsOf({ items }, 2)).toEqual(['NOT_FOUND', 'APPLIED']);
  });

  test('an item that nothing is said of is unknown', async () => {
    expect(await kindsOf({ items: [{ data: { id: idOf(0) } }] }, 2)).toEqual(['APPLIED', 'OUTCOME_UNKNOWN']);
    expect(await kindsOf({ items: [{}, {}] }, 2)).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
  });

  test('an item of somebody else in its place is not taken for it', async () => {
    expect(await kindsOf({ items: [{ data: { id: '31337' } }] }, 1)).toEqual(['OUTCOME_UNKNOWN']);
  });

  test('an answer without items leaves a write unknown, as does a page of some proxy', async () => {
    expect(await kindsOf({ done: true }, 1)).toEqual(['OUTCOME_UNKNOWN']);
    expect(await kindsOf('<html>', 1, 502)).toEqual(['OUTCOME_UNKNOWN']);
  });

  test('a refusal of the whole is one of each', async () => {
    expect(await kindsOf({ code: 7, message: 'no' }, 2, 403)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
  });

  test.each(['http://169.254.169.254/latest', 'file:///etc/passwd', 'elsewhere'])(
    'a report that lies at %s is not fetched',
    async (url) => {
      const client = await clientOf({ token: 't', report_status: 'FINISHED', url });
      const firstDay = new Date(Date.now() - 200 * 86_400_000).toISOString().slice(0, 10);
      const query = { level: 'CAMPAIGN', grain: 'DAY', firstDay, lastDay: firstDay } as const;
      const rows = client.readReport(account, query)[Symbol.asyncIterator]();
      await expect(rows.next()).rejects.toMatchObject({
        failure: { kind: 'TRANSIENT' },
        detail: { message: `Pinterest: A report lies at ${url}` },
      });
    },
  );
});
