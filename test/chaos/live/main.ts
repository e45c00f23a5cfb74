// npm run chaos:live -- [--kills 200] [--seed 7] [--clients 200]: what a night is for. On a PostgreSQL of its own.
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '../../../stack/postgres/embedded-postgres.ts';
import { runChaos } from './run-chaos.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    clients: { type: 'string', default: '200' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'chaos-'));
try {
  const postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'data'), durable: false });
  try {
    process.stdout.write(`seed ${values.seed}\n`);
    const report = await runChaos({
      databaseUrl: postgres.url,
      seed: Number(values.seed),
      kills: Number(values.kills),
      clients: Number(values.clients),
      onKill: (number, victim) => void process.stdout.write(`${number}: ${victim}\n`),
    });
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    process.exitCode = report.problems.length === 0 ? 0 : 1;
  } finally {
    await postgres.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
