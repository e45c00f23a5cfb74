// The summary of an import, as text.
import type { FileReport, ImportReport } from './import-folder.ts';
import type { Rejection } from './problem.ts';
import { structureAssumptions } from './mapping.ts';
import type { Mapping } from './mapping.ts';
import type { Total } from './totals.ts';

const shownRejections = 20;
const microsPerUnit = 1_000_000n;

/** Everything an import has to say: what became of each file, each row that was left out, and what the numbers add up to. */
export function describeReport(report: ImportReport, mapping: Mapping): string {
  return [
    `${report.platform} for advertiser ${report.advertiserId}`,
    '',
    ...describeFiles(report.files),
    ...section('Left out', report.files.flatMap(describeRejections)),
    ...section('To know', [...report.files.flatMap(describeNotes), ...describeAssumptions(report.files, mapping)]),
    ...section('Totals of each level (levels tell the same money and are not to be added together)', [
      ...table(report.totals.map((total) => describeTotal(report.platform, total))),
    ]),
  ].join('\n');
}

/** Whether anything was left out. */
export function isIncompleteImport(report: ImportReport): boolean {
  return report.files.some((file) => (file.tally?.rejections.length ?? 0) > 0);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

const fileColumns = ['file', 'holds', 'read', 'loaded', 'rejected', 'new', 'unchanged', 'restated'];

function describeFiles(files: readonly FileReport[]): string[] {
  return table([fileColumns, ...files.map(describeFile)]);
}

function describeFile({ name, entry, tally, facts, isRefused }: FileReport): string[] {
  if (tally === undefined) return [name, 'not read'];
  const holds = entry?.holds === 'REPORT' ? `${entry.level} by ${entry.grain}` : (entry?.holds ?? '');
  const loaded = isRefused ? 0 : tally.rowsRead - tally.rowsRejected;
  const counts = facts === undefined ? [] : [facts.inserted, facts.unchanged, facts.restated].map(String);
  return [name, holds, String(tally.rowsRead), String(loaded), String(tally.rowsRejected), ...counts];
}

function describeRejections({ name, tally, isRefused }: FileReport): string[] {
  if (tally === undefined) return [];
  const shown = tally.rejections.slice(0, shownRejections).map(describeRejection);
  const rest = Math.max(tally.rowsRejected, tally.rejections.length) - shown.length;
  return [
    ...shown,
    ...(rest > 0 ? [`${name}: and ${rest} more`] : []),
    ...(isRefused ? [`${name}: nothing of it was written (--strict)`] : []),
  ];
}

function describeRejection({ file, line, column, value, reason }: Rejection): string {
  const place = line === undefined ? file : `${file}:${line}`;
  const cell = column === undefined ? '' : ` ${column}${value === undefined || value === '' ? '' : ` "${value}"`}`;
  return `${place}:${cell} ${reason}`;
}

function describeNotes({ name, entry, tally, daysWithinDay, missingParents }: FileReport): string[] {
  const notes: string[] = [];
  if (tally === undefined) {
    notes.push(entry?.holds === 'NOTHING' ? `${name} ${entry.because}` : `${name} is not in the mapping`);
  }
  if (daysWithinDay > 0) {
    notes.push(`${name}: ${daysWithinDay} days begin within a day of their account; is its time zone right?`);
  }
  const [first] = missingParents;
  if (first !== undefined) notes.push(`${name}: ${missingParents.length} could not be placed, such as ${first}`);
  return notes;
}

function describeAssumptions(files: readonly FileReport[], mapping: Mapping): string[] {
  const read = new Set(files.filter((file) => file.tally !== undefined).map((file) => file.entry));
  return structureAssumptions(mapping.files.filter((entry) => read.has(entry)));
}

function describeTotal(platform: string, total: Total): string[] {
  const part = total.breakdown === '' ? total.level : `${total.level} by ${total.breakdown}`;
  return [
    platform,
    part,
    total.currency,
    formatMicros(total.spendMicros),
    `${total.impressions} impressions`,
    `${total.clicks} clicks`,
  ];
}

/** All six decimals, so that amounts can be compared by eye. */
function formatMicros(micros: bigint): string {
  const magnitude = micros < 0n ? -micros : micros;
  const fraction = String(magnitude % microsPerUnit).padStart(6, '0');
  return `${micros < 0n ? '-' : ''}${magnitude / microsPerUnit}.${fraction}`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function pad(cell: string, width: number): string {
  return /^-?[\d.]+$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
}
