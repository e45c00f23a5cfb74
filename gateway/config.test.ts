import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';
import { configurationTable } from './settings.ts';

test('an empty environment is a development gateway on loopback', () => {
  expect(readConfig({})).toMatchObject({
    production: false,
    host: '127.0.0.1',
    port: 4000,
    introspection: true,
    tokenVerification: undefined,
    corsOrigins: [],
    trustedDocumentsMode: 'off',
  });
});

test('production listens for the load balancer and tells no schema', () => {
  expect(readConfig({ NODE_ENV: 'production' })).toMatchObject({ host: '0.0.0.0', introspection: false });
  expect(readConfig({ NODE_ENV: 'production', HOST: '10.0.0.1', INTROSPECTION: 'on' })).toMatchObject({
    host: '10.0.0.1',
    introspection: true,
  });
});

test('names every problem at once, with the value that caused it', () => {
  const problems = problemsOf({ PORT: '99999', MAX_COST: '1.5', INTROSPECTION: 'maybe', JWKS_URL: 'file:///keys' });
  expect(problems).toHaveLength(4);
  expect(problems[0]).toBe('PORT="99999": expected a whole number from 0 to 65535');
  expect(problems.join('\n')).toMatch(/MAX_COST="1.5"/);
  expect(problems.join('\n')).toMatch(/INTROSPECTION="maybe"/);
  expect(problems.join('\n')).toMatch(/JWKS_URL="file:\/\/\/keys": expected an http or https URL/);
});

test('an issuer without an audience is refused, since it would accept tokens made for others', () => {
  expect(problemsOf({ JWKS_URL: 'https://issuer.example/jwks', TOKEN_ISSUER: 'issuer' })).toEqual([
    'TOKEN_AUDIENCE must be set too: JWKS_URL, TOKEN_ISSUER, TOKEN_AUDIENCE belong together',
  ]);
});

test('reads the address of each subgraph by its name', () => {
  const { subgraphUrls } = readConfig({ SUBGRAPH_SPEND_URL: 'http://spend:4002/graphql', SUBGRAPH_CAMPAIGNS_URL: '' });
  expect([...subgraphUrls].map(([name, url]) => [name, url.href])).toEqual([['spend', 'http://spend:4002/graphql']]);
  expect(problemsOf({ SUBGRAPH_SPEND_URL: 'spend:4002' })).toHaveLength(1);
});

test('reads the time of each subgraph by its name, apart from the time of all', () => {
  const config = readConfig({ SUBGRAPH_TIMEOUT_MS: '900', SUBGRAPH_SPEND_TIMEOUT_MS: '50' });
  expect([config.subgraphTimeoutMs, [...config.subgraphTimeoutsMs]]).toEqual([900, [['spend', 50]]]);
  expect(problemsOf({ SUBGRAPH_SPEND_TIMEOUT_MS: 'soon' })).toHaveLength(1);
});

test('callbacks need an address of their own, and a way of subscriptions is one of three', () => {
  const byCallback = { SUBGRAPH_SPEND_SUBSCRIPTIONS: 'callback' };
  expect(problemsOf(byCallback)).toEqual(['CALLBACK_URL must be set: a subgraph is subscribed to by callback']);
  for (const path of ['/', '/graphql/x', '/health', '/metrics', '/callback?x=1']) {
    expect(problemsOf({ ...byCallback, CALLBACK_URL: `http://10.0.0.7:4000${path}` })).toHaveLength(1);
  }
  const { callbackUrl, subgraphSubscriptions } = readConfig({
    ...byCallback,
    CALLBACK_URL: 'http://10.0.0.7/callback',
  });
  expect([callbackUrl?.href, [...subgraphSubscriptions]]).toEqual([
    'http://10.0.0.7/callback',
    [['spend', 'callback']],
  ]);
  expect(problemsOf({ SUBGRAPH_SPEND_SUBSCRIPTIONS: 'email' })).toHaveLength(1);
});

test('an empty variable counts as not set', () => {
  expect(readConfig({ PORT: '', TOKEN_ISSUER: '' })).toMatchObject({ port: 4000, tokenVerification: undefined });
});

test('the configuration cannot be changed after it was read', () => {
  expect(Object.isFrozen(readConfig({}))).toBe(true);
});

test('every default in the table is one the parser accepts', () => {
  const defaults = configurationTable.filter((row) => row.default !== undefined).map((row) => [row.name, row.default]);
  expect(readConfig(Object.fromEntries(defaults))).toEqual(readConfig({}));
  expect(configurationTable.every(({ description }) => description.endsWith('.'))).toBe(true);
});

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
