// Small graphs for conformance tests: subgraphs written in the test, composed, and run behind the real gateway. Every
// call is recorded, and a subgraph that is asked about no entity at all fails the test that asked.
import { buildSubgraphSchema, type BuildSubgraphSchemaInput } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import { pino } from 'pino';
import { resultJson } from '../../gateway/execute/result-json.ts';
import { defaultOperationLimits, type OperationLimits } from '../../gateway/operation/operation-limits.ts';
import { createGateway, type GatewayOptions, type GraphQLRequest, type GraphQLResult } from '../../gateway/pipeline.ts';
import { createHivePlanner } from '../../gateway/plan/hive-planner.ts';
import { printPlan } from '../../gateway/plan/print-plan.ts';
import { createInProcessClient } from '../../gateway/subgraph-client/in-process.ts';
import type { OperationKind, SubgraphClient, SubgraphRequest } from '../../gateway/subgraph-client/subgraph-client.ts';
import { loadSupergraph } from '../../gateway/supergraph/supergraph.ts';
import { traceClient } from '../../gateway/telemetry/traced-client.ts';
import type { Viewer } from '../../schema/viewer.ts';

type SchemaModule = Extract<Extract<BuildSubgraphSchemaInput, readonly unknown[]>[number], { typeDefs: unknown }>;
type Resolvers = NonNullable<SchemaModule['resolvers']>;

export interface FixtureSubgraph {
  readonly typeDefs: string;
  readonly resolvers: Resolvers;
}

export interface RecordedCall {
  readonly subgraph: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface RunOptions extends Omit<GraphQLRequest, 'query'> {
  readonly viewer?: Viewer;
  readonly signal?: AbortSignal;
}

/** A part of an answer. */
export type Part = Readonly<Record<string, unknown>>;

export interface Fixture {
  /** In the order they were made. */
  readonly calls: RecordedCall[];
  /** Every text that reached the planner. */
  readonly planned: string[];
  run(query: string, options?: RunOptions): Promise<GraphQLResult>;
  /** The parts of the answer as they are told, each as the object that its JSON is. */
  runInParts(query: string, options?: RunOptions): AsyncGenerator<Part, undefined>;
  subscribe(query: string, options?: RunOptions): Promise<AsyncIterable<GraphQLResult> | GraphQLResult>;
  /** The plan of a query, as text. */
  plan(query: string): Promise<string>;
}

export interface FixtureOptions extends Partial<
  Pick<GatewayOptions, 'introspection' | 'trustedDocuments' | 'trustedDocumentsMode' | 'holdsPolicy' | 'isLabelActive'>
> {
  readonly limits?: Partial<OperationLimits>;
  /** Mends what the composition library gets wrong. */
  readonly mendSupergraph?: (sdl: string) => string;
  /** Stands in for a subgraph's own client, by name. */
  readonly clients?: Readonly<Record<string, SubgraphClient>>;
}

const directives = [
  '@key',
  '@external',
  '@requires',
  '@provides',
  '@shareable',
  '@override',
  '@inaccessible',
  '@interfaceObject',
  '@authenticated',
  '@requiresScopes',
  '@policy',
  '@cost',
  '@listSize',
];
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${JSON.stringify(directives)})`;

/** A viewer with scopes, of the advertiser `adv_1`. */
export function viewerWith(...scopes: string[]): Viewer {
  return { subject: 'ada', tokenId: 'token', advertiserIds: ['adv_1'], scopes: new Set(scopes), expiresAtMs: Infinity };
}

/** Composes subgraphs and starts a gateway over them. */
export function createFixture(
  subgraphs: Readonly<Record<string, FixtureSubgraph>>,
  options: FixtureOptions = {},
): Fixture {
  const composed = compose(subgraphs);
  const supergraphSdl = options.mendSupergraph?.(composed) ?? composed;
  const calls: RecordedCall[] = [];
  const planned: string[] = [];
  const limits = { ...defaultOperationLimits, ...options.limits };
  const supergraph = loadSupergraph(supergraphSdl);
  const planner = createHivePlanner(supergraph, limits.planningTimeoutMs);
  const gateway = createGateway({
    introspection: true,
    ...options,
    supergraphSdl,
    limits,
    clients: new Map(
      Object.entries(subgraphs).map(([name, subgraph]) => [
        name,
        traceClient(record(options.clients?.[name] ?? createClient(name, subgraph), calls)),
      ]),
    ),
    planner: {
      plan(text, overrides) {
        planned.push(text);
        return planner.plan(text, overrides);
      },
    },
    logger: pino({ level: 'silent' }),
  });
  return {
    calls,
    planned,
    run: (query, runOptions = {}) => gateway.execute({ query, ...runOptions }, contextOf(runOptions)),
    async *runInParts(query, runOptions = {}) {
      const answer = await gateway.executeInParts({ query, ...runOptions }, contextOf(runOptions));
      for await (const part of Symbol.asyncIterator in answer ? answer : [answer]) {
        const read: Part = JSON.parse(resultJson(part));
        yield read;
      }
      return undefined;
    },
    subscribe: (query, runOptions = {}) => gateway.subscribe({ query, ...runOptions }, contextOf(runOptions)),
    plan: async (query) => printPlan(await planner.plan(query)),
  };
}

function compose(subgraphs: Readonly<Record<string, FixtureSubgraph>>): string {
  const services = Object.entries(subgraphs).map(([name, { typeDefs }]) => ({
    name,
    url: `http://${name}.invalid/graphql`,
    typeDefs: parse(`${link}\n${typeDefs}`, { noLocation: true }),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error((errors ?? []).map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

function createClient(name: string, { typeDefs, resolvers }: FixtureSubgraph): SubgraphClient {
  const module = { typeDefs: parse(`${link}\n${typeDefs}`), resolvers };
  return createInProcessClient(name, { schema: buildSubgraphSchema([module]), createContext: () => ({}) });
}

function record(client: SubgraphClient, calls: RecordedCall[]): SubgraphClient {
  function note({ document, variables }: SubgraphRequest): void {
    calls.push({ subgraph: client.name, document, variables: structuredClone(variables) });
  }
  return {
    name: client.name,
    execute(request) {
      note(request);
      for (const value of Object.values(request.variables)) {
        if (Array.isArray(value) && value.length === 0 && request.document.includes('_entities')) {
          return Promise.reject(new Error(`${client.name} was asked about nothing`));
        }
      }
      return client.execute(request);
    },
    subscribe(request) {
      note(request);
      return client.subscribe(request);
    },
    close: () => client.close(),
  };
}

function contextOf({ viewer, signal }: RunOptions) {
  return {
    viewer,
    authorization: undefined,
    requestId: 'test',
    signal: signal ?? new AbortController().signal,
    allowedKinds: new Set<OperationKind>(['query', 'mutation', 'subscription']),
  };
}
