import type { Logger } from 'pino';
import type { ErrorCode, FormattedError } from '../errors.ts';
import type { Variables } from '../operation/client-operation.ts';
import type { SubgraphCallContext } from '../subgraph-client/subgraph-client.ts';
import { FieldFailure, type UpstreamError } from './field-failure.ts';
import type { JsonObject } from './json.ts';

/** An answer lists so many errors; one more stands for the rest. */
export const maxErrors = 100;

/** One run of an operation, or of one event of a subscription: the data so far and what went wrong. */
export class Execution {
  readonly variables: Variables;
  readonly context: SubgraphCallContext;
  readonly logger: Logger;
  /** What subgraphs answered, merged under the client's response keys. */
  readonly data: JsonObject = {};
  /** The response path of the field that the projection is at; deeper entries are leftovers. */
  readonly path: (string | number)[] = [];
  /** Whether any failure may stand in the data; as long as none does, nobody looks for one. */
  hasFailures = false;
  /** Set when a mutation's root field is null and must not be: the fields after it may not run. */
  isStopped = false;

  readonly #errors: FormattedError[] = [];
  readonly #failures: FieldFailure[] = [];
  #unlistedErrors = 0;

  constructor(variables: Variables, context: SubgraphCallContext, logger: Logger) {
    this.variables = variables;
    this.context = context;
    this.logger = logger;
  }

  /** A failure to put into the data. One that the projection never meets is told at the end, without a path. */
  failure(error: UpstreamError, suffix?: readonly (string | number)[]): FieldFailure {
    const failure = new FieldFailure(error, suffix);
    this.hasFailures = true;
    if (this.#failures.length <= maxErrors) this.#failures.push(failure);
    else this.#unlistedErrors++;
    return failure;
  }

  /** Tells a failure at the place that the projection is at. */
  report(failure: FieldFailure, depth: number): void {
    failure.markReported();
    const { message, code, subgraph } = failure.error;
    this.#add(message, { code, subgraph }, depth, failure.suffix);
  }

  /** Tells an error of the gateway's own at the place that the projection is at. */
  reportOwn(code: ErrorCode, message: string, depth: number): void {
    this.#add(message, { code }, depth, noSuffix);
  }

  /** All errors to tell, in the order they were met; undefined when there are none. */
  listErrors(): readonly FormattedError[] | undefined {
    for (const failure of this.#failures) {
      if (failure.isReported) continue;
      const { message, code, subgraph } = failure.error;
      this.#push({ message, extensions: { code, subgraph } });
    }
    if (this.#unlistedErrors > 0) this.#errors.push(tooManyErrors(this.#unlistedErrors));
    return this.#errors.length === 0 ? undefined : this.#errors;
  }

  #add(message: string, extensions: FormattedError['extensions'], depth: number, suffix: typeof noSuffix): void {
    if (this.#errors.length >= maxErrors) this.#unlistedErrors++;
    else this.#push({ message, path: [...this.path.slice(0, depth), ...suffix], extensions });
  }

  #push(error: FormattedError): void {
    if (this.#errors.length >= maxErrors) this.#unlistedErrors++;
    else this.#errors.push(error);
  }
}

const noSuffix: readonly (string | number)[] = [];

function tooManyErrors(count: number): FormattedError {
  return { message: `${count} more errors are not listed.`, extensions: { code: 'TOO_MANY_ERRORS', count } };
}
