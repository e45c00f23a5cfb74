// TikTok's change log in the words of the graph. It is a file, and no public specification names its columns: they are found
// by name, and a file without them is refused as a whole rather than read as if nothing had been changed.
import type { EntityLevel, PlatformChange } from '../ad-platform.ts';
import { malformedAnswer } from '../malformed-answer.ts';
import { readAmount } from './amounts.ts';
import { readUtcTime } from './local-time.ts';

/** Names of the columns, in the order in which the twin writes them. */
export const changeColumns = [
  'operation_time',
  'operator',
  'operator_type',
  'object_type',
  'object_id',
  'field',
  'before_value',
  'after_value',
] as const;

type Line = Readonly<Record<string, string>>;

const levels: ReadonlyMap<string, EntityLevel> = new Map([
  ['CAMPAIGN', 'CAMPAIGN'],
  ['ADGROUP', 'AD_GROUP'],
  ['AD', 'AD'],
]);

const fields: ReadonlyMap<string, PlatformChange['field']> = new Map([
  ['budget', 'BUDGET'],
  ['bid_price', 'BID'],
  ['conversion_bid_price', 'BID'],
  ['operation_status', 'STATUS'],
]);

/** The changes since an instant, oldest first. Lines about other objects, such as audiences, are left out. */
export function readChanges(
  lines: readonly Line[],
  since: Date,
  appName: string | undefined,
): readonly PlatformChange[] {
  return lines
    .flatMap((line) => readChange(line, appName) ?? [])
    .filter(({ at }) => at >= since)
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

function readChange(line: Line, appName: string | undefined): PlatformChange | undefined {
  const missing = changeColumns.find((column) => line[column] === undefined);
  const at = readUtcTime(line['operation_time'] ?? '');
  if (missing !== undefined || !at) {
    throw malformedAnswer('TikTok', `The change log has no ${missing ?? 'time'}: ${JSON.stringify(line)}`);
  }
  const level = levels.get(line['object_type'] ?? '');
  if (level === undefined) return undefined;
  const field = fields.get(line['field'] ?? '') ?? 'OTHER';
  return {
    level,
    externalId: line['object_id'] ?? '',
    at,
    field,
    before: readValue(line['before_value'] ?? '', field),
    after: readValue(line['after_value'] ?? '', field),
    actor: line['operator'] || null,
    origin: originOf(line, appName),
  };
}

function readValue(text: string, field: PlatformChange['field']): string | null {
  if (text === '' || text === '-') return null;
  if (field !== 'BUDGET' && field !== 'BID') return text;
  const micros = readAmount(text);
  return micros === undefined ? null : String(micros);
}

function originOf(line: Line, appName: string | undefined): PlatformChange['origin'] {
  switch (line['operator_type']) {
    case 'API':
      if (appName === undefined) return 'UNKNOWN';
      return line['operator'] === appName ? 'OURS' : 'PERSON';
    case 'USER':
      return 'PERSON';
    case 'SYSTEM':
      return 'AUTO';
    default:
      return 'UNKNOWN';
  }
}
