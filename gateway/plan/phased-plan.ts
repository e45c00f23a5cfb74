// A plan whose answer comes in several parts: each fetch knows which of them wait for it.
import type { DeferredFragment } from '../operation/deferral.ts';
import { isWithin } from '../operation/deferral.ts';
import type { FieldOwners } from '../operation/field-owners.ts';
import { printPlan } from './print-plan.ts';
import type { EntityFetchNode, FetchNode } from './query-plan.ts';

/** Who waits for a fetch: these fragments; nobody in particular, and so the first part, where there are none. */
export interface Audience {
  /** Unique in its operation. */
  readonly key: string;
  readonly fragments: readonly DeferredFragment[];
}

export type PhasedNode = PhasedGroup | PhasedFetch;

export interface PhasedGroup {
  readonly kind: 'Sequence' | 'Parallel';
  readonly nodes: readonly PhasedNode[];
}

export interface PhasedFetch {
  readonly kind: 'Fetch';
  readonly audience: Audience;
  readonly node: FetchNode | EntityFetchNode;
}

/** Whether all whom the second audience has are told no sooner than one of the first. */
export function comesBefore(first: Audience, second: Audience): boolean {
  if (first.fragments.length === 0) return true;
  return (
    second.fragments.length > 0 &&
    second.fragments.every((fragment) => first.fragments.some((outer) => isWithin(fragment, outer)))
  );
}

/** Makes one audience of all owners that come to the same. */
export function createAudiences(): (owners: FieldOwners) => Audience {
  const known = new Map<string, Audience>();
  return (owners) => {
    const fragments = earliest(owners);
    const key = fragments.map(({ id }) => id).join();
    const audience = known.get(key) ?? { key, fragments };
    known.set(key, audience);
    return audience;
  };
}

/** Who comes after another of them gets the same with it. */
function earliest(owners: FieldOwners): readonly DeferredFragment[] {
  const fragments = [...owners].filter((owner) => owner !== undefined);
  if (fragments.length < owners.size) return [];
  return fragments
    .filter((fragment) => fragments.every((other) => other === fragment || !isWithin(fragment, other)))
    .sort((left, right) => left.id - right.id);
}

/** Prints a phased plan, two spaces a level, with who waits for each fetch. */
export function printPhasedPlan(node: PhasedNode | undefined): string {
  if (!node) return 'Nothing to fetch';
  if (node.kind === 'Fetch') return `${whoWaits(node.audience)}: ${printPlan({ root: node.node })}`;
  return [`${node.kind} {`, ...node.nodes.map((child) => printPhasedPlan(child).replace(/^(?=.)/gm, '  ')), '}'].join(
    '\n',
  );
}

function whoWaits({ fragments }: Audience): string {
  if (fragments.length === 0) return 'At once';
  return `Deferred ${fragments.map(({ id, label }) => label ?? `#${id}`).join(', ')}`;
}
