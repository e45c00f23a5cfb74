import { type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { ClientError } from '../errors.ts';
import type { Fragments } from './client-operation.ts';

/**
 * Refuses fragments that spread themselves, directly or through others.
 *
 * Validation finds them too, but everything that measures a document follows spreads, and the native planner dies of
 * an indirect cycle; so this comes before both.
 */
export function refuseFragmentCycles(fragments: Fragments): void {
  const finished = new Set<string>();
  for (const fragment of fragments.values()) follow(fragment, fragments, new Set(), finished);
}

function follow(
  fragment: FragmentDefinitionNode,
  fragments: Fragments,
  path: Set<string>,
  finished: Set<string>,
): void {
  const name = fragment.name.value;
  if (finished.has(name)) return;
  if (path.has(name)) {
    throw new ClientError('GRAPHQL_VALIDATION_FAILED', `Fragment "${name}" spreads itself.`);
  }
  path.add(name);
  for (const spread of spreadsIn(fragment.selectionSet)) {
    const next = fragments.get(spread);
    if (next) follow(next, fragments, path, finished);
  }
  path.delete(name);
  finished.add(name);
}

function spreadsIn(selectionSet: SelectionSetNode): readonly string[] {
  return selectionSet.selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection.name.value];
    return selection.selectionSet ? spreadsIn(selection.selectionSet) : [];
  });
}
