import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestCampaigns, testNow, type TestCampaigns } from '../../test/support/campaigns.ts';
import { changeBudget, connectAccount, countRows, deliver, inputOf } from '../../test/support/changes.ts';
import { moveRequests } from './move-requests.ts';
import { findRequests } from './request-store.ts';

let campaigns: TestCampaigns;
const start = async () => {
  campaigns = await startTestCampaigns();
};
const stop = async () => await campaigns.stop();

async function rowsOf(statement: string): Promise<readonly Record<string, unknown>[]> {
  const { rows } = await campaigns.subgraph.database.pool.query<Record<string, unknown>>(statement);
  return rows;
}

/** Asks for the change of the budget of a campaign that is connected, and returns the request's id. */
async function queueChange(given: Record<string, unknown> = {}): Promise<string> {
  const { request } = JSON.parse(JSON.stringify(await changeBudget(campaigns, given)));
  return request.id;
}

async function readRequest(id: string) {
  const { data, errors } = await campaigns.run(
    `query ($id: ID!) { changeRequest(id: $id) { state kind direction before { amountMicros } after { amountMicros }
      entity { version budget { amount { amountMicros } } changeHistory { nodes { id } } }
      transitions { from to actor platformRequestId } } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data?.['changeRequest']));
}

describe('a change of an account that is not connected', () => {
  beforeEach(start);
  afterEach(stop);

  test('is in effect at once, and the request tells how it came to be', async () => {
    await changeBudget(campaigns, {});
    const [row] = await rowsOf('select id from change_request');
    expect(await readRequest(String(row?.['id']))).toEqual({
      state: 'CONFIRMED',
      kind: 'BUDGET',
      direction: 'INCREASE',
      before: { amountMicros: '100000000' },
      after: { amountMicros: '120000000' },
      entity: { version: 2, budget: { amount: { amountMicros: '120000000' } }, changeHistory: { nodes: [row] } },
      transitions: [
        { from: null, to: 'DRAFT', actor: 'anna', platformRequestId: null },
        { from: 'DRAFT', to: 'VALIDATED', actor: 'anna', platformRequestId: null },
        { from: 'VALIDATED', to: 'APPROVED', actor: 'anna', platformRequestId: null },
        { from: 'APPROVED', to: 'CONFIRMED', actor: 'anna', platformRequestId: null },
      ],
    });
    expect(await rowsOf('select 1 from change_outbox')).toEqual([]);
  });
});

describe('a change of an account that is connected', () => {
  beforeEach(async () => {
    await start();
    await connectAccount(campaigns, 'acc_dollar');
  });
  afterEach(stop);

  test('is queued: the entity moves on, its value stays, and the platform is to be told', async () => {
    expect(await changeBudget(campaigns, {})).toMatchObject({
      __typename: 'ChangeQueued',
      request: { kind: 'BUDGET', after: { amountMicros: '120000000' }, state: 'QUEUED', requestedBy: 'anna' },
      entity: { version: 2, budget: { amount: { amountMicros: '100000000' } } },
    });
    expect(await rowsOf('select entity_id, kind, priority, fencing_token, lease_until from change_outbox')).toEqual([
      { entity_id: 'cmp_brand', kind: 'BUDGET', priority: 1, fencing_token: 0n, lease_until: null },
    ]);
    expect(await countRows(campaigns)).toEqual({ changes: 0, events: 0, keys: 1 });
    expect(await changeBudget(campaigns, { clientMutationKey: 'late' })).toMatchObject({ code: 'VERSION_CONFLICT' });
  });

  test('jumps the queue when it costs less', async () => {
    await queueChange(inputOf({ micros: '50000000' }));
    expect(await rowsOf('select priority from change_outbox')).toEqual([{ priority: 0 }]);
  });

  test('is in effect once the platform has confirmed it', async () => {
    const id = await queueChange();
    await deliver(campaigns, id, ['SENT']);
    await deliver(campaigns, id, ['CONFIRMED']);
    expect(await readRequest(id)).toMatchObject({
      state: 'CONFIRMED',
      entity: { version: 3, budget: { amount: { amountMicros: '120000000' } }, changeHistory: { nodes: [{ id }] } },
    });
    expect(await rowsOf('select 1 from change_outbox')).toEqual([]);
    expect(await countRows(campaigns)).toMatchObject({ changes: 1, events: 1 });
  });

  test('is in effect once reading it back has shown so, and leaves nothing behind when it failed', async () => {
    const known = await queueChange();
    await deliver(campaigns, known, ['SENT', 'UNKNOWN']);
    await deliver(campaigns, known, ['RECONCILED']);
    expect(await readRequest(known)).toMatchObject({ state: 'RECONCILED', entity: { version: 3 } });
    const failed = await queueChange(inputOf({ key: 'b', expectedVersion: 3, micros: '130000000' }));
    await deliver(campaigns, failed, ['SENT', 'FAILED']);
    expect(await readRequest(failed)).toMatchObject({
      state: 'FAILED',
      entity: { version: 4, budget: { amount: { amountMicros: '120000000' } } },
    });
    expect(await rowsOf('select 1 from change_outbox')).toEqual([]);
  });

  test('keeps its place while it is sent again', async () => {
    const id = await queueChange();
    await deliver(campaigns, id, ['SENT', 'QUEUED', 'SENT']);
    expect(await rowsOf('select request_id from change_outbox')).toEqual([{ request_id: id }]);
    expect(await rowsOf('select count(*)::integer as steps from change_transition')).toEqual([{ steps: 7 }]);
  });

  test('cannot take a way that is none, nor be moved from a state that it has left', async () => {
    const id = await queueChange();
    await expect(deliver(campaigns, id, ['CONFIRMED'])).rejects.toThrow('cannot go from QUEUED to CONFIRMED');
    const { db } = campaigns.subgraph.database;
    const [stale] = await findRequests(db, ['adv_acme'], [id]);
    if (!stale) throw new Error('The request is gone.');
    await deliver(campaigns, id, ['SENT', 'QUEUED']);
    const world = { eventLog: campaigns.subgraph.eventLog, now: () => testNow };
    const move = { request: stale, path: ['SENT'], actor: 'delivery' } as const;
    const moving = db.transaction().execute(async (trx) => await moveRequests(trx, world, [move]));
    await expect(moving).rejects.toThrow('moved by somebody else');
    expect(await readRequest(id)).toMatchObject({ state: 'QUEUED' });
  });
});

describe('the database', () => {
  const execute = async (statement: string) => await campaigns.subgraph.database.pool.query(statement);
  const step = (from: string, to: string, version: number) =>
    execute(`insert into change_transition
      (advertiser_id, request_id, state_version, from_state, to_state, actor, at, audit_seq)
      select advertiser_id, id, ${version}, '${from}', '${to}', 'x', now(), 1 from change_request`);

  beforeAll(async () => {
    await start();
    await changeBudget(campaigns, {});
    await changeBudget(campaigns, inputOf({ key: 'b', expectedVersion: 2, micros: '130000000' }));
  });
  afterAll(stop);

  test('refuses a step that is not in the table of steps, one from a state the request is not in, and a second draft', async () => {
    await expect(step('CONFIRMED', 'QUEUED', 5)).rejects.toThrow('change_transition_from_state_to_state_fkey');
    await expect(step('SENT', 'UNKNOWN', 5)).rejects.toThrow('foreign key constraint');
    await expect(step('CONFIRMED', 'ROLLED_BACK', 4)).rejects.toThrow('duplicate key');
    await expect(
      execute(`insert into change_transition (advertiser_id, request_id, state_version, to_state, actor, at, audit_seq)
        values ('adv_acme', 'chg_new', 1, 'APPROVED', 'x', now(), 1)`),
    ).rejects.toThrow('check constraint');
  });

  test('refuses a state that no step has led to', async () => {
    await expect(execute(`update change_request set state = 'ROLLED_BACK'`)).rejects.toThrow('foreign key constraint');
    await expect(execute(`update change_request set state_version = 9`)).rejects.toThrow('foreign key constraint');
  });

  test.each([
    ['to alter the body of an entry', `update audit_entry set body = replace(body, 'anna', 'carl') where seq = 3`],
    ['to alter the hash of an entry', `update audit_entry set hash = repeat('a', 64), body = '{}' where seq = 3`],
    ['to number an entry anew', `update audit_entry set seq = 9 where seq = 4`],
    ['to take an entry out of the middle', `delete from audit_entry where seq = 3`],
    ['to take the last entry off', `delete from audit_entry where seq = 4`],
    [
      'to take the last entry off and say that the chain ends before',
      `with head as (update audit_head set seq = 3, hash = (select hash from audit_entry where seq = 3))
       delete from audit_entry where seq = 4`,
    ],
    ['to empty the chain', `truncate audit_entry`],
    [
      'an entry that does not follow from the last',
      `insert into audit_entry (advertiser_id, seq, prev_hash, hash, body) select advertiser_id, 5, repeat('b', 64),
        encode(sha256(convert_to(repeat('b', 64) || '{"subject":"x"}', 'UTF8')), 'hex'), '{"subject":"x"}'
       from audit_head`,
    ],
  ])('refuses %s', async (_, statement) => {
    await expect(execute(statement)).rejects.toThrow(/constraint|truncate/);
  });
});
