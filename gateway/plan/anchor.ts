// By what a subgraph finds an object again that it has answered before: the key of an entity.
import {
  type FieldNode,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Supergraph } from '../supergraph/supergraph.ts';
import type { RequiredSelection, Rewrite } from './query-plan.ts';
import { isRenamed, type SelectionSite } from './selection-site.ts';

/** The keys of all the entities that a site may have. */
export interface Anchor {
  readonly keys: readonly AnchorKey[];
  /** Whether the subgraph holds the site's interface as an object. */
  readonly isInterfaceObject: boolean;
}

interface AnchorKey {
  readonly typeName: string;
  readonly key: SelectionSetNode;
}

const typenameNode: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Undefined when the subgraph could not find each object of the site again. */
export function findAnchor(supergraph: Supergraph, subgraph: string, { type }: SelectionSite): Anchor | undefined {
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  const joinsOf = (typeName: string) =>
    (supergraph.joinedTypes.get(typeName) ?? []).filter((join) => join.subgraph === subgraph);
  const isInterfaceObject = joinsOf(type.name).some((join) => join.isInterfaceObject);
  const typeNames =
    isInterfaceObject || isObjectType(type)
      ? [type.name]
      : [...(supergraph.possibleTypes.get(type.name) ?? [])].filter((name) => joinsOf(name).length > 0);
  const keys = typeNames.flatMap((typeName) => {
    const [key] = joinsOf(typeName).flatMap((join) => join.keys);
    return key ? [{ typeName, key }] : [];
  });
  return keys.length > 0 && keys.length === typeNames.length ? { keys, isInterfaceObject } : undefined;
}

/**
 * Whether the subgraph answers the field of an entity just as it does where it stands: nothing in it is only provided on
 * the way there, required from elsewhere, renamed, or part of the key.
 */
export function canMove(
  supergraph: Supergraph,
  subgraph: string,
  { anchor: { keys }, site }: { readonly anchor: Anchor; readonly site: SelectionSite },
  field: FieldNode,
): boolean {
  if (isRenamed(site, field)) return false;
  const isKey = keys.some(
    ({ key }) => !field.selectionSet && keyFields(key).some(({ name }) => name.value === field.name.value),
  );
  const joins = supergraph.fieldJoins.get(subgraph);
  if (isKey) return false;
  if (!joins) return true;
  function isFree(typeNames: readonly string[], node: FieldNode): boolean {
    const name = node.name.value;
    if (name === '__typename') return true;
    if (joins?.required.has(name)) return false;
    if (typeNames.some((typeName) => joins?.external.has(`${typeName}.${name}`))) return false;
    return !node.selectionSet || areFree(typesBelow(typeNames, name), node.selectionSet.selections);
  }
  function areFree(typeNames: readonly string[], selections: readonly SelectionNode[]): boolean {
    return selections.every((selection) => {
      if (selection.kind === Kind.FIELD) return isFree(typeNames, selection);
      return selection.kind === Kind.INLINE_FRAGMENT && areFree(typeNames, selection.selectionSet.selections);
    });
  }
  function typesBelow(typeNames: readonly string[], fieldName: string): readonly string[] {
    return typeNames.flatMap((typeName) => {
      const type = supergraph.fullSchema.getType(typeName);
      const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
      return definition ? kindsOf(getNamedType(definition.type).name) : [];
    });
  }
  function kindsOf(typeName: string): readonly string[] {
    return [typeName, ...(supergraph.possibleTypes.get(typeName) ?? [])];
  }
  return isFree(site.type ? [...kindsOf(site.type.name), ...keys.map(({ typeName }) => typeName)] : [], field);
}

/** How an entity is represented, and what must be selected where it stands: its type, and its key under names that nothing else has. */
export function selectAnchor(
  { keys, isInterfaceObject }: Anchor,
  site: SelectionSite,
  prefix: string,
): {
  readonly selections: readonly SelectionNode[];
  readonly requires: readonly RequiredSelection[];
  readonly inputRewrites: readonly Rewrite[];
} {
  const selections = keys.flatMap(({ typeName, key }): SelectionNode[] => {
    const fields = keyFields(key).map(
      (field) => ({ ...field, alias: { kind: Kind.NAME, value: prefix + field.name.value } }) as const,
    );
    if (site.type?.name === typeName) return fields;
    return [
      {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } },
        selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
      },
    ];
  });
  const requires = keys.map(({ typeName, key }): RequiredSelection => ({
    kind: 'On',
    typeName,
    selections: [
      { kind: 'Field', responseKey: '__typename', name: '__typename', selections: [] },
      ...keyFields(key).map((field) => ({ ...toRequired(field), responseKey: prefix + field.name.value })),
    ],
  }));
  return {
    selections: [typenameNode, ...selections],
    requires,
    inputRewrites: isInterfaceObject ? keys.map(nameInterface) : [],
  };
}

/** A subgraph that holds an interface as an object knows it by the interface's name alone. */
function nameInterface({ typeName }: AnchorKey): Rewrite {
  const path = [{ kind: 'Type', typeNames: [typeName] } as const, { kind: 'Key', key: '__typename' } as const];
  return { kind: 'SetValue', path, value: typeName };
}

function keyFields({ selections }: SelectionSetNode): readonly FieldNode[] {
  return selections.filter((selection) => selection.kind === Kind.FIELD);
}

function toRequired({ name, selectionSet }: FieldNode): Extract<RequiredSelection, { kind: 'Field' }> {
  const selections = selectionSet ? keyFields(selectionSet).map(toRequired) : [];
  return { kind: 'Field', responseKey: name.value, name: name.value, selections };
}
