// One line of a report → a row. The fields and their scalars are those of `SpendReportRowInput`. Not zod: this runs for
// every line of a load, and the scalars say already what would be right.
import { GraphQLError } from 'graphql';
import { scalarResolvers } from '../../common/scalars.ts';
import type { RowProblem, SpendReportRow } from '../report-row.ts';
import type { SpendGrain } from '../spend-fact.ts';

type Fields = ReadonlyMap<string, unknown>;

const fieldNames: ReadonlySet<string> = new Set([
  'advertiserId',
  'platform',
  'accountExternalId',
  'campaignExternalId',
  'startsAt',
  'grain',
  'timeZone',
  'spendMicros',
  'currency',
  'impressions',
  'clicks',
]);

/** The row of a line, or what is wrong with the line. */
export function readReportLine(
  text: string,
): { readonly row: SpendReportRow; readonly problem?: never } | { readonly problem: RowProblem } {
  try {
    return { row: readRow(fieldsOf(text)) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { problem: { code: 'BAD_USER_INPUT', message: error.message } };
  }
}

function fieldsOf(text: string): Fields {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong('A line is one JSON object.');
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  for (const name of fields.keys()) {
    if (!fieldNames.has(name))
      throw wrong(`There is no field ${JSON.stringify(name.slice(0, 60))} in a row of a report.`);
  }
  return fields;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('The line is not JSON.');
  }
}

function readRow(fields: Fields): SpendReportRow {
  return {
    advertiserId: readString(fields, 'advertiserId'),
    platform: readScalar(fields, 'platform', 'PlatformCode', isString),
    accountExternalId: readString(fields, 'accountExternalId'),
    campaignExternalId: readString(fields, 'campaignExternalId'),
    startsAt: readScalar(fields, 'startsAt', 'Instant', isDate),
    grain: readGrain(fields),
    timeZone: readScalar(fields, 'timeZone', 'TimeZone', isString),
    spendMicros: readScalar(fields, 'spendMicros', 'Micros', isBigint),
    currency: readScalar(fields, 'currency', 'CurrencyCode', isString),
    impressions: readScalar(fields, 'impressions', 'Count', isBigint),
    clicks: readScalar(fields, 'clicks', 'Count', isBigint),
  };
}

function readString(fields: Fields, name: string): string {
  const value = fields.get(name);
  if (typeof value !== 'string') throw wrong(`${name} must be a string.`);
  return value;
}

function readGrain(fields: Fields): SpendGrain {
  const grain = fields.get('grain');
  if (grain !== 'HOUR' && grain !== 'DAY') throw wrong('grain must be "HOUR" or "DAY".');
  return grain;
}

function readScalar<Value>(
  fields: Fields,
  name: string,
  scalar: string,
  isRight: (value: unknown) => value is Value,
): Value {
  const given = fields.get(name);
  if (given === undefined || given === null) throw wrong(`${name} is missing.`);
  const value: unknown = scalarResolvers[scalar]?.parseValue(given);
  if (!isRight(value)) throw new Error(`${scalar} reads something else than ${name} needs.`);
  return value;
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isBigint = (value: unknown): value is bigint => typeof value === 'bigint';
const isDate = (value: unknown): value is Date => value instanceof Date;

function wrong(message: string): GraphQLError {
  return new GraphQLError(message);
}
