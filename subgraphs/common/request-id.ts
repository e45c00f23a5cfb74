import { randomUUID } from 'node:crypto';

/** The gateway names each request; one that comes without a name gets one here. */
export function readRequestId(given: unknown): string {
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}
