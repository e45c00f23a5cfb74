// What the ways of a subscription have in common: a bounded queue between a connection and whoever follows the stream.
import { SubgraphFailure } from '../errors.ts';
import { createBoundedQueue } from '../live/bounded-queue.ts';
import { RetryableFailure } from './retryable-failure.ts';
import type { SubgraphResponse } from './subgraph-client.ts';
import { maxWaitingEvents } from './subgraph-streams.ts';
import { readSubgraphErrors, readSubgraphResponse } from './subgraph-response.ts';

/** The producing end of a stream. Whatever ends it first counts; what comes later is dropped. */
export interface StreamEnd {
  /** Hands over an event as it came; one that is no GraphQL response ends the stream. */
  receive(event: unknown): void;
  /** The subgraph has ended the stream, with the errors it told, if any. Errors that are none end it as malformed. */
  complete(errors?: unknown): void;
  /** The subgraph is gone. */
  lose(cause: unknown): void;
  /** The subgraph does not speak as agreed. */
  malformed(message: string): void;
  /** It answered by HTTP with something that is neither a stream nor GraphQL. */
  unusable(answer: UnusableAnswer): void;
  fail(failure: SubgraphFailure): void;
}

export interface UnusableAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A subgraph, or what stands before it, that may answer otherwise in a while. */
const passingStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

function failureOf(subgraph: string, { status, contentType, body }: UnusableAnswer): SubgraphFailure {
  const excerpt = new Error(`HTTP ${status}, ${contentType || 'no content type'}: ${body.slice(0, 200)}`);
  if (passingStatuses.has(status)) return new RetryableFailure(subgraph, 'HTTP_ERROR', excerpt);
  const isSuccess = status >= 200 && status < 300;
  return new SubgraphFailure(subgraph, isSuccess ? 'MALFORMED_RESPONSE' : 'HTTP_ERROR', excerpt);
}

export interface StreamOptions {
  readonly subgraph: string;
  /** Aborted when whoever follows has gone. */
  readonly signal: AbortSignal;
  /** Opens the connection; returns how to let go of it, which is done once, however the stream ended. */
  readonly connect: (end: StreamEnd) => () => void;
}

/** A stream that connects when it is iterated. */
export function openStream({ subgraph, signal, connect }: StreamOptions): AsyncIterable<SubgraphResponse> {
  return {
    [Symbol.asyncIterator]() {
      let isOver = false;
      let release = (): void => {};
      const queue = createBoundedQueue<SubgraphResponse>(maxWaitingEvents, () => {
        isOver = true;
        signal.removeEventListener('abort', leave);
        release();
      });
      const leave = (): void => void queue.return();
      const lose = (cause: unknown): void => queue.end(new RetryableFailure(subgraph, 'UNREACHABLE', cause));
      const malformed = (message: string): void =>
        queue.end(new SubgraphFailure(subgraph, 'MALFORMED_RESPONSE', new Error(message)));
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();
      if (isOver) return queue;
      release = connect({
        receive(event) {
          const response = readSubgraphResponse(event);
          if (!response) malformed('An event that is no GraphQL response.');
          else if (!queue.push(response))
            lose(new Error(`More than ${maxWaitingEvents} events were waiting to be read.`));
        },
        complete(given) {
          const errors = given === undefined ? [] : readSubgraphErrors(given);
          if (!errors) return malformed('The errors of the end are no GraphQL errors.');
          if (errors.length > 0) queue.push({ errors });
          queue.end();
        },
        lose,
        malformed,
        unusable: (answer) => queue.end(failureOf(subgraph, answer)),
        fail: queue.end,
      });
      // It may have ended while it was being connected.
      if (isOver) release();
      return queue;
    },
  };
}
