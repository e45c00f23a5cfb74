// The path of a frontend team: the canonical screen, pages, a part that the viewer may not see, a part that is down.
import { Client, fetchExchange } from '@urql/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DashboardDocument, type DashboardQuery } from '../../schema/client/graphql.ts';
import { createFrontendClient } from './clients/frontend.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';

type Campaign = DashboardQuery['campaigns']['nodes'][number];
let stack: RunningStack;

beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(() => stack.close());

const client = () => createFrontendClient({ url: stack.url, token: stack.tokenOf('analyst') });

describe('the dashboard', () => {
  test('answers completely, out of all four domains', async () => {
    const { status, data, errors } = await client().request(DashboardDocument, {});
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
    const campaigns = data?.campaigns.nodes ?? [];
    expect(campaigns).toHaveLength(20);
    expect(new Set(campaigns.map(({ platform }) => platform))).toEqual(
      new Set(['GOOGLE_ADS', 'META', 'TIKTOK', 'SNAP', 'PINTEREST']),
    );
    expect(campaigns.every(hasPerformance)).toBe(true);
    expect(campaigns.filter(holdsBudget).every(hasPacing)).toBe(true);
    expect(campaigns.filter(({ budget }) => !budget).every(({ pacing }) => pacing === null)).toBe(true);
    expect(campaigns.flatMap(({ experiments }) => experiments.nodes).length).toBeGreaterThanOrEqual(3);
  });

  test('shows money that adds up: the return is the credited value over the spend', async () => {
    const { data } = await client().request(DashboardDocument, {});
    const returns = data?.campaigns.nodes.map(({ performance }) => performance.roas ?? -1) ?? [];
    expect(returns.every((roas) => roas >= 0 && roas < 100)).toBe(true);
    expect(returns.filter((roas) => roas > 0.2).length).toBeGreaterThan(10);
  });

  test('pages through all campaigns once, in a stable order', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const answer: Awaited<ReturnType<typeof pageAfter>> = await pageAfter(after);
      seen.push(...answer.nodes.map(({ id }) => id));
      after = answer.pageInfo.hasNextPage ? answer.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(48);
    expect(new Set(seen).size).toBe(48);
  });
});

test('the dashboard with its numbers deferred begins with names alone, and ends as the same dashboard', async () => {
  const deferred = String(DashboardDocument).replaceAll(
    /^( +)(pacing|performance\(.*\)) \{\n[^]*?^\1\}/gm,
    (field) => `... @defer { ${field} }`,
  );
  expect(deferred.match(/@defer/g)).toHaveLength(2);
  const urql = new Client({
    url: stack.url,
    exchanges: [fetchExchange],
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${stack.tokenOf('analyst')}` } },
  });
  const shown: (DashboardQuery | undefined)[] = [];
  await new Promise<void>((resolve) => {
    urql.query<DashboardQuery>(deferred, {}).subscribe(({ data, hasNext }) => {
      shown.push(data);
      if (!hasNext) resolve();
    });
  });
  expect(shown[0]?.campaigns.nodes[0]).toMatchObject({ name: expect.any(String), budget: expect.anything() });
  expect(shown[0]?.campaigns.nodes[0]).not.toHaveProperty('pacing');
  expect(shown.at(-1)).toEqual((await client().request(DashboardDocument, {})).data);
});

describe('a partial answer', () => {
  test('keeps what the viewer may see and names by path what it may not', async () => {
    const mobile = createFrontendClient({ url: stack.url, token: stack.tokenOf('mobile') });
    const query =
      '{ campaigns(first: 1) { nodes { name performance(period: {lastDays: 7}) { spend { amountMicros } conversions } } } }';
    const { status, data, errors } = await mobile.requestText<{ campaigns: { nodes: readonly unknown[] } }>(query);
    expect(status).toBe(200);
    expect(data?.campaigns.nodes).toEqual([
      { name: expect.any(String), performance: { spend: null, conversions: expect.any(Number) } },
    ]);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
  });

  test('an anonymous request is told that it needs a token', async () => {
    const { data, errors } = await createFrontendClient({ url: stack.url }).request(DashboardDocument, {});
    expect(data?.campaigns ?? null).toBeNull();
    expect(errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('a mistake in the document is explained before anything runs', async () => {
    const { status, data, errors } = await client().requestText('{ campaigns { nodes { nmae } } }');
    expect({ status, data, codes: errors.map(({ extensions }) => extensions.code) }).toEqual({
      status: 400,
      data: null,
      codes: ['GRAPHQL_VALIDATION_FAILED'],
    });
  });
});

describe('an experiment', () => {
  test('that is concluded says what the spend of its days really brought in', async () => {
    const query = `{ experiments(first: 20, states: [CONCLUDED]) { nodes {
      name startsOn endsOn result { pValue relativeLift sampleRatio { isMismatch } } campaign { id name } } } }`;
    const { data, errors } = await client().requestText<ExperimentsAnswer>(query);
    expect(errors).toEqual([]);
    const [experiment] = data?.experiments.nodes ?? [];
    expect(experiment?.result?.sampleRatio.isMismatch).toBe(false);
    const { data: caused } = await client().requestText<CausedAnswer>(
      `query ($id: ID!, $firstDay: LocalDate, $lastDay: LocalDate) { campaign(id: $id) {
        performance(period: { firstDay: $firstDay, lastDay: $lastDay }) {
          incrementalRoas { estimate interval { low high } experiment { name } } } } }`,
      { id: experiment?.campaign.id, firstDay: experiment?.startsOn, lastDay: experiment?.endsOn },
    );
    const incrementalRoas = caused?.campaign.performance.incrementalRoas;
    expect(incrementalRoas?.experiment.name).toBe(experiment?.name);
    expect(incrementalRoas?.estimate).toBeGreaterThan(0);
  });
});

interface ExperimentsAnswer {
  readonly experiments: {
    readonly nodes: readonly {
      readonly name: string;
      readonly startsOn: string;
      readonly endsOn: string;
      readonly result: { readonly sampleRatio: { readonly isMismatch: boolean } } | null;
      readonly campaign: { readonly id: string; readonly name: string };
    }[];
  };
}

interface CausedAnswer {
  readonly campaign: {
    readonly performance: {
      readonly incrementalRoas: { readonly estimate: number; readonly experiment: { readonly name: string } } | null;
    };
  };
}

interface Page {
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function pageAfter(after: string | null): Promise<Page> {
  const query =
    'query ($after: String) { campaigns(first: 20, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }';
  const { data } = await client().requestText<{ campaigns: Page }>(query, { after });
  if (!data) throw new Error('The page did not come.');
  return data.campaigns;
}

function hasPerformance({ performance }: Campaign): boolean {
  const { spend, impressions, clicks } = performance;
  return BigInt(spend?.amountMicros ?? 0) > 0n && (impressions ?? 0) > 0 && (clicks ?? 0) > 0;
}

function holdsBudget({ budget }: Campaign): boolean {
  return budget !== null;
}

function hasPacing({ pacing }: Campaign): boolean {
  return pacing !== null && BigInt(pacing.projection.amountMicros) > 0n && (pacing.index ?? 0) > 0.3;
}
