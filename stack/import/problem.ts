/** Why a row was left out: which cell, and what is wrong with it. Thrown while a row is read, caught where rows are counted. */
export class RowProblem extends Error {
  override readonly name = 'RowProblem';
  readonly column: string | undefined;
  readonly value: string | undefined;

  constructor(reason: string, column?: string, value?: string) {
    super(reason);
    this.column = column;
    this.value = value;
  }
}

/** Why a sound row cannot be used: what it belongs to is in none of the files. Not the row's fault, so it is no rejection. */
export class MissingParent extends Error {
  override readonly name = 'MissingParent';
}

/** Why a file as a whole cannot be read, such as a missing column. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
}

/** A row that was left out, as told to the user. */
export interface Rejection {
  readonly file: string;
  /** Where the row begins, counted from 1; undefined for what concerns the file as a whole. */
  readonly line: number | undefined;
  readonly column: string | undefined;
  /** The cell, cut to a readable length. */
  readonly value: string | undefined;
  readonly reason: string;
}

const maxValueLength = 60;

/** Cuts a cell to what fits on a line, and keeps line ends out of it. */
export function shortenCell(value: string): string {
  const line = value.slice(0, maxValueLength).replaceAll(/\s+/gu, ' ');
  return value.length > maxValueLength ? `${line}… (${value.length} characters)` : line;
}
