// The JSON of an answer. One that several clients get is written once.
import type { GraphQLResult } from './graphql-result.ts';

const sharedBytes = new WeakMap<GraphQLResult, { bytes: Buffer | undefined }>();

/** From now on the answer belongs to several: it is not changed any more, and its JSON is kept as long as it is. */
export function shareResult(result: GraphQLResult): GraphQLResult {
  if (!sharedBytes.has(result)) sharedBytes.set(Object.freeze(result), { bytes: undefined });
  return result;
}

/** The answer as JSON in UTF-8, for reading only. */
export function resultBytes(result: GraphQLResult): Buffer {
  const shared = sharedBytes.get(result);
  return shared ? (shared.bytes ??= toBytes(result)) : toBytes(result);
}

function toBytes(result: GraphQLResult): Buffer {
  return Buffer.from(JSON.stringify(result));
}
