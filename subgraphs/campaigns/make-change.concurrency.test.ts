import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestCampaigns, type TestCampaigns } from '../../test/support/campaigns.ts';
import { changeBudget, countRows, inputOf } from '../../test/support/changes.ts';

let campaigns: TestCampaigns;
beforeEach(async () => {
  campaigns = await startTestCampaigns();
});
afterEach(async () => await campaigns.stop());

/** Sends all the changes while the campaign is held, and lets it go once every one of them waits for it. */
async function atOnce(...inputs: readonly Record<string, unknown>[]): Promise<readonly unknown[]> {
  return await whileHeld(`select 1 from ad_entity where id = 'cmp_brand' for update`, inputs);
}

/** The same, held by a transaction that does what `statement` says. */
async function whileHeld(statement: string, inputs: readonly Record<string, unknown>[]): Promise<readonly unknown[]> {
  const { pool } = campaigns.subgraph.database;
  const waiting = `select count(*) as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  const holder = await pool.connect();
  try {
    await holder.query(`begin; ${statement}`);
    const answers = Promise.all(inputs.map((input) => changeBudget(campaigns, input)));
    while (Number((await pool.query<{ count: bigint }>(waiting)).rows[0]?.count) < inputs.length);
    await holder.query('commit');
    return await answers;
  } finally {
    holder.release();
  }
}

test('of two changes of one version at once exactly one is applied, and the other is told so', async () => {
  const answers = await atOnce(inputOf({ key: 'a', micros: '1000000' }), inputOf({ key: 'b', micros: '2000000' }));
  expect(answers).toContainEqual(expect.objectContaining({ __typename: 'ChangeApplied' }));
  expect(answers).toContainEqual(
    expect.objectContaining({ code: 'VERSION_CONFLICT', currentEntity: { id: 'cmp_brand', version: 2 } }),
  );
  expect(await countRows(campaigns)).toEqual({ changes: 1, events: 1, keys: 2 });
});

test('one change sent five times at once is made once and answered five times the same', async () => {
  const answers = await atOnce(...Array.from({ length: 5 }, () => inputOf({})));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({ __typename: 'ChangeApplied' });
  expect(await countRows(campaigns)).toEqual({ changes: 1, events: 1, keys: 1 });
});

test('of two inputs with one key at once one is applied and the other refused', async () => {
  const answers = await atOnce(inputOf({ micros: '1000000' }), inputOf({ micros: '2000000' }));
  expect(answers).toContainEqual(expect.objectContaining({ __typename: 'ChangeApplied' }));
  expect(answers).toContainEqual(expect.objectContaining({ code: 'MUTATION_KEY_REUSED' }));
  expect(await countRows(campaigns)).toEqual({ changes: 1, events: 1, keys: 1 });
});

test('a change that meets a report being loaded is decided on what the report leaves behind', async () => {
  const report = `update ad_entity set version = 2, budget_micros = 7000000 where id = 'cmp_brand'`;
  expect(await whileHeld(report, [inputOf({})])).toMatchObject([
    { code: 'VERSION_CONFLICT', currentEntity: { id: 'cmp_brand', version: 2 } },
  ]);
});

test('however many change an entity at once, its events are in the order of its versions and none is lost', async () => {
  const lastVersion = 40;
  // Each version is changed by somebody who knows in advance that it will come, and sends until it has.
  const changeWhenDue = async (expectedVersion: number) => {
    for (let attempt = 0; ; attempt += 1) {
      const key = `${expectedVersion} ${attempt}`;
      const answer = await changeBudget(campaigns, inputOf({ key, expectedVersion, micros: '1000000' }));
      if (JSON.stringify(answer).includes('ChangeApplied')) return;
    }
  };
  await Promise.all(Array.from({ length: lastVersion - 1 }, (_, index) => changeWhenDue(index + 1)));
  const { rows } = await campaigns.subgraph.database.pool.query<{ version: string }>(
    `select payload->>'version' as version from event where type = 'ad-entity.changed' order by tx, seq`,
  );
  expect(rows.map(({ version }) => Number(version))).toEqual(
    Array.from({ length: lastVersion - 1 }, (_, index) => index + 2),
  );
});
