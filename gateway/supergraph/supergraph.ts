import { type DocumentNode, type GraphQLSchema, isAbstractType, parse } from 'graphql';
import { type AccessRules, readAccessRules } from './access-rules.ts';
import { buildApiSchema, buildFullSchema } from './api-schema.ts';
import { type CacheRules, readCacheRules } from './cache-rules.ts';
import { type CostRules, readCostRules } from './cost-rules.ts';
import { type DeliveryRules, readDeliveryRules } from './delivery-rules.ts';
import type { FieldJoins } from './field-joins.ts';
import { type JoinedType, readJoinDirectives, type SubgraphLocation } from './join-directives.ts';
import { type LinkFeatures, readLinkFeatures } from './link-features.ts';
import { type LiveRules, readLiveRules } from './live-rules.ts';
import { applyContract } from './tag-contract.ts';
import { type OverrideLabels, readOverrideLabels } from './override-labels.ts';

/** The supergraph, read once and never changed: a new one replaces it whole. */
export interface Supergraph {
  readonly sdl: string;
  /** What a client sees. */
  readonly apiSchema: GraphQLSchema;
  /** With everything inaccessible to clients: what plans and entities speak of. */
  readonly fullSchema: GraphQLSchema;
  /** By name. */
  readonly subgraphs: ReadonlyMap<string, SubgraphLocation>;
  /** What each subgraph knows of a type, by type name. */
  readonly joinedTypes: ReadonlyMap<string, readonly JoinedType[]>;
  /** Fields whose value depends on the way to them, by subgraph. */
  readonly fieldJoins: ReadonlyMap<string, FieldJoins>;
  /** The concrete types that a type condition lets through, by the condition's type; an object lets itself through. */
  readonly possibleTypes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly accessRules: AccessRules;
  readonly costs: CostRules;
  readonly cacheRules: CacheRules;
  readonly deliveryRules: DeliveryRules;
  readonly liveRules: LiveRules;
  readonly overrideLabels: OverrideLabels;
}

/**
 * Reads supergraph SDL (join specification v0.3 to v0.5). With a contract, clients see the part of it that the tag marks.
 * Throws when it is not a supergraph, or the tag marks no query.
 */
export function loadSupergraph(sdl: string, contract?: string): Supergraph {
  const document = parse(sdl, { noLocation: true });
  const features = readLinkFeatures(document);
  const { subgraphs, joinedTypes, fieldJoins } = readJoinDirectives(document);
  if (subgraphs.size === 0) throw new Error('Not a supergraph: it names no subgraph (enum join__Graph).');
  const fullSchema = buildFullSchema(document, features);
  const liveRules = readLiveRules(document, features);
  const published = contract === undefined ? document : contractOf(document, features, contract);
  return Object.freeze({
    sdl,
    apiSchema: buildApiSchema(published, features, liveRules.sources.size > 0),
    fullSchema,
    subgraphs,
    joinedTypes,
    fieldJoins,
    possibleTypes: indexPossibleTypes(fullSchema),
    accessRules: readAccessRules(document, features),
    costs: readCostRules(document, features),
    cacheRules: readCacheRules(document, features),
    deliveryRules: readDeliveryRules(document, features),
    liveRules,
    overrideLabels: readOverrideLabels(document),
  });
}

/** Whether the tag marks a query of the supergraph. */
export function hasContract(sdl: string, tag: string): boolean {
  const document = parse(sdl, { noLocation: true });
  return applyContract(document, readLinkFeatures(document), tag) !== undefined;
}

function contractOf(document: DocumentNode, features: LinkFeatures, tag: string): DocumentNode {
  const contract = applyContract(document, features, tag);
  if (contract) return contract;
  throw new Error(`No query of the supergraph is tagged "${tag}".`);
}

/** Whether an object of the concrete type (or of an interface held as an object) fulfils the type condition. */
export function fulfilsTypeCondition(supergraph: Supergraph, typeName: string, condition: string): boolean {
  return typeName === condition || (supergraph.possibleTypes.get(condition)?.has(typeName) ?? false);
}

function indexPossibleTypes(schema: GraphQLSchema): ReadonlyMap<string, ReadonlySet<string>> {
  const possibleTypes = new Map<string, ReadonlySet<string>>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isAbstractType(type)) continue;
    possibleTypes.set(type.name, new Set(schema.getPossibleTypes(type).map(({ name }) => name)));
  }
  return possibleTypes;
}
