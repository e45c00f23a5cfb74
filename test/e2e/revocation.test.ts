// What `npm run revoke` does to the people of a running stack.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChangeBudgetDocument } from '../../schema/client/graphql.ts';
import type { DemoTokenName } from '../../stack/dev-issuer/demo-tokens.ts';
import { createFrontendClient } from './clients/frontend.ts';
import { watchByWebSocket } from './clients/subscriber.ts';
import { type RunningStack, startTestStack } from './running-stack.ts';
import { findCampaigns, type SampleCampaign } from './sample-campaign.ts';

let stack: RunningStack;
let campaign: SampleCampaign;
beforeAll(async () => {
  stack = await startTestStack({ environment: { REVOCATIONS_POLL_MS: '100' } });
  [campaign] = await findCampaigns(stack);
});
afterAll(() => stack.close());

const root = fileURLToPath(new URL('../..', import.meta.url));

async function revoke(...options: readonly string[]): Promise<void> {
  const script = ['stack/dev-issuer/main.ts', '--data', dirname(stack.logFile), ...options];
  await promisify(execFile)(process.execPath, script, { cwd: root });
}

async function statusOf(name: DemoTokenName): Promise<number> {
  const authorization = `Bearer ${stack.tokenOf(name)}`;
  const headers = { 'content-type': 'application/json', authorization };
  const body = JSON.stringify({ query: '{ advertisers(first: 1) { nodes { id } } }' });
  return (await fetch(stack.url, { method: 'POST', headers, body })).status;
}

/** The changes of the campaign, with what spend knows of it. */
function watchChanges(name: DemoTokenName) {
  const query = `subscription ($id: ID!) { adEntityChanged(entityIds: [$id], after: "snapshot") {
    change { version } entity { ... on Campaign { pacing { day } } } } }`;
  interface Changed {
    readonly adEntityChanged: {
      readonly change: { readonly version: number };
      readonly entity: { pacing: object | null };
    };
  }
  const watched = watchByWebSocket<Changed>({ url: stack.webSocketUrl, token: stack.tokenOf(name) }, query, {
    id: campaign.id,
  });
  const next = async () => (await watched.events.next()).value;
  return {
    ...watched,
    next,
    /** A change that was made just before may come as state and once more as an event. */
    async afterVersion(seen: number) {
      for (;;) {
        const event = await next();
        if (event?.data?.adEntityChanged.change.version !== seen) return event;
      }
    },
  };
}

async function changeBudget(expectedVersion: number): Promise<void> {
  const client = createFrontendClient({ url: stack.url, token: stack.tokenOf('planner') });
  const lower = BigInt(campaign.budget?.amount.amountMicros ?? 0) - BigInt(expectedVersion) * 1_000_000n;
  const amount = { amountMicros: String(lower), currency: campaign.currency };
  const input = {
    entityId: campaign.id,
    amount,
    expectedVersion,
    clientMutationKey: randomUUID(),
    reason: 'It sells.',
  };
  const { data } = await client.request(ChangeBudgetDocument, { input });
  expect(data?.changeBudget.__typename).toBe('ChangeApplied');
}

test('a scope is taken from a viewer: what needs it is null from the next event on, and the stream goes on', async () => {
  const { version } = campaign;
  await changeBudget(version);
  const changes = watchChanges('analyst');
  expect(await changes.next()).toMatchObject({
    data: { adEntityChanged: { change: { version: version + 1 }, entity: { pacing: { day: expect.any(String) } } } },
  });
  await revoke('--viewer', 'demo-analyst', '--scope', 'spend:read');
  const client = createFrontendClient({ url: stack.url, token: stack.tokenOf('analyst') });
  const ask = `{ campaign(id: "${campaign.id}") { pacing { day } } }`;
  await expect.poll(() => client.requestText(ask)).toMatchObject({ data: { campaign: { pacing: null } } });
  await changeBudget(version + 1);
  expect(await changes.afterVersion(version + 1)).toMatchObject({
    data: { adEntityChanged: { change: { version: version + 2 }, entity: { pacing: null } } },
    errors: [{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
  });
  await revoke('--nothing');
  await changes.stop();
});

test('a token is taken back: its streams end with a code, and nothing is answered to it any more', async () => {
  const changes = watchChanges('analyst');
  expect(await changes.next()).toMatchObject({ data: {} });
  const ended = changes.afterVersion(campaign.version + 2).catch((error: unknown) => error);
  await revoke('--token', 'analyst');
  expect(await ended).toMatchObject([{ extensions: { code: 'TOKEN_REVOKED' } }]);
  expect(await statusOf('analyst')).toBe(401);
  expect(await statusOf('planner')).toBe(200);
  await revoke('--nothing');
  await expect.poll(() => statusOf('analyst')).toBe(200);
  await changes.stop();
});

test('a viewer loses every token that it has until now', async () => {
  await revoke('--viewer', 'demo-mobile');
  await expect.poll(() => statusOf('mobile')).toBe(401);
  expect(await statusOf('approver')).toBe(200);
});

test('what cannot be revoked is said', async () => {
  await expect(revoke('--token', 'nobody')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nobody'),
  });
  await expect(revoke()).rejects.toMatchObject({ code: 2, stdout: expect.stringContaining('--viewer') });
});
