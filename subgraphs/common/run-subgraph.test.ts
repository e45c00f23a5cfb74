import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { openDatabase } from './database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

/** Starts a subgraph, campaigns where none is named, as a process of its own. */
function start(settings: Record<string, string>, name = 'campaigns'): ChildProcess {
  const main = fileURLToPath(new URL(`../${name}/main.ts`, import.meta.url));
  const env = { PATH: process.env['PATH'], ...settings };
  return spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function read(stream: ChildProcess['stdout'], until: RegExp): Promise<string> {
  let text = '';
  for await (const chunk of stream ?? []) {
    text += String(chunk);
    if (until.test(text)) break;
  }
  return text;
}

test('serves until it is told to end, and then ends in order', async () => {
  const child = start({
    DATABASE_URL: database.url,
    JWKS_URL: 'http://127.0.0.1:9/jwks',
    TOKEN_ISSUER: 'https://issuer.invalid',
    TOKEN_AUDIENCE: 'marketing-graph',
  });
  const log = await read(child.stdout, /"msg":"ready"/);
  const url = /"url":"(http:[^"]+)"/.exec(log)?.[1] ?? '';
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: '{"query":"{ _service { sdl } }"}' });
  expect(await response.json()).toMatchObject({
    data: { _service: { sdl: expect.stringContaining('type Campaign') } },
  });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('says which settings are missing and ends', async () => {
  const child = start({ PORT: 'many' });
  const [complaint, [code]] = await Promise.all([read(child.stderr, /JWKS_URL[^]*TOKEN/), once(child, 'exit')]);
  expect(code).toBe(1);
  expect(complaint).toMatch(/campaigns cannot start[^]*DATABASE_URL[^]*PORT[^]*JWKS_URL/);
});

const issuer = {
  JWKS_URL: 'http://127.0.0.1:9/jwks',
  TOKEN_ISSUER: 'https://issuer.invalid',
  TOKEN_AUDIENCE: 'marketing-graph',
};
const advertiserId = `adv_${'e'.repeat(32)}`;
const account = { advertiserId, platform: 'META', externalId: '77', name: 'One', currency: 'EUR', timeZone: 'UTC' };
const meta = { META_ACCESS_TOKEN: 'a-token', META_APP_SECRET: 'a-secret', META_APP_ID: '42' };

test.each([
  ['campaigns', 'platform_connection'],
  ['spend', 'followed_account'],
])('%s connects the accounts that the environment names', async (name, table) => {
  const folder = await mkdtemp(join(tmpdir(), 'run-subgraph-'));
  const file = join(folder, 'accounts.json');
  await writeFile(file, JSON.stringify({ accounts: [account] }));
  const child = start(
    {
      DATABASE_URL: database.url,
      ...issuer,
      ...meta,
      // Nobody is there: what cannot be reached is tried again, and keeps nothing from starting.
      META_API_URL: 'http://127.0.0.1:9',
      PLATFORM_ACCOUNTS_FILE: file,
    },
    name,
  );
  await read(child.stdout, /"msg":"ready"/);
  const { pool, close } = openDatabase({ url: database.url, schema: name });
  const { rows } = await pool.query(`select mode from ${name}.${table} where advertiser_id = $1`, [advertiserId]);
  await close();
  expect(rows).toEqual([{ mode: 'LIVE' }]);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  await rm(folder, { recursive: true });
});

test.each(['campaigns', 'spend'])('%s does not start with half of a platform’s credentials', async (name) => {
  const child = start({ ...meta, META_APP_SECRET: '', DATABASE_URL: database.url, ...issuer }, name);
  const [complaint, [code]] = await Promise.all([read(child.stderr, /META[^]*\n/), once(child, 'exit')]);
  expect(code).toBe(1);
  expect(complaint).toContain(`${name} cannot start:\n- Meta: META_APP_SECRET must be set too`);
  expect(complaint).not.toContain('a-token');
});

test.each(['campaigns', 'spend'])('%s does not start with an account that has moved, and says which', async (name) => {
  const folder = await mkdtemp(join(tmpdir(), 'run-subgraph-'));
  const file = join(folder, 'accounts.json');
  const settings = {
    ...{ DATABASE_URL: database.url, ...issuer, ...meta },
    ...{ META_API_URL: 'http://127.0.0.1:9', PLATFORM_ACCOUNTS_FILE: file },
  };
  const accountId = `acc_${'a'.repeat(32)}`;
  const known = { ...account, externalId: '78', accountId };
  await writeFile(file, JSON.stringify({ accounts: [known] }));
  const first = start(settings, name);
  await read(first.stdout, /"msg":"ready"/);
  first.kill('SIGTERM');
  await once(first, 'exit');

  const elsewhere = `adv_${'f'.repeat(32)}`;
  await writeFile(file, JSON.stringify({ accounts: [{ ...known, advertiserId: elsewhere }] }));
  const child = start(settings, name);
  const [complaint, [code]] = await Promise.all([read(child.stderr, /$^/), once(child, 'exit')]);
  expect(code).toBe(1);
  expect(complaint).toMatch(new RegExp(`^${name} cannot start:\n- ACCOUNT_MOVED: [^\n]*account 78 of META[^\n]*\n$`));
  expect(complaint).toContain(`advertiserId ${advertiserId}`);
  expect(complaint).toContain('PLATFORM_ACCOUNTS_FILE');
  await rm(folder, { recursive: true });
});
