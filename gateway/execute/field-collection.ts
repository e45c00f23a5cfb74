// Implements "Field Collection" of the GraphQL specification: which fields an object of a type is to have. Where fragments
// are deferred, each field belongs to whoever is told first of those that ask for it.
import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Fragments, fragmentNamed, isIncluded, type Variables } from '../operation/client-operation.ts';
import { type Deferral, type DeferredFragment, isWithin } from '../operation/deferral.ts';
import { typeOfFragment } from '../operation/schema-walk.ts';

/** What selections mean: where fragments are found, what exists, and how conditions were settled. */
export interface SelectionContext {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  /** Of the variables only those in conditions matter. */
  readonly conditions: Variables;
  /** Undefined where nothing is deferred. */
  readonly deferral?: Deferral | undefined;
}

/** A deferred fragment; undefined stands for the operation itself, which is told first. */
export type Owner = DeferredFragment | undefined;

/** A selection set together with the type it is selected on, where it stands and who asks for it. */
export interface Scope {
  readonly set: SelectionSetNode;
  readonly type: GraphQLCompositeType;
  readonly place: string;
  readonly owner: Owner;
}

/** A field where it is selected. */
export interface Occurrence {
  readonly node: FieldNode;
  readonly parent: GraphQLCompositeType;
  readonly place: string;
  readonly owner: Owner;
}

export interface FieldCollection {
  /** What the owner has first of an object, by response key, together with whatever of it comes later still. */
  fieldsOf(
    runtimeType: GraphQLCompositeType,
    scopes: readonly Scope[],
    owner: Owner,
  ): readonly (readonly [string, readonly Occurrence[]])[];
  /** All deferred fragments that have fields on an object, of whatever type it is. */
  fragmentsIn(scopes: readonly Scope[]): ReadonlySet<DeferredFragment>;
}

export function createFieldCollection({ schema, fragments, conditions, deferral }: SelectionContext): FieldCollection {
  function collectFrom(
    runtimeType: GraphQLCompositeType,
    { set, type, place, owner }: Scope,
    collected: Map<string, Occurrence[]>,
  ): void {
    for (const selection of set.selections) {
      if (!isIncluded(selection, conditions)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const occurrence = { node: selection, parent: type, place, owner };
        const occurrences = collected.get(key);
        if (occurrences) occurrences.push(occurrence);
        else collected.set(key, [occurrence]);
        continue;
      }
      const inner = enter(selection, { type, place, owner });
      if (isKindOf(schema, runtimeType, inner.type)) collectFrom(runtimeType, inner, collected);
    }
  }
  function enter(selection: Exclude<SelectionNode, FieldNode>, { type, place, owner }: Omit<Scope, 'set'>): Scope {
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentNamed(fragments, selection.name.value);
    return {
      set: fragment.selectionSet,
      type: typeOfFragment(schema, fragment, type),
      place,
      owner: deferral ? deferral.enter(selection, place, owner) : owner,
    };
  }
  function fragmentsOf(scope: Scope): readonly DeferredFragment[] {
    const inside = scope.set.selections.flatMap((selection) =>
      selection.kind === Kind.FIELD || !isIncluded(selection, conditions) ? [] : fragmentsOf(enter(selection, scope)),
    );
    return scope.owner ? [scope.owner, ...inside] : inside;
  }
  return {
    fieldsOf(runtimeType, scopes, owner) {
      const collected = new Map<string, Occurrence[]>();
      for (const scope of scopes) collectFrom(runtimeType, scope, collected);
      if (!deferral) return [...collected];
      return [...collected].flatMap(([key, occurrences]) => {
        const isOwn = occurrences.some((each) => each.owner === owner) && !isToldBefore(occurrences, owner);
        return isOwn ? [[key, occurrences.filter((each) => isWithin(each.owner, owner))] as const] : [];
      });
    },
    fragmentsIn: (scopes) => new Set(scopes.flatMap(fragmentsOf)),
  };
}

function isToldBefore(occurrences: readonly Occurrence[], owner: Owner): boolean {
  return occurrences.some((each) => each.owner !== owner && isWithin(owner, each.owner));
}

/** Whether an object of the type fulfils a condition on its type. */
export function isKindOf(schema: GraphQLSchema, type: GraphQLCompositeType, condition: GraphQLCompositeType): boolean {
  if (type === condition) return true;
  // A union is no kind of anything else.
  return isAbstractType(condition) && !isUnionType(type) && schema.isSubType(condition, type);
}
