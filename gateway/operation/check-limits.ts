import { Kind, visit } from 'graphql';
import { ClientError } from '../errors.ts';
import { countComparisons } from './count-comparisons.ts';
import { createMeasure, type OperationSize } from './measure-operation.ts';
import type { OperationLimits } from './operation-limits.ts';
import type { ParsedDocument } from './parse-document.ts';

/**
 * Validation compares fields of one response key pair by pair: 800 times one field, each with other arguments, are
 * 320,000 pairs and 0.1 s of the event loop. This many take about 15 ms, and no honest screen comes near.
 */
const maxComparisons = 50_000;

/**
 * Throws OPERATION_TOO_LARGE when any operation or fragment of the document exceeds a limit that needs no schema.
 * Fragments count even when nothing spreads them: they are validated all the same.
 */
export function checkLimits(parsed: ParsedDocument, limits: OperationLimits): void {
  refuseAbove('fragment definitions', parsed.fragments.size, limits.maxFragments);
  // Of two fragments with one name both are validated, before that is found to be a mistake.
  const roots = parsed.document.definitions.filter((definition) => 'selectionSet' in definition);
  const measure = createMeasure(parsed.fragments);
  for (const root of roots) checkSize(measure(root), limits);
  refuseAbove('repeated fields', countComparisons(roots, parsed.fragments, maxComparisons), maxComparisons);
  refuseDeepValues(parsed, limits.maxDepth);
  refusePrototypeAlias(parsed);
}

function checkSize(size: OperationSize, limits: OperationLimits): void {
  refuseAbove('levels of fields', size.depth, limits.maxDepth);
  refuseAbove('aliases', size.aliases, limits.maxAliases);
  refuseAbove('root fields', size.topFields, limits.maxRootFields);
  refuseAbove('fragment spreads', size.spreads, limits.maxFragments);
  refuseAbove('directives', size.directives, limits.maxDirectives);
  refuseAbove('deferred fragments', size.deferred, limits.maxDeferredFragments);
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
