import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

async function read(content: string | Buffer): Promise<CsvRecord[]> {
  const path = join(folder, 'file.csv');
  await writeFile(path, content);
  return await readAll(path);
}

describe('a sound file', () => {
  test('may begin with a byte order mark, end its lines with CRLF and miss the last line end', async () => {
    expect(await read('\uFEFFid,name\r\n1,a\r\n2,b')).toEqual([
      { line: 1, cells: ['id', 'name'] },
      { line: 2, cells: ['1', 'a'] },
      { line: 3, cells: ['2', 'b'] },
    ]);
  });

  test('may hold commas, doubled quotes and line ends in quoted cells, and the next row keeps its line number', async () => {
    expect(await read('a,b\n"x, ""y""","1\n2"\n3,4\n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['x, "y"', '1\n2'] },
      { line: 4, cells: ['3', '4'] },
    ]);
  });

  test('may be empty, or hold blank lines', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('a\n\nb\n\n')).toEqual([
      { line: 1, cells: ['a'] },
      { line: 3, cells: ['b'] },
    ]);
  });

  test('reads letters that fall on the border of two blocks', async () => {
    const rows = Array.from({ length: 60_000 }, (_, index) => `${index},é€😀`);
    const records = await read(rows.join('\n'));
    expect(records).toHaveLength(60_000);
    expect(records.every((record) => 'cells' in record && record.cells[1] === 'é€😀')).toBe(true);
  });
});
