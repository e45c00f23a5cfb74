import { expect, test } from 'vitest';
import { readLivePlatforms } from './live-platforms.ts';

const meta = { META_ACCESS_TOKEN: 'token-of-meta', META_APP_SECRET: 'secret-of-meta', META_APP_ID: '42' };
const options = { now: () => new Date(), onUnknownWord: () => {} };

function problemsOf(environment: Readonly<Record<string, string>>): string {
  const read = readLivePlatforms(environment);
  if (read.success) throw new Error('nothing was wrong with it');
  return read.problems.join('\n');
}

test('an environment that says nothing reaches no platform, and neither does one that is empty', () => {
  for (const environment of [{}, { META_ACCESS_TOKEN: '', SNAP_CLIENT_ID: '', TIKTOK_API_URL: '' }]) {
    const read = readLivePlatforms(environment);
    expect(read).toMatchObject({ success: true, platforms: { reachable: new Set() } });
  }
});

test('a platform with credentials is reached where a connection is live, and no other is', async () => {
  const read = readLivePlatforms({ ...meta, TIKTOK_ACCESS_TOKEN: 'token' });
  if (!read.success) throw new Error(read.problems.join());
  expect(read.platforms.reachable).toEqual(new Set(['META', 'TIKTOK']));
  const connect = read.platforms.connect(options);
  expect(connect('META', 'TWIN', () => {})).toBeUndefined();
  expect(connect('SNAP', 'LIVE', () => {})).toBeUndefined();
  const client = connect('META', 'LIVE', () => {});
  expect(client?.traits.platform).toBe('META');
  await client?.close();
});

test('all that is wrong is told at once: the variable and what was expected, and no value', () => {
  const problems = problemsOf({
    ...meta,
    META_ACCESS_TOKEN: 'token-of-meta\n',
    META_API_URL: 'http://graph.facebook.example',
    SNAP_CLIENT_ID: 'client-of-snap',
    PINTEREST_TOKEN_URL: 'nowhere',
    GOOGLE_ADS_LOGIN_CUSTOMER_ID: '12',
    TIKTOK_APP_NAME: 'app-of-tiktok',
  });
  expect(problems).toContain('META_ACCESS_TOKEN: expected text without spaces and line breaks');
  expect(problems).toContain('META_API_URL: expected an https:// URL');
  expect(problems).toContain('PINTEREST_TOKEN_URL: expected an https:// URL');
  expect(problems).toContain('SNAP_CLIENT_SECRET, SNAP_REFRESH_TOKEN');
  expect(problems).toContain('TIKTOK_ACCESS_TOKEN');
  expect(problems).not.toMatch(/of-meta|of-snap|of-tiktok|facebook|nowhere/);
});

test('on this machine credentials may be sent without encryption, as to a twin', () => {
  expect(readLivePlatforms({ ...meta, META_API_URL: 'http://127.0.0.1:4010' }).success).toBe(true);
  expect(problemsOf({ ...meta, META_API_URL: 'ftp://127.0.0.1' })).toContain('META_API_URL');
});
