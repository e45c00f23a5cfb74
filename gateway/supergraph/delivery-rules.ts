// @delivery of the supergraph: what a subscription field promises to clients that are slow, leave and come back. It is
// carried through composition as @cacheControl is: by @composeDirective and a @link to a specification of its name.
import type { DocumentNode } from 'graphql';
import { z } from 'zod';
import { forEachDirective } from './coordinates.ts';
import { type LinkFeatures, readArguments } from './link-features.ts';

/**
 * What becomes of events that a client does not read in time. CONFLATE: of each key the newest is kept. QUEUE: so many
 * are kept, then the stream ends. LOSSLESS: the client is given them later, from where the stream is kept.
 */
export type DeliveryContract = 'CONFLATE' | 'QUEUE' | 'LOSSLESS';

export interface DeliveryRule {
  readonly contract: DeliveryContract;
  /** Where in an event its cursor stands. */
  readonly cursor: readonly string[];
  /** The argument that takes a cursor; events after it follow. */
  readonly resume: string;
  /** What CONFLATE keeps the newest of: where in an event it stands. */
  readonly key: readonly string[] | undefined;
  /** The cursor that asks for the current state first. Every event but the last of that state has it again. */
  readonly snapshot: string | undefined;
  /** The query field of the same subgraph that tells the cursor of now. */
  readonly head: string;
}

/** By coordinate: `Subscription.field`. */
export type DeliveryRules = ReadonlyMap<string, DeliveryRule>;

const name = z.string().regex(/^[_A-Za-z]\w*$/);
const path = z
  .string()
  .regex(/^\w+(\.\w+)*$/)
  .transform((text) => text.split('.'));

const ruleSchema = z.object({
  contract: z.enum(['CONFLATE', 'QUEUE', 'LOSSLESS']),
  cursor: path,
  resume: name,
  head: name,
  key: path.nullish(),
  snapshot: z.string().min(1).nullish(),
});

/** Reads the rules. Throws when one is not complete, naming the field. */
export function readDeliveryRules(document: DocumentNode, features: LinkFeatures): DeliveryRules {
  const directiveName = features.directiveName('delivery', 'delivery');
  const rules = new Map<string, DeliveryRule>();
  forEachDirective(document, (coordinate, directive) => {
    if (directive.name.value !== directiveName) return;
    const parsed = ruleSchema.safeParse(readArguments(directive));
    if (!parsed.success) throw new Error(`@delivery of ${coordinate}: ${z.prettifyError(parsed.error)}`);
    const { key, snapshot, ...rest } = parsed.data;
    if (rest.contract === 'CONFLATE' && !key) throw new Error(`@delivery of ${coordinate}: CONFLATE needs a key.`);
    rules.set(coordinate, { ...rest, key: key ?? undefined, snapshot: snapshot ?? undefined });
  });
  return rules;
}
