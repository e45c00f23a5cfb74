import type { Logger } from 'pino';
import type { ErrorCode, FormattedError } from '../errors.ts';
import type { Variables } from '../operation/client-operation.ts';
import type { SubgraphCallContext } from '../subgraph-client/subgraph-client.ts';
import type { CallMemory } from './call-memory.ts';
import { FieldFailure, type UpstreamError } from './field-failure.ts';
import type { JsonObject } from './json.ts';
import type { NotedPart } from './noted-part.ts';

/** An answer lists so many errors; one more stands for the rest. */
export const maxErrors = 100;

/** One run of an operation, or of one event of a subscription: the data so far and what went wrong. */
export class Execution {
  readonly variables: Variables;
  readonly context: SubgraphCallContext;
  readonly logger: Logger;
  /** Of a run of a live query. */
  readonly memory: CallMemory | undefined;
  /** What subgraphs answered, merged under the client's response keys. */
  readonly data: JsonObject = {};
  /** The response path of the field that is being written; deeper entries are leftovers. */
  readonly path: (string | number)[] = [];
  /** Whether any failure may stand in the data; as long as none does, nobody looks for one. */
  hasFailures = false;
  /** Whether no string of the data needs an escape in JSON: as long as that is so, none is looked at to be written. */
  isPlain = true;
  /** Set when a mutation's root field is null and must not be: the fields after it may not run. */
  isStopped = false;

  readonly #errors: FormattedError[] = [];
  readonly #failures: FieldFailure[] = [];
  #unlistedErrors = 0;
  /** Made when something is noted: most operations defer nothing. */
  #noted: NotedPart[] | undefined;

  constructor(variables: Variables, context: SubgraphCallContext, logger: Logger, memory?: CallMemory) {
    this.memory = memory;
    this.variables = variables;
    this.context = context;
    this.logger = logger;
  }

  /** A failure to put into the data. One that the writer never meets is told at the end, without a path. */
  failure(error: UpstreamError, suffix?: readonly (string | number)[]): FieldFailure {
    const failure = new FieldFailure(error, suffix);
    this.hasFailures = true;
    if (this.#failures.length <= maxErrors) this.#failures.push(failure);
    else this.#unlistedErrors++;
    return failure;
  }

  /** Tells a failure at the place that is being written. */
  report(failure: FieldFailure, depth: number): void {
    failure.markReported();
    const { message, code, subgraph } = failure.error;
    this.#add(message, { code, subgraph }, depth, failure.suffix);
  }

  /** Tells an error of the gateway's own at the place that is being written. */
  reportOwn(code: ErrorCode, message: string, depth: number): void {
    this.#add(message, { code }, depth, noSuffix);
  }

  /** An object has been written to which a deferred fragment will have to add something. */
  note(part: NotedPart): void {
    (this.#noted ??= []).push(part);
  }

  get notedCount(): number {
    return this.#noted?.length ?? 0;
  }

  /** Keeps the first of what is noted. */
  forget(count: number): void {
    this.#noted?.splice(count);
  }

  /** What was noted since it was last asked for. */
  takeNoted(): readonly NotedPart[] {
    return this.#noted?.splice(0) ?? [];
  }

  /** The errors of what was written since they were last asked for. Failures that were not met may be met later. */
  takeErrors(): readonly FormattedError[] | undefined {
    return this.#errors.length === 0 ? undefined : this.#errors.splice(0);
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
