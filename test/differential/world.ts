// The gateway over the made-up world, and who asks it.
import { pino } from 'pino';
import { createGateway, type Gateway, type RequestContext } from '../../gateway/pipeline.ts';
import type { SubgraphClient } from '../../gateway/subgraph-client/subgraph-client.ts';
import { composeSupergraph, subgraphNames } from '../../schema/compose.ts';
import type { Viewer } from '../../schema/viewer.ts';
import type { Random } from './random.ts';
import { createWorldSubgraph, entityIds, leafValue } from './universe.ts';

export const logger = pino({ level: 'silent' });
/** May see everything. */
export const viewer: Viewer = {
  subject: 'differential',
  tokenId: 'differential',
  advertiserIds: entityIds('Advertiser'),
  scopes: new Set([
    'campaigns:read',
    'changes:write',
    'changes:approve',
    'policies:write',
    'spend:read',
    'spend:ingest',
    'attribution:read',
    'attribution:ingest',
    'experiments:read',
  ]),
  expiresAtMs: Date.now() + 3_600_000,
};

const idTypeByName: Readonly<Record<string, string>> = {
  advertiserId: 'Advertiser',
  advertiserIds: 'Advertiser',
  armId: 'Arm',
  adGroupId: 'AdGroup',
  adId: 'Ad',
};

/** A value for an argument or input field, which names something that exists where it names anything. */
export function inputLeaf(typeName: string, name: string, random: Random): unknown {
  if (typeName === 'ID') return random.pick(entityIds(idTypeByName[name] ?? 'AdEntity'));
  if (name === 'first') return 1 + random.below(5);
  return leafValue(typeName, random.below(1_000_000));
}

export function requestContext(): RequestContext {
  return {
    viewer,
    authorization: 'Bearer differential',
    requestId: 'differential',
    signal: new AbortController().signal,
    allowedKinds: new Set(['query', 'mutation']),
  };
}

/** A gateway without limits. */
export function startGateway(clients: readonly SubgraphClient[]): Gateway {
  const limits = {
    maxTokens: 20_000,
    maxDepth: 60,
    maxAliases: 2_000,
    maxRootFields: 100,
    maxFragments: 500,
    maxDirectives: 2_000,
    maxDeferredFragments: 100,
    maxCost: 1e12,
    planningTimeoutMs: 5_000,
  };
  return createGateway({
    supergraphSdl: composeSupergraph().supergraphSdl,
    clients: new Map(clients.map((client) => [client.name, client])),
    limits,
    introspection: true,
    logger,
  });
}

/** The four subgraphs of the world. */
export const subgraphs = subgraphNames.map((name) => ({
  name,
  schema: createWorldSubgraph(name),
  createContext: (request: { readonly viewer: Viewer | undefined; readonly requestId: string }) => request,
  close: async (): Promise<void> => {},
}));
