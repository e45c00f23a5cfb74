import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestCampaigns, type TestCampaigns } from '../../test/support/campaigns.ts';
import { changeBudget, countRows, inputOf } from '../../test/support/changes.ts';

let campaigns: TestCampaigns;
beforeEach(async () => {
  campaigns = await startTestCampaigns();
});
afterEach(async () => await campaigns.stop());

/** Holds the campaign until `count` changes wait for it, then lets them go. */
async function gate(count: number): Promise<void> {
  const { pool } = campaigns.subgraph.database;
  const holder = await pool.connect();
  try {
    await holder.query(`begin; select 1 from ad_entity where id = 'cmp_brand' for update`);
    const waiting = `select count(*) as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    while (Number((await pool.query<{ count: bigint }>(waiting)).rows[0]?.count) < count);
    await holder.query('commit');
  } finally {
    holder.release();
  }
}

async function atOnce(...inputs: readonly Record<string, unknown>[]): Promise<readonly unknown[]> {
  const opened = gate(inputs.length);
  const answers = await Promise.all(inputs.map((input) => changeBudget(campaigns, input)));
  await opened;
  return answers;
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

test('however many change an entity at once, its events are in the order of its versions and none is lost', async () => {
  const changeOften = async (person: number) => {
    for (const turn of Array.from({ length: 12 }, (_, index) => index)) {
      const { data } = await campaigns.run('{ campaign(id: "cmp_brand") { version } }');
      const { version } = JSON.parse(JSON.stringify(data)).campaign;
      await changeBudget(campaigns, inputOf({ key: `${person} ${turn}`, expectedVersion: version, micros: '1000000' }));
    }
  };
  await Promise.all([1, 2, 3, 4, 5, 6].map(changeOften));
  const { rows } = await campaigns.subgraph.database.pool.query<{ version: string }>(
    `select payload->>'version' as version from event order by tx, seq`,
  );
  const versions = rows.map(({ version }) => Number(version));
  expect(versions.length).toBeGreaterThan(5);
  expect(versions).toEqual(versions.map((_, index) => index + 2));
});
