import { bindColumn, readHeader } from './columns.ts';
import { keepNewest } from './hierarchy.ts';
import type { SeenRow } from './hierarchy.ts';
import type { ExportFile } from './import-folder.ts';
import type { Mapping, StructureFile } from './mapping.ts';
import { RowProblem } from './problem.ts';
import { readRows } from './read-rows.ts';
import type { RowTally } from './read-rows.ts';
import { bindStructureFile } from './structure-row.ts';

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
          keepNewest(newest, { ...readRow(row), ...placeOf(file, line, row) });
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
  return { newest: withAges(newest, files), tallies, troubles };
}

function placeOf(file: ExportFile, line: number, cells: readonly string[]) {
  return { file: file.name, line, text: cells.join(','), asOfMs: file.timeMs };
}

/** Rows that say how old they are count from that moment; the others from when their file was written. */
function withAges(
  rows: ReadonlyMap<string, SeenRow>,
  files: readonly ExportFile<StructureFile>[],
): ReadonlyMap<string, SeenRow> {
  const fileTime = new Map(files.map((file) => [file.name, file.timeMs]));
  return new Map(
    [...rows].map(([key, row]) => {
      const [age = 0] = row.age;
      return [key, { ...row, asOfMs: age > 0 ? age : (fileTime.get(row.file) ?? 0) }];
    }),
  );
}

function describeTrouble(file: string, line: number, { column, value, message }: RowProblem): string {
  return `${file} line ${line}: ${column ?? 'the row'} ${value === undefined ? '' : `"${value}" `}${message}`;
}
