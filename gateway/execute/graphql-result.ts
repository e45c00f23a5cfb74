import type { FormattedError } from '../errors.ts';
import type { PatchOperation } from './json-patch.ts';

/** The answer. A request error (parse, validation, limits, auth) has no `data` key at all. */
export interface GraphQLResult {
  readonly data?: Record<string, unknown> | null;
  /** Of a live query, in place of `data`: how it differs from that of the revision before (RFC 6902). */
  readonly patch?: readonly PatchOperation[];
  /** Of a live query: 1 with `data`, one more with each `patch` that follows. */
  readonly revision?: number;
  readonly errors?: readonly FormattedError[];
  readonly extensions?: Record<string, unknown>;
}
