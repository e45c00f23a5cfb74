// Report rows become facts: exact integers, one for each entity, hour or day and breakdown. A platform that splits a
// number over several rows gets them added up; one that repeats a row has said the same number again, or a newer one.
import type { SpendFact } from '../../subgraphs/spend/spend-fact.ts';
import { readCount, readInstantMs, readMoney } from './cell-values.ts';
import { asText, bindColumn, bindOptionalColumn, readOptional, requireValue } from './columns.ts';
import type { Binding, Column } from './columns.ts';
import type { ReportFile } from './mapping.ts';
import type { Owner } from './platform-ids.ts';
import { RowProblem } from './problem.ts';
import { bindReportEntity } from './report-entity.ts';
import type { ReportContext, ReportEntity } from './report-entity.ts';
import { createTimeReader } from './report-time.ts';
import type { ReportTime } from './report-time.ts';

/** A fact and when its numbers were read. */
export interface ObservedFact extends SpendFact {
  readonly observedAt: Date;
}

/** Takes the rows of one report file and holds one fact for each key, so memory is bounded by the distinct keys. */
export interface FactCollector {
  /** @throws RowProblem for a row that cannot be used */
  add(cells: readonly string[], line: number): void;
  facts(): Iterable<ObservedFact>;
  /** How many days begin at another moment than the account's days do. */
  daysWithinDay(): number;
  /** The external ids of the accounts the facts belong to. */
  accounts(): ReadonlySet<string>;
}

interface Collected {
  readonly entity: ReportEntity;
  readonly time: ReportTime;
  readonly breakdown: string;
  readonly line: number;
  spendMicros: bigint;
  impressions: bigint;
  clicks: bigint;
  observedAtMs: number;
}

const maxBreakdownLength = 500;

/**
 * Binds a report's entry to its columns.
 *
 * @param fileTimeMs when the numbers were read, where the rows do not say
 * @throws FileProblem for a column a row cannot be without
 */
export function createFactCollector(
  file: ReportFile,
  context: ReportContext,
  binding: Binding,
  fileTimeMs: number,
): FactCollector {
  const readRow = bindRow(file, context, binding, fileTimeMs);
  const combine = file.sumOver.length > 0 ? addUp : chooseNewest;
  const collectedOf = new Map<string, Map<string | number, Collected>>();
  const accounts = new Set<string>();
  let daysWithinDay = 0;
  return {
    add: (cells, line) => {
      const row = readRow(cells, line);
      let ofEntity = collectedOf.get(row.entity.entityId);
      if (ofEntity === undefined) {
        collectedOf.set(row.entity.entityId, (ofEntity = new Map()));
        accounts.add(row.entity.accountExternalId);
      }
      const startMs = row.time.startsAt.getTime();
      const key = row.breakdown === '' ? startMs : `${startMs} ${row.breakdown}`;
      const known = ofEntity.get(key);
      ofEntity.set(key, known === undefined ? row : combine(known, row));
      if (row.time.isWithinDay) daysWithinDay += 1;
    },
    facts: () => listFacts(collectedOf, file, context.owner),
    daysWithinDay: () => daysWithinDay,
    accounts: () => accounts,
  };
}

function bindRow(
  file: ReportFile,
  context: ReportContext,
  binding: Binding,
  fileTimeMs: number,
): (cells: readonly string[], line: number) => Collected {
  const readEntity = bindReportEntity(file, context, binding);
  const time = bindColumn(file.time, binding);
  const readTime = createTimeReader(file);
  const spend = bindColumn(file.spend.from, binding);
  const counts = { impressions: bindColumn(file.impressions, binding), clicks: bindColumn(file.clicks, binding) };
  const observedAt = bindOptionalColumn(file.observedAt, binding);
  const breakdown = file.breakdown.map((name) => ({ name, column: bindColumn([name], binding) }));
  const readAmount = (text: string) => readMoney(text, file.spend.unit);
  const readObservedAt = rememberLast(readInstantMs);
  return (cells, line) => {
    const entity = readEntity(cells);
    return {
      entity,
      time: requireValue(time, cells, (text) => readTime(text, entity.timeZone)),
      breakdown: breakdown.length === 0 ? '' : readBreakdown(breakdown, cells),
      line,
      spendMicros:
        file.spend.whenEmpty === 'ZERO'
          ? (readOptional(spend, cells, readAmount) ?? 0n)
          : requireValue(spend, cells, readAmount),
      impressions: readOptional(counts.impressions, cells, readCount) ?? 0n,
      clicks: readOptional(counts.clicks, cells, readCount) ?? 0n,
      observedAtMs: readOptional(observedAt, cells, readObservedAt) ?? fileTimeMs,
    };
  };
}

/** A sync writes one time into many rows in a row. */
function rememberLast<Value>(read: (text: string) => Value): (text: string) => Value {
  let last: { readonly text: string; readonly value: Value } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, value: read(text) };
    return last.value;
  };
}

/** The canonical text of a part: names in order, and in the values only what would make two parts read alike is escaped. */
function readBreakdown(parts: readonly { name: string; column: Column }[], cells: readonly string[]): string {
  const texts = parts.map(({ name, column }) => {
    const value = readOptional(column, cells, asText) ?? '';
    return `${name.toLowerCase()}=${value.replaceAll(/[%&=]/g, (sign) => encodeURIComponent(sign))}`;
  });
  const breakdown = texts.toSorted().join('&');
  if (breakdown.length <= maxBreakdownLength) return breakdown;
  throw new RowProblem(`the breakdown is longer than ${maxBreakdownLength} characters`, parts[0]?.name, breakdown);
}

function addUp(known: Collected, row: Collected): Collected {
  if (known.entity.currency !== row.entity.currency) {
    throw new RowProblem(
      `is in ${row.entity.currency}, and line ${known.line}, another part of the same number, is in ${known.entity.currency}`,
    );
  }
  known.spendMicros += row.spendMicros;
  known.impressions += row.impressions;
  known.clicks += row.clicks;
  known.observedAtMs = Math.max(known.observedAtMs, row.observedAtMs);
  return known;
}

/** The newer of two readings of one number. Two readings of one moment must agree; else the larger counts, in any order of rows. */
function chooseNewest(known: Collected, row: Collected): Collected {
  if (known.observedAtMs !== row.observedAtMs) return known.observedAtMs > row.observedAtMs ? known : row;
  const difference = compareNumbers(row, known);
  if (difference === 0) return known;
  const { line } = known;
  if (difference > 0) Object.assign(known, row);
  throw new RowProblem(`tells another number of the same moment than line ${line}; the larger one counts`);
}

function compareNumbers(a: Collected, b: Collected): number {
  const difference = a.spendMicros - b.spendMicros || a.impressions - b.impressions || a.clicks - b.clicks || 0n;
  if (difference !== 0n) return difference > 0n ? 1 : -1;
  return a.entity.currency < b.entity.currency ? 1 : a.entity.currency > b.entity.currency ? -1 : 0;
}

function* listFacts(
  collectedOf: ReadonlyMap<string, ReadonlyMap<string | number, Collected>>,
  { level, grain }: ReportFile,
  { advertiserId, platform }: Owner,
): Generator<ObservedFact> {
  // In the order of the table's key, so that its index grows at one place.
  const entities = [...collectedOf].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [, ofEntity] of entities) {
    for (const { entity, time, breakdown, spendMicros, impressions, clicks, observedAtMs } of ofEntity.values()) {
      const { accountId, entityId, campaignId, adGroupId, adId, currency, timeZone } = entity;
      yield {
        advertiserId,
        platform,
        accountId,
        level,
        entityId,
        campaignId,
        adGroupId,
        adId,
        startsAt: time.startsAt,
        day: time.day,
        grain,
        timeZone,
        currency,
        breakdown,
        spendMicros,
        impressions,
        clicks,
        observedAt: new Date(observedAtMs),
      };
    }
  }
}
