// A path that a subgraph serves beside GraphQL, such as one that takes more than fits into an operation. The server of
// the subgraph answers it, and in process the gateway does; what is told of the caller is the same.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Viewer } from '../../schema/viewer.ts';

export interface SubgraphExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The verified viewer; undefined for an anonymous request. */
  readonly viewer: Viewer | undefined;
  /** Names the request in every log. */
  readonly requestId: string;
}

export interface SubgraphRoute {
  /** The whole path, such as '/ingest/spend'. */
  readonly path: string;
  /** Answers one request, also where it refuses it; resolves when the answer is written. */
  serve(exchange: SubgraphExchange): Promise<void>;
  /** Asks requests that take long to end where nothing is lost: the process is about to stop. */
  drain(): void;
}
