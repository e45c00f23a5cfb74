// npm run bench [-- <name> [options]]: runs one benchmark, or all of them one after the other. Each is a program of its
// own that prints what it found and puts it into bench.json.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const benchmarks: Readonly<Record<string, string>> = {
  ingest: './ingest.ts',
  federation: './federation/main.ts',
  dashboard: './dashboard/main.ts',
};

const [name, ...args] = process.argv.slice(2);
const chosen =
  name === undefined ? Object.values(benchmarks) : Object.hasOwn(benchmarks, name) ? [benchmarks[name]] : [];
if (chosen.length === 0) {
  console.error(`Which benchmark? ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
}
for (const file of chosen) {
  if (file === undefined) continue;
  const program = fileURLToPath(new URL(file, import.meta.url));
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
