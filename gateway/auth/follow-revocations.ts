// The list of revocations as it is now. When it cannot be read, what it said last goes on to count for a while; then
// nobody knows whether a token is still good, and none is taken.
import type { Logger } from 'pino';
import type { Viewer } from '../../schema/viewer.ts';
import type { RevocationList } from './revocations.ts';
import type { ReadList } from './revocation-source.ts';

export interface Revocations {
  /**
   * The viewer with what its token still allows, the same one when that is all. REVOKED: its token is worth nothing.
   * UNKNOWN: the list could not be read for too long.
   */
  judge(viewer: Viewer): Viewer | 'REVOKED' | 'UNKNOWN';
  /** Another number whenever somebody may be judged otherwise. */
  readonly version: number;
  /** Undefined where there is no list. */
  readonly state: 'current' | 'stale' | undefined;
  /** How long ago the list was read. */
  readonly ageMs: number;
  /** Called whenever somebody may be judged otherwise; returns how to call it off. */
  onChange(callback: () => void): () => void;
  close(): void;
}

export interface FollowOptions {
  readonly read: ReadList;
  readonly pollMs: number;
  /** How old the list may become; 0: as old as it gets. One that was never read is always too old. */
  readonly maxStaleMs: number;
  readonly logger: Logger;
}

/** Where nothing is ever revoked. */
export const noRevocations: Revocations = {
  judge: (viewer) => viewer,
  version: 0,
  state: undefined,
  ageMs: 0,
  onChange: () => () => {},
  close: () => {},
};

/** A list that takes longer is asked for again: with the usual second between two looks, two in all are the most. */
const readTimeoutMs = 1_000;

/** Reads the list again and again, until it is closed. Resolves after the first look, whether that brought one or not. */
export async function followRevocations({ read, pollMs, maxStaleMs, logger }: FollowOptions): Promise<Revocations> {
  const callbacks = new Set<() => void>();
  const closing = new AbortController();
  let list: RevocationList | undefined;
  let readAtMs = performance.now();
  let version = 0;
  let isFailing = false;
  let wasStale = true;
  let timer: NodeJS.Timeout | undefined;

  const ageMs = (): number => performance.now() - readAtMs;
  const isStale = (): boolean => list === undefined || (maxStaleMs > 0 && ageMs() > maxStaleMs);
  function tell(): void {
    version += 1;
    for (const callback of [...callbacks]) callback();
  }
  async function look(): Promise<boolean> {
    const timeout = setTimeout(() => controller.abort(new Error('The list took too long.')), readTimeoutMs);
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    closing.signal.addEventListener('abort', abort, { once: true });
    try {
      const next = await read(controller.signal);
      readAtMs = performance.now();
      if (isFailing) logger.info('the list of revocations can be read again');
      isFailing = false;
      list = next ?? list;
      return next !== undefined;
    } catch (err) {
      if (!isFailing && !closing.signal.aborted) logger.error({ err }, 'the list of revocations cannot be read');
      isFailing = true;
      return false;
    } finally {
      clearTimeout(timeout);
      closing.signal.removeEventListener('abort', abort);
    }
  }
  async function poll(): Promise<void> {
    const isOther = await look();
    if (closing.signal.aborted) return;
    const isStaleNow = isStale();
    if (isStaleNow && !wasStale) logger.error({ maxStaleMs }, 'the list of revocations is too old; no token is taken');
    if (isOther || isStaleNow !== wasStale) tell();
    wasStale = isStaleNow;
    timer = setTimeout(() => void poll(), pollMs).unref();
  }
  await poll();
  return {
    judge(viewer) {
      if (!list || isStale()) return 'UNKNOWN';
      return list.judge(viewer) ?? 'REVOKED';
    },
    get version() {
      return version;
    },
    get state() {
      return isStale() ? 'stale' : 'current';
    },
    get ageMs() {
      return ageMs();
    },
    onChange(callback) {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
    close() {
      closing.abort();
      clearTimeout(timer);
    },
  };
}
