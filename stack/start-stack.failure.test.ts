import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explainFailure } from './explain-failure.ts';
import { startStack } from './start-stack.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stack-failure-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function explainStart(environment: Readonly<Record<string, string>>, dataFolder = folder): Promise<string> {
  const platforms = 'ENVIRONMENT';
  return await startStack({ dataFolder, platforms, environment: { PORT: '0', ...environment } }).then(
    () => 'It started.',
    (error: unknown) => explainFailure(error),
  );
}

test('a database that does not answer is why the start failed, whatever cannot be stopped then', async () => {
  // The second start fails so soon that not even the log is open.
  for (const _attempt of ['first', 'second']) {
    const explanation = await explainStart({ DATABASE_URL: 'postgres://127.0.0.1:1/none' });
    expect(explanation).toMatch(/^The database does not answer: .*Check DATABASE_URL\.$/);
  }
});

test('every variable that names no database is told, and none of their values, which may hold a password', async () => {
  const explanation = await explainStart({ DATABASE_URL: 'secret', SPEND_DATABASE_URL: 'http://secret' });
  expect(explanation).toContain('- DATABASE_URL: expected a postgres:// URL');
  expect(explanation).toContain('- SPEND_DATABASE_URL: expected a postgres:// URL');
  expect(explanation).not.toContain('secret');
});

test('a secret of previews that is too short is told without its value, and in production so is one that is missing', async () => {
  const tooShort = await explainStart({ PREVIEW_SECRET: 'a-short-one' });
  expect(tooShort).toContain('PREVIEW_SECRET has 11 characters; it must have at least 32.');
  expect(tooShort).not.toContain('a-short-one');
  const issuer = { JWKS_URL: 'http://127.0.0.1:1/jwks', TOKEN_ISSUER: 'issuer', TOKEN_AUDIENCE: 'audience' };
  expect(await explainStart({ ...issuer, NODE_ENV: 'production' })).toContain('PREVIEW_SECRET is missing');
});

test('half of a platform’s credentials, and accounts that cannot be reached, are told before anything is started', async () => {
  const half = await explainStart({ META_ACCESS_TOKEN: 'secret-token', SNAP_CLIENT_ID: 'secret client' });
  expect(half).toContain('META_APP_SECRET, META_APP_ID');
  expect(half).toContain('SNAP_CLIENT_ID: expected text without spaces');
  expect(half).not.toMatch(/secret-token|secret client/);
  const none = await explainStart({ PLATFORM_ACCOUNTS_FILE: join(folder, 'none.json') });
  expect(none).toMatch(/PLATFORM_ACCOUNTS_FILE: .*none\.json cannot be read/);
});

test('a data folder that cannot be made is named, without a trace', async () => {
  const explanation = await explainStart({}, '/dev/null/data');
  expect(explanation).toMatch(/^The data folder \/dev\/null\/data cannot be used: .*--data other-folder$/);
});

test('an address that cannot be listened on is not blamed on the database', async () => {
  const explanation = await explainStart({ HOST: 'no-such-host.invalid', PORT: '4999' });
  expect(explanation).toMatch(/^no-such-host\.invalid cannot be listened on: .*Check HOST and PORT\.$/);
});

test('several gateways in one stack are refused before anything is started', async () => {
  const explanation = await explainStart({ GATEWAY_WORKERS: '2' });
  expect(explanation).toMatch(/GATEWAY_WORKERS="2": npm start is one process; run the gateway alone/);
});
