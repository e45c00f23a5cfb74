// Implements "Value Completion" and "Handling Field Errors" of the GraphQL specification over what subgraphs answered,
// and writes the outcome as JSON in the same go: no object is built only to be stringified.
import type { ErrorCode } from '../errors.ts';
import type { Execution } from './execution.ts';
import { FieldFailure } from './field-failure.ts';

/**
 * Writes a value as JSON, which stands at `execution.path` of the given length. Undefined means that the value must not
 * be null and is: the error is told, and the null travels to the parent.
 */
export type WriteValue = (value: unknown, execution: Execution, depth: number) => string | undefined;

/** A type that may be null: whatever goes wrong inside ends here. */
export function nullable(write: WriteValue): WriteValue {
  return (value, execution, depth) => {
    if (value === null || value === undefined) return 'null';
    if (execution.hasFailures && value instanceof FieldFailure) {
      execution.report(value, depth);
      return 'null';
    }
    return write(value, execution, depth) ?? 'null';
  };
}

/** A type that may not be null. */
export function nonNull(write: WriteValue, coordinate: string): WriteValue {
  return (value, execution, depth) => {
    if (value === null || value === undefined) {
      execution.reportOwn('NON_NULL_VIOLATION', `${coordinate} is never null, but no value came.`, depth);
      return undefined;
    }
    if (execution.hasFailures && value instanceof FieldFailure) {
      execution.report(value, depth);
      return undefined;
    }
    return write(value, execution, depth);
  };
}

/** A list, item by item. */
export function list(writeItem: WriteValue, coordinate: string): WriteValue {
  return (value, execution, depth) => {
    if (!Array.isArray(value)) return invalid(execution, depth, `${coordinate} is a list, but something else came.`);
    let text = '[';
    for (let index = 0; index < value.length; index++) {
      execution.path[depth] = index;
      const item = writeItem(value[index], execution, depth + 1);
      if (item === undefined) return undefined;
      text += index === 0 ? item : ',' + item;
    }
    return text + ']';
  };
}

/** A field that the viewer may not see. */
export function denied(code: ErrorCode, message: string, isNullable: boolean): WriteValue {
  return (_value, execution, depth) => {
    execution.reportOwn(code, message, depth);
    return isNullable ? 'null' : undefined;
  };
}

/** What a leaf says that its type does not have. */
export function notOfItsType(coordinate: string): string {
  return `${coordinate} got a value that its type does not have.`;
}

/** Tells that a value is not of its type. */
export function invalid(execution: Execution, depth: number, message: string): undefined {
  execution.reportOwn('INVALID_VALUE', message, depth);
  return undefined;
}
