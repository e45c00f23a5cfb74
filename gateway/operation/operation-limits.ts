/** What an operation may ask for at most. Each number is the last one still accepted. */
export interface OperationLimits {
  /** Lexical tokens of the whole document. */
  readonly maxTokens: number;
  /** Fields inside fields, with fragments spread. */
  readonly maxDepth: number;
  /** Aliased fields, with fragments spread. */
  readonly maxAliases: number;
  /** Fields at the root, with fragments spread. */
  readonly maxRootFields: number;
  /** Fragment definitions, and fragment spreads with fragments spread. */
  readonly maxFragments: number;
  /** Directives, with fragments spread. */
  readonly maxDirectives: number;
  /** Fragments with @defer, with fragments spread. */
  readonly maxDeferredFragments: number;
  /** Estimated cost by @cost and @listSize. */
  readonly maxCost: number;
  /** Milliseconds that planning an operation may take. */
  readonly planningTimeoutMs: number;
}

/** Wide enough for every honest screen, and far below what the planner or the heap would feel. */
export const defaultOperationLimits: OperationLimits = {
  maxTokens: 5_000,
  // The planner's parser gives up at 48 nested braces; entity fetches add two.
  maxDepth: 30,
  maxAliases: 100,
  maxRootFields: 20,
  maxFragments: 100,
  maxDirectives: 200,
  // Each may ask its subgraphs on its own.
  maxDeferredFragments: 20,
  maxCost: 10_000,
  planningTimeoutMs: 2_000,
};
