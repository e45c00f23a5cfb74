import { ClientError } from '../errors.ts';

/** How long an operation may go on after it was told to stop, to answer with what it has. */
const graceMs = 500;

/** The time an operation has. */
export interface Deadline {
  /** Aborted when the time is up or the client has gone: what is running then ends with what it has. */
  readonly signal: AbortSignal;
  /** Rejects with OPERATION_TIMEOUT when the operation does not heed the signal. */
  readonly overdue: Promise<never>;
  /** From now on it ends with this client too. */
  heed(clientSignal: AbortSignal): void;
  /** The operation is over: no timer and no listener stays behind. */
  clear(): void;
}

export function startDeadline(timeoutMs: number, clientSignal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let giveUp: (error: ClientError) => void = () => {};
  const overdue = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  // Between two parts of an answer nobody waits for it.
  overdue.catch(() => undefined);
  let heeded: AbortSignal | undefined;
  const onClientGone = (): void => controller.abort(heeded?.reason);
  const heed = (signal: AbortSignal): void => {
    if (heeded) return;
    heeded = signal;
    signal.addEventListener('abort', onClientGone, { once: true });
    if (signal.aborted) onClientGone();
  };
  let timer = setTimeout(() => {
    const message = `The operation took longer than ${timeoutMs} ms.`;
    // Named as AbortSignal.timeout names it, by which everything below tells the end of its time from a client that left.
    controller.abort(new DOMException(message, 'TimeoutError'));
    timer = setTimeout(giveUp, graceMs, new ClientError('OPERATION_TIMEOUT', message));
  }, timeoutMs);
  if (clientSignal) heed(clientSignal);
  return {
    signal: controller.signal,
    overdue,
    heed,
    clear() {
      clearTimeout(timer);
      heeded?.removeEventListener('abort', onClientGone);
    },
  };
}
