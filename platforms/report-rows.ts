// Rows of platforms' reports, read field by field: one that cannot be read costs itself and not the report, and says which
// field it was. What a field is called and how it is written is each platform's own.
import { z } from 'zod';
import { isLocalDate } from '../subgraphs/common/period.ts';
import type { ReportOptions, ReportQuery, ReportRow, UnreadableRow } from './ad-platform.ts';
import { malformedAnswer } from './malformed-answer.ts';

/** A field of a row on the wire, and what it means. */
export interface Field<Value> {
  readonly name: string;
  readonly said: unknown;
  /** Undefined for what cannot be read. */
  readonly value: Value | undefined;
  /** Whether the platform says that it does not know yet. */
  readonly isPending?: boolean;
}

/** What a row of any platform must say. */
export interface RowFields {
  readonly externalId: Field<string>;
  readonly campaignExternalId: Field<string>;
  readonly startsAt: Field<Date>;
  readonly spendMicros: Field<bigint>;
  readonly impressions: Field<bigint>;
  readonly clicks: Field<bigint>;
}

/** A day as `2026-03-01`. */
export const localDateShape = z.string().refine(isLocalDate);

/** Reads the field at a path such as `metrics.clicks`. */
export function readField<Value>(row: unknown, name: string, shape: z.ZodType<Value>): Field<Value> {
  const said = name.split('.').reduce(memberOf, row);
  return { name, said, value: shape.safeParse(said).data };
}

/** The field with what its value means; undefined for a value that means nothing. */
export function mapField<From, To>(field: Field<From>, meaningOf: (value: From) => To | undefined): Field<To> {
  return { ...field, value: field.value === undefined ? undefined : meaningOf(field.value) };
}

/** The row that the fields say, or which of them could not be read. */
export function rowOf(
  { level, grain }: ReportQuery,
  fields: RowFields,
  isFinal: boolean | undefined,
): ReportRow | UnreadableRow {
  const externalId = fields.externalId.value;
  const campaignExternalId = fields.campaignExternalId.value;
  const startsAt = fields.startsAt.value;
  const spendMicros = fields.spendMicros.value;
  const impressions = fields.impressions.value;
  const clicks = fields.clicks.value;
  if (externalId === undefined || campaignExternalId === undefined || startsAt === undefined)
    return unreadable(level, fields);
  if (spendMicros === undefined || impressions === undefined || clicks === undefined) return unreadable(level, fields);
  return { level, externalId, campaignExternalId, startsAt, grain, spendMicros, impressions, clicks, isFinal };
}

/** Those that can be read, after the listener was told of the others. Throws a `PlatformError` where nobody listens. */
export function readableRows(
  platform: string,
  rows: readonly (ReportRow | UnreadableRow)[],
  { onUnreadableRow }: ReportOptions,
): readonly ReportRow[] {
  return rows.filter((row): row is ReportRow => {
    if (!isUnreadable(row)) return true;
    if (onUnreadableRow) onUnreadableRow(row);
    else if (!row.isPending)
      throw malformedAnswer(platform, `a row of a report whose ${row.field} is ${row.valueType}`);
    return false;
  });
}

function isUnreadable(row: ReportRow | UnreadableRow): row is UnreadableRow {
  return 'valueType' in row;
}

function unreadable(level: UnreadableRow['level'], fields: RowFields): UnreadableRow {
  const { externalId, campaignExternalId, startsAt, spendMicros, impressions, clicks } = fields;
  const inOrder: readonly Field<unknown>[] = [
    externalId,
    campaignExternalId,
    startsAt,
    spendMicros,
    impressions,
    clicks,
  ];
  const { name, said, isPending = false } = inOrder.find(({ value }) => value === undefined) ?? externalId;
  return {
    level,
    externalId: externalId.value,
    startsAt: startsAt.value,
    field: name,
    valueType: typeOf(said),
    isPending,
  };
}

function typeOf(said: unknown): string {
  if (said === undefined) return 'missing';
  if (said === null) return 'null';
  return Array.isArray(said) ? 'array' : typeof said;
}

function memberOf(from: unknown, name: string): unknown {
  return isObject(from) && Object.hasOwn(from, name) ? from[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
