// How big an operation is with all its fragments spread, without ever spreading them: each fragment is measured once.
import {
  type DirectiveNode,
  type FieldNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Fragments } from './client-operation.ts';

/** Counts with fragments spread. */
export interface OperationSize {
  readonly fields: number;
  /** Fields at the top level. */
  readonly topFields: number;
  readonly depth: number;
  readonly aliases: number;
  readonly spreads: number;
  readonly directives: number;
  /** Fragments with `@defer`, whatever its `if` says. */
  readonly deferred: number;
}

type MeasurableNode = Pick<OperationDefinitionNode, 'selectionSet' | 'directives'>;

const nothing: OperationSize = {
  fields: 0,
  topFields: 0,
  depth: 0,
  aliases: 0,
  spreads: 0,
  directives: 0,
  deferred: 0,
};

/**
 * Prepares to measure operations and fragments of one document, whose fragments have no cycles. A fragment that several
 * of them spread is measured once.
 */
export function createMeasure(fragments: Fragments): (root: MeasurableNode) => OperationSize {
  const measured = new Map<string, OperationSize>();

  function measureSet({ selections }: SelectionSetNode): OperationSize {
    return selections.map(measureSelection).reduce(beside, nothing);
  }
  function measureSelection(selection: SelectionNode): OperationSize {
    const { directives = [] } = selection;
    switch (selection.kind) {
      case Kind.FIELD:
        return withDirectives(measureField(selection), directives);
      case Kind.INLINE_FRAGMENT:
        return withDirectives(measureInline(selection), directives);
      case Kind.FRAGMENT_SPREAD:
        return withDirectives(measureSpread(selection), directives);
    }
  }
  function measureField({ alias, selectionSet }: FieldNode): OperationSize {
    const below = selectionSet ? measureSet(selectionSet) : nothing;
    return {
      ...below,
      fields: below.fields + 1,
      topFields: 1,
      depth: below.depth + 1,
      aliases: below.aliases + (alias ? 1 : 0),
    };
  }
  function measureInline({ selectionSet }: InlineFragmentNode): OperationSize {
    return measureSet(selectionSet);
  }
  function measureSpread({ name }: FragmentSpreadNode): OperationSize {
    const fragment = fragments.get(name.value);
    if (!fragment) return nothing;
    const known = measured.get(name.value);
    const size = known ?? measureSet(fragment.selectionSet);
    if (!known) measured.set(name.value, size);
    return { ...size, spreads: size.spreads + 1 };
  }
  return ({ selectionSet, directives }) => withDirectives(measureSet(selectionSet), directives ?? []);
}

/** Two parts side by side. Counts may grow to Infinity, which is still more than any limit. */
function beside(left: OperationSize, right: OperationSize): OperationSize {
  return {
    fields: left.fields + right.fields,
    topFields: left.topFields + right.topFields,
    depth: Math.max(left.depth, right.depth),
    aliases: left.aliases + right.aliases,
    spreads: left.spreads + right.spreads,
    directives: left.directives + right.directives,
    deferred: left.deferred + right.deferred,
  };
}

function withDirectives(size: OperationSize, directives: readonly DirectiveNode[]): OperationSize {
  if (directives.length === 0) return size;
  const deferred = directives.filter(({ name }) => name.value === 'defer').length;
  return { ...size, directives: size.directives + directives.length, deferred: size.deferred + deferred };
}
