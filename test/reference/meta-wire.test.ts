// What client and twin of Meta say to each other, against Meta's own definitions of nodes; these stay outside the repository.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { TwinExchange } from '../../platforms/twin-server.ts';
import { metaWith } from '../support/meta.ts';
import {
  accountOf,
  budgetWrite,
  closeWorlds,
  collect,
  contractAccountId,
  openWorld,
} from '../support/platform-world.ts';
import { enumFile, type MetaNodes, metaNodesOf, nodeFile } from './meta-nodes.ts';

const folder = new URL('../../../shared/data/ad-platforms/meta/', import.meta.url);
const isAbsent = !existsSync(folder);
if (isAbsent) console.warn('meta-wire: skipped, because ../shared/data/ad-platforms/meta is not there');

afterEach(closeWorlds);

function readJson<Shape>(file: string, shape: z.ZodType<Shape>): Shape {
  return shape.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
}

function readNodes(): MetaNodes {
  const names = readdirSync(folder).filter(
    (name) => /^Ad|^Campaign|^MinimumBudget/.test(name) && name.endsWith('.json'),
  );
  const files = new Map(names.map((name) => [name.slice(0, -'.json'.length), readJson(name, nodeFile)]));
  return metaNodesOf(files, readJson('enum_types.subset.json', enumFile));
}

const nodeOfEdge: Readonly<Record<string, string>> = {
  campaigns: 'Campaign',
  adsets: 'AdSet',
  ads: 'Ad',
  insights: 'AdsInsights',
  activities: 'AdActivity',
};
const page = z.object({ data: z.array(z.unknown()) });
const refusal = z.object({
  error: z.strictObject({
    message: z.string(),
    type: z.string(),
    code: z.number(),
    error_subcode: z.number().optional(),
    is_transient: z.boolean(),
    error_data: z.unknown().optional(),
    fbtrace_id: z.string(),
  }),
});

/** What a path is about: a node's kind, and the edge if there is one. */
function targetOf(path: string, kinds: ReadonlyMap<string, string>): { node: string; edge: string | undefined } {
  const [, id = '', edge] = /^\/v\d+\.0\/(\w+)(?:\/(\w+))?$/.exec(path) ?? [];
  return { node: id.startsWith('act_') ? 'AdAccount' : (kinds.get(id) ?? 'AdReportRun'), edge };
}

function faultsOf(
  nodes: MetaNodes,
  { request, reply }: TwinExchange,
  kinds: ReadonlyMap<string, string>,
): readonly string[] {
  const { node, edge } = targetOf(request.path, kinds);
  const asked = edge === undefined ? node : (nodeOfEdge[edge] ?? '');
  const fields = (request.query.get('fields') ?? '').split(',').filter((name) => name !== '');
  const onlyNames = nodes.faults(asked, Object.fromEntries(fields.map((name) => [name, null])));
  const form = request.method === 'POST' ? new URLSearchParams(request.body) : request.query;
  return [
    ...onlyNames.filter((fault) => / has no /.test(fault)),
    ...(node === 'AdReportRun' && edge === undefined ? [] : nodes.requestFaults(node, request.method, edge, form)),
    ...replyFaults(nodes, asked, request.method, edge, reply?.body),
  ];
}

function replyFaults(nodes: MetaNodes, node: string, method: string, edge: string | undefined, body: unknown) {
  if (typeof body === 'object' && body !== null && 'error' in body)
    return refusal.safeParse(body).success ? [] : [`no error: ${JSON.stringify(body)}`];
  if (method === 'POST')
    return edge === 'insights' || JSON.stringify(body) === '{"success":true}' ? [] : ['no success'];
  const breakdowns = nodes.valuesOf('adaccountinsights_breakdowns_enum_param');
  if (edge === undefined) return nodes.faults(node, body);
  return page.parse(body).data.flatMap((each) => nodes.faults(node, each, breakdowns));
}

describe.skipIf(isAbsent)('Meta', () => {
  let nodes: MetaNodes;
  beforeEach(() => {
    nodes = readNodes();
  });

  test('the definitions find faults at all', () => {
    expect(nodes.faults('AdSet', { daily_budget: 5, colour: 'red', status: 'DREAMING' })).toHaveLength(3);
    expect(nodes.faults('AdSet', { daily_budget: '5', status: 'ACTIVE' })).toEqual([]);
    const form = new URLSearchParams({ daily_budget: 'much', colour: 'red' });
    expect(nodes.requestFaults('AdSet', 'POST', undefined, form)).toHaveLength(2);
    expect(nodes.requestFaults('AdSet', 'POST', 'dreams', form)).toHaveLength(1);
  });

  test('every request and every answer is one of its nodes and edges', async () => {
    const exchanges: TwinExchange[] = [];
    const onExchange = (exchange: TwinExchange) => exchanges.push(exchange);
    const world = await openWorld(metaWith({ pageSize: 20, onExchange }));
    const { client, clock, estate } = world;
    const { campaigns, adGroups, ads } = accountOf(world);
    const kinds = new Map([
      ...campaigns.map(({ externalId }) => [externalId, 'Campaign'] as const),
      ...adGroups.map(({ externalId }) => [externalId, 'AdSet'] as const),
      ...ads.map(({ externalId }) => [externalId, 'Ad'] as const),
      ['999', 'Campaign'] as const,
    ]);
    await client.readAccount(contractAccountId);
    await collect(client.readStructure(contractAccountId));
    for (const grain of ['HOUR', 'DAY'] as const) {
      const query = { level: 'AD_GROUP', grain, firstDay: '2026-03-09', lastDay: '2026-03-10' } as const;
      await collect(client.readReport(contractAccountId, query));
    }
    const big = { level: 'AD', grain: 'HOUR', firstDay: '2026-03-07', lastDay: '2026-03-10' } as const;
    await collect(client.readReport(contractAccountId, big));
    const ref = { level: 'AD_GROUP', externalId: adGroups[0]?.externalId ?? '' } as const;
    const bid = adGroups[0]?.bid ?? { strategy: 'COST_CAP', amountMicros: 1n };
    const budget = budgetWrite(world);
    await client.write(contractAccountId, [
      budget,
      { ...budget, amountMicros: 10_000n },
      { ...ref, field: 'BID', ...bid, amountMicros: bid.amountMicros * 2n },
      { ...ref, field: 'STATUS', status: 'PAUSED' },
      { level: 'AD', externalId: ads[0]?.externalId ?? '', field: 'STATUS', status: 'PAUSED' },
      { level: 'CAMPAIGN', externalId: '999', field: 'STATUS', status: 'PAUSED' },
    ]);
    await client.write(contractAccountId, [budget], { validateOnly: true });
    clock.advance(3_600_000);
    await client.readEntities(contractAccountId, [ref, budget, { level: 'AD', externalId: ads[0]?.externalId ?? '' }]);
    await client.readChanges(contractAccountId, new Date(estate.now().getTime() - 7_200_000));
    const limited = await openWorld(metaWith({ tier: 'LIMITED', onExchange }));
    for (let more = 0; more < 62; more += 1) await limited.client.readAccount(contractAccountId).catch(() => {});

    expect(exchanges.length).toBeGreaterThan(80);
    expect(exchanges.some(({ request }) => /\/77\d+\/insights/.test(request.path))).toBe(true);
    expect(exchanges.some(({ reply }) => JSON.stringify(reply?.body).includes('"code":17'))).toBe(true);
    expect(exchanges.flatMap((exchange) => faultsOf(nodes, exchange, kinds))).toEqual([]);
  });

  test('every kind of activity that is understood is one of its own, and so is every breakdown', () => {
    const source = readFileSync(new URL('../../platforms/meta/activities.ts', import.meta.url), 'utf8');
    const named = [...source.matchAll(/'(update_[a-z_]+)'/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !nodes.valuesOf('AdActivity_event_type').includes(name ?? ''))).toEqual([]);
  });

  test('every status and strategy that Meta has is understood', () => {
    const source = readFileSync(new URL('../../platforms/meta/structure.ts', import.meta.url), 'utf8');
    const words = [
      ...nodes.valuesOf('AdSet_status'),
      ...nodes.valuesOf('Campaign_status'),
      ...nodes.valuesOf('Ad_status'),
    ];
    expect(words.length).toBeGreaterThan(8);
    const all = [...words, ...nodes.valuesOf('AdSet_bid_strategy')];
    expect(all.filter((word) => !source.includes(`['${word}'`))).toEqual([]);
  });
});
