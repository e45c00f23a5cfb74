// A Performance is one scope over one period. Any subgraph hands one out by writing its id, and any reads it back, so
// the id itself carries the scope and the period.
import { isLocalDate, isTimeZone, type Period } from './period.ts';

/** What a `Performance` is about: an ad entity, account or advertiser over whole days of a time zone. */
export interface PerformanceScope extends Period {
  readonly scopeId: string;
  readonly timeZone: string;
}

const prefix = 'prf_';
const scopeIdPattern = /^[a-z]{1,8}_[A-Za-z0-9_-]{1,64}$/;
const maxIdLength = 300;

/** The id of a `Performance`: the same for the same scope, period and time zone, always. */
export function encodePerformanceId({ scopeId, firstDay, lastDay, timeZone }: PerformanceScope): string {
  return prefix + Buffer.from([scopeId, firstDay, lastDay, timeZone].join(' '), 'utf8').toString('base64url');
}

/** What an id stands for; undefined when it is not one that `encodePerformanceId` could have written. */
export function decodePerformanceId(id: string): PerformanceScope | undefined {
  const known = scopeOfId.get(id);
  if (known) return known;
  const scope = readPerformanceId(id);
  if (scopeOfId.size >= maxScopes) scopeOfId.clear();
  if (scope) scopeOfId.set(id, scope);
  return scope;
}

/** Three subgraphs read the ids of one screen, again and again. */
const scopeOfId = new Map<string, PerformanceScope>();
const maxScopes = 10_000;

function readPerformanceId(id: string): PerformanceScope | undefined {
  if (!id.startsWith(prefix) || id.length > maxIdLength) return undefined;
  const parts = Buffer.from(id.slice(prefix.length), 'base64url').toString('utf8').split(' ');
  const [scopeId = '', firstDay = '', lastDay = '', timeZone = ''] = parts;
  const isWhole = scopeIdPattern.test(scopeId) && isLocalDate(firstDay) && isLocalDate(lastDay) && isTimeZone(timeZone);
  if (!isWhole || firstDay > lastDay) return undefined;
  const scope = { scopeId, firstDay, lastDay, timeZone };
  // Base64 forgives stray bits and bytes; an id has one spelling.
  return encodePerformanceId(scope) === id ? scope : undefined;
}
