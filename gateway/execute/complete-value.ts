// Implements "Value Completion" and "Handling Field Errors" of the GraphQL specification over what subgraphs answered.
import type { ErrorCode } from '../errors.ts';
import type { Execution } from './execution.ts';
import { FieldFailure } from './field-failure.ts';

/**
 * Completes a value at `execution.path` of the given length. Undefined means that the value must not be null and is:
 * the error is told, and the null travels to the parent.
 */
export type Complete = (value: unknown, execution: Execution, depth: number) => unknown;

/** A type that may be null: whatever goes wrong inside ends here. */
export function nullable(complete: Complete): Complete {
  return (value, execution, depth) => {
    if (value === null || value === undefined) return null;
    if (execution.hasFailures && value instanceof FieldFailure) {
      execution.report(value, depth);
      return null;
    }
    const completed = complete(value, execution, depth);
    return completed === undefined ? null : completed;
  };
}

/** A type that may not be null. */
export function nonNull(complete: Complete, coordinate: string): Complete {
  return (value, execution, depth) => {
    if (value === null || value === undefined) {
      execution.reportOwn('NON_NULL_VIOLATION', `${coordinate} is never null, but no value came.`, depth);
      return undefined;
    }
    if (execution.hasFailures && value instanceof FieldFailure) {
      execution.report(value, depth);
      return undefined;
    }
    return complete(value, execution, depth);
  };
}

/** A list of completed items. */
export function list(completeItem: Complete, coordinate: string): Complete {
  return (value, execution, depth) => {
    if (!Array.isArray(value)) return invalid(execution, depth, `${coordinate} is a list, but something else came.`);
    const items: unknown[] = [];
    for (let index = 0; index < value.length; index++) {
      execution.path[depth] = index;
      const item = completeItem(value[index], execution, depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  };
}

/** A leaf whose value is taken as it is, or changed by `coerce`; undefined from it refuses the value. */
export function leaf(coerce: (value: unknown) => unknown, coordinate: string): Complete {
  return (value, execution, depth) => {
    const coerced = coerce(value);
    if (coerced !== undefined) return coerced;
    return invalid(execution, depth, `${coordinate} got a value that its type does not have.`);
  };
}

/** A field that the viewer may not see. */
export function denied(code: ErrorCode, message: string, isNullable: boolean): Complete {
  return (_value, execution, depth) => {
    execution.reportOwn(code, message, depth);
    return isNullable ? null : undefined;
  };
}

/** Tells that a value is not of its type. */
export function invalid(execution: Execution, depth: number, message: string): undefined {
  execution.reportOwn('INVALID_VALUE', message, depth);
  return undefined;
}
