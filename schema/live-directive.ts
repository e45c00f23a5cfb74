// What a graph whose subgraphs tell of their changes offers of live queries: one directive, as clients know it from n1ru4l's
// graphql-live-query. The published schema and the gateway say it in the same words.
import { type DocumentNode, parse } from 'graphql';

const definition = parse(
  `
"""
The query goes on: after its answer, with \`revision\` 1, come changes of it as JSON Patch (RFC 6902) in \`patch\`, each with the next \`revision\`. Only for transports that stream.
"""
directive @live(
  """Whether it goes on."""
  if: Boolean = true
  """At most one change in so many milliseconds."""
  throttle: Int
) on QUERY
`,
  { noLocation: true },
);

/** The schema with `@live`. */
export function withLive(schema: DocumentNode): DocumentNode {
  return { ...schema, definitions: [...definition.definitions, ...schema.definitions] };
}
