// Lines that are recorded together. A batch holds each hour or day of a campaign once, so that it means what its lines
// mean one after the other.
import { type RowProblem, factOfRow, findRowProblem } from '../report-row.ts';
import type { FactOutcome, SpendFact } from '../spend-fact.ts';
import { readReportLine } from './read-report-line.ts';
import type { ReportLine } from './split-lines.ts';

/** A line and what is to come of it: a fact of the batch, or a refusal. */
export interface BatchEntry {
  readonly line: ReportLine;
  /** Where the fact stands in the batch; a line that repeats another's fact has that one's place. */
  readonly place: number | undefined;
  readonly isRepeated: boolean;
  readonly problem: RowProblem | undefined;
}

export interface ReportBatch {
  readonly entries: readonly BatchEntry[];
  readonly facts: readonly SpendFact[];
}

/** What became of a line. */
export type LineOutcome =
  | { readonly line: number; readonly status: 'inserted' | 'unchanged' | 'restated' }
  | { readonly line: number; readonly status: 'rejected'; readonly code: string; readonly message: string };

export interface BatchBuilder {
  readonly size: number;
  /** Whether the line was taken; it is not where it says something else of an hour or day that the batch has already. */
  add(line: ReportLine): boolean;
  /** What was gathered; the builder is empty then. */
  take(): ReportBatch;
}

export function createBatchBuilder(advertiserIds: ReadonlySet<string>): BatchBuilder {
  let entries: BatchEntry[] = [];
  let facts: SpendFact[] = [];
  let places = new Map<string, number>();

  const refuse = (line: ReportLine, problem: RowProblem) => {
    entries.push({ line, place: undefined, isRepeated: false, problem });
    return true;
  };
  const addFact = (line: ReportLine, fact: SpendFact): boolean => {
    const key = `${fact.entityId} ${fact.startsAt.getTime()} ${fact.grain}`;
    const known = places.get(key);
    if (known !== undefined) {
      if (!isSame(facts[known], fact)) return false;
      entries.push({ line, place: known, isRepeated: true, problem: undefined });
      return true;
    }
    places.set(key, facts.length);
    entries.push({ line, place: facts.length, isRepeated: false, problem: undefined });
    facts.push(fact);
    return true;
  };

  return {
    get size() {
      return entries.length;
    },
    add(line) {
      if (line.text === undefined) return refuse(line, { code: 'BAD_USER_INPUT', message: line.problem });
      const read = readReportLine(line.text);
      if (read.problem) return refuse(line, read.problem);
      const problem = findRowProblem(read.row, advertiserIds);
      return problem ? refuse(line, problem) : addFact(line, factOfRow(read.row));
    },
    take() {
      const batch = { entries, facts };
      entries = [];
      facts = [];
      places = new Map();
      return batch;
    },
  };
}

function isSame(known: SpendFact | undefined, fact: SpendFact): boolean {
  return (
    known?.spendMicros === fact.spendMicros &&
    known.impressions === fact.impressions &&
    known.clicks === fact.clicks &&
    known.currency === fact.currency &&
    known.timeZone === fact.timeZone
  );
}

const statusOf = { INSERTED: 'inserted', UNCHANGED: 'unchanged', RESTATED: 'restated' } as const;

/** What became of each line, given what became of the facts. */
export function outcomesOfLines({ entries }: ReportBatch, ofFacts: readonly FactOutcome[]): readonly LineOutcome[] {
  return entries.map(({ line: { number: line }, place, isRepeated, problem }) => {
    if (problem) return { line, status: 'rejected', ...problem };
    const outcome = ofFacts[place ?? -1];
    if (outcome === undefined) throw new Error(`Line ${line} was neither rejected nor recorded.`);
    return { line, status: isRepeated ? 'unchanged' : statusOf[outcome] };
  });
}

/** The two halves of a batch; a line that repeats one of the other half becomes a fact of its own. */
export function halve({ entries, facts }: ReportBatch): readonly [ReportBatch, ReportBatch] {
  const middle = Math.ceil(entries.length / 2);
  return [renumber(entries.slice(0, middle), facts), renumber(entries.slice(middle), facts)];
}

/** The same lines, of which a problem was found only when they were to be recorded. */
export function refuseAll({ entries }: ReportBatch, problem: RowProblem): ReportBatch {
  return {
    entries: entries.map((entry) => ({ ...entry, place: undefined, problem: entry.problem ?? problem })),
    facts: [],
  };
}

function renumber(entries: readonly BatchEntry[], facts: readonly SpendFact[]): ReportBatch {
  const kept: SpendFact[] = [];
  const placeOf = new Map<number, number>();
  const renumbered = entries.map((entry) => {
    const fact = entry.place === undefined ? undefined : facts[entry.place];
    if (entry.place === undefined || !fact) return entry;
    const known = placeOf.get(entry.place);
    if (known !== undefined) return { ...entry, place: known, isRepeated: true };
    placeOf.set(entry.place, kept.length);
    kept.push(fact);
    return { ...entry, place: kept.length - 1, isRepeated: false };
  });
  return { entries: renumbered, facts: kept };
}
