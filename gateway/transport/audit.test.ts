import { auditServer } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GatewayFixture, startFixture } from './gateway-fixture.ts';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await startFixture();
});
afterAll(() => gateway.close());

test('passes the audit of the GraphQL over HTTP working group, with no warning and no notice', async () => {
  // Forgery prevention wants a header on every GET; the audit sends none of its own.
  const fetchFn = (url: string, init: RequestInit = {}) =>
    fetch(url, {
      ...init,
      headers: { 'apollo-require-preflight': '1', ...Object.fromEntries(new Headers(init.headers)) },
    });
  const results = await auditServer({ url: gateway.url, fetchFn });
  expect(results.length).toBeGreaterThan(50);
  expect(results.filter(({ status }) => status !== 'ok')).toEqual([]);
});
