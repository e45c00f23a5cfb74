import { afterEach, expect, test } from 'vitest';
import { createOAuthTokens, type OAuthPermission } from './oauth-tokens.ts';
import { startTwinServer, type TwinReply, type TwinRequest } from './twin-server.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function tokensWith(answer: (request: TwinRequest) => TwinReply, clientIn: OAuthPermission['clientIn'] = 'BODY') {
  const asked: TwinRequest[] = [];
  const server = await startTwinServer({
    answer: (request) => {
      asked.push(request);
      return answer(request);
    },
    refuse: () => ({ status: 500, body: {} }),
  });
  let nowMs = 0;
  const permission = { platform: 'Somebody', clientId: 'id', clientSecret: 's:1', refreshToken: 'r&1', clientIn };
  const tokens = createOAuthTokens({ ...permission, tokenUrl: `${server.url}/token` }, 5_000, () => new Date(nowMs));
  cleanups.push(server.close, tokens.close);
  return { asked, tokens, pass: (ms: number) => (nowMs += ms) };
}

const good = (text: string) => ({ status: 200, body: { access_token: text, expires_in: 3_600 } });

test('a token is used until a minute before its end, and then renewed', async () => {
  let count = 0;
  const { asked, tokens, pass } = await tokensWith(() => good(`t${(count += 1)}`));
  expect(await tokens.get()).toBe('t1');
  pass(3_539_000);
  expect(await tokens.get()).toBe('t1');
  pass(2_000);
  expect(await tokens.get()).toBe('t2');
  expect(asked).toHaveLength(2);
});

test('those who ask at once share one request', async () => {
  const { asked, tokens } = await tokensWith(() => good('t'));
  expect(await Promise.all([tokens.get(), tokens.get(), tokens.get()])).toEqual(['t', 't', 't']);
  expect(asked).toHaveLength(1);
});

test('a failure is nobody’s token: the next one asks again', async () => {
  let isDown = true;
  const { tokens } = await tokensWith(() => (isDown ? { status: 503, body: 'down' } : good('t')));
  await expect(tokens.get()).rejects.toMatchObject({ failure: { kind: 'TRANSIENT' } });
  isDown = false;
  expect(await tokens.get()).toBe('t');
});

test('a permission that was taken back is told as such, with the platform’s word', async () => {
  const { tokens } = await tokensWith(() => ({ status: 400, body: { error: 'invalid_grant' } }));
  await expect(tokens.get()).rejects.toMatchObject({
    failure: { kind: 'AUTH_EXPIRED' },
    detail: { platformCode: 'invalid_grant' },
  });
});

test('a limit is no lost permission', async () => {
  const { tokens } = await tokensWith(() => ({ status: 429, body: {} }));
  await expect(tokens.get()).rejects.toMatchObject({ failure: { kind: 'THROTTLED' } });
});

test('a token that was refused is asked for anew', async () => {
  let count = 0;
  const { tokens } = await tokensWith(() => good(`t${(count += 1)}`));
  await tokens.get();
  tokens.forget();
  expect(await tokens.get()).toBe('t2');
});

test('the client names itself in the body or in a header, and what it says is escaped', async () => {
  const inBody = await tokensWith(() => good('t'));
  await inBody.tokens.get();
  expect(Object.fromEntries(new URLSearchParams(inBody.asked[0]?.body))).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'r&1',
    client_id: 'id',
    client_secret: 's:1',
  });
  const inHeader = await tokensWith(() => good('t'), 'BASIC');
  await inHeader.tokens.get();
  expect(inHeader.asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('id:s:1').toString('base64')}`);
  expect(inHeader.asked[0]?.body).not.toContain('secret');
});
