// The path of whoever watches spend live: pacing after each report, over WebSocket and over SSE, and after a
// disconnect from where the stream was left.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { LivePacingDocument, type LivePacingSubscription } from '../../schema/client/graphql.ts';
import { settledHead } from '../support/until-settled.ts';
import { type Subscriber, watchByServerSentEvents, watchPacing } from './clients/subscriber.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';
import { findCampaigns, recordSpend, type SampleCampaign } from './sample-campaign.ts';

let stack: RunningStack;
let campaign: SampleCampaign;
let neighbour: SampleCampaign;
const watching: Subscriber<unknown>[] = [];

beforeAll(async () => {
  stack = await startTestStack();
  [campaign, neighbour] = await findCampaigns(stack);
});
afterEach(async () => {
  for (const subscriber of watching.splice(0)) await subscriber.stop();
});
afterAll(() => stack.close());

type Pacing = LivePacingSubscription['pacingUpdated'];

async function nextPacing(subscriber: Subscriber<LivePacingSubscription>): Promise<Pacing> {
  const { value, done } = await subscriber.events.next();
  if (done || !value.data) throw new Error(`No event came: ${JSON.stringify(value)}`);
  return value.data.pacingUpdated;
}

function watch(after?: string): Subscriber<LivePacingSubscription> {
  const options = { url: stack.webSocketUrl, token: stack.tokenOf('analyst') };
  const subscriber = watchPacing(options, { campaignIds: [campaign.id], ...(after !== undefined && { after }) });
  watching.push(subscriber);
  return subscriber;
}

/** Where the stream stands now. A stream that begins there misses nothing, however long it takes to be accepted. */
async function cursorOfNow(): Promise<string> {
  return await settledHead(stack.subgraphs.spend);
}

let reported = 0;

/** Reports another value of the current hour: each is new. */
async function report(of: SampleCampaign = campaign): Promise<bigint> {
  reported += 1;
  const micros = BigInt(reported) * 1_000_000n;
  await recordSpend(stack, of, String(micros));
  return micros;
}

function actualMicros({ campaign: paced }: Pacing): bigint {
  if (!paced?.pacing) throw new Error('the event has no pacing');
  return BigInt(paced.pacing.actual.amountMicros);
}

test('each report is told before the next is made, with name, budget and what was spent', async () => {
  const subscriber = watch(await cursorOfNow());
  await report();
  let event = await nextPacing(subscriber);
  for (let time = 0; time < 3; time += 1) {
    await report();
    const next = await nextPacing(subscriber);
    // Each report replaces what was known of the hour by one unit more.
    expect(actualMicros(next)).toBe(actualMicros(event) + 1_000_000n);
    event = next;
  }
  expect(event.campaign).toMatchObject({
    id: campaign.id,
    name: campaign.name,
    budget: { amount: campaign.budget?.amount },
  });
  expect(event.campaign?.pacing?.status).toMatch(/BEHIND|ON_TRACK|AHEAD/);
});

test('server-sent events carry the same, and a neighbour is not heard', async () => {
  const after = await cursorOfNow();
  const options = { url: stack.streamUrl, token: stack.tokenOf('analyst') };
  const variables = { campaignIds: [campaign.id], after };
  const byEvents = await watchByServerSentEvents<LivePacingSubscription>(
    options,
    LivePacingDocument.toString(),
    variables,
  );
  watching.push(byEvents);
  const bySocket = watch(after);
  await report(neighbour);
  await report();
  const [one, other] = [await nextPacing(byEvents), await nextPacing(bySocket)];
  expect(one).toEqual(other);
  expect(one.campaign?.id).toBe(campaign.id);
});

test('a stream goes on after the cursor of the last event seen, and nothing is missing', async () => {
  const first = watch(await cursorOfNow());
  await report();
  const seen = await nextPacing(first);
  await first.stop();
  await report();
  await report();
  const resumed = watch(seen.cursor);
  const missed = [await nextPacing(resumed), await nextPacing(resumed)];
  expect(new Set([seen.cursor, ...missed.map(({ cursor }) => cursor)]).size).toBe(3);
});

test('a cursor that is kept no more is told so, and the pacing of now follows', async () => {
  await report();
  const subscriber = watch('1.zzzzzzzz.1');
  const { value: told } = await subscriber.events.next();
  expect(told).toMatchObject({
    data: null,
    errors: [{ extensions: { code: 'RESYNC_REQUIRED' } }],
    extensions: { cursor: 'snapshot' },
  });
  const state = await nextPacing(subscriber);
  expect(state.campaign).toMatchObject({ id: campaign.id, name: campaign.name });
  const micros = await report();
  expect(micros).toBeGreaterThan(0n);
  const event = await nextPacing(subscriber);
  expect(event.cursor).not.toBe(state.cursor);
});

test('a stream for which the token lacks a scope is refused whole', async () => {
  const subscriber = watchPacing(
    { url: stack.webSocketUrl, token: stack.tokenOf('mobile') },
    { campaignIds: [campaign.id] },
  );
  watching.push(subscriber);
  const refusal = await subscriber.events.next().then(
    ({ value }) => JSON.stringify(value),
    (error: unknown) => JSON.stringify(error),
  );
  expect(refusal).toMatch(/FORBIDDEN|UNAUTHORIZED/);
});
