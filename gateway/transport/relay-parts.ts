import type { FormattedError } from '../errors.ts';
import { laterPart } from '../execute/result-json.ts';
import type { AnswerParts, GraphQLResult } from '../pipeline.ts';
import type { Deadline } from './deadline.ts';

/** The parts of one answer, for a transport to send; each is a whole message. It never fails. */
export type AnswerStream = AsyncIterableIterator<GraphQLResult, undefined>;

/** Whether results follow each other: the events of a subscription, or the parts of one answer. */
export function isStream<Stream extends AsyncIterable<GraphQLResult>>(
  outcome: GraphQLResult | Stream,
): outcome is Stream {
  return Symbol.asyncIterator in outcome;
}

export interface PartsRelay {
  readonly deadline: Deadline;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
  /** The errors to tell for what was thrown. */
  readonly refused: (error: unknown) => { readonly errors: readonly FormattedError[] };
  /** Called once, with the errors of all parts. */
  readonly onOver: (errors: readonly FormattedError[]) => void;
}

/** Hands on the parts until the last, the end of the operation's time, or until the client has gone. */
export async function* relayParts(
  parts: AnswerParts,
  { deadline, signal, refused, onOver }: PartsRelay,
): AsyncGenerator<GraphQLResult, undefined> {
  const told: FormattedError[] = [];
  try {
    for (;;) {
      const next = await Promise.race([parts.next(), deadline.overdue]);
      // Whatever a mutation does is done with its first part: what follows only reads, for nobody once the client has gone.
      deadline.heed(signal);
      if (next.done === true || signal.aborted) return undefined;
      told.push(...(next.value.errors ?? []));
      yield next.value;
    }
  } catch (error) {
    const { errors } = refused(error);
    told.push(...errors);
    if (!signal.aborted) yield laterPart([], errors, false);
    return undefined;
  } finally {
    // Not awaited: it may wait for what is overdue.
    parts.return?.().catch(() => undefined);
    onOver(told);
  }
}
