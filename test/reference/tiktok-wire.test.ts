// TikTok's client and twin against TikTok's published OpenAPI files and the bodies of its classic updates; both stay outside
// the repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { startTikTokStage, tiktokAccount, type TikTokStage } from '../../platforms/tiktok/twin-fixture.ts';
import type { TwinExchange } from '../../platforms/twin-server.ts';
import type { JsonObject } from '../../subgraphs/common/json.ts';
import { checkBody, createOpenApi } from '../support/openapi.ts';

const folder = new URL('../../../shared/data/ad-platforms/tiktok/', import.meta.url);
const isAbsent = !existsSync(folder);
if (isAbsent) console.warn('tiktok-wire: skipped, because ../shared/data/ad-platforms/tiktok is not there');

const root = '/open_api/v1.3';

/** The lists of classic campaigns and ad groups have the parameters and envelope of those of their newer twins. */
const specifiedAs: Readonly<Record<string, string>> = {
  '/campaign/get/': '/smart_plus/campaign/get/',
  '/adgroup/get/': '/smart_plus/adgroup/get/',
};

/** Of no published file: their answers are files, or they are named in the documentation alone. */
const unspecified = [
  '/ad/get/',
  '/ad/status/update/',
  '/report/task/download/',
  '/changelog/task/create/',
  '/changelog/task/check/',
  '/changelog/task/download/',
];

describe.skipIf(isAbsent)('what TikTok is sent and answers', () => {
  const files = isAbsent ? [] : readdirSync(folder).filter((file) => file.endsWith('.yml'));
  const paths = Object.assign(
    {},
    ...files.map((file) => z.object({ paths: z.record(z.string(), z.unknown()) }).parse(readYaml(file)).paths),
  ) as Record<string, unknown>;
  // The files have the token in the query; it is a header.
  const spec = createOpenApi({ paths }, { ignoredParameters: ['Access-Token'] });
  const classic = isAbsent ? { endpoints: {}, bodies: {} } : readClassicBodies();
  let stage: TikTokStage;

  beforeAll(async () => {
    stage = await startTikTokStage({ pace: { maxReportPages: 1 } });
    await useEverything(stage);
  });
  afterAll(() => stage.close());

  const pathOf = ({ request }: TwinExchange) => request.path.slice(root.length);

  test('is as specified, each request and each answer', () => {
    const checked = stage.exchanges.flatMap((exchange) => {
      const path = specifiedAs[pathOf(exchange)] ?? pathOf(exchange);
      if (!spec.has(exchange.request.method, path)) return [];
      const { method, query, body } = exchange.request;
      return [
        spec.check({
          method,
          path,
          query,
          requestBody: body === '' ? undefined : JSON.parse(body),
          status: exchange.reply?.status ?? 0,
          responseBody: exchange.reply?.body,
        }),
      ];
    });
    expect(checked.length).toBeGreaterThan(20);
    expect(checked.flat()).toEqual([]);
  });

  test('updates have the fields of the classic bodies alone, in their types', () => {
    const updates = stage.exchanges.filter(({ request }) => classic.endpoints[`POST ${request.path}`] !== undefined);
    expect(new Set(updates.map(pathOf)).size).toBe(4);
    for (const { request } of updates) {
      const fields = classic.bodies[classic.endpoints[`POST ${request.path}`] ?? ''] ?? {};
      expect(checkBody(schemaOf(fields), JSON.parse(request.body)), request.path).toEqual([]);
    }
  });

  test('leaves nothing unchecked but what no file specifies', () => {
    const unchecked = stage.exchanges
      .filter(
        (exchange) =>
          !spec.has(exchange.request.method, specifiedAs[pathOf(exchange)] ?? pathOf(exchange)) &&
          classic.endpoints[`POST ${exchange.request.path}`] === undefined,
      )
      .map(pathOf);
    expect([...new Set(unchecked)].sort()).toEqual(unspecified.toSorted());
  });

  test('carries the token in a header, and its paths end in a slash', () => {
    for (const { request } of stage.exchanges) {
      expect(request.headers['access-token']).toBe(stage.twin.credentials.accessToken);
      expect(request.path).toMatch(/\/$/);
    }
  });
});

/** Every path that the client knows, with what succeeds and what is refused. */
async function useEverything({ client, clock, estate }: TikTokStage): Promise<void> {
  const advertiser = tiktokAccount.externalId;
  const since = clock.now();
  for await (const page of client.readStructure(advertiser)) expect(page.length).toBeGreaterThan(0);
  for (const level of ['CAMPAIGN', 'AD_GROUP', 'AD'] as const) {
    for (const grain of ['HOUR', 'DAY'] as const) {
      const query = { level, grain, firstDay: '2026-03-09', lastDay: '2026-03-10' };
      for await (const page of client.readReport(advertiser, query)) expect(page).toBeDefined();
    }
  }
  for (const campaign of tiktokAccount.campaigns) {
    const of = { level: 'CAMPAIGN', externalId: campaign.externalId } as const;
    await client.write(advertiser, [
      { ...of, field: 'BUDGET', amountMicros: 80_000_000n, kind: 'DAILY' },
      { ...of, field: 'BUDGET', amountMicros: 1_000_000n, kind: 'DAILY' },
      { ...of, field: 'STATUS', status: 'PAUSED' },
    ]);
  }
  for (const adGroup of tiktokAccount.adGroups) {
    const of = { level: 'AD_GROUP', externalId: adGroup.externalId } as const;
    const strategy = adGroup.bid?.strategy ?? 'COST_CAP';
    await client.write(advertiser, [
      { ...of, field: 'BUDGET', amountMicros: 80_000_000n, kind: 'DAILY' },
      { ...of, field: 'BID', amountMicros: 2_000_000n, strategy },
      { ...of, field: 'STATUS', status: 'PAUSED' },
    ]);
  }
  const [ad] = tiktokAccount.ads;
  await client.write(advertiser, [
    { level: 'AD', externalId: ad?.externalId ?? '', field: 'STATUS', status: 'PAUSED' },
  ]);
  expect(await client.readChanges(advertiser, since)).toHaveLength(estate.edits(advertiser).length);
}

function readYaml(file: string): unknown {
  return parseYaml(readFileSync(new URL(file, folder), 'utf8'));
}

const fieldShape = z.object({ type: z.string(), required: z.boolean() });
type Fields = Readonly<Record<string, z.infer<typeof fieldShape>>>;

function readClassicBodies() {
  const shape = z.object({
    endpoints: z.record(z.string(), z.string()),
    bodies: z.record(z.string(), z.record(z.string(), fieldShape)),
  });
  return shape.parse(JSON.parse(readFileSync(new URL('classic-write-bodies.json', folder), 'utf8')));
}

function schemaOf(fields: Fields): JsonObject {
  return {
    type: 'object',
    required: Object.entries(fields).flatMap(([name, { required }]) => (required ? [name] : [])),
    properties: Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, typeOf(type)])),
  };
}

function typeOf(word: string): JsonObject {
  const list = /^List<(.*)>$/.exec(word)?.[1];
  if (list !== undefined) return { type: 'array', items: typeOf(list) };
  if (word === 'String') return { type: 'string' };
  if (word === 'Integer') return { type: 'integer' };
  if (word === 'Boolean') return { type: 'boolean' };
  return ['Float', 'Double', 'BigDecimal'].includes(word) ? { type: 'number' } : {};
}
