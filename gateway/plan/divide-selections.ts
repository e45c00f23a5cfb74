// Divides what a fetch selects among those who wait for it. What is selected at the top can be asked for in a call of its
// own. What stands below belongs to an object that the first call brings: where that is an entity with a key, its later
// fields are asked for by the key; otherwise they come with the object.
import { type FieldNode, type InlineFragmentNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { FieldOwners } from '../operation/field-owners.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { type Anchor, canMove, findAnchor, selectAnchor } from './anchor.ts';
import { setOf } from './fetch-document.ts';
import { type Audience, comesBefore } from './phased-plan.ts';
import type { EntityPath, EntityTarget, RequiredSelection } from './query-plan.ts';
import { placeOfPath, placesOfField, type SelectionSite, siteOfField, siteOfFragment } from './selection-site.ts';

/** What is known of an operation while its plan is split, from the last fetch to the first. */
export interface Splitting {
  readonly supergraph: Supergraph;
  audienceOf(owners: FieldOwners): Audience;
  /** Who asks for what stands at the places. */
  askedBy(places: readonly string[]): FieldOwners;
  /** Who needs it for a later fetch. */
  neededBy(places: readonly string[]): FieldOwners;
  /** A fetch for the audience requires this of what stands at the path. */
  require(path: EntityPath, requires: readonly RequiredSelection[], audience: Audience): void;
}

/** Fields of an entity that are asked for by its key. */
export interface MovedFields {
  readonly audience: Audience;
  /** How many calls of this kind come before. */
  readonly depth: number;
  readonly target: Pick<EntityTarget, 'paths' | 'requires' | 'inputRewrites'>;
  readonly typeName: string;
  readonly fields: readonly FieldNode[];
}

/** A fetch that is being divided. */
export interface Division {
  readonly splitting: Splitting;
  readonly subgraph: string;
  readonly freshPrefix: string;
  /** What is found to be asked for by keys. */
  readonly moved: MovedFields[];
}

/** The call that a selection set is a part of. */
interface Call {
  readonly audience: Audience;
  readonly depth: number;
}

/** The selections at the top of a fetch, for each audience. Never empty. */
export function divideTop(
  division: Division,
  set: SelectionSetNode,
  site: SelectionSite,
): ReadonlyMap<Audience, SelectionSetNode> {
  const { splitting } = division;
  const present = presentAudiences(division, set, site);
  function part({ selections }: SelectionSetNode, site: SelectionSite, audience: Audience): SelectionSetNode {
    return setOf(
      selections.flatMap((selection): SelectionNode[] => {
        if (selection.kind === Kind.FIELD) {
          const belongs = audienceAtTop(division, site, selection, present) ?? audience;
          return belongs === audience ? [divideBelow(division, selection, site, { audience, depth: 0 })] : [];
        }
        const fragment = inlineOnly(selection);
        const selectionSet = part(fragment.selectionSet, under(splitting, site, fragment), audience);
        return selectionSet.selections.length === 0 ? [] : [{ ...fragment, selectionSet }];
      }),
    );
  }
  return new Map(present.map((audience) => [audience, part(set, site, audience)]));
}

/** The same for sites that are divided in the same way. */
export function divisionKey(splitting: Splitting, { selections }: SelectionSetNode, site: SelectionSite): string {
  const keys = selections.map((selection) => {
    if (selection.kind !== Kind.FIELD) {
      const fragment = inlineOnly(selection);
      return divisionKey(splitting, fragment.selectionSet, under(splitting, site, fragment));
    }
    const { all } = ownersOf(splitting, site, selection);
    const below =
      selection.selectionSet && divisionKey(splitting, selection.selectionSet, siteOfField(site, selection));
    return `${all.size === 0 ? '' : splitting.audienceOf(all).key}{${below ?? ''}}`;
  });
  return keys.join(';');
}

/** The audiences that a fetch has to be divided among, the first part first. */
function presentAudiences(division: Division, set: SelectionSetNode, site: SelectionSite): readonly Audience[] {
  const { splitting } = division;
  const asking = new Set<Audience>();
  const needing = new Set<Audience>();
  function look({ selections }: SelectionSetNode, site: SelectionSite): void {
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) {
        const fragment = inlineOnly(selection);
        look(fragment.selectionSet, under(splitting, site, fragment));
        continue;
      }
      const { asked, all } = ownersOf(splitting, site, selection);
      const isWanted = asked.size > 0 && !isKey(division, site, selection);
      if (all.size > 0) (isWanted ? asking : needing).add(splitting.audienceOf(all));
    }
  }
  look(set, site);
  for (const audience of needing) {
    if (![...asking].some((known) => comesBefore(known, audience))) asking.add(audience);
  }
  if (asking.size === 0) asking.add(splitting.audienceOf(new Set([undefined])));
  return [...asking].sort((left, right) => left.fragments.length - right.fragments.length);
}

/** Whom a field at the top comes with; undefined for what comes with everything. */
function audienceAtTop(
  division: Division,
  site: SelectionSite,
  field: FieldNode,
  present: readonly Audience[],
): Audience | undefined {
  const { splitting } = division;
  const { asked, all } = ownersOf(splitting, site, field);
  if (isTypeName(field) || all.size === 0) return undefined;
  const own = splitting.audienceOf(all);
  // What only a later fetch needs comes with the first call that there is; so does a key, which costs nothing.
  return asked.size > 0 && !isKey(division, site, field)
    ? own
    : (present.find((audience) => comesBefore(audience, own)) ?? own);
}

function ownersOf(
  splitting: Splitting,
  site: SelectionSite,
  field: FieldNode,
): { readonly asked: FieldOwners; readonly all: FieldOwners } {
  const places = placesOfField(site, field);
  // An object must not be shown before its type is known: it may be one that the viewer must not see.
  const typed = isTypeName(field) ? site.paths.map(placeOfPath) : [];
  const asked = splitting.askedBy([...places, ...typed]);
  return { asked, all: asked.union(splitting.neededBy(places)) };
}

/** A field with what is selected below it, as far as that comes with it. */
function divideBelow(division: Division, field: FieldNode, site: SelectionSite, call: Call): FieldNode {
  if (!field.selectionSet) return field;
  const selectionSet = divideSet(division, field.selectionSet, siteOfField(site, field), call);
  return { ...field, selectionSet };
}

function divideSet(division: Division, { selections }: SelectionSetNode, site: SelectionSite, call: Call) {
  const { splitting, subgraph, moved, freshPrefix } = division;
  const { supergraph } = splitting;
  let anchor: Anchor | undefined;
  const later = new Map<Audience, FieldNode[]>();
  const kept = selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind !== Kind.FIELD) {
      const fragment = inlineOnly(selection);
      const inside = divideSet(division, fragment.selectionSet, under(splitting, site, fragment), call);
      return [{ ...fragment, selectionSet: inside }];
    }
    const audience = laterAudience(splitting, site, selection, call);
    if (audience) anchor ??= findAnchor(supergraph, subgraph, site);
    if (!audience || !anchor || !canMove(supergraph, subgraph, { anchor, site }, selection)) {
      return [divideBelow(division, selection, site, call)];
    }
    later.set(audience, [...(later.get(audience) ?? []), selection]);
    return [];
  });
  if (!anchor || later.size === 0) return setOf(kept);
  const { selections: identifying, ...by } = selectAnchor(anchor, site, freshPrefix);
  for (const [audience, fields] of later) {
    const depth = call.depth + 1;
    const divided = fields.map((field) => divideBelow(division, field, site, { audience, depth }));
    const target = { paths: site.paths, ...by };
    moved.push({ audience, depth, target, typeName: site.type?.name ?? '', fields: divided });
  }
  return setOf([...kept.filter((node) => node.kind !== Kind.FIELD || !isPlainTypeName(node)), ...identifying]);
}

/** Whom a field is for that nobody needs with its object; undefined for any other. */
function laterAudience(
  splitting: Splitting,
  site: SelectionSite,
  field: FieldNode,
  { audience }: Call,
): Audience | undefined {
  if (isTypeName(field)) return undefined;
  const { asked, all } = ownersOf(splitting, site, field);
  const own = asked.size > 0 ? splitting.audienceOf(all) : audience;
  return own === audience ? undefined : own;
}

function isKey({ splitting, subgraph }: Division, { type }: SelectionSite, { name, selectionSet }: FieldNode): boolean {
  const joins = splitting.supergraph.joinedTypes.get(type?.name ?? '') ?? [];
  return (
    !selectionSet &&
    joins.some((join) => join.subgraph === subgraph && join.keys.some((key) => hasField(key, name.value)))
  );
}

function hasField({ selections }: SelectionSetNode, name: string): boolean {
  return selections.some((selection) => selection.kind === Kind.FIELD && selection.name.value === name);
}

function isTypeName({ name }: FieldNode): boolean {
  return name.value === '__typename';
}

function isPlainTypeName(field: FieldNode): boolean {
  return isTypeName(field) && !field.alias;
}

function under({ supergraph }: Splitting, site: SelectionSite, fragment: InlineFragmentNode): SelectionSite {
  return siteOfFragment(supergraph.fullSchema, site, fragment);
}

/** A fetch that is taken apart has its fragments spread in place. */
function inlineOnly(selection: Exclude<SelectionNode, FieldNode>): InlineFragmentNode {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
  throw new Error(`A fragment is left to be spread: ${selection.name.value}.`);
}
