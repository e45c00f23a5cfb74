// The JSON of an answer. One that several clients get is written once.
import type { GraphQLResult } from './graphql-result.ts';

const sharedTexts = new WeakMap<GraphQLResult, { text: string | undefined }>();

/** From now on the answer belongs to several: it is not changed any more, and its text is kept as long as it is. */
export function shareResult(result: GraphQLResult): GraphQLResult {
  if (!sharedTexts.has(result)) sharedTexts.set(Object.freeze(result), { text: undefined });
  return result;
}

/** The answer as JSON. */
export function resultText(result: GraphQLResult): string {
  const shared = sharedTexts.get(result);
  return shared ? (shared.text ??= JSON.stringify(result)) : JSON.stringify(result);
}
