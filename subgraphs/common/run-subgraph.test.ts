import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

/** Starts the campaigns subgraph as a process of its own. */
function start(settings: Record<string, string>): ChildProcess {
  const main = fileURLToPath(new URL('../campaigns/main.ts', import.meta.url));
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
