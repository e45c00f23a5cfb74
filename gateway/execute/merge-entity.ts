import type { EntityTarget } from '../plan/query-plan.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { cloneJson, isObject, type JsonObject, mergeInto, mergeKey, own } from './json.ts';
import type { ResponseShape } from './response-shape.ts';
import { compileRewrites } from './rewrites.ts';

/** Merges what a subgraph said of an entity into every object that stands for it. */
export type MergeEntity = (entity: JsonObject, objects: readonly JsonObject[]) => void;

/** Compiles the merge of one target's entities, of which the document asks for the shape. */
export function compileMerge(
  supergraph: Supergraph,
  { outputRewrites }: EntityTarget,
  shape: ResponseShape,
  isAbstract: (typeName: string) => boolean,
): MergeEntity {
  const rewrite = compileRewrites(supergraph, outputRewrites);
  const isFlat = [...shape.values()].every((below) => below.size === 0);
  if (!rewrite && isFlat) return mergeLeaves([...shape.keys()], isAbstract);
  return (entity, objects) => {
    rewrite?.(entity);
    // Later fetches write into what is merged here, so only one place may have the entity itself.
    for (const [place, object] of objects.entries()) {
      const part = place === objects.length - 1 ? entity : cloneJson(entity);
      if (isObject(part)) mergeInto(object, part, isAbstract);
    }
  };
}

/** Entities of leaves alone, as most that are asked for in many places: there is nothing that two places could share. */
function mergeLeaves(keys: readonly string[], isAbstract: (typeName: string) => boolean): MergeEntity {
  return (entity, objects) => {
    for (const key of keys) {
      const value = own(entity, key);
      if (value === undefined) continue;
      // Only a custom scalar may be an object.
      const isShared = typeof value === 'object' && value !== null && objects.length > 1;
      for (const object of objects) mergeKey(object, key, isShared ? cloneJson(value) : value, isAbstract);
    }
  };
}
