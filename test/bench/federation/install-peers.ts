import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const folder = fileURLToPath(new URL('peers/', import.meta.url));

/** Installs the gateways that ours is compared with, where they are not there yet. */
export function installPeers(): void {
  if (existsSync(`${folder}node_modules/autocannon`)) return;
  process.stdout.write('Installing the peers (about a minute) …\n');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
}

/** What is installed by them, and of ours what they are compared with. */
export function peerVersions(): Readonly<Record<string, string>> {
  const read = (file: string) =>
    z
      .object({ version: z.string().optional(), dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(file, 'utf8')));
  const ours = read(fileURLToPath(new URL('../../../package.json', import.meta.url)));
  const planner = ours.dependencies['@graphql-hive/router-query-planner'] ?? '';
  return {
    'marketing-graph': ours.version ?? '',
    'planner of marketing-graph': planner,
    ...read(`${folder}package.json`).dependencies,
  };
}
