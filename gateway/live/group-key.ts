// Who may share a stream: everything of a viewer that may change an answer is in the key, and nothing else.
import { isNarrowed } from '../auth/narrow.ts';
import type { SubgraphCallContext } from '../subgraph-client/subgraph-client.ts';

/**
 * Equal for viewers who see the same: of the same advertisers with the same scopes, whoever they are and whatever token
 * they hold. Anonymous ones share with those who sent the same header, as a subgraph may read what the gateway does not;
 * and for the same reason those whose token allows more than they may.
 */
export function rightsKey({ viewer, authorization }: SubgraphCallContext): string {
  if (viewer === undefined) return JSON.stringify(['anonymous', authorization ?? null]);
  const rights = [[...viewer.advertiserIds].sort(), [...viewer.scopes].sort()];
  return JSON.stringify(isNarrowed(viewer) ? ['narrowed', authorization, ...rights] : ['viewer', ...rights]);
}

/** The variables as a key: objects that differ in the order of their fields alone are the same. */
export function variablesKey(variables: Readonly<Record<string, unknown>>, names: readonly string[]): string {
  return JSON.stringify(
    names.toSorted().map((name) => [name, variables[name]]),
    sortFields,
  );
}

function sortFields(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
