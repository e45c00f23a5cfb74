import type { FormattedError } from '../errors.ts';

/** The answer. A request error (parse, validation, limits, auth) has no `data` key at all. */
export interface GraphQLResult {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly FormattedError[];
  readonly extensions?: Record<string, unknown>;
}
