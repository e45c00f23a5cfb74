// Where in a row the values of a mapping stand: names are looked up once a file, rows then read by position.
import { isUnreadable } from './cell-values.ts';
import type { Unreadable } from './cell-values.ts';
import type { Source } from './mapping.ts';
import { FileProblem, RowProblem } from './problem.ts';

/** The columns of a file by name, in lower case. */
export type Header = ReadonlyMap<string, number>;

/** A value's place in the rows of one file. */
export interface Column {
  /** What to call it when it is wrong. */
  readonly name: string;
  /** The trimmed text, '' when the cell is empty. */
  readonly textOf: (cells: readonly string[]) => string;
}

/** @throws FileProblem for a name that comes twice, which would leave open which cell is meant */
export function readHeader(cells: readonly string[]): Header {
  const header = new Map<string, number>();
  for (const [index, cell] of cells.entries()) {
    const name = cell.trim().toLowerCase();
    if (header.has(name)) throw new FileProblem(`the column "${name}" comes twice`);
    header.set(name, index);
  }
  return header;
}

/** What to bind names to: the file's columns, and what stands for an empty cell in it. */
export interface Binding {
  readonly header: Header;
  readonly emptyCells: ReadonlySet<string>;
}

/** Finds the columns of a value a row cannot be without. @throws FileProblem when the file has none of them */
export function bindColumn(sources: readonly Source[], binding: Binding): Column {
  const column = bindOptionalColumn(sources, binding);
  if (column !== undefined) return column;
  const wanted = sources.map(describeSource).join(', or ');
  throw new FileProblem(`there is no column ${wanted}; the columns are ${shortList([...binding.header.keys()])}`);
}

/** Finds the columns of a value, where the file has them. */
export function bindOptionalColumn(sources: readonly Source[] | undefined, binding: Binding): Column | undefined {
  const found = (sources ?? []).map((source) => bindSource(source, binding)).filter((column) => column !== undefined);
  const [first, ...others] = found;
  if (first === undefined || others.length === 0) return first;
  const name = found.map((column) => column.name).join(' or ');
  return { name, textOf: (cells) => found.reduce((text, column) => (text === '' ? column.textOf(cells) : text), '') };
}

function bindSource(source: Source, binding: Binding): Column | undefined {
  if (typeof source === 'string') return bindName(source, binding);
  if ('constant' in source) return { name: 'constant', textOf: () => source.constant };
  if ('join' in source) return bindJoin(source.join, source.with, binding);
  const column = bindName(source.column, binding);
  const { after } = source;
  if (column === undefined || after === undefined) return column;
  return { name: column.name, textOf: (cells) => textAfter(column.textOf(cells), after) };
}

function bindName(name: string, { header, emptyCells }: Binding): Column | undefined {
  const index = header.get(name.toLowerCase());
  if (index === undefined) return undefined;
  return {
    name,
    textOf: (cells) => {
      const text = (cells[index] ?? '').trim();
      return emptyCells.has(text) ? '' : text;
    },
  };
}

/** All parts joined; empty when one of them is. */
function bindJoin(parts: readonly Source[], separator: string, binding: Binding): Column | undefined {
  const columns = parts.map((part) => bindSource(part, binding)).filter((column) => column !== undefined);
  if (columns.length < parts.length) return undefined;
  return {
    name: columns.map((column) => column.name).join(' and '),
    textOf: (cells) => {
      const texts = columns.map((column) => column.textOf(cells));
      return texts.includes('') ? '' : texts.join(separator);
    },
  };
}

function textAfter(text: string, mark: string): string {
  const at = text.lastIndexOf(mark);
  return at < 0 ? '' : text.slice(at + mark.length);
}

function describeSource(source: Source): string {
  if (typeof source === 'string') return `"${source}"`;
  if ('constant' in source) return `the constant "${source.constant}"`;
  return 'join' in source ? source.join.map(describeSource).join(' with ') : `"${source.column}"`;
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}

/** The value of a cell that must not be empty. @throws RowProblem */
export function requireValue<Value>(
  column: Column,
  cells: readonly string[],
  read: (text: string) => Value | Unreadable,
): Value {
  const text = column.textOf(cells);
  if (text === '') throw new RowProblem('is empty', column.name, text);
  return accept(read(text), column, text);
}

/** The value of a cell, undefined when it is empty or the file has no such column. @throws RowProblem */
export function readOptional<Value>(
  column: Column | undefined,
  cells: readonly string[],
  read: (text: string) => Value | Unreadable,
): Value | undefined {
  const text = column?.textOf(cells) ?? '';
  return column === undefined || text === '' ? undefined : accept(read(text), column, text);
}

function accept<Value>(value: Value | Unreadable, column: Column, text: string): Value {
  if (isUnreadable(value)) throw new RowProblem(value.reason, column.name, text);
  return value;
}

/** For a cell whose text is its value. */
export function asText(text: string): string {
  return text;
}
