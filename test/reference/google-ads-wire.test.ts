// What client and twin of Google Ads say to each other, against Google's own definitions; these stay outside the repository.
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { failureOf } from '../../platforms/google-ads/failure.ts';
import type { TwinExchange } from '../../platforms/twin-server.ts';
import { googleAdsWith } from '../support/google-ads.ts';
import {
  accountOf,
  budgetWrite,
  closeWorlds,
  collect,
  contractAccountId,
  openWorld,
} from '../support/platform-world.ts';
import { camelCase, protoFile, type Protos, protosOf } from './google-ads-protos.ts';

const folder = new URL('../../../shared/data/ad-platforms/google-ads/', import.meta.url);
const isAbsent = !existsSync(folder);
if (isAbsent) console.warn('google-ads-wire: skipped, because ../shared/data/ad-platforms/google-ads is not there');

afterEach(closeWorlds);

function readJson<Shape>(file: string, shape: z.ZodType<Shape>): Shape {
  return shape.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
}

const json = (text: string): unknown => JSON.parse(text);
const errorBody = z.object({ error: z.object({ details: z.array(z.unknown()).default([]) }) });
const requestMessages: Readonly<Record<string, string>> = {
  'googleAds:search': 'SearchGoogleAdsRequest',
  'googleAds:searchStream': 'SearchGoogleAdsStreamRequest',
  'campaignBudgets:mutate': 'MutateCampaignBudgetsRequest',
  'campaigns:mutate': 'MutateCampaignsRequest',
  'adGroups:mutate': 'MutateAdGroupsRequest',
};
const rowMessages: Readonly<Record<string, string>> = {
  campaign: 'Campaign',
  campaignBudget: 'CampaignBudget',
  adGroup: 'AdGroup',
  adGroupAd: 'AdGroupAd',
  changeEvent: 'ChangeEvent',
};

/** Everything that is wrong with an exchange, as lines. */
function faultsOf(protos: Protos, { request, reply }: TwinExchange): readonly string[] {
  if (request.path === '/token') return [];
  const method = request.path.slice(request.path.lastIndexOf('/') + 1);
  const template = request.path.replace(/customers\/\d+/, 'customers/{customer_id=*}');
  const isUnheard = !protos.paths.includes(template) && method !== 'adGroupAds:mutate';
  const message = requestMessages[method];
  return [
    ...(isUnheard ? [`${request.path}: no such path`] : []),
    ...(message ? protos.faults(message, json(request.body)) : []),
    ...replyFaults(protos, method, reply?.status ?? 0, reply?.body),
  ];
}

function replyFaults(protos: Protos, method: string, status: number, body: unknown): readonly string[] {
  if (status !== 200) {
    const { error } = errorBody.parse(Array.isArray(body) ? body[0] : body);
    return error.details.flatMap((each) => protos.faults('GoogleAdsFailure', each));
  }
  const answer = requestMessages[method]?.replace('Request', 'Response');
  if (!method.startsWith('googleAds:')) {
    const partial = z.object({ partialFailureError: errorBody.shape.error.optional() }).parse(body).partialFailureError;
    const failures = (partial?.details ?? []).flatMap((each) => protos.faults('GoogleAdsFailure', each));
    return [...(answer ? protos.faults(answer, body) : []), ...failures];
  }
  const batches = z.array(z.object({ results: z.array(z.record(z.string(), z.unknown())) }).loose());
  return batches.parse(Array.isArray(body) ? body : [body]).flatMap(({ results }) =>
    results.flatMap((row) =>
      Object.entries(row).flatMap(([key, value]) => {
        const message = rowMessages[key];
        return message ? protos.faults(message, value) : [];
      }),
    ),
  );
}

describe.skipIf(isAbsent)('Google Ads', () => {
  let protos: Protos;
  beforeEach(() => {
    protos = protosOf(readJson('v25-reflection-subset.json', protoFile));
  });

  test('the definitions find faults at all', () => {
    expect(protos.faults('CampaignBudget', { amountMicros: 5, colour: 'red', period: 'FORTNIGHT' })).toHaveLength(3);
    expect(protos.faults('CampaignBudget', { amountMicros: '5', period: 'DAILY' })).toEqual([]);
    expect(protos.paths).toContain('/v25/customers/{customer_id=*}/campaignBudgets:mutate');
  });

  test('every request and every answer is one of its messages', async () => {
    const exchanges: TwinExchange[] = [];
    const platform = googleAdsWith({ operationsPerDay: 60, onExchange: (exchange) => exchanges.push(exchange) });
    const world = await openWorld(platform);
    const { client, clock, estate } = world;
    const adGroup = accountOf(world).adGroups[0];
    const ad = accountOf(world).ads[0];
    await client.readAccount(contractAccountId);
    await collect(client.readStructure(contractAccountId));
    const days = { firstDay: '2026-03-08', lastDay: '2026-03-10' };
    for (const level of ['CAMPAIGN', 'AD_GROUP', 'AD'] as const)
      for (const grain of ['HOUR', 'DAY'] as const)
        await collect(client.readReport(contractAccountId, { level, grain, ...days }));
    const budget = budgetWrite(world);
    const ref = { level: 'AD_GROUP', externalId: adGroup?.externalId ?? '' } as const;
    const bid = adGroup?.bid ?? { strategy: 'MANUAL_CPC', amountMicros: 1n };
    await client.write(contractAccountId, [
      budget,
      { ...budget, amountMicros: 1n },
      { ...budget, amountMicros: -1n },
      { ...ref, field: 'BID', ...bid, amountMicros: bid.amountMicros * 2n },
      { ...ref, field: 'BID', ...bid, amountMicros: 1n },
      { ...ref, field: 'STATUS', status: 'PAUSED' },
      { level: 'AD', externalId: ad?.externalId ?? '', field: 'STATUS', status: 'PAUSED' },
      { level: 'CAMPAIGN', externalId: budget.externalId, field: 'STATUS', status: 'PAUSED' },
      { level: 'CAMPAIGN', externalId: '99', field: 'STATUS', status: 'PAUSED' },
    ]);
    await client.write(contractAccountId, [budget], { validateOnly: true });
    clock.advance(3_600_000);
    await client.readChanges(contractAccountId, new Date(estate.now().getTime() - 7_200_000));
    await client.readAccount('99').catch(() => {});
    for (let more = 0; more < 60; more += 1) await client.readAccount(contractAccountId).catch(() => {});

    expect(exchanges.length).toBeGreaterThan(80);
    expect(new Set(exchanges.map(({ reply }) => reply?.status))).toEqual(new Set([200, 403, 429]));
    expect(exchanges.flatMap((exchange) => faultsOf(protos, exchange))).toEqual([]);
  });

  test('so are those about targets of campaigns, also of one that was moved to a portfolio', async () => {
    const exchanges: TwinExchange[] = [];
    const onExchange = (exchange: TwinExchange) => exchanges.push(exchange);
    const campaignStrategies = ['TARGET_CPA', 'MAXIMIZE_CONVERSIONS'];
    const world = await openWorld(googleAdsWith({ onExchange, changeDelayMs: 0 }), { campaignStrategies });
    const { client, estate } = world;
    const { campaigns } = accountOf(world);
    const writes = campaigns.flatMap(({ externalId }) =>
      [5_000_000n, 1n].map((amountMicros) => {
        return { level: 'CAMPAIGN', externalId, field: 'BID', strategy: 'TARGET_CPA', amountMicros } as const;
      }),
    );
    expect(new Set(campaigns.map(({ bidding }) => bidding?.strategy))).toEqual(new Set(campaignStrategies));
    await client.write(contractAccountId, writes);
    const [first] = campaigns;
    const bidding = { strategy: 'TARGET_CPA', targetMicros: null, portfolioExternalId: '88' };
    estate.editAsPerson(contractAccountId, { field: 'BIDDING', campaignExternalId: first?.externalId ?? '', bidding });
    await collect(client.readStructure(contractAccountId));
    await client.readChanges(contractAccountId, new Date(estate.now().getTime() - 3_600_000));

    const said = JSON.stringify(exchanges);
    for (const word of ['maximizeConversions', 'targetCpa', 'biddingStrategies/88', 'BID_TOO_SMALL'])
      expect(said).toContain(word);
    expect(exchanges.flatMap((exchange) => faultsOf(protos, exchange))).toEqual([]);
  });

  test('every error of every family is understood, and none of them crashes', () => {
    const named = z.record(z.string(), z.object({}).loose());
    const { enums } = readJson('v25-error-enums.json', z.object({ enums: z.record(z.string(), named) }));
    const families = Object.entries(enums);
    expect(families.length).toBeGreaterThan(160);
    const codes = families.flatMap(([family, values]) =>
      Object.keys(values).map((value) => [`${family.charAt(0).toLowerCase()}${family.slice(1)}`, value] as const),
    );
    for (const [family, value] of codes) {
      const body = JSON.stringify({ error: { details: [{ errors: [{ errorCode: { [family]: value } }] }] } });
      const { failure, detail } = failureOf({ status: 400, headers: {}, body, isWrite: true });
      const isUnheard = value === 'UNKNOWN' || value === 'UNSPECIFIED';
      if (isUnheard) expect(detail.isUnknownCode, `${family}.${value}`).toBe(true);
      // What nobody decided about is never repeated blindly.
      if (detail.isUnknownCode) expect(failure.kind, `${family}.${value}`).toBe('INVALID');
    }
  });

  test('no code is named that Google Ads has not', () => {
    const source = readFileSync(new URL('../../platforms/google-ads/failure.ts', import.meta.url), 'utf8');
    const named = [...source.matchAll(/'([a-z]\w+Error)\.([A-Z_]+)'/g)];
    expect(named.length).toBeGreaterThan(15);
    for (const [, family = '', value = ''] of named) {
      expect(protos.valuesOf(`${family.charAt(0).toUpperCase()}${family.slice(1)}`), family).toContain(value);
    }
    const families = [...source.matchAll(/'([a-z]\w+Error)'/g)].map(([, family]) => family);
    const known = new Set(protos.fieldsOf('ErrorCode'));
    expect(families.filter((family) => !known.has(family ?? ''))).toEqual([]);
  });

  test('every field that is asked for is one of its resources', () => {
    const source = ['structure', 'changes', 'report', 'client', 'write']
      .map((name) => readFileSync(new URL(`../../platforms/google-ads/${name}.ts`, import.meta.url), 'utf8'))
      .join('\n');
    const asked = [...source.matchAll(/\b(campaign|campaign_budget|ad_group|ad_group_ad)\.([a-z_]+)\b(?!\()/g)];
    expect(asked.length).toBeGreaterThan(20);
    for (const [, resource = '', field = ''] of asked) {
      const message = camelCase(`_${resource}`);
      const faults = protos.faults(message, { [camelCase(field)]: null });
      expect(
        faults.filter((fault) => fault.endsWith('no such field')),
        `${resource}.${field}`,
      ).toEqual([]);
    }
  });
});
