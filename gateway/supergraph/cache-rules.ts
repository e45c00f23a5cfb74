// @cacheControl of the supergraph by coordinate. Composition drops the directive unless subgraphs name it in
// @composeDirective, with a @link to a specification called "cacheControl".
import type { DocumentNode } from 'graphql';
import { z } from 'zod';
import { forEachDirective } from './coordinates.ts';
import { type LinkFeatures, readArguments } from './link-features.ts';

/** How long a value may be taken for current, and for whom. */
export interface CacheHint {
  /** Undefined: nothing is said here. */
  readonly maxAgeSeconds: number | undefined;
  /** Whether the value is as current as the object it is read from. */
  readonly inheritsMaxAge: boolean;
  readonly isPrivate: boolean;
}

/** Hints by coordinate: `Type` or `Type.field`. */
export type CacheRules = ReadonlyMap<string, CacheHint>;

const hintSchema = z.object({
  maxAge: z.number().int().min(0).nullish(),
  scope: z.enum(['PUBLIC', 'PRIVATE']).nullish(),
  inheritMaxAge: z.boolean().nullish(),
});

/** Reads the cache hints of a supergraph. Where subgraphs that share a field disagree, the strictest holds. */
export function readCacheRules(document: DocumentNode, features: LinkFeatures): CacheRules {
  const name = features.directiveName('cacheControl', 'cacheControl');
  const rules = new Map<string, CacheHint>();
  forEachDirective(document, (coordinate, directive) => {
    if (directive.name.value !== name) return;
    const { maxAge, scope, inheritMaxAge } = hintSchema.parse(readArguments(directive));
    const hint = {
      maxAgeSeconds: maxAge ?? undefined,
      inheritsMaxAge: inheritMaxAge ?? false,
      isPrivate: scope === 'PRIVATE',
    };
    const known = rules.get(coordinate);
    rules.set(coordinate, known ? strictest(known, hint) : hint);
  });
  return rules;
}

function strictest(one: CacheHint, other: CacheHint): CacheHint {
  const ages = [one.maxAgeSeconds, other.maxAgeSeconds].flatMap((age) => age ?? []);
  return {
    maxAgeSeconds: ages.length === 0 ? undefined : Math.min(...ages),
    inheritsMaxAge: one.inheritsMaxAge && other.inheritsMaxAge,
    isPrivate: one.isPrivate || other.isPrivate,
  };
}
