// Whoever reports spend and changes budgets through all of it: each write is sent until it is acknowledged, by whichever
// gateway is there, as a client that does not know what became of it does.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type ChaosCampaign, type ChaosWorld, firstBudgetMicros, timeZone } from './world.ts';

export interface Writer {
  /** Writes until the signal is aborted, and then once more; resolves when that is acknowledged. */
  run(signal: AbortSignal): Promise<void>;
}

/** Between two writes of one writer. */
const pauseMs = 120;
const requestTimeoutMs = 5_000;
/** Everything that was killed is back long before, also on a machine that has a lot else to do. */
const giveUpMs = 600_000;

type Post = (query: string, input: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>>>;

/** A reporter and a planner for each campaign. */
export function createWriters(world: ChaosWorld, campaigns: readonly ChaosCampaign[], token: string): Writer[] {
  const post = createPost(world, token);
  return campaigns.flatMap((campaign) => [
    { run: (signal) => writeUntil(signal, (number) => reportSpend(post, campaign, number)) },
    { run: (signal) => writeUntil(signal, (number) => changeBudget(post, campaign, number)) },
  ]);
}

async function writeUntil(signal: AbortSignal, write: (number: number) => Promise<void>): Promise<void> {
  for (let number = 1; ; number += 1) {
    const isLast = signal.aborted;
    await write(number);
    if (isLast) return;
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }
}

const startsAt = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000).toISOString();
const acknowledged = z.object({
  recordSpend: z.object({
    acknowledgements: z.tuple([z.object({ outcome: z.enum(['INSERTED', 'RESTATED', 'UNCHANGED']) })]),
  }),
});

/** Each report replaces the one before: the first is inserted, the others restate it. */
async function reportSpend(post: Post, { advertiserId, externalId }: ChaosCampaign, number: number): Promise<void> {
  const row = {
    advertiserId,
    platform: 'META',
    accountExternalId: 'account',
    campaignExternalId: externalId,
    startsAt,
    grain: 'HOUR',
    timeZone,
    spendMicros: String(number),
    currency: 'USD',
    impressions: 1,
    clicks: 1,
  };
  const query =
    'mutation ($input: RecordSpendInput!) { recordSpend(input: $input) { acknowledgements { outcome reason } } }';
  acknowledged.parse(await post(query, { rows: [row] }));
}

/** The smallest amount that a platform bills, in micros. */
const cent = 10_000;
const applied = z.object({ changeBudget: z.object({ __typename: z.literal('ChangeApplied') }) });

/** Lower each time, which nobody has to approve; under a key of its own, so that it is made once however often it is sent. */
async function changeBudget(post: Post, { id }: ChaosCampaign, number: number): Promise<void> {
  const query = `mutation ($input: ChangeBudgetInput!) {
    changeBudget(input: $input) { __typename ... on ChangeRefused { code message } } }`;
  const answer = await post(query, {
    entityId: id,
    amount: { amountMicros: String(firstBudgetMicros - number * cent), currency: 'USD' },
    expectedVersion: number,
    clientMutationKey: `${id} ${number}`,
    reason: 'Chaos.',
  });
  if (!applied.safeParse(answer).success) throw new Error(`A change was not made: ${JSON.stringify(answer)}`);
}

const answered = z.object({ data: z.record(z.string(), z.unknown()).nullish(), errors: z.unknown().optional() });

/** Sends an operation until it is answered with data: what went wrong meanwhile is the chaos. */
function createPost({ gateways }: ChaosWorld, token: string): Post {
  return async (query, input) => {
    const deadline = performance.now() + giveUpMs;
    const reasons = new Map<string, number>();
    for (let attempt = 0; ; attempt += 1) {
      const url = gateways[attempt % gateways.length]?.url ?? '';
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ query, variables: { input } }),
          signal: AbortSignal.timeout(requestTimeoutMs),
        });
        const { data, errors } = answered.parse(await response.json());
        if (data && !errors) return data;
        throw new Error(JSON.stringify(errors));
      } catch (error) {
        const reason = error instanceof Error ? `${error.name} ${error.message}` : String(error);
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        if (performance.now() > deadline)
          throw new Error(`A write was never acknowledged: ${JSON.stringify([...reasons])}`, { cause: error });
        await sleep(50);
      }
    }
  };
}
