// What a person removes in a platform's own pages, on each platform's own wire.
import { afterEach, describe, expect, test } from 'vitest';
import { account, anna, boris, campaign as seenCampaign, carla } from '../../../test/support/campaigns.ts';
import { noFaults } from '../../../platforms/twin-faults.ts';
import { saveStructure } from '../structure-store.ts';
import { mutate } from '../../../test/support/changes.ts';
import { platformCodes } from '../../../test/support/platform-twins.ts';
import { type KnownRow, startTwinDelivery, type TwinDelivery } from '../../../test/support/twin-delivery.ts';
import { listDrifts } from './drift-store.ts';
import { sumBudgets } from '../guardrails/exposure-store.ts';
import { verifyAudit } from '../verify-audit.ts';

let delivery: TwinDelivery;
afterEach(async () => await delivery.stop());

async function start(platform: (typeof platformCodes)[number] = 'GOOGLE_ADS'): Promise<KnownRow> {
  delivery = await startTwinDelivery(platform);
  const campaign = (await delivery.known()).find(({ level, budgetMicros }) => level === 'CAMPAIGN' && budgetMicros);
  if (!campaign) throw new Error('the twin has no campaign with a budget');
  return campaign;
}

/** How many entities of the campaign, it included, have each status. */
async function statusesOf({ id }: KnownRow): Promise<Readonly<Record<string, number>>> {
  const own = (await delivery.known()).filter((row) => row.id === id || row.campaignId === id);
  const rows = [...Map.groupBy(own, ({ status }) => status)];
  return Object.fromEntries(rows.map(([status, of]) => [status, of.length]));
}

async function query<Row>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  const { rows } = await delivery.campaigns.subgraph.database.pool.query(text, [...values]);
  return rows;
}

/** What the account's budgets come to in the sum that caps are held to. */
async function exposedMicros(): Promise<bigint> {
  const { db } = delivery.campaigns.subgraph.database;
  const budgets = await sumBudgets(db, 'adv_acme', delivery.clock.now());
  const own = budgets.filter(({ accountId }) => accountId === delivery.account.accountId);
  return own.reduce((sum, { budgetMicros }) => sum + budgetMicros, 0n);
}

/** What is held back for requests under way. */
async function heldMicros(): Promise<string> {
  const [row] = await query<{ sum: string }>(`select coalesce(sum(amount_micros), 0)::text as sum from exposure_hold`);
  return row?.sum ?? '';
}

describe.each(platformCodes)('on %s', (platform) => {
  test('what is removed is removed here with all that was in it, once, and is told', async () => {
    const campaign = await start(platform);
    const before = await exposedMicros();
    delivery.setByPerson(campaign, 'REMOVED');
    const worker = delivery.worker();
    expect(await worker.reconcile()).toMatchObject({ removed: 5, restored: 0, drifts: 0 });
    expect(await statusesOf(campaign)).toEqual({ REMOVED: 5 });
    expect(before - (await exposedMicros())).toBe(BigInt(campaign.budgetMicros ?? 0));
    expect(await worker.reconcile()).toMatchObject({ removed: 0, restored: 0, drifts: 0 });
    const told = `select payload->>'afterStatus' as status from event where type = 'ad-entity.changed' and key = $1`;
    expect(await query(told, [campaign.id])).toEqual([{ status: 'REMOVED' }]);
  });

  test('what is there again is so here with all that was in it, and what it holds is compared again', async () => {
    const campaign = await start(platform);
    delivery.setByPerson(campaign, 'REMOVED');
    const worker = delivery.worker();
    await worker.reconcile();
    delivery.setByPerson(campaign, 'PAUSED');
    const budgetExternalId =
      delivery.twin.estate
        .account(delivery.account.externalId)
        ?.campaigns.find(({ externalId }) => externalId === campaign.externalId)?.budgetExternalId ?? '';
    const budget = { field: 'BUDGET', budgetExternalId, amountMicros: 90_000_000n } as const;
    delivery.twin.estate.editAsPerson(delivery.account.externalId, budget);
    expect(await worker.reconcile()).toMatchObject({ removed: 0, restored: 5 });
    expect(await statusesOf(campaign)).toMatchObject({ PAUSED: 1 });
    expect(await statusesOf(campaign)).not.toHaveProperty('REMOVED');
    expect(await query(`select reconcile_after <= now() as "isDue" from delivery_account`)).toEqual([{ isDue: true }]);
    expect(await worker.reconcile()).toMatchObject({ drifts: 1, restored: 0 });
    const { db } = delivery.campaigns.subgraph.database;
    const [drift] = await listDrifts(db, ['adv_acme'], { limit: 1, after: undefined, isOpen: true });
    expect(drift).toMatchObject({ entityId: campaign.id, field: 'BUDGET', live: '90000000' });
  });

  test('an ad group that is removed takes its ads with it and leaves its campaign', async () => {
    const campaign = await start(platform);
    const [adGroup] = (await delivery.known()).filter(
      ({ campaignId, level }) => campaignId === campaign.id && level === 'AD_GROUP',
    );
    if (!adGroup) throw new Error('the campaign has no ad group');
    delivery.setByPerson(adGroup, 'REMOVED');
    expect(await delivery.worker().reconcile()).toMatchObject({ removed: 2 });
    expect(await statusesOf(campaign)).toMatchObject({ REMOVED: 2 });
  });
});

describe('what was asked for', () => {
  interface Made {
    readonly request: { readonly id: string; readonly contentHash: string };
  }

  let campaign: KnownRow;
  const current = async () => (await delivery.known()).find(({ id }) => id === campaign.id) ?? campaign;
  const percent = (of: number) => ({
    currency: 'EUR',
    amountMicros: String((BigInt(campaign.budgetMicros ?? 0) * BigInt(of)) / 100n),
  });
  const raise = async (to: number): Promise<Made> => {
    const { id: entityId, version: expectedVersion } = await current();
    const why = { clientMutationKey: `to ${to}`, reason: 'more demand' };
    const input = { entityId, amount: percent(to), expectedVersion, ...why };
    return await mutate(delivery.campaigns, 'changeBudget', input);
  };
  const plan = async (): Promise<Made> => {
    const { id: entityId, version: expectedVersion } = await current();
    const why = { clientMutationKey: 'plan', reason: 'the weekend' };
    return await mutate(delivery.campaigns, 'scheduleChange', {
      change: { entityId, expectedVersion, budget: percent(105) },
      at: '2026-11-28T09:00:00.000Z',
      ...why,
    });
  };
  const stateOf = async ({ request: { id } }: Made) => {
    const [row] = await query<{ state: string; detail: Record<string, unknown> | null }>(
      `select r.state, t.detail from change_request as r
       join change_transition as t on t.request_id = r.id and t.state_version = r.state_version where r.id = $1`,
      [id],
    );
    return [row?.state, row?.detail?.['code'] ?? row?.detail?.['why'] ?? null];
  };
  /** A raise of which nobody knows whether it was done; it was not. */
  const loseRaise = async (to: number): Promise<Made> => {
    const made = await raise(to);
    delivery.twin.twin.setFaults((request) =>
      request.path.includes(':mutate') ? { kind: 'RESET_BEFORE_APPLY' } : undefined,
    );
    await delivery.worker().deliver();
    delivery.twin.twin.setFaults(noFaults);
    return made;
  };

  test('and has not left never will, and what is held for it is given back once', async () => {
    campaign = await start();
    const queued = await raise(110);
    const pending = await raise(200);
    const scheduled = await plan();
    expect(BigInt(await heldMicros())).toBeGreaterThan(0n);
    delivery.setByPerson(campaign, 'REMOVED');
    await delivery.worker().reconcile();
    for (const made of [queued, pending, scheduled])
      expect(await stateOf(made)).toEqual(['REJECTED', 'ENTITY_REMOVED']);
    expect(await heldMicros()).toBe('0');
    expect(await query('select from change_outbox')).toEqual([]);
    await delivery.worker().deliver();
    const { contentHash, id: requestId } = pending.request;
    const decision = { requestId, contentHash, reason: 'it is right' };
    expect(await mutate(delivery.campaigns, 'approve', decision, carla)).toMatchObject({ code: 'NOT_PENDING' });
    expect(await raise(120)).toMatchObject({ code: 'ENTITY_REMOVED' });
  });

  test('and may have been done is settled by reading it back, and holds what it may cost until then', async () => {
    campaign = await start();
    const unknown = await loseRaise(110);
    expect(await stateOf(unknown)).toEqual(['UNKNOWN', null]);
    const held = await heldMicros();
    const queued = await raise(112);
    delivery.setByPerson(campaign, 'REMOVED');
    const worker = delivery.worker();
    await worker.reconcile();
    expect(await stateOf(queued)).toEqual(['REJECTED', 'ENTITY_REMOVED']);
    expect([await stateOf(unknown), await heldMicros()]).toEqual([['UNKNOWN', null], held]);
    await delivery.pass(15_000);
    await worker.deliver();
    expect([await stateOf(unknown), await heldMicros()]).toEqual([['FAILED', null], '0']);
    expect(await query('select from change_outbox')).toEqual([]);
  });

  test('is given up, too, where a report has said that it is removed', async () => {
    campaign = await start();
    const queued = await raise(110);
    delivery.setByPerson(campaign, 'REMOVED');
    const { id, externalId } = campaign;
    const updatedAt = new Date(delivery.clock.now().getTime() + 60_000);
    const told = seenCampaign(id, 'adv_acme', delivery.account.accountId, { externalId, status: 'REMOVED', updatedAt });
    await saveStructure(delivery.campaigns.subgraph.database, { campaigns: [told] });
    expect(await delivery.worker().reconcile()).toMatchObject({ removed: 4 });
    expect([await stateOf(queued), await heldMicros()]).toEqual([['REJECTED', 'ENTITY_REMOVED'], '0']);
  });

  test('and is sent before anybody has compared is not, and has the account compared', async () => {
    campaign = await start();
    const queued = await raise(110);
    delivery.setByPerson(campaign, 'REMOVED');
    await delivery.worker().deliver();
    expect(await stateOf(queued)).toEqual(['FAILED', 'ENTITY_REMOVED']);
    expect(await heldMicros()).toBe('0');
    expect(await query(`select reconcile_after <= now() as "isDue" from delivery_account`)).toEqual([{ isDue: true }]);
  });
});

test('what had drifted of it is over', async () => {
  const campaign = await start();
  const account = delivery.account.externalId;
  const budgetExternalId = delivery.twin.estate.account(account)?.budgets[0]?.externalId ?? '';
  delivery.twin.estate.editAsPerson(account, { field: 'BUDGET', budgetExternalId, amountMicros: 90_000_000n });
  const worker = delivery.worker();
  expect(await worker.reconcile()).toMatchObject({ drifts: 1 });
  delivery.setByPerson(campaign, 'REMOVED');
  // Whatever is to be done about values: there are none any more.
  expect(await worker.reconcile('REASSERT')).toMatchObject({ drifts: 0, removed: 5 });
  const { db } = delivery.campaigns.subgraph.database;
  const drifts = await listDrifts(db, ['adv_acme'], { limit: 5, after: undefined, isOpen: false });
  expect(drifts).toMatchObject([{ field: 'BUDGET', endedAs: 'REMOVED', requestId: null }]);
  const source = `{ drift(scope: ALL) { nodes { endedAs } } }`;
  const { data } = await delivery.campaigns.run(source, {}, anna);
  expect(JSON.parse(JSON.stringify(data))).toEqual({ drift: { nodes: [{ endedAs: 'REMOVED' }] } });
});

test('its history says that it was removed on the platform, and by whom; the audit trail by what that is known', async () => {
  const campaign = await start();
  delivery.setByPerson(campaign, 'REMOVED');
  await delivery.worker().reconcile();
  const source = `query ($id: ID!) { campaign(id: $id) { status changeHistory(first: 5) { nodes {
    field beforeStatus afterStatus reason actor } } } }`;
  const { data, errors } = await delivery.campaigns.run(source, { id: campaign.id }, anna);
  expect(errors).toBeUndefined();
  const removed = { field: 'STATUS', beforeStatus: 'ENABLED', afterStatus: 'REMOVED', actor: 'reconciler' };
  const reason = 'Removed on the platform by planner@agency.example.';
  expect(JSON.parse(JSON.stringify(data))).toEqual({
    campaign: { status: 'REMOVED', changeHistory: { nodes: [{ ...removed, reason }] } },
  });
  const entries = await query<{ evidence: string; count: string }>(
    `select body::jsonb->>'evidence' as evidence, count(*)::text from audit_entry
     where body::jsonb->>'action' = 'ad-entity.removed' group by 1 order by 1`,
  );
  expect(entries).toEqual([
    { evidence: 'PARENT', count: '4' },
    { evidence: 'REMOVED', count: '1' },
  ]);
  const { db } = delivery.campaigns.subgraph.database;
  expect(await verifyAudit(db, 'adv_acme')).toMatchObject({ broken: undefined });
});

test('what is removed belongs to its tenant', async () => {
  const campaign = await start();
  const { database } = delivery.campaigns.subgraph;
  const { externalId } = campaign;
  await saveStructure(database, {
    accounts: [account('acc_same', 'adv_bolt', { externalId: delivery.account.externalId, currency: 'EUR' })],
    campaigns: [{ ...seenCampaign('cmp_same', 'adv_bolt', 'acc_same'), externalId }],
  });
  delivery.setByPerson(campaign, 'REMOVED');
  await delivery.worker().reconcile();
  expect(await query(`select status from ad_entity where id = 'cmp_same'`)).toEqual([{ status: 'ENABLED' }]);
  const { data } = await delivery.campaigns.run(`{ adEntity(id: "${campaign.id}") { status } }`, {}, boris);
  expect(data).toEqual({ adEntity: null });
  expect(await query(`select from audit_entry where advertiser_id = 'adv_bolt' and entity_id is not null`)).toEqual([]);
});
