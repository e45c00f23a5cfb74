import type { DeferredFragment } from '../operation/deferral.ts';
import type { JsonObject } from './json.ts';
import type { WriteValue } from './write-value.ts';

/** An object that was told, and to which a deferred fragment adds something. */
export interface NotedPart {
  readonly fragment: DeferredFragment;
  /** Where in the answer it stands. */
  readonly path: readonly (string | number)[];
  readonly source: JsonObject;
  /** Writes what is added; `{}` when that is nothing after all. */
  readonly write: WriteValue;
}
