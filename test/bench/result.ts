import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';

const file = new URL('../../bench.json', import.meta.url);

/** Puts a benchmark's result into bench.json beside those of the others. */
export async function writeResult(name: string, result: Readonly<Record<string, unknown>>): Promise<void> {
  const known: unknown = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  const results = typeof known === 'object' && known !== null ? known : {};
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
  const entry = { ...result, ...machine, at: new Date().toISOString() };
  await writeFile(file, `${JSON.stringify({ ...results, [name]: entry }, null, 2)}\n`);
}
