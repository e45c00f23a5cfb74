// Errors of subgraphs stand in the data where the value should have been. The writer finds them there and knows the
// client's path, so no path is computed for a value that arrived, and one entity in many places fails in each of them.
import type { ErrorCode } from '../errors.ts';

/** An error as the client may see it. */
export interface UpstreamError {
  readonly message: string;
  readonly code: ErrorCode;
  readonly subgraph: string;
}

/** What stands in the place of a value that a subgraph failed to give. */
export class FieldFailure {
  readonly error: UpstreamError;
  /** Where below this place the error happened, when its null travelled up to here inside the subgraph. */
  readonly suffix: readonly (string | number)[];
  /** The failure that this one is a part of: to tell the part is to tell the whole. */
  readonly #whole: FieldFailure | undefined;
  #isReported = false;

  constructor(error: UpstreamError, suffix: readonly (string | number)[] = [], whole?: FieldFailure) {
    this.error = error;
    this.suffix = suffix;
    this.#whole = whole;
  }

  /** Whether the client was told; an error of a field that it did not ask for is told without a path. */
  get isReported(): boolean {
    return this.#isReported;
  }

  markReported(): void {
    this.#isReported = true;
    this.#whole?.markReported();
  }

  /** The same failure for a key of the object that is missing because of it. */
  at(key: string): FieldFailure {
    if (this.suffix.length === 0) return this;
    return new FieldFailure(this.error, this.suffix[0] === key ? this.suffix.slice(1) : [], this);
  }
}
