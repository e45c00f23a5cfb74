// What of an operation may be answered later: fragments with @defer, in the convention of 2022-08-24. A fragment that is
// spread in several places, or inside several deferred fragments, is another one in each.
import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { ClientError } from '../errors.ts';
import { type ClientOperation, type Fragments, fragmentNamed, isIncluded, type Variables } from './client-operation.ts';

/** A deferred fragment in one place of an operation. */
export interface DeferredFragment {
  /** Unique in its operation, and greater than that of any fragment around it. */
  readonly id: number;
  readonly label: string | undefined;
  /** The deferred fragment that it stands in. */
  readonly within: DeferredFragment | undefined;
}

/** The fragments of one operation with its conditions settled. */
export interface Deferral {
  /**
   * The deferred fragment that the selections inside of a fragment belong to: `within`, unless it is deferred itself.
   * `place` is where it stands, see `placeOf`.
   */
  enter(selection: SelectionNode, place: string, within: DeferredFragment | undefined): DeferredFragment | undefined;
}

/** The response keys that lead to a selection, as a text. */
export function placeOf(place: string, { alias, name }: FieldNode): string {
  return `${place}.${(alias ?? name).value}`;
}

/** Of the variables only those in `@defer` matter. */
export function createDeferral(conditions: Variables): Deferral {
  const known = new Map<SelectionNode, Map<string, DeferredFragment>>();
  let count = 0;
  return {
    enter(selection, place, within) {
      const label = deferredLabel(selection, conditions);
      if (label === false) return within;
      const places = known.get(selection) ?? new Map<string, DeferredFragment>();
      known.set(selection, places);
      const key = `${within?.id ?? ''}:${place}`;
      const fragment = places.get(key) ?? { id: ++count, label, within };
      places.set(key, fragment);
      return fragment;
    },
  };
}

/** Whether the first fragment is the second one or stands inside of it; everything stands inside of the operation itself. */
export function isWithin(fragment: DeferredFragment | undefined, outer: DeferredFragment | undefined): boolean {
  for (let each = fragment; each !== undefined; each = each.within) if (each === outer) return true;
  return outer === undefined;
}

/** Prepares to tell whether an operation defers anything. */
export function compileIsDeferred({
  definition,
  fragments,
}: Pick<ClientOperation, 'definition' | 'fragments'>): ClientOperation['isDeferred'] {
  const root = definition.selectionSet;
  if (!someFragment(root, fragments, ({ directives }) => named(directives, 'defer') !== undefined)) return () => false;
  return (variables) =>
    someFragment(root, fragments, (selection) => deferredLabel(selection, variables) !== false, variables);
}

/** Throws BAD_USER_INPUT for a subscription that defers, DEFER_NOT_ACCEPTED when the answer must come in one part. */
export function refuseDeferral(operation: ClientOperation, variables: Variables, takesParts: boolean): void {
  if (!operation.isDeferred(variables)) return;
  if (operation.kind === 'subscription') {
    throw new ClientError(
      'BAD_USER_INPUT',
      'A subscription cannot defer fragments; the `if` of its @defer must be false.',
    );
  }
  if (takesParts) return;
  throw new ClientError(
    'DEFER_NOT_ACCEPTED',
    'The operation defers fragments, but the answer must come in one part: accept multipart/mixed or text/event-stream, or leave @defer out.',
  );
}

function someFragment(
  { selections }: SelectionSetNode,
  fragments: Fragments,
  matches: (selection: SelectionNode) => boolean,
  conditions?: Variables,
): boolean {
  return selections.some((selection) => {
    if (conditions && !isIncluded(selection, conditions)) return false;
    if (matches(selection)) return true;
    const { selectionSet } =
      selection.kind === Kind.FRAGMENT_SPREAD ? fragmentNamed(fragments, selection.name.value) : selection;
    return selectionSet !== undefined && someFragment(selectionSet, fragments, matches, conditions);
  });
}

/** The label of a fragment, if it has one; false when it is not deferred. */
function deferredLabel({ directives }: SelectionNode, conditions: Variables): string | undefined | false {
  const defer = named(directives, 'defer');
  if (!defer) return false;
  const condition = named(defer.arguments, 'if')?.value;
  if (condition?.kind === Kind.VARIABLE && conditions[condition.name.value] !== true) return false;
  if (condition?.kind === Kind.BOOLEAN && !condition.value) return false;
  const label = named(defer.arguments, 'label')?.value;
  return label?.kind === Kind.STRING ? label.value : undefined;
}

function named<Node extends { readonly name: { readonly value: string } }>(
  nodes: readonly Node[] | undefined,
  name: string,
): Node | undefined {
  return nodes?.find((node) => node.name.value === name);
}
