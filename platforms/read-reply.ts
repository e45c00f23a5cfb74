// Answers of a platform, parsed at the edge. One that cannot be understood says nothing of what was done.
import type { z } from 'zod';
import { PlatformError } from './ad-platform.ts';
import type { HttpReply } from './http-request.ts';

/** The answer's JSON; undefined when it is none, as where a proxy answers in the platform's place. */
export function jsonOf(reply: HttpReply): unknown {
  try {
    return JSON.parse(reply.body);
  } catch {
    return undefined;
  }
}

/** Parses a successful answer. Throws what `unreadable` makes of one of another shape. */
export function parseReply<Shape>(shape: z.ZodType<Shape>, reply: HttpReply): Shape {
  const parsed = shape.safeParse(jsonOf(reply));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(reply, issue && `${issue.path.join('.')}: ${issue.message}`);
}

/**
 * An answer that is not in the platform's words: a page of a proxy, half a JSON, a shape that is not documented. Of a write
 * nobody knows then what became of it; a read may be tried again.
 */
export function unreadable(reply: HttpReply, what: string | undefined): PlatformError {
  return new PlatformError(
    { kind: reply.isWrite ? 'OUTCOME_UNKNOWN' : 'TRANSIENT' },
    {
      platformCode: undefined,
      message: `An answer with status ${reply.status} could not be understood${what ? ` (${what})` : ''}.`,
      requestId: undefined,
      isUnknownCode: reply.status < 500,
    },
  );
}

/** The failure of a write as its outcome. Anything but a `PlatformError` is a bug and goes on. */
export function outcomeOf(error: unknown): {
  kind: 'FAILED';
  failure: PlatformError['failure'];
  detail: PlatformError['detail'];
} {
  if (error instanceof PlatformError) return { kind: 'FAILED', failure: error.failure, detail: error.detail };
  throw error;
}
