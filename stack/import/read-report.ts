import { readHeader } from './columns.ts';
import type { ExportFile } from './import-folder.ts';
import type { Mapping, ReportFile } from './mapping.ts';
import { readRows } from './read-rows.ts';
import type { RowTally } from './read-rows.ts';
import type { ReportContext } from './report-entity.ts';
import { createFactCollector } from './report-facts.ts';
import type { FactCollector } from './report-facts.ts';

/** A report's facts, and what became of its rows. */
export interface ReportReading {
  readonly tally: RowTally;
  /** Undefined when the header would not do. */
  readonly collector: FactCollector | undefined;
}

/** Reads one report file; memory is bounded by its distinct facts. */
export async function readReport(
  file: ExportFile<ReportFile>,
  mapping: Mapping,
  context: ReportContext,
): Promise<ReportReading> {
  let collector: FactCollector | undefined;
  const emptyCells = new Set(mapping.emptyCells);
  const tally = await readRows(file.path, file.name, (cells) => {
    const bound = createFactCollector(file.entry, context, { header: readHeader(cells), emptyCells }, file.timeMs);
    collector = bound;
    return bound.add;
  });
  return { tally, collector };
}
