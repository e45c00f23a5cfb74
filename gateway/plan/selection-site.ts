// Where in the answer to a client the selections of a fetch belong.
import {
  type FieldNode,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { EntityPath, Rewrite } from './query-plan.ts';

/** A selection set of a fetch. */
export interface SelectionSite {
  /** In the client's answer; several where one entity stands in several places. */
  readonly paths: readonly EntityPath[];
  /** The response keys in the fetch's own answer, before they are renamed. */
  readonly keys: string;
  /** What the fields are selected on, in the supergraph; undefined where only fragments can stand. */
  readonly type: GraphQLNamedType | undefined;
  /** New response keys, by the old ones that lead there. */
  readonly renames: ReadonlyMap<string, string>;
}

/** The response keys of a path as a text, as `placeOf` writes them. */
export function placeOfPath(path: EntityPath): string {
  return path.map((segment) => (segment.kind === 'Field' ? `.${segment.responseKey}` : '')).join('');
}

/** The places of a field of the site. */
export function placesOfField(site: SelectionSite, field: FieldNode): readonly string[] {
  const key = responseKeyAt(site, field);
  return site.paths.map((path) => `${placeOfPath(path)}.${key}`);
}

/** What is selected on the field. */
export function siteOfField(site: SelectionSite, field: FieldNode): SelectionSite {
  const { type, paths, keys, renames } = site;
  const responseKey = responseKeyAt(site, field);
  const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field.name.value] : undefined;
  return {
    paths: paths.map((path) => [...path, { kind: 'Field', responseKey }]),
    keys: `${keys}.${(field.alias ?? field.name).value}`,
    type: definition && getNamedType(definition.type),
    renames,
  };
}

/** What is selected under a condition on the type. */
export function siteOfFragment(
  schema: GraphQLSchema,
  site: SelectionSite,
  { typeCondition }: InlineFragmentNode,
): SelectionSite {
  if (!typeCondition) return site;
  const typeName = typeCondition.name.value;
  return {
    ...site,
    paths: site.paths.map((path) => [...path, { kind: 'Type', typeNames: [typeName] }]),
    type: schema.getType(typeName),
  };
}

/** The new response keys that rewrites of a response give. */
export function readRenames(rewrites: readonly Rewrite[]): ReadonlyMap<string, string> {
  return new Map(
    rewrites.flatMap((rewrite): [string, string][] => {
      if (rewrite.kind !== 'RenameKey') return [];
      const keys = rewrite.path.map((segment) => (segment.kind === 'Key' ? `.${segment.key}` : ''));
      return [[keys.join(''), rewrite.key]];
    }),
  );
}

/** Whether a field, or anything below it, is renamed. */
export function isRenamed({ keys, renames }: SelectionSite, { alias, name }: FieldNode): boolean {
  const own = `${keys}.${(alias ?? name).value}`;
  return [...renames.keys()].some((renamed) => renamed === own || renamed.startsWith(`${own}.`));
}

function responseKeyAt({ keys, renames }: SelectionSite, { alias, name }: FieldNode): string {
  const key = (alias ?? name).value;
  return renames.get(`${keys}.${key}`) ?? key;
}
