// The trees that subgraphs answer with: plain JSON values, read defensively and merged in place.
import { FieldFailure } from './field-failure.ts';

export type JsonObject = Record<string, unknown>;

/** An object of an answer: no list, no null, no failure. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof FieldFailure);
}

/**
 * A property of the answer itself, never one that every JavaScript object inherits: those are functions, which no JSON
 * has, and `__proto__`. Asking `Object.hasOwn` for every value read costs more than the reading.
 */
export function own(object: JsonObject, key: string): unknown {
  const value = object[key];
  return typeof value === 'function' || key === '__proto__' ? undefined : value;
}

/**
 * Merges an answer into what is already known, in place. Objects and lists of one length merge item by item; a value
 * wins over null, over a failure and over nothing; the newer of two values wins. `isAbstract` tells the names of
 * interfaces: a subgraph that holds an interface as an object calls its objects by it, which never hides the real type.
 */
export function mergeInto(known: JsonObject, incoming: JsonObject, isAbstract: (typeName: string) => boolean): void {
  for (const key of Object.keys(incoming)) {
    // No operation may ask for this key (check-limits.ts); a subgraph that sends it means no good.
    if (key === '__proto__') continue;
    mergeKey(known, key, incoming[key], isAbstract);
  }
}

/** The same for one key, which is not `__proto__`. */
export function mergeKey(
  known: JsonObject,
  key: string,
  value: unknown,
  isAbstract: (typeName: string) => boolean,
): void {
  const present = own(known, key);
  known[key] = present === undefined ? value : merged(key, present, value, isAbstract);
}

function merged(key: string, present: unknown, incoming: unknown, isAbstract: (typeName: string) => boolean): unknown {
  if (incoming === null || incoming === undefined) return present;
  if (incoming instanceof FieldFailure) return present === null ? incoming : present;
  if (key === '__typename' && typeof incoming === 'string' && isAbstract(incoming)) return present;
  if (isObject(present) && isObject(incoming)) {
    if (present !== incoming) mergeInto(present, incoming, isAbstract);
    return present;
  }
  if (Array.isArray(present) && Array.isArray(incoming) && present.length === incoming.length) {
    for (let index = 0; index < present.length; index++) {
      present[index] = merged('', present[index], incoming[index], isAbstract);
    }
    return present;
  }
  return incoming;
}

/** A copy that shares no object with the original, so that two places that received one answer stay two. */
export function cloneJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cloneJson);
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) {
    if (key !== '__proto__') copy[key] = cloneJson(value[key]);
  }
  return copy;
}
