// The labels of progressive @override: which fields move from one subgraph to another for a part of the requests.
import type { DocumentNode } from 'graphql';
import { z } from 'zod';
import { forEachDirective } from './coordinates.ts';
import { readArguments } from './link-features.ts';

export interface OverrideLabels {
  /** The shares of `percent(n)` labels, each once, ascending. */
  readonly percentages: readonly number[];
  /** All other labels: somebody else decides them. */
  readonly names: readonly string[];
}

/** Which progressive overrides hold. */
export interface Overrides {
  /** Labels that hold beside those of percentages. */
  readonly labels: ReadonlySet<string>;
  /** Labels of the form `percent(n)` hold where n is greater. */
  readonly percentage: number;
}

const fieldSchema = z.object({ overrideLabel: z.string().nullish() });

/** Reads the labels of a supergraph. */
export function readOverrideLabels(document: DocumentNode): OverrideLabels {
  const percentages = new Set<number>();
  const names = new Set<string>();
  forEachDirective(document, (_, directive) => {
    if (directive.name.value !== 'join__field') return;
    const { overrideLabel: label } = fieldSchema.parse(readArguments(directive));
    if (label === undefined || label === null) return;
    const percentage = /^percent\((\d+(?:\.\d+)?)\)$/.exec(label)?.[1];
    if (percentage === undefined) names.add(label);
    else percentages.add(Number(percentage));
  });
  return { percentages: [...percentages].sort((a, b) => a - b), names: [...names].sort() };
}
