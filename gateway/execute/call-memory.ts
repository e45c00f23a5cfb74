// What subgraphs answered in the last run of a live query: whoever told of no change since is not asked again.
import type { SubgraphRequest, SubgraphResponse } from '../subgraph-client/subgraph-client.ts';

type Call = Pick<SubgraphRequest, 'document' | 'variables' | 'variablesText'>;

export interface CallMemory {
  /** The answer to the very call of the last run, or of this one; undefined when there is none that holds. */
  recall(subgraph: string, call: Call): SubgraphResponse | undefined;
  keep(subgraph: string, call: Call, response: SubgraphResponse): void;
  /** A run begins: what these subgraphs answered holds no more. */
  begin(changed: ReadonlySet<string>): void;
}

/** As JSON, so that a run may change what it gets. */
interface Kept {
  readonly subgraph: string;
  readonly json: string;
  readonly isPlain: boolean;
}

/** More than this is not kept of one run: a live query that reads so much is asked anew each time. */
const maxLength = 1_000_000;

/** Keeps answers of the subgraphs that tell of their changes; what a run did not ask for is kept no longer than that run. */
export function createCallMemory(isKept: (subgraph: string) => boolean): CallMemory {
  let last = new Map<string, Kept>();
  let current = new Map<string, Kept>();
  let length = 0;
  const keyOf = (subgraph: string, { document, variables, variablesText }: Call): string =>
    JSON.stringify([subgraph, document, variablesText ?? JSON.stringify(variables)]);
  function note(key: string, kept: Kept): void {
    if (current.has(key) || length + kept.json.length > maxLength) return;
    length += kept.json.length;
    current.set(key, kept);
  }
  return {
    recall(subgraph, call) {
      const key = keyOf(subgraph, call);
      const kept = current.get(key) ?? last.get(key);
      if (!kept) return undefined;
      note(key, kept);
      return { data: parseData(kept.json), ...(kept.isPlain && { isPlain: true }) };
    },
    keep(subgraph, call, { data, errors, isPlain = false }) {
      if (!isKept(subgraph) || !data || errors) return;
      note(keyOf(subgraph, call), { subgraph, json: JSON.stringify(data), isPlain });
    },
    begin(changed) {
      last = new Map([...current].filter(([, { subgraph }]) => !changed.has(subgraph)));
      current = new Map();
      length = 0;
    },
  };
}

function parseData(json: string): Record<string, unknown> {
  return JSON.parse(json);
}
