// Pinterest's client and twin against Pinterest's published OpenAPI description, which stays outside the repository.
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pinterestAccount, startPinterestStage, type PinterestStage } from '../../platforms/pinterest/twin-fixture.ts';
import type { TwinExchange } from '../../platforms/twin-server.ts';
import { createOpenApi } from '../support/openapi.ts';

const file = new URL('../../../shared/data/ad-platforms/pinterest/openapi-5.23.0-ads-subset.json', import.meta.url);
const isAbsent = !existsSync(file);
if (isAbsent) console.warn('pinterest-wire: skipped, because ../shared/data/ad-platforms/pinterest is not there');

describe.skipIf(isAbsent)('what Pinterest is sent and answers', () => {
  const document: unknown = isAbsent ? { paths: {} } : JSON.parse(readFileSync(file, 'utf8'));
  const spec = createOpenApi(document);
  let stage: PinterestStage;

  beforeAll(async () => {
    stage = await startPinterestStage({ beganOn: '2025-11-01' });
    await useEverything(stage);
  });
  afterAll(() => stage.close());

  test('is as specified, each request and each answer', () => {
    const checked = stage.exchanges.flatMap((exchange) => {
      const path = specifiedPath(exchange);
      if (path === undefined) return [];
      const { method, query, body, headers } = exchange.request;
      const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
      return [
        spec.check({
          method,
          path,
          query,
          requestBody:
            body === '' ? undefined : isForm ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body),
          status: exchange.reply?.status ?? 0,
          responseBody: exchange.reply?.body,
        }),
      ];
    });
    expect(checked.length).toBeGreaterThan(30);
    expect(checked.flat()).toEqual([]);
  });

  test('leaves nothing unchecked but the files of reports', () => {
    const unchecked = stage.exchanges.filter((exchange) => specifiedPath(exchange) === undefined);
    expect(new Set(unchecked.map(({ request }) => request.path.replace(/\d+$/, 'N')))).toEqual(
      new Set(['/files/report-N']),
    );
    const paths = new Set(stage.exchanges.map((exchange) => `${exchange.request.method} ${specifiedPath(exchange)}`));
    expect(paths.size).toBe(16);
  });

  test('counts against the limits that each path has', async () => {
    const { createTwinRoutes } = await import('../../platforms/pinterest/twin-handlers.ts');
    const paths = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) }).parse(document).paths;
    const operation = z.object({ 'x-ratelimit-category': z.string() });
    for (const { method, pattern, category } of createTwinRoutes(stage.estate).routes) {
      const path = Object.keys(paths).find((each) => pattern.test(each.replace('{ad_account_id}', '1')));
      expect(operation.parse(paths[path ?? '']?.[method.toLowerCase()])['x-ratelimit-category'], path).toBe(category);
    }
  });
});

function specifiedPath({ request }: TwinExchange): string | undefined {
  return request.path.startsWith('/v5/')
    ? request.path.slice('/v5'.length).replace(/^\/ad_accounts\/\d+/, '/ad_accounts/{ad_account_id}')
    : undefined;
}

/** Every path that the client knows, with what succeeds and what is refused. */
async function useEverything({ client }: PinterestStage): Promise<void> {
  const account = pinterestAccount.externalId;
  await client.readAccount(account);
  await expect(client.readAccount('1')).rejects.toThrow();
  for await (const page of client.readStructure(account)) expect(page.length).toBeGreaterThan(0);
  for (const level of ['CAMPAIGN', 'AD_GROUP', 'AD'] as const) {
    const recent = { level, firstDay: '2026-03-08', lastDay: '2026-03-10' };
    const long = { level, grain: 'DAY', firstDay: '2025-11-01', lastDay: '2025-12-31' } as const;
    for (const query of [{ ...recent, grain: 'HOUR' } as const, { ...recent, grain: 'DAY' } as const, long]) {
      for await (const page of client.readReport(account, query)) expect(page).toBeDefined();
    }
  }
  const [ad] = pinterestAccount.ads;
  await client.write(account, [
    ...pinterestAccount.campaigns.flatMap(({ externalId }) => {
      const of = { level: 'CAMPAIGN', externalId } as const;
      return [
        { ...of, field: 'BUDGET', amountMicros: 50_000_000n, kind: 'DAILY' } as const,
        { ...of, field: 'BUDGET', amountMicros: 50_000_000n, kind: 'LIFETIME' } as const,
        { ...of, field: 'STATUS', status: 'PAUSED' } as const,
      ];
    }),
    ...pinterestAccount.adGroups.flatMap(({ externalId, bid }) => {
      const of = { level: 'AD_GROUP', externalId } as const;
      const strategy = bid?.strategy ?? 'MANUAL_CPC';
      return [
        { ...of, field: 'BUDGET', amountMicros: 50_000_000n, kind: 'DAILY' } as const,
        { ...of, field: 'BID', amountMicros: 10_000n, strategy } as const,
        { ...of, field: 'BID', amountMicros: 3_000_000n, strategy } as const,
        { ...of, field: 'STATUS', status: 'PAUSED' } as const,
      ];
    }),
    { level: 'AD', externalId: ad?.externalId ?? '', field: 'STATUS', status: 'PAUSED' },
    { level: 'AD', externalId: '999', field: 'STATUS', status: 'PAUSED' },
  ]);
}
