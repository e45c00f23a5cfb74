import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCsv } from './csv-records.ts';
import type { CsvRecord } from './csv-records.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function readAll(path: string): Promise<CsvRecord[]> {
  const records: CsvRecord[] = [];
  for await (const batch of readCsv(path)) records.push(...batch);
  return records;
}

const cell = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é', ' '), maxLength: 8 }),
);
const table = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }));

function write(rows: readonly (readonly string[])[], lineEnd: string): string {
  return rows.map((row) => row.map(quote).join(',')).join(lineEnd);
}

function quote(value: string): string {
  return /[",\r\n]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value;
}

test('reads what csv-parse reads, and what was written', async () => {
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), async (rows, lineEnd) => {
      const text = write(rows, lineEnd);
      const path = join(folder, 'file.csv');
      await writeFile(path, text);
      const records = await readAll(path);
      const cells = records.map((record) => ('cells' in record ? record.cells : record.damage));
      expect(cells).toEqual(rows);
      const oracle: unknown = parse(text, { record_delimiter: lineEnd, skip_empty_lines: true });
      expect(cells).toEqual(oracle);
    }),
    { numRuns: 300 },
  );
});
