// The law of kept answers: whoever asks gets what he would get if nothing were kept, whatever was written before by this
// process or another, and whoever else has asked.
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createInProcessClient } from '../../gateway/subgraph-client/in-process.ts';
import type { SubgraphClient } from '../../gateway/subgraph-client/subgraph-client.ts';
import type { Viewer } from '../../schema/viewer.ts';
import { closeSubgraphs, openSubgraphs, type Subgraphs } from '../../stack/subgraphs.ts';
import { recordAttributionEvents } from '../../subgraphs/attribution/record-events.ts';
import { savePolicies } from '../../subgraphs/campaigns/save-policies.ts';
import { saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import { encodePerformanceId } from '../../subgraphs/common/performance-id.ts';
import { saveExperiment } from '../../subgraphs/experiments/experiment-store.ts';
import { ingestSpend } from '../../subgraphs/spend/ingest.ts';
import { saveFxRates } from '../../subgraphs/spend/save-fx-rates.ts';
import { account, campaign, daily, testPolicy, testViewer } from '../support/campaigns.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { arm, experiment } from '../support/experiments.ts';
import { factOf } from '../support/spend.ts';

const tenants = ['acme', 'bolt'] as const;
type Tenant = (typeof tenants)[number];
type Name = keyof Subgraphs;

const scopes = ['campaigns:read', 'changes:write', 'spend:read', 'attribution:read', 'experiments:read'];
const viewers: readonly Viewer[] = [
  testViewer('anna', ['adv_acme'], scopes),
  testViewer('boris', ['adv_bolt'], scopes),
  testViewer('both', ['adv_acme', 'adv_bolt'], scopes),
  testViewer('anna', ['adv_acme'], ['campaigns:read']),
];

/** Half an hour before midnight in the accounts' time zone, so that a few steps of the clock end a day. */
const startMs = Date.parse('2026-11-22T23:31:00Z');
let nowMs = startMs;

let testDatabase: TestDatabase;
/** The subgraphs of two processes on one database. */
let processes: readonly Subgraphs[];
let contexts = 0;
/** By subgraph: of the first process, one that keeps answers and one that does not. */
let clients: Readonly<Record<Name, { readonly kept: SubgraphClient; readonly bare: SubgraphClient }>>;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const { url } = testDatabase;
  const options = {
    urls: { campaigns: url, spend: url, attribution: url, experiments: url },
    logger: pino({ level: 'silent' }),
    now: () => new Date(nowMs),
  };
  const [one, other] = [await openSubgraphs(options), await openSubgraphs(options)];
  processes = [one, other];
  const clientsOf = (name: Name) => {
    const { schema, createContext, readVersion } = one[name];
    const counted = (request: Parameters<typeof createContext>[0]) => {
      contexts += 1;
      return createContext(request);
    };
    const local = { schema, createContext: counted, ...(readVersion && { readVersion }) };
    return {
      kept: createInProcessClient(name, local, { timeoutMs: 10_000, keptAnswersBytes: 1_000_000 }),
      bare: createInProcessClient(name, local, { timeoutMs: 10_000 }),
    };
  };
  clients = {
    campaigns: clientsOf('campaigns'),
    spend: clientsOf('spend'),
    attribution: clientsOf('attribution'),
    experiments: clientsOf('experiments'),
  };
  for (const tenant of tenants) await saveStructure(one.campaigns.database, structureOf(tenant, 1n, seenAt(0)));
  const policies = tenants.map((tenant) => testPolicy({ advertiserId: `adv_${tenant}` }));
  await savePolicies(one.campaigns.database, policies, 'A test begins with it.');
});
afterAll(async () => {
  await Promise.all(processes.map(closeSubgraphs));
  await testDatabase.drop();
});

function seenAt(hour: number): Date {
  return new Date(Date.UTC(2026, 10, 1, hour));
}

function structureOf(tenant: Tenant, units: bigint, updatedAt: Date) {
  const [advertiserId, accountId] = [`adv_${tenant}`, `acc_${tenant}`];
  return {
    advertisers: [{ id: advertiserId, name: `${tenant} ${units}` }],
    accounts: [account(accountId, advertiserId, { name: `account ${units}`, timeZone: 'UTC', updatedAt })],
    campaigns: [campaign(`cmp_${tenant}`, advertiserId, accountId, { budget: daily(units * 1_000_000n), updatedAt })],
  };
}

/** One question of each subgraph about both tenants, with fields that follow the clock among them. */
const questions: readonly { readonly name: Name; readonly document: string; readonly representations: object[] }[] = [
  {
    name: 'campaigns',
    document: `query ($representations: [_Any!]!) {
      advertisers { nodes { id name } }
      campaigns { nodes { id name budget { amount { amountMicros } } version changeHistory { nodes { version } }
        adAccount { name } performance(period: { lastDays: 2 }) { id firstDay lastDay } } }
      _entities(representations: $representations) { ... on Campaign { id name version } }
    }`,
    representations: tenants.map((tenant) => ({ __typename: 'Campaign', id: `cmp_${tenant}` })),
  },
  {
    name: 'spend',
    document: `query ($representations: [_Any!]!) {
      fxRate(base: "EUR", quote: "USD", day: "2026-11-20") { rate }
      _entities(representations: $representations) {
        ... on AdEntity { id pacing { day actual { amountMicros } projection { amountMicros } }
          spendSeries(period: { lastDays: 3 }) { points { day spend { amountMicros } } restatements { id } } }
        ... on Performance { id spend { amountMicros } spendIn(currency: "EUR") { amount { amountMicros } } }
      }
    }`,
    representations: tenants.flatMap((tenant) => [
      {
        __typename: 'AdEntity',
        id: `cmp_${tenant}`,
        timeZone: 'UTC',
        budget: { kind: 'DAILY', amount: { amountMicros: '5000000', currency: 'USD' } },
        flight: null,
      },
      { __typename: 'Performance', id: performanceId(tenant) },
    ]),
  },
  {
    name: 'attribution',
    document: `query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on Performance { id conversions(model: LINEAR) values(model: LAST_TOUCH) { amountMicros } }
        ... on Campaign { id creditedConversions(model: LINEAR) { nodes { share conversion { path { id } } } } }
      }
    }`,
    representations: tenants.flatMap((tenant) => [
      { __typename: 'Performance', id: performanceId(tenant) },
      { __typename: 'Campaign', id: `cmp_${tenant}` },
    ]),
  },
  {
    name: 'experiments',
    document: `query ($representations: [_Any!]!) {
      experiments { nodes { id name arms { participants } } }
      _entities(representations: $representations) { ... on Campaign { id experiments { nodes { name state } } } }
    }`,
    representations: tenants.map((tenant) => ({ __typename: 'Campaign', id: `cmp_${tenant}` })),
  },
];

function performanceId(tenant: Tenant): string {
  return encodePerformanceId({
    scopeId: `cmp_${tenant}`,
    firstDay: '2026-11-19',
    lastDay: '2026-11-23',
    timeZone: 'UTC',
  });
}

async function ask(client: SubgraphClient, viewer: Viewer, { document, representations }: (typeof questions)[number]) {
  const context = { viewer, authorization: undefined, requestId: 'test', signal: new AbortController().signal };
  return await client.execute({ document, kind: 'query', variables: { representations }, context });
}

/** Asks everything as everybody, keeping and not keeping; the answers must be the same. */
async function expectCurrentAnswers(): Promise<void> {
  for (const viewer of viewers) {
    await Promise.all(
      questions.map(async (question) => {
        const { kept, bare } = clients[question.name];
        const current = await ask(bare, viewer, question);
        expect(await ask(kept, viewer, question)).toEqual(current);
        // Only an answer without errors is kept at all.
        if (viewer.scopes.size > 1) expect(current.errors).toBeUndefined();
      }),
    );
  }
}

type Write = (subgraphs: Subgraphs, tenant: Tenant, units: bigint, step: number) => Promise<unknown>;

/** Every way in which rows that queries read are written. */
const writes: Readonly<Record<string, Write>> = {
  structure: ({ campaigns }, tenant, units, step) =>
    saveStructure(campaigns.database, structureOf(tenant, units, seenAt(step))),
  change: async ({ campaigns }, tenant, units, step) => {
    const client = createInProcessClient('campaigns', campaigns);
    const viewer = viewers[tenants.indexOf(tenant)];
    const context = { viewer, authorization: undefined, requestId: 'test', signal: new AbortController().signal };
    const version = `query { campaign(id: "cmp_${tenant}") { version } }`;
    const { data } = await client.execute({ document: version, kind: 'query', variables: {}, context });
    const input = {
      entityId: `cmp_${tenant}`,
      amount: { amountMicros: String(units * 2_000_000n), currency: 'USD' },
      expectedVersion: Object(data?.['campaign']).version,
      clientMutationKey: `key-of-step-${step}-${Math.random()}`,
      reason: 'test',
    };
    const document = 'mutation ($input: ChangeBudgetInput!) { changeBudget(input: $input) { __typename } }';
    await client.execute({ document, kind: 'mutation', variables: { input }, context });
  },
  spend: ({ spend }, tenant, units, step) =>
    ingestSpend(
      spend,
      [
        factOf({
          advertiserId: `adv_${tenant}`,
          accountId: `acc_${tenant}`,
          entityId: `cmp_${tenant}`,
          startsAt: new Date(Date.UTC(2026, 10, 20 + Number(units % 3n))),
          spendMicros: units * 1_000_000n,
        }),
      ],
      { source: 'test', observedAt: new Date(startMs - 3_600_000 + step * 1_000) },
    ),
  rate: ({ spend }, _tenant, units) =>
    saveFxRates(spend.database, [{ base: 'EUR', quote: 'USD', day: '2026-11-20', rate: `1.${units}`, source: 'test' }]),
  attribution: ({ attribution }, tenant, units, step) => {
    const occurredAt = new Date(startMs - 3_600_000 * (1 + Number(units)));
    const customerKey = `customer-of-${tenant}`;
    return recordAttributionEvents(attribution.database, {
      advertiserId: `adv_${tenant}`,
      touchpoints: [{ key: `t-${units}`, kind: 'CLICK', occurredAt, customerKey, campaignId: `cmp_${tenant}` }],
      conversions: [
        {
          key: `c-${step}`,
          eventName: 'purchase',
          occurredAt: new Date(startMs - 60_000),
          customerKey,
          value: { amountMicros: units * 1_000_000n, currency: 'USD' },
        },
      ],
      now: new Date(nowMs),
    });
  },
  experiment: ({ experiments }, tenant, units) =>
    saveExperiment(
      experiments.database,
      experiment(`exp_${tenant}`, {
        advertiserId: `adv_${tenant}`,
        campaignId: `cmp_${tenant}`,
        name: `Experiment ${units}`,
        arms: [arm(`arm_treated_${tenant}`, [1, Number(units)]), arm(`arm_control_${tenant}`, [1, 2])],
      }),
    ),
};

const step = fc.record({
  write: fc.constantFrom(...Object.keys(writes)),
  tenant: fc.constantFrom(...tenants),
  units: fc.bigInt({ min: 1n, max: 9n }),
  process: fc.constantFrom(0, 1),
  minutes: fc.constantFrom(0, 0, 1, 14, 15, 40),
});

let stepsDone = 0;

test('an answer that is kept is the one that would be given without', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      await expectCurrentAnswers();
      for (const { write, tenant, units, process, minutes } of steps) {
        const subgraphs = processes[process];
        const carryOut = writes[write];
        if (!subgraphs || !carryOut) throw new Error('No such step.');
        nowMs += minutes * 60_000;
        await carryOut(subgraphs, tenant, units, (stepsDone += 1));
        await expectCurrentAnswers();
      }
    }),
    { numRuns: 6 },
  );
});

test('an answer is kept: asked again, nothing is worked out', async () => {
  const [question] = questions;
  const [viewer] = viewers;
  if (!question || !viewer) throw new Error('There is nothing to ask.');
  const { kept } = clients[question.name];
  const first = await ask(kept, viewer, question);
  const before = contexts;
  expect(await ask(kept, viewer, question)).toEqual(first);
  expect(contexts).toBe(before);
});

test.each(Object.keys(writes))('a write of "%s" by another process ends the answers before it', async (write) => {
  await expectCurrentAnswers();
  const [, other] = processes;
  const carryOut = writes[write];
  if (!other || !carryOut) throw new Error('No such write.');
  for (const [index, tenant] of tenants.entries()) {
    // Numbers that no step before has used, so that something changes for sure.
    await carryOut(other, tenant, 11n + BigInt(index), (stepsDone += 1));
    await expectCurrentAnswers();
  }
});
