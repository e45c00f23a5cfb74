// CHAOS_SEED repeats a run: `npm run chaos:live -- --kills 200 --seed <seed>` does the same for longer.
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { runChaos } from './run-chaos.ts';

const seed = Number(process.env['CHAOS_SEED'] ?? randomInt(2 ** 31));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('200 clients lose nothing, see nothing twice and nothing out of order while everything is killed', async () => {
  const kills = 20;
  const report = await runChaos({ databaseUrl: database.url, seed, kills, clients: 200, onKill: () => {} });
  expect(report.problems, `seed ${seed}`).toEqual([]);
  expect(Object.values(report.kills).reduce((sum, count) => sum + count, 0)).toBe(kills);
  // The chaos is no use when nobody is cut off, or nothing happens meanwhile.
  expect(report.returns).toBeGreaterThan(100);
  expect(report.delivered).toBeGreaterThan(1_000);
});
