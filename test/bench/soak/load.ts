// All that clients do to a gateway, well and badly: queries, new documents, mutations, requests that are given up,
// mistakes, subscriptions that come and go.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoTokens } from '../../../stack/dev-issuer/demo-tokens.ts';
import { watchByServerSentEvents, watchByWebSocket } from '../../e2e/clients/subscriber.ts';
import { documents } from './documents.ts';

export interface Campaign {
  readonly id: string;
  readonly version: number;
  readonly currency: string;
  readonly platform: string;
  readonly externalId: string;
  readonly timeZone: string;
  readonly adAccount: { readonly externalId: string; readonly advertiser: { readonly id: string } };
}

export interface Target {
  readonly url: string;
  readonly tokens: DemoTokens;
  readonly campaigns: readonly Campaign[];
}

/** What was done, and how it ended: by name and outcome. */
export type Tally = Map<string, number>;

interface Worker {
  readonly name: string;
  /** How long it rests between two turns. */
  readonly restMs: number;
  act(target: Target, turn: number): Promise<string>;
}

async function ask(
  { url }: Pick<Target, 'url'>,
  token: string | undefined,
  body: string,
  signal?: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body,
    ...(signal && { signal }),
  });
  return { status: response.status, text: await response.text() };
}

function outcomeOf({ status, text }: { readonly status: number; readonly text: string }): string {
  return `${status} ${/"code":"(\w+)"/.exec(text)?.[1] ?? 'ok'}`;
}

function campaignOf({ campaigns }: Target, turn: number): Campaign {
  const campaign = campaigns[turn % campaigns.length];
  if (!campaign) throw new Error('There is no campaign.');
  return campaign;
}

const json = (query: string, variables: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ query, variables });

const mistakes = [
  '{"query":"{ nothing }"}',
  '{"query":"{ campaigns( }"}',
  '{"query":',
  '[]',
  '{"query":"{ campaigns(first: 1) { nodes { id } } }","variables":3}',
  json('query ($id: ID!) { campaign(id: $id) { id } }'),
  json('{ campaign(id: "cmp_unknown") { id name } }'),
  json('subscription { pacingUpdated(campaignIds: []) { cursor } }'),
];

/** Reads events for a moment, then stops in one way or another. */
async function follow(target: Target, turn: number, isWebSocket: boolean): Promise<string> {
  const options = {
    url: isWebSocket ? target.url.replace('http', 'ws') : `${target.url}/stream`,
    token: target.tokens.analyst,
  };
  const watch = isWebSocket ? watchByWebSocket : watchByServerSentEvents;
  const subscriber = await watch<unknown>(options, documents.pacing, { campaignIds: [campaignOf(target, turn).id] });
  try {
    const first = subscriber.events.next().then(
      ({ done }) => (done ? 'ended' : 'event'),
      () => 'failed',
    );
    return await Promise.race([first, sleep(50 + (turn % 10) * 100, 'quiet')]);
  } finally {
    await subscriber.stop();
  }
}

const workers: readonly Worker[] = [
  {
    name: 'dashboard',
    restMs: 40,
    act: async (target) => outcomeOf(await ask(target, target.tokens.analyst, json(documents.dashboard))),
  },
  {
    name: 'attribution',
    restMs: 20,
    act: async (target, turn) =>
      outcomeOf(
        await ask(
          target,
          target.tokens.mobile,
          json(documents.attribution, { campaignId: campaignOf(target, turn).id }),
        ),
      ),
  },
  {
    name: 'new document',
    restMs: 20,
    act: async (target, turn) =>
      outcomeOf(
        await ask(
          target,
          target.tokens.analyst,
          json(`query New${turn}_${Date.now()} { campaigns(first: 2) { nodes { id name pacing { index } } } }`),
        ),
      ),
  },
  {
    name: 'get',
    restMs: 10,
    async act({ url, tokens }, turn) {
      const search = new URLSearchParams({ query: `{ conversion(id: "cnv_${turn % 5_000}") { eventName } }` });
      const headers = { authorization: `Bearer ${tokens.mobile}`, 'apollo-require-preflight': '1' };
      const response = await fetch(`${url}?${search}`, { headers });
      return outcomeOf({ status: response.status, text: await response.text() });
    },
  },
  {
    name: 'preview of a change',
    restMs: 100,
    async act(target, turn) {
      const { id, version, currency } = campaignOf(target, turn);
      const input = {
        entityId: id,
        amount: { amountMicros: '15000000', currency },
        expectedVersion: version,
        clientMutationKey: `soak-${turn}-${Date.now()}`,
        reason: 'Soak.',
        dryRun: true,
      };
      return outcomeOf(await ask(target, target.tokens.planner, json(documents.changeBudget, { input })));
    },
  },
  {
    name: 'spend report',
    restMs: 200,
    async act(target, turn) {
      const { adAccount, platform, externalId, timeZone, currency } = campaignOf(target, turn);
      const row = {
        advertiserId: adAccount.advertiser.id,
        platform,
        accountExternalId: adAccount.externalId,
        campaignExternalId: externalId,
        startsAt: new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString(),
        grain: 'HOUR',
        timeZone,
        currency,
        // A report of the same hour replaces the one before: the tables stay as large as they are.
        spendMicros: String((turn % 100) * 1_000_000),
        impressions: 900,
        clicks: 20,
      };
      return outcomeOf(
        await ask(target, target.tokens.ingest, json(documents.recordSpend, { input: { rows: [row] } })),
      );
    },
  },
  {
    name: 'given up',
    restMs: 30,
    async act(target, turn) {
      const signal = AbortSignal.timeout(1 + (turn % 25));
      try {
        const query = `query Given${turn % 50} { campaigns(first: 20) { nodes { name pacing { index } } } }`;
        return outcomeOf(await ask(target, target.tokens.analyst, json(query), signal));
      } catch (error) {
        if (signal.aborted) return 'gone';
        throw error;
      }
    },
  },
  {
    name: 'mistake',
    restMs: 30,
    async act(target, turn) {
      const token = turn % 5 === 0 ? undefined : turn % 7 === 0 ? `x${turn}` : target.tokens.analyst;
      return outcomeOf(await ask(target, token, mistakes[turn % mistakes.length] ?? '', undefined));
    },
  },
  { name: 'web socket', restMs: 50, act: (target, turn) => follow(target, turn, true) },
  { name: 'event stream', restMs: 50, act: (target, turn) => follow(target, turn, false) },
];

/** Does all of it at once until the signal is aborted; resolves when what was begun is over. */
export async function runLoad(target: Target, tally: Tally, signal: AbortSignal): Promise<void> {
  await Promise.all(
    workers.map(async ({ name, restMs, act }) => {
      for (let turn = Math.floor(Math.random() * 1_000); !signal.aborted; turn++) {
        const outcome = await act(target, turn).catch((error: unknown) => `threw ${String(error).slice(0, 60)}`);
        const key = `${name}: ${outcome}`;
        tally.set(key, (tally.get(key) ?? 0) + 1);
        await sleep(restMs, undefined, { signal }).catch(() => {});
      }
    }),
  );
}

/** Sends so many documents that nobody has sent before, so that the caches of prepared operations are full. */
export async function fillCaches(target: Target, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 20) {
    const batch = Array.from({ length: 20 }, (_, index) => {
      const query = `query Fill${sent + index} { campaigns(first: 2) { nodes { id name status pacing { index } } } }`;
      return ask(target, target.tokens.analyst, json(query));
    });
    await Promise.all(batch);
  }
}

/** Campaigns with a budget, that spend can be reported for. */
export async function findCampaigns(target: Pick<Target, 'url' | 'tokens'>): Promise<readonly Campaign[]> {
  const { text } = await ask(target, target.tokens.analyst, json(documents.campaigns));
  const { data }: { data: { campaigns: { nodes: readonly Campaign[] } } } = JSON.parse(text);
  return data.campaigns.nodes;
}
