import { Kind, type OperationDefinitionNode, visit } from 'graphql';
import { ClientError } from '../errors.ts';
import { measureOperation } from './measure-operation.ts';
import type { OperationLimits } from './operation-limits.ts';
import type { ParsedDocument } from './parse-document.ts';

/** Throws OPERATION_TOO_LARGE when any operation of the document exceeds a limit that needs no schema. */
export function checkLimits(parsed: ParsedDocument, limits: OperationLimits): void {
  refuseAbove('fragment definitions', parsed.fragments.size, limits.maxFragments);
  for (const operation of parsed.operations) checkOperation(operation, parsed, limits);
  refuseDeepValues(parsed, limits.maxDepth);
  refusePrototypeAlias(parsed);
}

function checkOperation(operation: OperationDefinitionNode, parsed: ParsedDocument, limits: OperationLimits): void {
  const size = measureOperation(operation, parsed.fragments);
  refuseAbove('levels of fields', size.depth, limits.maxDepth);
  refuseAbove('aliases', size.aliases, limits.maxAliases);
  refuseAbove('root fields', size.topFields, limits.maxRootFields);
  refuseAbove('fragment spreads', size.spreads, limits.maxFragments);
  refuseAbove('directives', size.directives, limits.maxDirectives);
  // With fragments spread an operation may not be longer than one that was written out.
  refuseAbove('fields', size.fields, limits.maxTokens);
}

function refuseAbove(what: string, count: number, limit: number): void {
  if (count <= limit) return;
  throw new ClientError('OPERATION_TOO_LARGE', `The operation has more than ${limit} ${what}.`, { limit });
}

/** Lists and objects inside each other: coercion follows them with the stack. */
function refuseDeepValues({ document }: ParsedDocument, maxDepth: number): void {
  let depth = 0;
  const nested = {
    enter: () => refuseAbove('levels of a value', ++depth, maxDepth),
    leave: () => void depth--,
  };
  visit(document, { ListValue: nested, ObjectValue: nested });
}

/** `__proto__` would be the one response key that a plain object cannot hold. */
function refusePrototypeAlias({ document }: ParsedDocument): void {
  visit(document, {
    [Kind.FIELD](field) {
      if (field.alias?.value !== '__proto__') return;
      throw new ClientError('GRAPHQL_VALIDATION_FAILED', 'A field may not be aliased "__proto__".');
    },
  });
}
