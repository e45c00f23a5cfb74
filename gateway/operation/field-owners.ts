import { Kind, type SelectionSetNode } from 'graphql';
import { type ClientOperation, fragmentNamed, isIncluded, type Variables } from './client-operation.ts';
import { type Deferral, type DeferredFragment, placeOf } from './deferral.ts';

/** Who asks for a field: deferred fragments, and the operation itself, which is undefined. */
export type FieldOwners = ReadonlySet<DeferredFragment | undefined>;

/**
 * The owners of every field by its place (see `placeOf`). Type conditions are not looked at: a field that one type has at
 * once and another later belongs to both.
 */
export function readFieldOwners(
  { definition, fragments }: Pick<ClientOperation, 'definition' | 'fragments'>,
  deferral: Deferral,
  conditions: Variables,
): ReadonlyMap<string, FieldOwners> {
  const owners = new Map<string, Set<DeferredFragment | undefined>>();
  function read({ selections }: SelectionSetNode, place: string, within: DeferredFragment | undefined): void {
    for (const selection of selections) {
      if (!isIncluded(selection, conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const below = placeOf(place, selection);
        owners.set(below, (owners.get(below) ?? new Set()).add(within));
        if (selection.selectionSet) read(selection.selectionSet, below, within);
        continue;
      }
      const { selectionSet } =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentNamed(fragments, selection.name.value);
      read(selectionSet, place, deferral.enter(selection, place, within));
    }
  }
  read(definition.selectionSet, '', undefined);
  return owners;
}
