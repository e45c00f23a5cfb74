// What the graph offers of incremental delivery: one directive, in the convention of 2022-08-24
// (https://github.com/graphql/graphql-spec/tree/48cf7263a71a683fab03d45d309fd42d8d9a6659), which every client speaks. The
// published schema and the gateway say it in the same words.
import { type DocumentNode, Kind, parse } from 'graphql';

const definition = parse(
  `
"""
The fragment may be answered after what stands beside it, in a part of its own. Only for requests that accept an answer in several parts.
"""
directive @defer(
  """Whether it may be answered later."""
  if: Boolean! = true
  """What its part is called; another name for each fragment of a document."""
  label: String
) on FRAGMENT_SPREAD | INLINE_FRAGMENT
`,
  { noLocation: true },
);

/** The schema with `@defer`. */
export function withDefer(schema: DocumentNode): DocumentNode {
  const others = schema.definitions.filter(
    (node) => node.kind !== Kind.DIRECTIVE_DEFINITION || node.name.value !== 'defer',
  );
  return { ...schema, definitions: [...definition.definitions, ...others] };
}
