// The part of the Google Ads Query Language that the twin understands. Whatever else is asked is refused with the error that
// Google Ads has for it.

export type GaqlOperator = '=' | '!=' | '>' | '>=' | '<' | '<=' | 'IN' | 'BETWEEN';

export interface GaqlCondition {
  readonly field: string;
  readonly operator: GaqlOperator;
  readonly values: readonly string[];
}

export interface GaqlQuery {
  readonly select: readonly string[];
  readonly from: string;
  readonly where: readonly GaqlCondition[];
  readonly orderBy: readonly { readonly field: string; readonly isDescending: boolean }[];
  readonly limit: number | undefined;
}

/** A value of `QueryError`, and what is said with it. */
export class GaqlError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'GaqlError';
    this.code = code;
  }
}

/** Throws a `GaqlError` for what is no query, or none of those that the twin understands. */
export function parseGaql(text: string): GaqlQuery {
  const tokens = tokensOf(text);
  const next = (): string | undefined => tokens.shift();
  const isNext = (word: string) => tokens[0]?.toUpperCase() === word;
  const accept = (word: string): boolean => {
    if (!isNext(word)) return false;
    tokens.shift();
    return true;
  };
  const expect = (word: string, code: string): void => {
    if (!accept(word)) throw new GaqlError(code, `Expected ${word} before '${tokens[0] ?? 'the end'}'.`);
  };
  const name = (): string => {
    const token = next();
    if (token === undefined) throw new GaqlError('UNEXPECTED_END_OF_QUERY', 'The query ends too early.');
    if (!/^[a-z_.0-9]+$/.test(token)) throw new GaqlError('BAD_FIELD_NAME', `'${token}' is no name of a field.`);
    return token;
  };
  const names = (): readonly string[] => {
    const found = [name()];
    while (accept(',')) found.push(name());
    return found;
  };

  expect('SELECT', 'EXPECTED_SELECT');
  const select = names();
  expect('FROM', 'EXPECTED_FROM');
  const from = name();
  const where: GaqlCondition[] = [];
  if (accept('WHERE')) {
    do where.push(conditionOf(name(), next, accept));
    while (accept('AND'));
  }
  const orderBy: { field: string; isDescending: boolean }[] = [];
  if (accept('ORDER')) {
    expect('BY', 'EXPECTED_BY');
    do {
      const field = name();
      const isDescending = accept('DESC');
      if (!isDescending) accept('ASC');
      orderBy.push({ field, isDescending });
    } while (accept(','));
  }
  const limit = accept('LIMIT') ? limitOf(next()) : undefined;
  if (tokens.length > 0) throw new GaqlError('UNEXPECTED_INPUT', `'${tokens[0]}' was not expected.`);
  return { select, from, where, orderBy, limit };
}

const tokenPattern = /\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[<>!]=|[=<>(),]|[A-Za-z0-9_.:-]+)/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < trimmed.length) {
    const from = tokenPattern.lastIndex;
    const token = tokenPattern.exec(trimmed)?.[1];
    if (token === undefined) {
      const isOpenText = /^\s*['"]/.test(trimmed.slice(from));
      throw new GaqlError(isOpenText ? 'STRING_NOT_TERMINATED' : 'BAD_SYMBOL', `Not understood from ${from} on.`);
    }
    tokens.push(token);
  }
  return tokens;
}

function conditionOf(field: string, next: () => string | undefined, accept: (word: string) => boolean): GaqlCondition {
  const operator = next()?.toUpperCase();
  switch (operator) {
    case '=':
    case '!=':
    case '>':
    case '>=':
    case '<':
    case '<=':
      return { field, operator, values: [valueOf(next())] };
    case 'BETWEEN': {
      const first = valueOf(next());
      if (!accept('AND')) throw new GaqlError('EXPECTED_AND', 'BETWEEN takes two values with AND between them.');
      return { field, operator, values: [first, valueOf(next())] };
    }
    case 'IN': {
      if (!accept('(')) throw new GaqlError('EXPECTED_LIST', 'IN takes a list in parentheses.');
      const values = [valueOf(next())];
      while (accept(',')) values.push(valueOf(next()));
      if (!accept(')')) throw new GaqlError('EXPECTED_LIST', 'The list is not closed.');
      if (values.length > 20_000) throw new GaqlError('FILTER_HAS_TOO_MANY_VALUES', 'At most 20,000 values.');
      return { field, operator, values };
    }
    default:
      throw new GaqlError('BAD_OPERATOR', `'${operator ?? 'the end'}' is no operator that is known here.`);
  }
}

function valueOf(token: string | undefined): string {
  if (token === undefined) throw new GaqlError('UNEXPECTED_END_OF_QUERY', 'A value is missing.');
  if (/^['"]/.test(token)) return token.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  if (!/^[\w.:-]+$/.test(token)) throw new GaqlError('BAD_VALUE', `'${token}' is no value.`);
  return token;
}

function limitOf(token: string | undefined): number {
  const limit = Number(token);
  if (!Number.isInteger(limit)) throw new GaqlError('BAD_LIMIT_VALUE', `'${token ?? ''}' is no limit.`);
  if (limit < 1) throw new GaqlError('LIMIT_VALUE_TOO_LOW', 'A limit is 1 at least.');
  return limit;
}
