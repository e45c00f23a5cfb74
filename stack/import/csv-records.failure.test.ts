import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

async function read(content: string | Buffer): Promise<CsvRecord[]> {
  const path = join(folder, 'file.csv');
  await writeFile(path, content);
  return await readAll(path);
}

test('names the line that is not UTF-8 and reads those around it', async () => {
  const content = Buffer.concat([Buffer.from('a\nb'), Buffer.from([0xff, 0xfe]), Buffer.from('\nc\n')]);
  expect(await read(content)).toEqual([
    { line: 1, cells: ['a'] },
    { line: 2, damage: 'the line is not valid UTF-8' },
    { line: 3, cells: ['c'] },
  ]);
});

test('loses only the line that opens a quote and never closes it', async () => {
  expect(await read('a,b\n1,2\n"3,4\n5,6\n7,8\n')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1', '2'] },
    { line: 3, damage: 'a quote is opened and never closed' },
    { line: 4, cells: ['5', '6'] },
    { line: 5, cells: ['7', '8'] },
  ]);
});

test('names a quote inside a bare cell, and one followed by text', async () => {
  expect(await read('a\n5"6" wide\nb\n"x"y\nc\n')).toEqual([
    { line: 1, cells: ['a'] },
    { line: 2, damage: 'a quote stands where none may stand' },
    { line: 3, cells: ['b'] },
    { line: 4, damage: 'a quote stands where none may stand' },
    { line: 5, cells: ['c'] },
  ]);
});

test('gives up an open quote at a line that is not UTF-8, and names both lines', async () => {
  const content = Buffer.concat([Buffer.from('a\n"b\nc\n'), Buffer.from([0xff]), Buffer.from('\nd\n')]);
  expect(await read(content)).toEqual([
    { line: 1, cells: ['a'] },
    { line: 2, damage: 'a quote is opened and never closed' },
    { line: 3, cells: ['c'] },
    { line: 4, damage: 'the line is not valid UTF-8' },
    { line: 5, cells: ['d'] },
  ]);
});

test('refuses a cell of ten megabytes without keeping it, and reads on after it', async () => {
  const records = await read(`a\n${'x'.repeat(10_000_000)}\nb\n`);
  expect(records).toEqual([
    { line: 1, cells: ['a'] },
    { line: 2, damage: 'the line is longer than 1000000 bytes' },
    { line: 3, cells: ['b'] },
  ]);
});

test('refuses ten megabytes of lines inside one open quote, and reads each of them as a row', async () => {
  const lines = Array.from({ length: 100_000 }, () => 'y'.repeat(99));
  const records = await read(`a\n"open\n${lines.join('\n')}\n`);
  expect(records).toHaveLength(100_002);
  expect(records[1]).toEqual({ line: 2, damage: 'a quote is opened and never closed' });
  expect(records.at(-1)).toEqual({ line: 100_002, cells: ['y'.repeat(99)] });
});
