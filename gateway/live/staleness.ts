// Which subgraphs a live query has to be asked again for. What is heard while it runs is judged when it is known what the
// answer depends on.

/** The word of a change that may have touched anything. */
export const anything = '*';

export interface Staleness {
  /** Whether there is a reason to run. */
  readonly isDue: boolean;
  /** A subgraph tells of a change. */
  hear(subgraph: string, words: readonly string[]): void;
  /** Something else than a change may have changed all answers, such as the clock. */
  doubtAll(): void;
  /** Another run is wanted, though nobody told of a change. */
  repeat(): void;
  /** A run begins. Returns the subgraphs that must be asked anew. */
  begin(): ReadonlySet<string>;
  /** It has ended; `keys` are the words it depends on, undefined where that is not known. */
  end(keys: ReadonlySet<string> | undefined): void;
}

/** So many words are remembered of a subgraph during one run; more of them are anything. */
const maxHeard = 10_000;

/** Everything is stale until it has run once. */
export function createStaleness(subgraphs: readonly string[]): Staleness {
  const stale = new Set(subgraphs);
  const heard = new Map<string, Set<string>>();
  let keys: ReadonlySet<string> | undefined;
  let isDue = true;
  let isRunning = false;

  function judge(subgraph: string, words: Iterable<string>): void {
    for (const word of words) {
      if (keys && word !== anything && !keys.has(word)) continue;
      stale.add(subgraph);
      isDue = true;
      return;
    }
  }
  return {
    get isDue() {
      return isDue;
    },
    hear(subgraph, words) {
      if (!isRunning) return judge(subgraph, words);
      const known = heard.get(subgraph) ?? new Set();
      heard.set(subgraph, known);
      for (const word of words) known.add(known.size < maxHeard ? word : anything);
    },
    doubtAll() {
      for (const subgraph of subgraphs) stale.add(subgraph);
      isDue = true;
    },
    repeat() {
      isDue = true;
    },
    begin() {
      const changed = new Set(stale);
      stale.clear();
      isDue = false;
      isRunning = true;
      return changed;
    },
    end(known) {
      isRunning = false;
      keys = known;
      for (const [subgraph, words] of heard) judge(subgraph, words);
      heard.clear();
    },
  };
}
