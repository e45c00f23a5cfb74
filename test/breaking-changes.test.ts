import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { compare, findBreakingChanges } from './breaking-changes.ts';

const before = 'type Query { campaign(id: ID!): String, budget: Int }';

test('a field that is gone breaks a client, and is named', async () => {
  const changes = await compare(before, 'type Query { campaign(id: ID!): String }', 'v1.0.0');
  expect(changes).toEqual([
    { path: 'Query.budget', message: "Field 'budget' was removed from object type 'Query'", since: 'v1.0.0' },
  ]);
});

test('an argument that becomes required breaks a client', async () => {
  const after = 'type Query { campaign(id: ID!, platform: String!): String, budget: Int }';
  expect(await compare(before, after, 'v1.0.0')).toHaveLength(1);
});

test('a new field breaks nobody', async () => {
  expect(await compare(before, 'type Query { campaign(id: ID!): String, budget: Int, bid: Int }', 'v1.0.0')).toEqual(
    [],
  );
});

test('a field that only a contract loses breaks its clients, from the first version of its file on', async () => {
  const { root, commit } = repository();
  commit({ api: before });
  const now = { api: before, mobile: 'type Query { budget: Int, campaign(id: ID!): String }' };
  commit(now);
  expect(await findBreakingChanges(root)).toEqual([]);
  commit({ ...now, mobile: 'type Query { campaign(id: ID!): String }' });
  expect(await findBreakingChanges(root)).toMatchObject([
    { path: 'Query.budget', since: expect.stringMatching(/^[0-9a-f]+, in schema\/mobile\.graphql$/) },
  ]);
});

/** A repository in a folder of its own. */
function repository() {
  const root = mkdtempSync(join(tmpdir(), 'breaking-changes-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=t@t', ...args], { cwd: root });
  git('init', '--quiet');
  mkdirSync(join(root, 'schema'));
  return {
    root,
    commit(files: Readonly<Record<string, string>>): void {
      for (const [name, sdl] of Object.entries(files)) writeFileSync(join(root, 'schema', `${name}.graphql`), sdl);
      git('add', '.');
      git('commit', '--quiet', '--message', 'schema');
    },
  };
}
