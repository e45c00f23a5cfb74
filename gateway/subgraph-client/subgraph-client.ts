// The one way to a subgraph. In process and over HTTP/WebSocket both implement it and must behave the same.
import type { Viewer } from '../../schema/viewer.ts';

/** What the gateway knows of the request that a subgraph call is made for. */
export interface SubgraphCallContext {
  /** The verified viewer; undefined for an anonymous request. */
  readonly viewer: Viewer | undefined;
  /** The client's `Authorization` header, for a subgraph that verifies it again. */
  readonly authorization: string | undefined;
  /** Names the request in every log. */
  readonly requestId: string;
  /** Aborted when the client is gone or the request's time is up. */
  readonly signal: AbortSignal;
  /** Told of each call once it is over, for a request that wants to know. */
  readonly trace?: (call: TracedCall) => void;
}

/** One call, or one event of a stream; instants are of `performance.now()`. */
export interface TracedCall {
  readonly subgraph: string;
  readonly document: string;
  /** `OK`, `ERRORS`, or what it failed for; `EVENT` for one of a stream. */
  readonly outcome: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

export type OperationKind = 'query' | 'mutation' | 'subscription';

export interface SubgraphRequest {
  /** The document, the same string each time the same fetch runs: clients cache by it. */
  readonly document: string;
  readonly kind: OperationKind;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The variables as JSON, where somebody has written them already. */
  readonly variablesText?: string;
  readonly context: SubgraphCallContext;
  /** Less time than the client's own limit, when a part of it is spent already. */
  readonly timeoutMs?: number;
}

/** An error as GraphQL over HTTP carries it. */
export interface SubgraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * What a subgraph answered: its own errors are data here, not exceptions. The executor merges into `data` in place: who
 * hands one answer to two callers gives each a copy.
 */
export interface SubgraphResponse {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly SubgraphError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Set when no string in `data` needs an escape in JSON: it is then written without being looked at. */
  readonly isPlain?: true;
}

/**
 * A subgraph that can be called.
 *
 * Both methods reject with `SubgraphFailure` (see gateway/errors.ts) when no GraphQL answer came: unreachable, timed
 * out, or something that is not a GraphQL response. `subscribe` ends when the subgraph ends the stream, and releases
 * everything when its iterator is returned or the context's signal is aborted.
 */
export interface SubgraphClient {
  readonly name: string;
  execute(request: SubgraphRequest): Promise<SubgraphResponse>;
  subscribe(request: SubgraphRequest): AsyncIterable<SubgraphResponse>;
  /** Closes sockets and pools. In-process clients have none. */
  close(): Promise<void>;
}
