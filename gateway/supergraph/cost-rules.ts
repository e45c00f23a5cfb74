// @cost and @listSize by coordinate (IBM's GraphQL Cost Directives specification, as Federation 2.9 composes them).
import type { DocumentNode } from 'graphql';
import { z } from 'zod';
import { forEachDirective } from './coordinates.ts';
import { type LinkFeatures, readArguments } from './link-features.ts';

/** How long a list may be. */
export interface ListSize {
  /** The length to reckon with when no slicing argument says; undefined: the default. */
  readonly assumedSize: number | undefined;
  /** The arguments that bound the length, such as `first`. */
  readonly slicingArguments: readonly string[];
  /** The fields of the returned object that are the lists; empty: the field itself is the list. */
  readonly sizedFields: readonly string[];
}

export interface CostRules {
  /** Weights by coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`. */
  readonly weights: ReadonlyMap<string, number>;
  /** List sizes by `Type.field`. */
  readonly listSizes: ReadonlyMap<string, ListSize>;
}

const costSchema = z.object({ weight: z.coerce.number() });
const listSizeSchema = z.object({
  assumedSize: z.number().nullish(),
  slicingArguments: z.array(z.string()).nullish(),
  sizedFields: z.array(z.string()).nullish(),
});

/** Reads the cost rules of a supergraph. */
export function readCostRules(document: DocumentNode, features: LinkFeatures): CostRules {
  const cost = features.directiveName('cost', 'cost');
  const listSize = features.directiveName('cost', 'listSize');
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();
  forEachDirective(document, (coordinate, directive) => {
    if (directive.name.value === cost) weights.set(coordinate, costSchema.parse(readArguments(directive)).weight);
    if (directive.name.value !== listSize) return;
    const { assumedSize, slicingArguments, sizedFields } = listSizeSchema.parse(readArguments(directive));
    listSizes.set(coordinate, {
      assumedSize: assumedSize ?? undefined,
      slicingArguments: slicingArguments ?? [],
      sizedFields: sizedFields ?? [],
    });
  });
  return { weights, listSizes };
}
