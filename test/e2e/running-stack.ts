// A whole stack for one test file: a database of its own, sample data, a free port, and a clock that starts at half past
// three in the afternoon (UTC), so that no test depends on the hour at which it is run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoTokenName } from '../../stack/dev-issuer/demo-tokens.ts';
import { type Stack, type StackOptions, startStack } from '../../stack/start-stack.ts';
import { createTestDatabase } from '../support/database.ts';

export interface RunningStack extends Stack {
  tokenOf(name: DemoTokenName): string;
  readonly now: () => Date;
}

export async function startTestStack(options: Partial<StackOptions> = {}): Promise<RunningStack> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'stack-'));
  const aheadMs = Date.parse(`${new Date().toISOString().slice(0, 10)}T15:30:00Z`) - Date.now();
  const now = () => new Date(Date.now() + aheadMs);
  const stack = await startStack({
    dataFolder: folder,
    now,
    ...options,
    environment: { DATABASE_URL: database.url, PORT: '0', ...options.environment },
  });
  return {
    ...withTokens(stack, now),
    async close() {
      await stack.close();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}

/** The stack with a shorter way to its tokens. */
export function withTokens(stack: Stack, now: () => Date): RunningStack {
  return {
    ...stack,
    now,
    tokenOf(name) {
      if (!stack.demo) throw new Error('This stack has no demo tokens.');
      return stack.demo.tokens[name];
    },
  };
}
