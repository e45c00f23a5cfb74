// What one row of a history file says of an account, campaign, ad group, ad or keyword.
import { readCurrency, readDay, readInstantMs, readMoney, readTimeZone, isUnreadable } from './cell-values.ts';
import { asText, bindColumn, bindOptionalColumn, readOptional, requireValue } from './columns.ts';
import type { Binding, Column } from './columns.ts';
import type { BidRule, BudgetRule, FlightRule, Mapping, Source, StatusRule, StructureFile } from './mapping.ts';
import { RowProblem } from './problem.ts';

/** A day, or a moment that becomes a day in the account's time zone. */
export type DayOrInstant = { readonly day: string } | { readonly instantMs: number };

export interface SeenAmount<Kind> {
  readonly amountMicros: bigint;
  readonly kind: Kind;
  /** The currency the row names for it; it must be the account's. */
  readonly currency: string | undefined;
}

type Status = 'ENABLED' | 'PAUSED' | 'REMOVED';
type BudgetKind = 'DAILY' | 'LIFETIME';
type BidStrategy = 'MANUAL_CPC' | 'MANUAL_CPM' | 'TARGET_CPA' | 'LOWEST_COST_WITH_BID_CAP' | 'COST_CAP';

/** A row of a history file; undefined is what the file does not tell, null what it tells is absent. */
export interface StructureRow {
  readonly holds: StructureFile['holds'];
  readonly id: string;
  readonly account: string | undefined;
  readonly campaign: string | undefined;
  readonly adGroup: string | undefined;
  readonly name: string | undefined;
  readonly status: Status | undefined;
  readonly objective: string | null | undefined;
  readonly budget: SeenAmount<BudgetKind> | null | undefined;
  readonly bid: SeenAmount<BidStrategy> | null | undefined;
  readonly flight: { readonly startsOn: DayOrInstant; readonly endsOn: DayOrInstant | null } | null | undefined;
  /** The currency of the account: the row's own account, or the one above. */
  readonly currency: string | undefined;
  readonly timeZone: string | undefined;
  /** When the row was true, by the columns that say so, the deciding one first. */
  readonly age: readonly number[];
}

export type ReadStructureRow = (cells: readonly string[]) => StructureRow;

/** Binds a history file's entry to its columns. @throws FileProblem for a column a row cannot be without */
export function bindStructureFile(file: StructureFile, mapping: Mapping, binding: Binding): ReadStructureRow {
  const id = bindColumn(file.id, binding);
  const optional = (sources: readonly Source[] | undefined) => bindOptionalColumn(sources, binding);
  const parents = {
    account: 'account' in file ? optional(file.account) : undefined,
    campaign: 'campaign' in file ? optional(file.campaign) : undefined,
    adGroup: 'adGroup' in file ? bindColumn(file.adGroup, binding) : undefined,
    name: 'name' in file ? optional(file.name) : undefined,
  };
  const currency = optional(file.holds === 'ACCOUNTS' ? file.currency : undefined);
  const accountCurrency = optional(file.holds === 'CAMPAIGNS' ? file.accountCurrency : undefined);
  const timeZone = optional(file.holds === 'ACCOUNTS' ? file.timeZone : undefined);
  const readStatus = 'status' in file ? bindStatus(file.status, binding) : () => undefined;
  const readObjective = bindObjective(optional(file.holds === 'CAMPAIGNS' ? file.objective : undefined));
  const readBudget = bindAmounts('budget' in file ? file.budget.map((rule) => bindBudget(rule, binding)) : []);
  const readBid = bindAmounts('bid' in file ? file.bid.map((rule) => bindBid(rule, binding)) : []);
  const readFlight = bindFlight(file.holds === 'CAMPAIGNS' ? file.flight : undefined, binding);
  const ages = file.newestBy.map((name) => optional([name])).filter((column) => column !== undefined);
  return (cells) => ({
    holds: file.holds,
    id: requireValue(id, cells, asText),
    account: readOptional(parents.account, cells, asText),
    campaign: readOptional(parents.campaign, cells, asText),
    adGroup: readOptional(parents.adGroup, cells, asText),
    name: readOptional(parents.name, cells, asText),
    status: readStatus(cells),
    objective: readObjective(cells),
    budget: readBudget(cells),
    bid: readBid(cells),
    flight: readFlight(cells),
    currency: readOptional(currency ?? accountCurrency, cells, readCurrency),
    timeZone: readOptional(timeZone, cells, (text) => readTimeZone(text, mapping.timeZones)),
    age: ages.map((column) => readOptional(column, cells, readInstantMs) ?? 0),
  });
}

function bindStatus(rule: StatusRule, binding: Binding): (cells: readonly string[]) => StructureRow['status'] {
  const { removedWhen, assume, words } = rule;
  const column = assume === undefined ? bindColumn(rule.from, binding) : bindOptionalColumn(rule.from, binding);
  const removed = removedWhen && bindOptionalColumn([removedWhen.column], binding);
  return (cells) => {
    if (removed !== undefined && removed.textOf(cells) === removedWhen?.equals) return 'REMOVED';
    const status = readOptional<Status>(column, cells, (text) => findWord(words, text)) ?? assume;
    if (status === undefined) throw new RowProblem('is empty', column?.name, '');
    return status;
  };
}

function findWord<Meaning>(words: Readonly<Record<string, Meaning>>, text: string): Meaning | { reason: string } {
  return Object.hasOwn(words, text) ? (words[text] ?? unknownWord) : unknownWord;
}

const unknownWord = { reason: 'is a word the mapping does not explain' };

function bindObjective(column: Column | undefined): (cells: readonly string[]) => string | null | undefined {
  if (column === undefined) return () => undefined;
  return (cells) => readOptional(column, cells, asText) ?? null;
}

/** An amount a row may hold: absent, or of a kind and size. */
interface BoundAmount<Kind> {
  readonly amount: Column;
  readonly unit: 'MICROS' | 'DECIMAL';
  readonly currency: Column | undefined;
  /** Null where the row's word means that there is no such amount. */
  readonly kindOf: (cells: readonly string[]) => Kind | null;
}

function bindBudget(rule: BudgetRule, binding: Binding): BoundAmount<BudgetKind> | undefined {
  return bindAmount<BudgetKind>(rule, rule.kind, binding);
}

function bindBid(rule: BidRule, binding: Binding): BoundAmount<BidStrategy> | undefined {
  return bindAmount<BidStrategy>(rule, rule.strategy, binding);
}

type KindRule<Kind> =
  Kind | { readonly from: readonly Source[]; readonly words: Readonly<Record<string, Kind | null>> };

function bindAmount<Kind extends string>(
  rule: Pick<BudgetRule, 'amount' | 'unit' | 'currency'>,
  kind: KindRule<Kind>,
  binding: Binding,
): BoundAmount<Kind> | undefined {
  const amount = bindOptionalColumn(rule.amount, binding);
  if (amount === undefined) return undefined;
  const currency = bindOptionalColumn(rule.currency, binding);
  if (typeof kind === 'string') return { amount, unit: rule.unit, currency, kindOf: () => kind };
  const column = bindColumn(kind.from, binding);
  return { amount, unit: rule.unit, currency, kindOf: (cells) => readKind(column, kind.words, cells) };
}

function readKind<Kind extends string>(
  column: Column,
  words: Readonly<Record<string, Kind | null>>,
  cells: readonly string[],
): Kind | null {
  const word = column.textOf(cells);
  const kind = Object.hasOwn(words, word) ? words[word] : undefined;
  if (kind === undefined) throw new RowProblem(unknownWord.reason, column.name, word);
  return kind;
}

/** The first amount above zero; null when the file has columns for it and all are empty, undefined when it has none. */
function bindAmounts<Kind>(
  bound: readonly (BoundAmount<Kind> | undefined)[],
): (cells: readonly string[]) => SeenAmount<Kind> | null | undefined {
  const amounts = bound.filter((amount) => amount !== undefined);
  if (amounts.length === 0) return () => undefined;
  return (cells) => {
    for (const { amount, unit, currency, kindOf } of amounts) {
      const amountMicros = readOptional(amount, cells, (text) => readMoney(text, unit));
      if (amountMicros === undefined || amountMicros === 0n) continue;
      if (amountMicros < 0n) throw new RowProblem('is negative', amount.name, amount.textOf(cells));
      const kind = kindOf(cells);
      if (kind !== null) return { amountMicros, kind, currency: readOptional(currency, cells, readCurrency) };
    }
    return null;
  };
}

function bindFlight(
  rule: FlightRule | undefined,
  binding: Binding,
): (cells: readonly string[]) => StructureRow['flight'] {
  const start = rule && bindOptionalColumn(rule.startsOn, binding);
  if (rule === undefined || start === undefined) return () => undefined;
  const end = bindOptionalColumn(rule.endsOn, binding);
  return (cells) => {
    const startsOn = readOptional<DayOrInstant>(start, cells, readDayOrInstant);
    if (startsOn === undefined) return null;
    const isEndless = end !== undefined && rule.noEnd.includes(end.textOf(cells));
    return {
      startsOn,
      endsOn: (isEndless ? undefined : readOptional<DayOrInstant>(end, cells, readDayOrInstant)) ?? null,
    };
  };
}

function readDayOrInstant(text: string): DayOrInstant | { reason: string } {
  if (text.length === 10) {
    const day = readDay(text);
    return isUnreadable(day) ? day : { day };
  }
  const instantMs = readInstantMs(text);
  return isUnreadable(instantMs) ? instantMs : { instantMs };
}
