// Puts the errors of a subgraph's answer into its data, each in the place of the value that is missing for it.
import type { Execution } from './execution.ts';
import type { FieldFailure, UpstreamError } from './field-failure.ts';
import { isObject, type JsonObject, own } from './json.ts';
import type { ResponseShape } from './response-shape.ts';

type Path = readonly (string | number)[];

/** Puts an error where its path ends, or where the null is that it caused; without such a place it is told pathless. */
export function placeError(execution: Execution, data: JsonObject, error: UpstreamError, path: Path | undefined): void {
  let parent: unknown = data;
  for (const [index, segment] of (path ?? []).entries()) {
    const value = childOf(parent, segment);
    if (value === null || value === undefined) {
      setChild(parent, segment, execution.failure(error, path?.slice(index + 1)));
      return;
    }
    parent = value;
  }
  execution.failure(error);
}

function childOf(parent: unknown, segment: string | number): unknown {
  if (Array.isArray(parent)) return typeof segment === 'number' ? parent[segment] : undefined;
  return isObject(parent) ? own(parent, String(segment)) : undefined;
}

function setChild(parent: unknown, segment: string | number, failure: FieldFailure): void {
  if (Array.isArray(parent)) {
    // An index beyond the list would make it longer: a list answers for its own length.
    if (typeof segment === 'number' && segment in parent) parent[segment] = failure;
  } else if (isObject(parent) && segment !== '__proto__') {
    parent[String(segment)] = failure;
  }
}

/** Puts a failure in place of every value of the shape that is not there. */
export function failMissing(target: unknown, shape: ResponseShape, failure: FieldFailure): void {
  if (Array.isArray(target)) {
    for (const item of target) failMissing(item, shape, failure);
  } else if (isObject(target)) {
    for (const [key, below] of shape) {
      const value = own(target, key);
      if (value === undefined) target[key] = failure.at(key);
      else if (below.size > 0) failMissing(value, below, failure.at(key));
    }
  }
}
