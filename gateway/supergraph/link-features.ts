// Reads `schema @link(url:, as:, import:)`: which names of the supergraph are machinery of a specification and not
// part of the graph. Implements "Name mapping" of the link specification v1.0.
import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';
import { z } from 'zod';

const importSchema = z.union([z.string(), z.object({ name: z.string(), as: z.string().optional() })]);
const linkSchema = z.object({
  url: z.string(),
  as: z.string().optional(),
  for: z.enum(['SECURITY', 'EXECUTION']).optional(),
  import: z.array(importSchema).optional(),
});

/** What this gateway honours of all that a supergraph may say it must. */
const knownSpecifications = new Set([
  'link',
  'core',
  'join',
  'inaccessible',
  'authenticated',
  'requiresScopes',
  'policy',
  'tag',
  'cost',
]);

/** The linked specifications of a supergraph. */
export interface LinkFeatures {
  /** Whether the name (a directive's with its `@`) belongs to a linked specification. */
  isMachinery(name: string): boolean;
  /** The name that a specification's directive has in this document, without the `@`. */
  directiveName(specification: string, directive: string): string;
}

/** Reads the links of a supergraph. Throws when it cannot be served without something that is unknown here. */
export function readLinkFeatures(document: DocumentNode): LinkFeatures {
  const links = document.definitions
    .filter((node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION)
    .flatMap((node) => node.directives ?? [])
    .filter(({ name }) => name.value === 'link')
    .map((directive) => linkSchema.parse(readArguments(directive)));

  const prefixes = new Set<string>(['link', 'join']);
  const imported = new Set<string>();
  const aliases = new Map<string, string>();
  const localNames = new Map<string, string>();
  for (const link of links) {
    const specification = specificationName(link.url);
    if (link.for !== undefined && !knownSpecifications.has(specification)) {
      throw new Error(
        `The supergraph needs ${link.url} for ${link.for}, which this gateway does not know: leave its directives out of the subgraphs.`,
      );
    }
    const prefix = link.as ?? specification;
    prefixes.add(prefix);
    localNames.set(specification, prefix);
    for (const item of link.import ?? []) {
      const name = typeof item === 'string' ? item : item.name;
      const local = typeof item === 'string' ? item : (item.as ?? item.name);
      imported.add(local);
      aliases.set(`${specification}/${name}`, local);
    }
  }
  return {
    isMachinery: (name) => imported.has(name) || prefixes.has(prefixOf(name)),
    directiveName(specification, directive) {
      const alias = aliases.get(`${specification}/@${directive}`);
      if (alias !== undefined) return alias.slice(1);
      const prefix = localNames.get(specification) ?? specification;
      return directive === specification ? prefix : `${prefix}__${directive}`;
    },
  };
}

/** The arguments of a directive as plain values. */
export function readArguments(directive: ConstDirectiveNode): Record<string, unknown> {
  return Object.fromEntries((directive.arguments ?? []).map(({ name, value }) => [name.value, plainValue(value)]));
}

function plainValue(value: ConstValueNode): unknown {
  return valueFromASTUntyped(value);
}

/** `https://specs.apollo.dev/join/v0.5` → `join`. */
function specificationName(url: string): string {
  const segments = url.split('/').filter((segment) => segment !== '');
  const last = segments.at(-1) ?? '';
  return /^v\d+\.\d+$/.test(last) ? (segments.at(-2) ?? last) : last;
}

/** `join__Graph` → `join`; `@tag` → `tag`; a type without a prefix has none, for only directives stand for themselves. */
function prefixOf(name: string): string {
  const bare = name.startsWith('@') ? name.slice(1) : name;
  const separator = bare.indexOf('__');
  if (separator > 0) return bare.slice(0, separator);
  return name.startsWith('@') ? bare : '';
}
