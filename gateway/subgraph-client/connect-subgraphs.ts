import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { SubgraphLocation } from '../supergraph/join-directives.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { observeClient } from '../telemetry/observed-client.ts';
import { traceClient } from '../telemetry/traced-client.ts';
import { createCallbackStreams } from './callback.ts';
import type { CallbackReceiver } from './callback-receiver.ts';
import { createHttpClient } from './http.ts';
import { createInProcessClient, type LocalSubgraph } from './in-process.ts';
import { createResilientClient } from './resilient-client.ts';
import { shareQueries } from './sharing-client.ts';
import { createSseStreams } from './sse.ts';
import type { SubgraphClient } from './subgraph-client.ts';
import type { SubgraphStreams } from './subgraph-streams.ts';
import { createWebSocketStreams } from './websocket.ts';

/** A subgraph and the way to it. */
export interface ConnectedSubgraph {
  /** Where it is; undefined in this process. */
  readonly address: string | undefined;
  /** With all that stands between the gateway and the subgraph. */
  readonly client: SubgraphClient;
  /** The way alone, to see whether it is there; undefined in this process. */
  readonly probe: SubgraphClient | undefined;
}

export interface ConnectOptions {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Takes what subgraphs send by callback; undefined where none does. */
  readonly callbackReceiver?: CallbackReceiver | undefined;
  /** Subgraphs that run in this process. The others are called over the network. */
  readonly subgraphs?: readonly (LocalSubgraph & { readonly name: string })[] | undefined;
  /** Where remote subgraphs are, by name; before the configured addresses and those of the supergraph. */
  readonly subgraphUrls?: Readonly<Record<string, string>> | undefined;
}

type Connections = ReadonlyMap<string, ConnectedSubgraph>;

/** Connects the subgraphs of a supergraph; one that is where it was before keeps its connections. */
export function connectSubgraphs(
  locations: Iterable<SubgraphLocation>,
  options: ConnectOptions,
  previous: Connections,
): Connections {
  const connected = new Map<string, ConnectedSubgraph>();
  for (const location of locations) {
    const address = addressOf(location, options);
    const known = previous.get(location.name);
    connected.set(location.name, known && known.address === address ? known : connect(location.name, address, options));
  }
  return connected;
}

function addressOf({ name, url }: SubgraphLocation, { config, subgraphs, subgraphUrls }: ConnectOptions) {
  if (subgraphs?.some((local) => local.name === name)) return undefined;
  return String(subgraphUrls?.[name] ?? config.subgraphUrls.get(variableName(name)) ?? url);
}

function connect(name: string, address: string | undefined, options: ConnectOptions): ConnectedSubgraph {
  const { config, metrics, logger } = options;
  const timeoutMs = config.subgraphTimeoutsMs.get(variableName(name)) ?? config.subgraphTimeoutMs;
  const local = options.subgraphs?.find((subgraph) => subgraph.name === name);
  const share = config.deduplication === 'subgraph' ? shareQueries : (client: SubgraphClient) => client;
  const around = (client: SubgraphClient): SubgraphClient => traceClient(share(observeClient(client, metrics)));
  if (local) {
    const { keptAnswersBytes } = config;
    const onReuse = () => metrics.answerReused(name);
    return {
      address,
      client: around(createInProcessClient(name, local, { timeoutMs, keptAnswersBytes, onReuse })),
      probe: undefined,
    };
  }
  const url = new URL(address ?? '');
  const probe = createHttpClient({ name, url, timeoutMs, streams: openStreams(name, { url, timeoutMs }, options) });
  return { address, client: around(createResilientClient(probe, { config, timeoutMs, metrics, logger })), probe };
}

function openStreams(
  name: string,
  where: { readonly url: URL; readonly timeoutMs: number },
  { config, callbackReceiver: receiver }: ConnectOptions,
): SubgraphStreams {
  switch (config.subgraphSubscriptions.get(variableName(name)) ?? 'graphql-ws') {
    case 'graphql-ws':
      return createWebSocketStreams({ name, ...where });
    case 'sse':
      return createSseStreams({ name, ...where });
    case 'callback':
      // Configuration without a CALLBACK_URL was refused.
      if (!receiver) throw new Error('Nothing takes callbacks.');
      return createCallbackStreams({ name, ...where, receiver, heartbeatMs: config.callbackHeartbeatMs });
  }
}

/** As a variable of the environment names a subgraph. */
function variableName(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}
