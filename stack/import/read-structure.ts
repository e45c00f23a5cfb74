import { bindColumn, readHeader } from './columns.ts';
import { keepNewest } from './hierarchy.ts';
import type { SeenRow } from './hierarchy.ts';
import type { ExportFile } from './import-folder.ts';
import type { Mapping, StructureFile } from './mapping.ts';
import { RowProblem } from './problem.ts';
import { readRows } from './read-rows.ts';
import type { RowTally } from './read-rows.ts';
import { bindStructureFile } from './structure-row.ts';
import type { StructureRow } from './structure-row.ts';

/** The newest row of each id of an export, and what became of each file's rows. */
export interface StructureReading {
  readonly newest: ReadonlyMap<string, SeenRow>;
  readonly tallies: ReadonlyMap<string, RowTally>;
  /** Why the row of an account could not be read, by the account's external id. */
  readonly troubles: ReadonlyMap<string, string>;
}

/** Reads the history files; memory is bounded by the number of distinct ids. */
export async function readStructureFiles(
  files: readonly ExportFile<StructureFile>[],
  mapping: Mapping,
): Promise<StructureReading> {
  const newest = new Map<string, SeenRow>();
  const tallies = new Map<string, RowTally>();
  const troubles = new Map<string, string>();
  const emptyCells = new Set(mapping.emptyCells);
  for (const file of files) {
    const tally = await readRows(file.path, file.name, (cells) => {
      const binding = { header: readHeader(cells), emptyCells };
      const readRow = bindStructureFile(file.entry, mapping, binding);
      const id = bindColumn(file.entry.id, binding);
      return (row, line) => {
        try {
          keepNewest(newest, place(readRow(row), file, line, row));
        } catch (error) {
          if (error instanceof RowProblem && file.entry.holds === 'ACCOUNTS') {
            troubles.set(id.textOf(row), describeTrouble(file.name, line, error));
          }
          throw error;
        }
      };
    });
    tallies.set(file.name, tally);
  }
  return { newest, tallies, troubles };
}

/** A row counts from the moment it says, else from when its file was written. */
function place(row: StructureRow, file: ExportFile, line: number, cells: readonly string[]): SeenRow {
  const [age = 0] = row.age;
  return { ...row, file: file.name, line, text: cells.join(','), asOfMs: age > 0 ? age : file.timeMs };
}

function describeTrouble(file: string, line: number, { column, value, message }: RowProblem): string {
  return `${file} line ${line}: ${column ?? 'the row'} ${value === undefined ? '' : `"${value}" `}${message}`;
}
