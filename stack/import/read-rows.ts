// Reads a file row by row: what is wrong with a row is noted with its place, and the next row is read.
import { readCsv } from './csv-records.ts';
import type { CsvRecord } from './csv-records.ts';
import { FileProblem, RowProblem, shortenCell } from './problem.ts';
import type { Rejection } from './problem.ts';

/** What became of a file's rows. */
export interface RowTally {
  rowsRead: number;
  rowsRejected: number;
  /** The first of the rejections; there may be more than are kept. */
  readonly rejections: Rejection[];
}

/** Takes the cells of a row. @throws RowProblem for a row that is to be left out */
export type TakeRow = (cells: readonly string[], line: number) => void;

/** A file that is nothing but damage must not fill the memory. */
const maxKeptRejections = 1_000;

/**
 * Reads a file's rows.
 *
 * @param bind gets the cells of the header and answers who takes the rows
 * @returns what became of the rows; a header that will not do is a rejection of the file as a whole
 */
export async function readRows(
  path: string,
  fileName: string,
  bind: (header: readonly string[]) => TakeRow,
): Promise<RowTally> {
  const tally: RowTally = { rowsRead: 0, rowsRejected: 0, rejections: [] };
  const take = bindingReader(fileName, tally, bind);
  try {
    for await (const records of readCsv(path)) {
      for (const record of records) take(record);
    }
    take.end();
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    tally.rejections.push({ ...nowhere, file: fileName, reason: error.message });
  }
  return tally;
}

const nowhere = { line: undefined, column: undefined, value: undefined };

/** Whether anything of a file was left out. */
export function isIncomplete(tally: RowTally): boolean {
  return tally.rejections.length > 0;
}

/** Notes that a row is left out. */
export function reject(tally: RowTally, file: string, line: number, problem: RowProblem): void {
  tally.rowsRejected += 1;
  if (tally.rejections.length >= maxKeptRejections) return;
  const { column, value, message } = problem;
  tally.rejections.push({
    file,
    line,
    column,
    value: value === undefined ? undefined : shortenCell(value),
    reason: message,
  });
}

interface RecordTaker {
  (record: CsvRecord): void;
  /** @throws FileProblem for a file without a header */
  end(): void;
}

function bindingReader(fileName: string, tally: RowTally, bind: (header: readonly string[]) => TakeRow): RecordTaker {
  let width = 0;
  let takeRow: TakeRow | undefined;
  const take = (record: CsvRecord): void => {
    if (takeRow === undefined) {
      if ('damage' in record) throw new FileProblem(`the header cannot be read: ${record.damage}`);
      takeRow = bind(record.cells);
      width = record.cells.length;
      return;
    }
    tally.rowsRead += 1;
    try {
      takeRow(soundCells(record, width), record.line);
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      reject(tally, fileName, record.line, error);
    }
  };
  const end = (): void => {
    if (takeRow === undefined) throw new FileProblem('the file is empty, not even a header is there');
  };
  return Object.assign(take, { end });
}

function soundCells(record: CsvRecord, width: number): readonly string[] {
  if ('damage' in record) throw new RowProblem(record.damage);
  if (record.cells.length === width) return record.cells;
  throw new RowProblem(`has ${record.cells.length} cells, and the header has ${width}`);
}
