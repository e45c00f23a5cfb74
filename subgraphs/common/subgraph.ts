// What a subgraph is to whoever runs it: the fused gateway in its own process, or serve.ts behind HTTP.
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import type { Logger } from 'pino';
import type { Viewer } from '../../schema/viewer.ts';
import type { ReadVersion } from './answer-version.ts';
import type { EventLogSettings } from './event-log/event-log-settings.ts';
import { maskResolvers } from './mask-errors.ts';
import { scalarResolvers } from './scalars.ts';
import type { SubgraphRoute } from './subgraph-route.ts';

/** What is known of a request before a subgraph adds its own loaders. */
export interface SubgraphContext {
  /** The verified viewer; undefined for an anonymous request. */
  readonly viewer: Viewer | undefined;
  /** Names the request in every log. */
  readonly requestId: string;
}

export interface SubgraphOptions {
  readonly databaseUrl: string;
  readonly logger: Logger;
  /** The clock; the system's where it is left out. */
  readonly now?: () => Date;
  /** For subgraphs that have an event log. Left out: nothing is ever removed from it. */
  readonly eventLog?: EventLogSettings | undefined;
}

/** A subgraph that runs: what the fused gateway calls in process and what serveSubgraph puts behind HTTP. */
export interface Subgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** Paths that are served beside GraphQL. */
  readonly routes?: readonly SubgraphRoute[];
  /**
   * The context of one request. It carries the request's own data loaders, so that nothing one viewer loaded is ever
   * handed to another.
   */
  createContext(request: SubgraphContext): SubgraphContext;
  /**
   * Whether what a viewer was answered still holds: as long as this text of the viewer's stays the same. A subgraph that
   * cannot say has none, and is asked each time.
   */
  readonly readVersion?: ReadVersion;
  /** Ends live streams and closes connections. */
  close(): Promise<void>;
}

/**
 * Builds the executable schema of a subgraph from its SDL file and its resolvers; the scalars are added here.
 *
 * Whatever a resolver throws that is not meant for clients is logged and masked here, in the schema itself, so that
 * the answer is the same in process and over HTTP.
 */
export function buildSchema(
  schemaFile: URL,
  resolvers: Readonly<Record<string, unknown>>,
  logger: Logger,
): GraphQLSchema {
  const typeDefs = parse(readFileSync(schemaFile, 'utf8'));
  const declared = new Set(
    typeDefs.definitions.flatMap((node) => ('name' in node && node.name ? [node.name.value] : [])),
  );
  const scalars = Object.entries(scalarResolvers).filter(([name]) => declared.has(name));
  return buildSubgraphSchema([
    { typeDefs, resolvers: maskResolvers({ ...Object.fromEntries(scalars), ...resolvers }, logger) },
  ]);
}
