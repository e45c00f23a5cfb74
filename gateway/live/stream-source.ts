// What groups follow: one subscription under one supergraph, to be opened from any cursor by anyone of equal rights.
import type { GraphQLResult } from '../execute/graphql-result.ts';
import type { SubgraphCallContext } from '../subgraph-client/subgraph-client.ts';
import type { DeliveryRule } from '../supergraph/delivery-rules.ts';
import type { Ledger } from './newest-by-key.ts';

/** An event with its answer, which has its cursor in `extensions` and belongs to all who get it. */
export interface StreamEvent {
  readonly kind: 'event';
  readonly result: GraphQLResult;
  readonly cursor: string;
  /** What CONFLATE keeps the newest of; undefined where it is not known, and then nothing takes the event's place. */
  readonly key: string | undefined;
  /** How many older events of its key it stands for. */
  readonly conflated: number;
}

/**
 * Why a stream broke. `resync`: what follows its cursor is not kept. `refused`: the subgraph will not do it with these
 * arguments. `denied`: it will not do it for this viewer. `lost`: anything that another attempt may not meet.
 */
export interface StreamBreak {
  readonly kind: 'resync' | 'refused' | 'denied' | 'lost';
  /** What a client is told of it. */
  readonly result: GraphQLResult;
}

export interface StreamSource {
  /** Two sources of the same key have the same events, whoever opens them. */
  readonly key: string;
  readonly rule: DeliveryRule;
  /** What is asked once for each supergraph, and must be let go of with it. */
  readonly owner: object;
  /** Equal under two supergraphs that plan and answer the stream the same. */
  readonly fingerprint: string;
  /** What is selected: the type of each coordinate. */
  readonly selectedTypes: ReadonlyMap<string, string>;
  /** The cursor of now: whatever happens after this call has begun comes after it. */
  head(context: SubgraphCallContext): Promise<string | StreamBreak>;
  /**
   * The events after a cursor, one at a time as they are asked for. It ends with a break, or when it is left. What was
   * left out by key goes through the ledger, from one opening to the next.
   */
  open(after: string, context: SubgraphCallContext, ledger: Ledger): AsyncIterableIterator<StreamEvent | StreamBreak>;
}
