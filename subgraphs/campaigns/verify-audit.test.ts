import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestCampaigns, type TestCampaigns } from '../../test/support/campaigns.ts';
import { changeBudget, inputOf, mutate } from '../../test/support/changes.ts';
import { verifyAudit } from './verify-audit.ts';

let campaigns: TestCampaigns;
beforeEach(async () => {
  // The two policies of adv_acme are the first entries of its chain.
  campaigns = await startTestCampaigns();
  for (const version of [1, 2, 3]) {
    await changeBudget(
      campaigns,
      inputOf({ key: `k${version}`, expectedVersion: version, micros: `${version}000000` }),
    );
  }
  await mutate(campaigns, 'engageKillSwitch', { advertiserId: 'adv_acme', scope: 'GLOBAL', reason: 'stop' });
});
afterEach(async () => await campaigns.stop());

const verify = async () => await verifyAudit(campaigns.subgraph.database.db, 'adv_acme');

/** What somebody does who has taken the constraints away. */
async function tamper(statement: string): Promise<void> {
  const { pool } = campaigns.subgraph.database;
  await pool.query('alter table audit_entry drop constraint audit_entry_is_hashed');
  const client = await pool.connect();
  try {
    await client.query(`set session_replication_role = replica; ${statement}; set session_replication_role = origin`);
  } finally {
    client.release();
  }
}

test('a trail holds that nobody has touched, and one that has no entry', async () => {
  expect(await verify()).toEqual({ advertiserId: 'adv_acme', entries: 6n, broken: undefined });
  expect(await verifyAudit(campaigns.subgraph.database.db, 'adv_none')).toMatchObject({
    entries: 0n,
    broken: undefined,
  });
});

test.each([
  ['entry 4 was altered', `update audit_entry set body = replace(body, 'more demand', 'less demand') where seq = 4`],
  ['entry 5 is missing', `delete from audit_entry where seq = 5`],
  ['entry 5 does not follow from the one before', `update audit_entry set prev_hash = repeat('a', 64) where seq = 5`],
  ['entry 6 is missing', `delete from audit_entry where seq = 6`],
  [
    '1 steps of requests are not told by the entries they name',
    `update change_transition set audit_seq = 3
    where state_version = 2 and audit_seq = 4`,
  ],
])('“%s” is found', async (broken, statement) => {
  await tamper(statement);
  expect((await verify()).broken).toBe(broken);
});

test('the trail is read newest first, of one thing where that is asked, and of nobody else’s', async () => {
  const read = async (args: string) => {
    const { data, errors } = await campaigns.run(
      `{ auditTrail(advertiserId: "adv_acme", ${args}) { nodes { seq action actor subject hash prevHash } pageInfo { endCursor } } }`,
    );
    expect(errors).toBeUndefined();
    return JSON.parse(JSON.stringify(data)).auditTrail;
  };
  const first = await read('first: 2');
  expect(first.nodes).toMatchObject([
    { seq: 6, action: 'kill-switch.engaged', actor: 'anna' },
    { seq: 5, action: 'change-request.moved', actor: 'anna' },
  ]);
  expect(first.nodes[0].prevHash).toBe(first.nodes[1].hash);
  expect((await read(`after: "${first.pageInfo.endCursor}"`)).nodes).toMatchObject([
    { seq: 4, action: 'change-request.moved' },
    { seq: 3, action: 'change-request.moved' },
    { seq: 2, action: 'guardrail-policy.set', actor: 'olga' },
    { seq: 1, action: 'guardrail-policy.set', actor: 'olga' },
  ]);
  expect((await read('entityId: "cmp_brand"')).nodes).toHaveLength(3);
  expect((await read(`subject: "${first.nodes[0].subject}"`)).nodes).toHaveLength(1);
  const { errors } = await campaigns.run('{ auditTrail(advertiserId: "adv_bolt") { nodes { seq } } }');
  expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
});

test('npm run audit:verify tells of each trail, and fails where one is broken', async () => {
  const run = async () => {
    const environment = { ...process.env, DATABASE_URL: campaigns.databaseUrl };
    const file = new URL('../../stack/audit/main.ts', import.meta.url).pathname;
    return await promisify(execFile)(process.execPath, [file], { env: environment });
  };
  expect((await run()).stdout).toBe('adv_acme: 6 entries hold\nadv_bolt: 1 entries hold\n');
  await tamper(`update audit_entry set body = replace(body, 'anna', 'carl') where seq = 5`);
  await expect(run()).rejects.toMatchObject({
    code: 1,
    stdout: 'adv_acme: entry 5 was altered\nadv_bolt: 1 entries hold\n',
  });
});
