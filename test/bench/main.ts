// npm run bench [-- <name>] [options]: runs one benchmark, or one after the other all that compare. Each is a program of its
// own that prints what it found and puts it into bench.json. `-- --rounds 1` is for seeing whether all of them run.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endWithUs } from './federation/measure.ts';

const compared: Readonly<Record<string, string>> = {
  ingest: './ingest.ts',
  changes: './changes.ts',
  delivery: './delivery.ts',
  'event-log': './event-log.ts',
  federation: './federation/main.ts',
  dashboard: './dashboard/main.ts',
  mobile: './mobile/main.ts',
  plan: './plan/main.ts',
  live: './live/main.ts',
};
/** Long ones, that run by name only. */
const named: Readonly<Record<string, string>> = { ...compared, soak: './soak/main.ts' };

const [first, ...rest] = process.argv.slice(2);
const isName = first !== undefined && !first.startsWith('-');
const args = isName ? rest : process.argv.slice(2);
const chosen = !isName ? Object.values(compared) : Object.hasOwn(named, first) ? [named[first]] : [];
if (chosen.length === 0) {
  console.error(`Which benchmark? ${Object.keys(named).join(', ')}`);
  process.exitCode = 2;
}
for (const file of chosen) {
  if (file === undefined) continue;
  const program = fileURLToPath(new URL(file, import.meta.url));
  const child = endWithUs(spawn(process.execPath, [program, ...args], { stdio: 'inherit' }));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) process.exitCode = 1;
}
