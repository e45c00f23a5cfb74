/**
 * The value as it would come out of JSON, without writing or reading any: dates and the like through their `toJSON`,
 * what JSON cannot hold is dropped or null. Containers are changed in place and returned; results belong to the gateway.
 * Throws a TypeError for a bigint, as `JSON.stringify` does.
 */
export function toJsonValue(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      // -0 is written as 0; what is not finite as null.
      return Number.isFinite(value) ? value + 0 : null;
    case 'object':
      return value === null ? null : toJsonContainer(value);
    case 'bigint':
      throw new TypeError('A bigint has no JSON form; its scalar must serialise it as a string.');
    default:
      return undefined;
  }
}

function toJsonContainer(value: object): unknown {
  if ('toJSON' in value && typeof value.toJSON === 'function') return toJsonValue(value.toJSON());
  if (Array.isArray(value)) return fillArray(value);
  // `value` is an object that is neither null nor an array: its own keys may be read and written by name.
  return fillRecord(value as Record<string, unknown>);
}

function fillArray(items: unknown[]): unknown[] {
  for (let index = 0; index < items.length; index += 1) items[index] = toJsonValue(items[index]) ?? null;
  return items;
}

function fillRecord(record: Record<string, unknown>): Record<string, unknown> {
  for (const key of Object.keys(record)) {
    const given = record[key];
    const value = toJsonValue(given);
    if (value === undefined) delete record[key];
    else if (!Object.is(value, given)) record[key] = value;
  }
  return record;
}
