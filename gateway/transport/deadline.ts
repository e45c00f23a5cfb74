import { ClientError } from '../errors.ts';

/** How long an operation may go on after it was told to stop, to answer with what it has. */
const graceMs = 500;

/** The time an operation has. */
export interface Deadline {
  /** Aborted when the time is up or the client has gone: what is running then ends with what it has. */
  readonly signal: AbortSignal;
  /** Rejects with OPERATION_TIMEOUT when the operation does not heed the signal. */
  readonly overdue: Promise<never>;
  /** The operation is over: no timer and no listener stays behind. */
  clear(): void;
}

export function startDeadline(timeoutMs: number, clientSignal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let giveUp: (error: ClientError) => void = () => {};
  const overdue = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const onClientGone = (): void => controller.abort(clientSignal?.reason);
  let timer = setTimeout(() => {
    const message = `The operation took longer than ${timeoutMs} ms.`;
    // Named as AbortSignal.timeout names it, by which everything below tells the end of its time from a client that left.
    controller.abort(new DOMException(message, 'TimeoutError'));
    timer = setTimeout(giveUp, graceMs, new ClientError('OPERATION_TIMEOUT', message));
  }, timeoutMs);
  clientSignal?.addEventListener('abort', onClientGone, { once: true });
  if (clientSignal?.aborted) onClientGone();
  return {
    signal: controller.signal,
    overdue,
    clear() {
      clearTimeout(timer);
      clientSignal?.removeEventListener('abort', onClientGone);
    },
  };
}
