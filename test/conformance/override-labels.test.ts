import { expect, test } from 'vitest';
import type { Viewer } from '../../schema/viewer.ts';
import { createFixture, type FixtureOptions } from './fixture.ts';

const old = {
  typeDefs: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! moving: String named: String }',
  resolvers: {
    Query: { thing: () => ({ id: '1' }) },
    Thing: { moving: () => 'old', named: () => 'old' },
  },
};
const next = {
  typeDefs: `type Thing @key(fields: "id") {
    id: ID!
    moving: String @override(from: "old", label: "percent(25)")
    named: String @override(from: "old", label: "rollout")
  }`,
  resolvers: { Thing: { moving: () => 'next', named: () => 'next' } },
};

test('percent(n) moves about n in a hundred viewers, always the same ones, with few plans', async () => {
  const { run, planned } = create();
  const subjects = Array.from({ length: 400 }, (_, index) => `viewer-${index}`);
  const ask = async (subject: string) => (await run('{ thing { moving } }', { viewer: viewerNamed(subject) })).data;
  const answers = await Promise.all(subjects.map(ask));
  const moved = answers.filter((data) => JSON.stringify(data) === '{"thing":{"moving":"next"}}').length;
  expect(moved).toBeGreaterThan(70);
  expect(moved).toBeLessThan(130);
  expect(await Promise.all(subjects.map(ask))).toEqual(answers);
  expect(planned).toHaveLength(2);
});

test('an anonymous operation stays where it is', async () => {
  const { run } = create();
  const answers = await Promise.all(Array.from({ length: 20 }, () => run('{ thing { moving } }')));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});

test('any other label is decided by the hook, and without one it is off', async () => {
  const query = '{ thing { named } }';
  const off = create();
  expect(await off.run(query)).toEqual({ data: { thing: { named: 'old' } } });
  const on = create({ isLabelActive: (label, viewer) => label === 'rollout' && viewer?.subject === 'ada' });
  expect(await on.run(query)).toEqual({ data: { thing: { named: 'old' } } });
  expect(await on.run(query, { viewer: viewerNamed('ada') })).toEqual({ data: { thing: { named: 'next' } } });
  expect(on.calls.map(({ subgraph }) => subgraph)).toEqual(['old', 'old', 'next']);
});

function create(options: FixtureOptions = {}) {
  return createFixture({ old, next }, options);
}

function viewerNamed(subject: string): Viewer {
  return { subject, tokenId: subject, advertiserIds: [], scopes: new Set(), expiresAtMs: Infinity };
}
