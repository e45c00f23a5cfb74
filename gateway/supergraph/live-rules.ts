// @liveSource and @liveKeys of the supergraph: who tells of changes, and on which words the answers of an object depend.
// They are carried through composition as @delivery is.
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type TypeDefinitionNode,
} from 'graphql';
import { z } from 'zod';
import { fieldCoordinate } from './coordinates.ts';
import { nameGraphs } from './join-directives.ts';
import { type LinkFeatures, readArguments } from './link-features.ts';

/** The stream in which a subgraph tells what changed. */
export interface LiveSourceRule {
  readonly subgraph: string;
  /** The field of Subscription. */
  readonly field: string;
  /** Where in an event its cursor stands. */
  readonly cursor: readonly string[];
  /** Where in an event the words stand that the change touched. */
  readonly keys: readonly string[];
  /** The argument that takes a cursor; events after it follow. */
  readonly resume: string;
  /** The query field of the same subgraph that tells the cursor of now. */
  readonly head: string;
  /** Whenever the clock passes a multiple of this, answers may change without an event; 0: they never do. */
  readonly clockMs: number;
}

/** A field that tells on which words the answers of its object depend. */
export interface LiveKeysRule {
  readonly subgraph: string;
  readonly field: string;
  /** Whether what other subgraphs tell of the object depends on them too. */
  readonly isShared: boolean;
  /** The fields of the object that depend on them; undefined: all of them. */
  readonly of: ReadonlySet<string> | undefined;
}

export interface LiveRules {
  /** By subgraph. */
  readonly sources: ReadonlyMap<string, LiveSourceRule>;
  /** By type. */
  readonly keys: ReadonlyMap<string, readonly LiveKeysRule[]>;
  /** The subgraphs that answer a field. */
  ownersOf(typeName: string, fieldName: string): readonly string[];
}

const path = z
  .string()
  .regex(/^\w+(\.\w+)*$/)
  .transform((text) => text.split('.'));
const name = z.string().regex(/^[_A-Za-z]\w*$/);
const longestClockSeconds = 86_400;

const sourceSchema = z.object({
  cursor: path,
  keys: path,
  resume: name,
  head: name,
  clockSeconds: z.int().min(0).max(longestClockSeconds).default(0),
});
const keysSchema = z.object({ shared: z.boolean().default(false), of: z.array(z.string()).nullish() });
const joinFieldSchema = z.object({ graph: z.string().optional(), external: z.boolean().default(false) });

/** Reads the rules. Throws when one is not complete, naming the field. */
export function readLiveRules(document: DocumentNode, features: LinkFeatures): LiveRules {
  const sourceName = features.directiveName('live', 'liveSource');
  const keysName = features.directiveName('live', 'liveKeys');
  const sources = new Map<string, LiveSourceRule>();
  const keys = new Map<string, LiveKeysRule[]>();
  const owners = new Map<string, readonly string[]>();
  const nameOf = nameGraphs(document);
  for (const type of document.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of type.fields ?? []) {
      const coordinate = fieldCoordinate(type.name.value, field.name.value);
      const subgraphs = graphsOf(type, field).map(nameOf);
      owners.set(coordinate, subgraphs);
      const source = directiveOf(field, sourceName);
      for (const subgraph of source ? subgraphs : []) {
        sources.set(subgraph, readSource(coordinate, { subgraph, field: field.name.value, directive: source }));
      }
      const keysDirective = directiveOf(field, keysName);
      for (const subgraph of keysDirective ? subgraphs : []) {
        const { shared: isShared, of } = keysSchema.parse(keysDirective && readArguments(keysDirective));
        const rule = { subgraph, field: field.name.value, isShared, of: of ? new Set(of) : undefined };
        keys.set(type.name.value, [...(keys.get(type.name.value) ?? []), rule]);
      }
    }
  }
  return {
    sources,
    keys,
    ownersOf: (typeName, fieldName) => owners.get(fieldCoordinate(typeName, fieldName)) ?? [],
  };
}

interface GivenSource {
  readonly subgraph: string;
  readonly field: string;
  readonly directive: ConstDirectiveNode | undefined;
}

function readSource(coordinate: string, { subgraph, field, directive }: GivenSource): LiveSourceRule {
  const parsed = sourceSchema.safeParse(directive && readArguments(directive));
  if (!parsed.success) throw new Error(`@liveSource of ${coordinate}: ${z.prettifyError(parsed.error)}`);
  const { clockSeconds, ...rest } = parsed.data;
  return { ...rest, subgraph, field, clockMs: clockSeconds * 1_000 };
}

/** The names in the document of the subgraphs that answer the field: what it does not say itself, its type says. */
function graphsOf(type: TypeDefinitionNode, field: FieldDefinitionNode): readonly string[] {
  const joins = directivesOf(field, 'join__field').map((directive) => joinFieldSchema.parse(readArguments(directive)));
  const named = joins.flatMap(({ graph, external }) => (graph === undefined || external ? [] : [graph]));
  if (joins.some(({ graph }) => graph !== undefined)) return named;
  const ofType = directivesOf(type, 'join__type').map((directive) => joinFieldSchema.parse(readArguments(directive)));
  return [...new Set(ofType.flatMap(({ graph }) => graph ?? []))];
}

type Directed = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

function directivesOf({ directives = [] }: Directed, directiveName: string): readonly ConstDirectiveNode[] {
  return directives.filter(({ name }) => name.value === directiveName);
}

function directiveOf(node: Directed, directiveName: string): ConstDirectiveNode | undefined {
  return directivesOf(node, directiveName)[0];
}
