// How much a viewer may have at once, over all views of the graph and all transports, and whether anything new is let in.
import type { Config } from '../config.ts';
import { ClientError } from '../errors.ts';
import { createQuota, type Quota } from '../live/quota.ts';
import type { Caller } from './caller.ts';

/** Each method takes a place and returns how to give it back. Throws TOO_MANY_REQUESTS or SERVICE_UNAVAILABLE. */
export interface Admission {
  operation(caller: Holder): () => void;
  stream(caller: Holder): () => void;
  /** An event stream that is reserved to carry many operations. */
  reservation(caller: Holder): () => void;
  /** From now on everything is refused; resolves once no operation is running. Streams go on. */
  drain(): Promise<void>;
}

type Holder = Pick<Caller, 'viewer' | 'address'>;

export function createAdmission({
  maxOperationsPerViewer,
  maxStreamsPerViewer,
}: Pick<Config, 'maxOperationsPerViewer' | 'maxStreamsPerViewer'>): Admission {
  const running = createQuota(maxOperationsPerViewer);
  const streaming = createQuota(maxStreamsPerViewer);
  const reserved = createQuota(maxStreamsPerViewer);
  let drained: (() => void) | undefined;

  function admit(quota: Quota, { viewer, address }: Holder, what: string): () => void {
    if (drained) throw new ClientError('SERVICE_UNAVAILABLE', 'The gateway is stopping; try another.');
    const giveBack = quota.acquire(viewer ? `viewer ${viewer.subject}` : `address ${address}`);
    if (giveBack) return giveBack;
    throw new ClientError('TOO_MANY_REQUESTS', `Too many ${what} of this viewer are under way; try again later.`);
  }
  return {
    operation(caller) {
      const giveBack = admit(running, caller, 'operations');
      return () => {
        giveBack();
        if (running.held === 0) drained?.();
      };
    },
    stream: (caller) => admit(streaming, caller, 'live streams'),
    reservation: (caller) => admit(reserved, caller, 'event streams'),
    drain: () =>
      new Promise((resolve) => {
        drained = resolve;
        if (running.held === 0) resolve();
      }),
  };
}
