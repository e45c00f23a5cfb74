// What proves nothing: no list that is cut short, late or empty removes anything here. And processes that end, or meet, while
// they put on record what is gone.
import { afterEach, describe, expect, test } from 'vitest';
import { endAt } from '../../../test/support/delivery.ts';
import { gate } from '../../../test/support/gate.ts';
import {
  type KnownRow,
  startTwinDelivery,
  type TwinDelivery,
  type TwinWorkerOptions,
} from '../../../test/support/twin-delivery.ts';
import {
  type AdPlatformClient,
  type PlatformCode,
  type PlatformEntity,
  PlatformError,
} from '../../../platforms/ad-platform.ts';
import type { EventLog } from '../../common/event-log/event-log.ts';
import { saveStructure } from '../structure-store.ts';
import { verifyAudit } from '../verify-audit.ts';
import { campaign as seenCampaign } from '../../../test/support/campaigns.ts';

let delivery: TwinDelivery;
afterEach(async () => await delivery.stop());

/** Snap and Meta leave out of their lists what is removed; only Meta tells of it when it is asked for. */
async function start(platform: PlatformCode = 'SNAP'): Promise<KnownRow> {
  delivery = await startTwinDelivery(platform);
  const campaign = (await delivery.known()).find(({ level, budgetMicros }) => level === 'CAMPAIGN' && budgetMicros);
  if (!campaign) throw new Error('the twin has no campaign with a budget');
  return campaign;
}

/** A platform of which the list shows only some entities. */
function showing(isShown: (entity: PlatformEntity) => boolean): TwinWorkerOptions {
  return {
    wrap: (client): AdPlatformClient => ({
      ...client,
      async *readStructure(...given) {
        for await (const page of client.readStructure(...given)) yield page.filter(isShown);
      },
    }),
  };
}

async function removedCount(): Promise<number> {
  return (await delivery.known()).filter(({ status }) => status === 'REMOVED').length;
}

describe('nothing is removed', () => {
  test('that a list leaves out and the platform shows when it is asked for', async () => {
    const { externalId } = await start();
    const hidden = delivery.worker(showing((entity) => entity.externalId !== externalId));
    expect(await hidden.reconcile()).toMatchObject({ removed: 0 });
    const cut = delivery.worker(showing(({ level }) => level !== 'AD'));
    expect(await cut.reconcile()).toMatchObject({ removed: 0 });
    expect(await removedCount()).toBe(0);
  });

  test('because of a list of which a page cannot be read', async () => {
    const campaign = await start();
    delivery.setByPerson(campaign, 'REMOVED');
    delivery.twin.twin.setFaults(({ path }) => (path.endsWith('/adsquads') ? { kind: 'SERVER_ERROR' } : undefined));
    await expect(delivery.worker().reconcile()).rejects.toThrow(PlatformError);
    expect(await removedCount()).toBe(0);
  });

  test('that cannot be asked for, until it can be', async () => {
    const campaign = await start();
    delivery.setByPerson(campaign, 'REMOVED');
    const isAsked = (path: string) => path.endsWith(`/campaigns/${campaign.externalId}`);
    delivery.twin.twin.setFaults(({ path }) => (isAsked(path) ? { kind: 'RESET_BEFORE_APPLY' } : undefined));
    const worker = delivery.worker();
    await expect(worker.reconcile()).rejects.toThrow(PlatformError);
    expect(await removedCount()).toBe(0);
    delivery.twin.twin.setFaults(() => undefined);
    expect(await worker.reconcile()).toMatchObject({ removed: 5 });
  });

  test('of an account that shows nothing at all, as one does that we may no longer see', async () => {
    await start();
    const blind = delivery.worker({
      wrap: (client) => ({ ...client, async *readStructure() {}, readEntities: async () => [] }),
    });
    expect(await blind.reconcile()).toMatchObject({ entities: 0, removed: 0 });
    expect(await removedCount()).toBe(0);
  });

  test('but what the platform calls removed, of an account that lists nothing any more', async () => {
    const campaign = await start('META');
    delivery.setByPerson(campaign, 'REMOVED');
    expect(await delivery.worker(showing(() => false)).reconcile()).toMatchObject({ entities: 0, removed: 5 });
    expect(await removedCount()).toBe(5);
  });

  test('that came to be known while the platform was read', async () => {
    await start();
    const { database } = delivery.campaigns.subgraph;
    const late = delivery.worker({
      wrap: (client) => ({
        ...client,
        async *readStructure(...given) {
          await saveStructure(database, { campaigns: [seenCampaign('cmp_late', 'adv_acme', 'acc_twin')] });
          yield* client.readStructure(...given);
        },
      }),
    });
    expect(await late.reconcile()).toMatchObject({ removed: 0 });
    expect(await removedCount()).toBe(0);
    expect(await late.reconcile()).toMatchObject({ removed: 1 });
  });

  test('that is changed while the platform is read: that is for the next time', async () => {
    const campaign = await start();
    delivery.setByPerson(campaign, 'REMOVED');
    const { database } = delivery.campaigns.subgraph;
    const busy = delivery.worker({
      wrap: (client) => ({
        ...client,
        async readEntities(...given) {
          await database.pool.query(`update ad_entity set version = version + 1 where id = $1`, [campaign.id]);
          return await client.readEntities(...given);
        },
      }),
    });
    expect(await busy.reconcile()).toMatchObject({ removed: 0 });
    expect(await removedCount()).toBe(0);
    expect(await delivery.worker().reconcile()).toMatchObject({ removed: 5 });
  });
});

/** How often the history of each removed entity says so. */
async function timesTold(): Promise<readonly number[]> {
  const { rows } = await delivery.campaigns.subgraph.database.pool.query<{ times: number }>(
    `select count(*)::integer as times from applied_change where after_status = 'REMOVED' group by entity_id`,
  );
  return rows.map(({ times }) => times);
}

async function isAuditWhole(): Promise<boolean> {
  const { broken } = await verifyAudit(delivery.campaigns.subgraph.database.db, 'adv_acme');
  return broken === undefined;
}

test('a process that ends after the record leaves nothing to do, and nothing is told twice', async () => {
  const campaign = await start();
  delivery.setByPerson(campaign, 'REMOVED');
  const { atStep, ended } = endAt('PRESENCE_RECORDED');
  void delivery.worker({ world: { atStep } }).reconcile();
  await ended;
  expect(await delivery.worker().reconcile()).toMatchObject({ removed: 0 });
  expect(await timesTold()).toEqual([1, 1, 1, 1, 1]);
});

test('a record that breaks off at any line leaves nothing of it, and is made whole the next time', async () => {
  const campaign = await start();
  delivery.setByPerson(campaign, 'REMOVED');
  const { eventLog, database } = delivery.campaigns.subgraph;
  for (let lines = 0; (await removedCount()) === 0; lines += 1) {
    expect(lines).toBeLessThan(20);
    expect(await timesTold()).toEqual([]);
    const breaking: EventLog = {
      ...eventLog,
      append: async (...given) => {
        if (left === 0) throw new Error('the process ends here');
        left -= 1;
        return await eventLog.append(...given);
      },
    };
    let left = lines;
    await delivery
      .worker({ world: { eventLog: breaking } })
      .reconcile()
      .catch(() => {});
  }
  expect(await removedCount()).toBe(5);
  expect(await timesTold()).toEqual([1, 1, 1, 1, 1]);
  const { rows } = await database.pool.query(`select from event where type = 'ad-entity.changed'`);
  expect(rows).toHaveLength(5);
  expect(await isAuditWhole()).toBe(true);
});

test('of two processes that find the same at once one puts it on record', async () => {
  const campaign = await start();
  delivery.setByPerson(campaign, 'REMOVED');
  const { opened, open } = gate();
  let asking = 0;
  const together: TwinWorkerOptions = {
    wrap: (client) => ({
      ...client,
      async readEntities(...given) {
        const found = await client.readEntities(...given);
        asking += 1;
        if (asking === 2) open();
        await opened;
        return found;
      },
    }),
  };
  const both = await Promise.all([delivery.worker(together).reconcile(), delivery.worker(together).reconcile()]);
  expect(both.map(({ removed }) => removed).sort()).toEqual([0, 5]);
  expect(await timesTold()).toEqual([1, 1, 1, 1, 1]);
  expect(await isAuditWhole()).toBe(true);
});
