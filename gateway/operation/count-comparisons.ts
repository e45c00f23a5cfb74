import { type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Fragments } from './client-operation.ts';

/**
 * How much work it is to find out whether the fields of a document can be merged: every field once, with fragments
 * spread, and every pair of fields that meet under one response key. Follows the specification's "Field Selection
 * Merging" without a schema, and stops when it comes to more than `limit`. The fragments must have no cycles.
 */
export function countComparisons(
  roots: readonly Pick<OperationDefinitionNode, 'selectionSet'>[],
  fragments: Fragments,
  limit: number,
): number {
  let count = 0;

  function countMerged(sets: readonly SelectionSetNode[]): void {
    const byKey = new Map<string, FieldNode[]>();
    for (const set of sets) collect(set, byKey);
    for (const fields of byKey.values()) {
      count += (fields.length * (fields.length - 1)) / 2;
      if (count > limit) return;
      const below = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (below.length > 0) countMerged(below);
    }
  }
  function collect({ selections }: SelectionSetNode, byKey: Map<string, FieldNode[]>): void {
    for (const selection of selections) {
      count += 1;
      if (count > limit) return;
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet, byKey);
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) collect(fragment.selectionSet, byKey);
      }
      if (selection.kind === Kind.FIELD) add(byKey, selection);
    }
  }
  for (const { selectionSet } of roots) countMerged([selectionSet]);
  return count;
}

function add(byKey: Map<string, FieldNode[]>, field: FieldNode): void {
  const key = (field.alias ?? field.name).value;
  const known = byKey.get(key);
  if (known) known.push(field);
  else byKey.set(key, [field]);
}
