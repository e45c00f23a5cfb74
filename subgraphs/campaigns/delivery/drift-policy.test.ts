// Drift policies where they act: an account on Meta's twin, compared and told over HTTP.
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EntityStatus } from '../../../platforms/ad-platform.ts';
import { toldClock, type ToldClock } from '../../../platforms/estate/clock.ts';
import type { Editor } from '../../../platforms/estate/estate-config.ts';
import { account, anna, startTestCampaigns, testPolicy, testViewer } from '../../../test/support/campaigns.ts';
import type { TestCampaigns } from '../../../test/support/campaigns.ts';
import { mutate } from '../../../test/support/changes.ts';
import { startTwin, twinAccountId, type TwinWorld } from '../../../test/support/platform-twins.ts';
import { saveStructure } from '../structure-store.ts';
import { deliverAccount } from './deliver-account.ts';
import { listDueAccounts } from './delivery-store.ts';
import { type ConnectedAccount, defaultTimes, type DeliveryWorld } from './delivery-world.ts';
import type { DriftPolicy } from './drift.ts';
import { driftDetectedType } from './drift-detected.ts';
import { openPlatformLines, type PlatformLines } from './platform-lines.ts';
import { reconcileAccount } from './reconcile-account.ts';

const connected: ConnectedAccount = {
  advertiserId: 'adv_acme',
  accountId: 'acc_twin',
  platform: 'META',
  externalId: twinAccountId,
  mode: 'TWIN',
};
const million = 1_000_000n;
const hourMs = 3_600_000;
const mara: Editor = { by: 'PERSON', name: 'mara@acme.example', programId: null };
const metaItself: Editor = { by: 'PLATFORM', name: 'Meta', programId: null };
const olga = testViewer('olga', ['adv_acme'], ['campaigns:read', 'policies:write']);

let clock: ToldClock;
let campaigns: TestCampaigns;
let twin: TwinWorld;
let lines: PlatformLines;
let world: DeliveryWorld;
/** The budget that the twin was started with, in micros. */
let first = 0n;

beforeEach(async () => {
  clock = toldClock(new Date('2026-11-22T09:30:00.000Z'));
  const policies = [testPolicy({ currency: 'EUR' })];
  const place = { platform: 'META', externalId: twinAccountId, currency: 'EUR', timeZone: 'Europe/Berlin' } as const;
  const advertisers = [
    { id: 'adv_acme', name: 'Acme' },
    { id: 'adv_bolt', name: 'Bolt' },
  ];
  const structure = { advertisers, accounts: [account('acc_twin', 'adv_acme', place)] };
  campaigns = await startTestCampaigns({ structure, policies, now: clock.now });
  const { database, eventLog } = campaigns.subgraph;
  await database.pool.query(`insert into platform_connection values ('adv_acme', 'acc_twin', 'TWIN')`);
  await saveStructure(database, { accounts: [account('acc_other', 'adv_acme', { currency: 'EUR' })] });
  twin = await startTwin('META', { clock, beganOn: '2026-11-01' });
  const rest = { monotonicMs: () => performance.now(), random: () => 0, sleep: async () => {}, times: defaultTimes };
  world = { db: database.db, eventLog, logger: pino({ level: 'silent' }), now: clock.now, ...rest };
  lines = openPlatformLines(
    (_, __, onQuota) => twin.connect({ baseUrl: twin.twin.url, timeoutMs: 10_000, now: clock.now, onQuota }),
    world.monotonicMs,
  );
  await reconcile();
  first = held();
});
afterEach(async () => {
  await lines.close();
  await twin.twin.close();
  await campaigns.stop();
});

async function reconcile(policy?: DriftPolicy): Promise<void> {
  const { database } = campaigns.subgraph;
  const line = lines.lineTo(connected);
  if (!line) throw new Error('there is no way to the twin');
  await reconcileAccount({ world, database, account: connected, line, asked: policy && { policy, by: 'anna' } });
}

/** Lets an hour pass, compares, and delivers what came of it: platforms take few changes of a budget an hour. */
async function later(policy?: DriftPolicy): Promise<void> {
  clock.advance(hourMs);
  await reconcile(policy);
  for (const due of await listDueAccounts(world.db)) {
    const line = lines.lineTo(due);
    if (line) await deliverAccount({ world, account: due, line }, new AbortController().signal);
  }
}

function campaign() {
  const found = twin.estate.account(twinAccountId)?.campaigns[0];
  if (!found) throw new Error('the twin has no campaign');
  return found;
}

/** What the twin holds. */
function held(): bigint {
  const { budgetExternalId } = campaign();
  const budgets = twin.estate.account(twinAccountId)?.budgets ?? [];
  return budgets.find(({ externalId }) => externalId === budgetExternalId)?.amountMicros ?? 0n;
}

function edit(amountMicros: bigint, editor = mara): void {
  const { budgetExternalId } = campaign();
  twin.estate.edit(twinAccountId, { field: 'BUDGET', budgetExternalId: budgetExternalId ?? '', amountMicros }, editor);
}

async function known(): Promise<bigint | undefined> {
  const { rows } = await campaigns.subgraph.database.pool.query<{ micros: bigint }>(
    `select budget_micros as micros from ad_entity where external_id = $1 and level = 'CAMPAIGN'`,
    [campaign().externalId],
  );
  return rows[0]?.micros;
}

let keys = 0;
async function set(given: Record<string, unknown>): Promise<{ readonly id: string; readonly version: number }> {
  keys += 1;
  const words = { clientMutationKey: `key ${keys}`, reason: 'We want it so.' };
  const input = { advertiserId: 'adv_acme', expectedVersion: 0, ...words, ...given };
  const { policy } = await mutate(campaigns, 'setDriftPolicy', input, olga);
  return policy;
}

/** All drifts, the newest first, as anna sees them. */
async function drifts(): Promise<readonly Record<string, unknown>[]> {
  const { data, errors } = await campaigns.run(
    `{ drift(scope: ALL) { nodes {
      kind policy decidedBy policyId policyVersion endedAs editedBy live { amountMicros } request { reason state }
    } } }`,
    {},
    anna,
  );
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data)).drift.nodes;
}

test('where nothing is set, an edit by a person is told, and the drift says that nobody decided so', async () => {
  edit(first + 10n * million);
  await later();
  const undecided = { decidedBy: 'DEFAULT', policyId: null, policyVersion: null };
  expect(await drifts()).toMatchObject([{ kind: 'FOREIGN_EDIT', policy: 'ALERT', endedAs: null, ...undecided }]);
  expect([held(), await known()]).toEqual([first + 10n * million, first]);
});

test('under ADOPT an edit by a person is taken over', async () => {
  const { id } = await set({ foreignEdit: 'ADOPT' });
  edit(first + 10n * million);
  await later();
  const decision = { policy: 'ADOPT', decidedBy: 'DRIFT_POLICY', policyId: id, policyVersion: 1 };
  expect(await drifts()).toMatchObject([{ kind: 'FOREIGN_EDIT', endedAs: 'ADOPTED', request: null, ...decision }]);
  expect([held(), await known()]).toEqual([first + 10n * million, first + 10n * million]);
});

test.each([10n, -10n])('under REASSERT an edit by a person by %d is overwritten, by a request', async (by) => {
  await set({ foreignEdit: 'REASSERT' });
  edit(first + by * million);
  await later();
  expect([held(), await known()]).toEqual([first, first]);
  const reason = expect.stringMatching(/^The platform holds another value \(FOREIGN_EDIT, drf_/);
  const request = { reason, state: 'CONFIRMED' };
  expect(await drifts()).toMatchObject([{ kind: 'FOREIGN_EDIT', endedAs: 'REASSERTED', request }]);
});

test('a reassertion is held to the guardrails: what may not be raised stays as the platform has it', async () => {
  await set({ foreignEdit: 'REASSERT' });
  const endsAt = new Date(clock.now().getTime() + 10 * hourMs).toISOString();
  const freeze = { advertiserId: 'adv_acme', endsAt, clientMutationKey: 'freeze', reason: 'Closed.' };
  expect(await mutate(campaigns, 'setFreeze', freeze, olga)).toMatchObject({ __typename: 'FreezeSet' });
  edit(first - 10n * million);
  await later();
  expect(await drifts()).toMatchObject([{ endedAs: 'ADOPTED', request: null }]);
  expect([held(), await known()]).toEqual([first - 10n * million, first - 10n * million]);
  const { pool } = campaigns.subgraph.database;
  const { rows } = await pool.query<{ body: string }>(
    `select body from audit_entry where body::jsonb ->> 'subject' like 'drf_%' order by seq`,
  );
  expect(rows.map(({ body }) => JSON.parse(body))).toMatchObject([
    { action: 'drift.detected', endedAs: 'REASSERTED' },
    { action: 'drift.ended', endedAs: 'ADOPTED' },
  ]);
  const { rows: told } = await pool.query<{ ended: string }>(
    `select payload ->> 'endedAs' as ended from event where type = $1 order by tx, seq`,
    [driftDetectedType],
  );
  expect(told.map(({ ended }) => ended)).toEqual(['REASSERTED', 'ADOPTED']);
});

test('the policy of an account goes before that of all accounts, and one of another account is none of it', async () => {
  await set({ foreignEdit: 'REASSERT', platformAuto: 'ADOPT' });
  const own = await set({ accountId: 'acc_twin', foreignEdit: 'ALERT' });
  await set({ accountId: 'acc_other', foreignEdit: 'ADOPT' });
  edit(first + 10n * million);
  await later();
  expect(await drifts()).toMatchObject([{ policy: 'ALERT', policyId: own.id, endedAs: null }]);
  // A kind that it does not name is left to the policy of all accounts.
  edit(first + 20n * million, metaItself);
  await later();
  expect(await drifts()).toMatchObject([{ kind: 'PLATFORM_AUTO', policy: 'ADOPT' }, { endedAs: 'CHANGED' }]);
});

test('what is set after a drift was seen says nothing about it until somebody asks', async () => {
  edit(first + 10n * million);
  await later();
  await set({ foreignEdit: 'REASSERT' });
  await later();
  await later();
  expect(await drifts()).toMatchObject([{ policy: 'ALERT', decidedBy: 'DEFAULT', endedAs: null }]);
  expect(held()).toBe(first + 10n * million);
  await later('ADOPT');
  expect(await drifts()).toMatchObject([{ policy: 'ADOPT', decidedBy: 'REQUEST', policyId: null, endedAs: 'ADOPTED' }]);
});

test('the newest version decides, and what an older one decided says so for good', async () => {
  await set({ foreignEdit: 'ADOPT' });
  edit(first + 10n * million);
  await later();
  await set({ foreignEdit: 'ALERT', expectedVersion: 1 });
  edit(first + 20n * million);
  await later();
  expect(await drifts()).toMatchObject([
    { policy: 'ALERT', policyVersion: 2, endedAs: null },
    { policy: 'ADOPT', policyVersion: 1, endedAs: 'ADOPTED' },
  ]);
});

test('what was asked for goes before what is set', async () => {
  await set({ foreignEdit: 'REASSERT' });
  edit(first + 10n * million);
  await later('ADOPT');
  expect(await drifts()).toMatchObject([{ policy: 'ADOPT', decidedBy: 'REQUEST', endedAs: 'ADOPTED' }]);
});

test.each([
  ['a person', mara, 'foreignEdit'],
  ['an automation', metaItself, 'platformAuto'],
] as const)('%s who keeps setting a value, whichever, is not fought for ever', async (_, editor, kind) => {
  const { id } = await set({ [kind]: 'REASSERT' });
  for (let round = 1n; round <= 3n; round += 1n) {
    edit(first + round * million, editor);
    await later();
    expect(held()).toBe(first);
  }
  edit(first + million, editor);
  await later();
  const limit = { policy: 'ALERT', decidedBy: 'REASSERTION_LIMIT', policyId: id, policyVersion: 1, endedAs: null };
  const reasserted = { policy: 'REASSERT', decidedBy: 'DRIFT_POLICY', endedAs: 'REASSERTED' };
  expect(await drifts()).toMatchObject([limit, reasserted, reasserted, reasserted]);
  await later();
  expect(held()).toBe(first + million);
  // Whoever has looked may have it overwritten, and after a day the policy may again.
  await later('REASSERT');
  expect(held()).toBe(first);
  edit(first + 2n * million, editor);
  await later();
  expect((await drifts())[0]).toMatchObject(limit);
  await later('REASSERT');
  clock.advance(24 * hourMs);
  edit(first + 3n * million, editor);
  await later();
  expect(held()).toBe(first);
  expect((await drifts())[0]).toMatchObject(reasserted);
});

test('the limit is of each value: another one of the campaign is asked for again', async () => {
  await set({ foreignEdit: 'REASSERT' });
  for (let round = 1n; round <= 4n; round += 1n) {
    edit(first + round * million);
    await later();
  }
  const { externalId } = campaign();
  const status = (): EntityStatus | undefined => twin.estate.account(twinAccountId)?.campaigns[0]?.status;
  twin.estate.edit(twinAccountId, { field: 'STATUS', level: 'CAMPAIGN', externalId, status: 'PAUSED' }, mara);
  await later();
  expect(status()).toBe('ENABLED');
  expect(held()).toBe(first + 4n * million);
});

test('a policy that is set while an account is being decided about waits for that, and the next decision knows it', async () => {
  const { pool } = campaigns.subgraph.database;
  const holder = await pool.connect();
  const untilWaiting = async (count: number) => {
    const waiting = `select count(*) as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    while (Number((await pool.query<{ count: bigint }>(waiting)).rows[0]?.count) < count);
  };
  edit(first + 10n * million);
  await holder.query('begin');
  await holder.query(`select pg_advisory_xact_lock_shared(hashtextextended('changes of adv_acme', 0))`);
  const setting = set({ foreignEdit: 'ADOPT' });
  await untilWaiting(1);
  const comparing = reconcile();
  await untilWaiting(2);
  await holder.query('commit');
  holder.release();
  await Promise.all([setting, comparing]);
  // The comparison came after the setting, and so it was decided by it.
  expect(await drifts()).toMatchObject([{ policy: 'ADOPT', decidedBy: 'DRIFT_POLICY', policyVersion: 1 }]);
});

test('a drift, who decided about it and what came of it stand in the audit trail', async () => {
  const { id } = await set({ foreignEdit: 'ADOPT' });
  edit(first + 10n * million);
  await later();
  const { rows } = await campaigns.subgraph.database.pool.query<{ body: string }>(
    `select body from audit_entry where body like '%drift.detected%'`,
  );
  expect(rows.map(({ body }) => JSON.parse(body))).toMatchObject([
    { actor: 'reconciler', policy: 'ADOPT', decidedBy: 'DRIFT_POLICY', policyId: id, policyVersion: 1 },
  ]);
});
