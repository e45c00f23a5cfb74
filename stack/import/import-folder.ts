// An import, step by step: what the export says of accounts, campaigns, ad groups and ads first, since reports lean on it;
// then the reports. Identifiers are made of the platform's own, so the order of files and of imports does not matter.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlatformStructure } from '../../subgraphs/campaigns/structure-store.ts';
import { buildStructure, buildUndescribedAccounts } from './build-structure.ts';
import type { BuiltRow } from './build-structure.ts';
import { buildHierarchy } from './hierarchy.ts';
import type { AccountDefaults, Hierarchy } from './hierarchy.ts';
import { ImportSetupError } from './load-mapping.ts';
import { findFileMapping } from './mapping.ts';
import type { FileMapping, Mapping, ReportFile, StructureFile } from './mapping.ts';
import type { Owner } from './platform-ids.ts';
import { isIncomplete, reject } from './read-rows.ts';
import type { RowTally } from './read-rows.ts';
import { readReport } from './read-report.ts';
import type { ObservedFact } from './report-facts.ts';
import { readStructureFiles } from './read-structure.ts';
import { addTotals } from './totals.ts';
import type { Total } from './totals.ts';

/** What an import is to do. */
export interface ImportOptions {
  readonly folder: string;
  readonly mapping: Mapping;
  readonly advertiserId: string;
  /** Whether a file with a bad row is left out as a whole. */
  readonly isStrict: boolean;
  readonly defaults: AccountDefaults;
  /** When the numbers were read, for files that do not say; else the time the file was written. */
  readonly observedAt: Date | undefined;
}

/** Where an import writes to. */
export interface ImportTarget {
  saveStructure(structure: PlatformStructure): Promise<void>;
  saveFacts(facts: readonly ObservedFact[], source: string): Promise<FactCounts>;
}

/** What became of facts. */
export interface FactCounts {
  readonly inserted: number;
  readonly unchanged: number;
  readonly restated: number;
}

/** A file of the export with its entry in the mapping. */
export interface ExportFile<Entry = FileMapping> {
  readonly name: string;
  readonly path: string;
  readonly entry: Entry;
  /** When its contents were true, unless its rows say otherwise. */
  readonly timeMs: number;
}

/** What became of one file. */
export interface FileReport {
  readonly name: string;
  readonly entry: FileMapping | undefined;
  readonly tally: RowTally | undefined;
  /** Whether nothing of the file was written, because a row of it is bad. */
  readonly isRefused: boolean;
  readonly facts: FactCounts | undefined;
  /** How many days begin at another moment than the account's days do: its time zone may be wrong. */
  readonly daysWithinDay: number;
  /** Sound rows that could not be used because what they belong to is in none of the files. */
  readonly missingParents: readonly string[];
}

/** What became of an import. */
export interface ImportReport {
  readonly platform: string;
  readonly advertiserId: string;
  readonly files: readonly FileReport[];
  readonly totals: readonly Total[];
}

/** Imports a folder of CSV files. @throws ImportSetupError when there is nothing to import */
export async function importFolder(target: ImportTarget, options: ImportOptions): Promise<ImportReport> {
  const { mapping, advertiserId } = options;
  const owner = { advertiserId, platform: mapping.platform };
  const { known, unknown } = await listFiles(options);
  const structure = await importStructure(target, options, owner, known);
  const singleAccount = findSingleAccount(mapping, structure.hierarchy);
  const reports: FileReport[] = [...structure.reports];
  const totals: Total[] = [];
  const accounts = new Set(structure.hierarchy.accountIds);
  for (const file of known.filter(isReport)) {
    const context = { hierarchy: structure.hierarchy, owner, singleAccount };
    const { report, namedAccounts, facts } = await importReport(target, options, context, file);
    reports.push(report);
    addTotals(totals, facts);
    for (const account of namedAccounts) accounts.add(account);
  }
  await target.saveStructure({ accounts: buildUndescribedAccounts(structure.hierarchy, owner, accounts) });
  return { ...owner, files: [...reports, ...unknown].toSorted(byName), totals };
}

function byName(a: FileReport, b: FileReport): number {
  return a.name < b.name ? -1 : 1;
}

const untouched = { tally: undefined, isRefused: false, facts: undefined, daysWithinDay: 0, missingParents: [] };

/** The CSV files of the folder: those the mapping reads, and those it passes over or does not know. */
async function listFiles({ folder, mapping, observedAt }: ImportOptions) {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new ImportSetupError(`The folder ${folder} cannot be read.`, { cause });
  });
  const known: ExportFile[] = [];
  const unknown: FileReport[] = [];
  for (const name of names.filter((entry) => entry.toLowerCase().endsWith('.csv')).toSorted()) {
    const entry = findFileMapping(mapping, name);
    if (entry === undefined || entry.holds === 'NOTHING') {
      unknown.push({ ...untouched, name, entry });
      continue;
    }
    const path = join(folder, name);
    known.push({ name, path, entry, timeMs: observedAt?.getTime() ?? (await stat(path)).mtime.getTime() });
  }
  if (known.length === 0) throw new ImportSetupError(`The folder ${folder} holds no CSV file that the mapping reads.`);
  return { known, unknown };
}

function isReport(file: ExportFile): file is ExportFile<ReportFile> {
  return file.entry.holds === 'REPORT';
}

function isStructure(file: ExportFile): file is ExportFile<StructureFile> {
  return file.entry.holds !== 'REPORT' && file.entry.holds !== 'NOTHING';
}

async function importStructure(
  target: ImportTarget,
  { mapping, defaults, isStrict }: ImportOptions,
  owner: Owner,
  files: readonly ExportFile[],
): Promise<{ readonly hierarchy: Hierarchy; readonly reports: readonly FileReport[] }> {
  const structureFiles = files.filter(isStructure);
  const { newest, tallies, troubles } = await readStructureFiles(structureFiles, mapping);
  const hierarchy = buildHierarchy(newest, defaults, mapping.reportingTimeZone, troubles);
  const built = buildStructure(hierarchy, owner, findSingleAccount(mapping, hierarchy));
  noteProblems(built, tallies);
  const isRefused = (name: string) => isStrict && tallyOf(tallies, name).rejections.length > 0;
  const parts = built.flatMap((one) => ('part' in one && !isRefused(one.row.file) ? [one.part] : []));
  await target.saveStructure(mergeParts(parts));
  const reports = structureFiles.map(({ name, entry }) => ({
    ...untouched,
    name,
    entry,
    tally: tallyOf(tallies, name),
    isRefused: isRefused(name),
    missingParents: built.flatMap((one) =>
      'missing' in one && one.row.file === name ? [`line ${one.row.line}: ${one.missing.message}`] : [],
    ),
  }));
  return { hierarchy, reports };
}

function noteProblems(built: readonly BuiltRow[], tallies: ReadonlyMap<string, RowTally>): void {
  for (const one of built) {
    if ('problem' in one) reject(tallyOf(tallies, one.row.file), one.row.file, one.row.line, one.problem);
  }
}

function tallyOf(tallies: ReadonlyMap<string, RowTally>, file: string): RowTally {
  return tallies.get(file) ?? { rowsRead: 0, rowsRejected: 0, rejections: [] };
}

function mergeParts(parts: readonly PlatformStructure[]): PlatformStructure {
  return {
    accounts: parts.flatMap((part) => part.accounts ?? []),
    campaigns: parts.flatMap((part) => part.campaigns ?? []),
    adGroups: parts.flatMap((part) => part.adGroups ?? []),
    ads: parts.flatMap((part) => part.ads ?? []),
  };
}

function findSingleAccount(mapping: Mapping, { accountIds }: Hierarchy): string | undefined {
  return mapping.singleAccount && accountIds.length === 1 ? accountIds[0] : undefined;
}

async function importReport(
  target: ImportTarget,
  { mapping, isStrict }: ImportOptions,
  context: Parameters<typeof readReport>[2],
  file: ExportFile<ReportFile>,
) {
  const { tally, collector } = await readReport(file, mapping, context);
  const isRefused = isStrict && isIncomplete(tally);
  const facts = isRefused || collector === undefined ? [] : [...collector.facts()];
  const counts = await target.saveFacts(facts, file.name);
  const daysWithinDay = collector?.daysWithinDay() ?? 0;
  const { name, entry } = file;
  const report: FileReport = { ...untouched, name, entry, tally, isRefused, facts: counts, daysWithinDay };
  return { report, facts, namedAccounts: isRefused ? [] : (collector?.accounts() ?? []) };
}
