// When an answer is over, also of a stream that goes on without the answer that Node has made for it.
import type { ServerResponse } from 'node:http';

/** Called once; with whether all was handed over that the client was to get. */
export type OnOver = (isWhole: boolean) => void;

/** What goes on in place of an answer. */
export interface Continuation {
  /** Calls back when it is over; at once when it is already. */
  onceOver(callback: OnOver): void;
}

const continuations = new WeakMap<ServerResponse, Continuation>();

/** Calls back when the answer is over or its client has gone. What is called keeps nothing alive but what it names. */
export function onceOver(response: ServerResponse, callback: OnOver): void {
  response.once('close', () => {
    const continuation = continuations.get(response);
    if (continuation) continuation.onceOver(callback);
    else callback(response.writableFinished);
  });
}

/** The answer closes, and what was to be called then is called when the other is over. */
export function continueWith(response: ServerResponse, continuation: Continuation): void {
  continuations.set(response, continuation);
}
