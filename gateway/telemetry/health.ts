import { z } from 'zod';
import type { SubgraphClient } from '../subgraph-client/subgraph-client.ts';

export const readinessShape = z.object({
  ready: z.boolean(),
  /** Each subgraph that could be unreachable, by name. */
  subgraphs: z.record(z.string(), z.enum(['reachable', 'unreachable'])),
  /** Where there is a list of revocations: whether it could be read lately. */
  revocations: z.enum(['current', 'stale']).optional(),
  /** Where several processes share the port: how many there are to be, and how many would answer. */
  workers: z.object({ wanted: z.number(), ready: z.number() }).optional(),
});

export type Readiness = Readonly<z.infer<typeof readinessShape>>;

const checkTimeoutMs = 2_000;
/** A load balancer with many replicas asks often; one answer serves all who ask within this time. */
const rememberedMs = 1_000;

/** Asks each remote subgraph the cheapest question there is. A loaded gateway without remote subgraphs is always ready. */
export function createReadinessCheck(remoteClients: () => readonly SubgraphClient[]): () => Promise<Readiness> {
  let latest: { readonly askedAtMs: number; readonly answer: Promise<Readiness> } | undefined;
  return () => {
    if (!latest || Date.now() - latest.askedAtMs > rememberedMs) {
      latest = { askedAtMs: Date.now(), answer: checkAll(remoteClients()) };
    }
    return latest.answer;
  };
}

async function checkAll(clients: readonly SubgraphClient[]): Promise<Readiness> {
  const entries = await Promise.all(clients.map(async (client) => [client.name, await check(client)] as const));
  return { ready: entries.every(([, state]) => state === 'reachable'), subgraphs: Object.fromEntries(entries) };
}

async function check(client: SubgraphClient): Promise<'reachable' | 'unreachable'> {
  const context = {
    viewer: undefined,
    authorization: undefined,
    requestId: 'readiness',
    signal: AbortSignal.timeout(checkTimeoutMs),
  };
  const request = { document: '{ __typename }', kind: 'query', variables: {}, context } as const;
  // Any GraphQL answer will do: the subgraph is there. Why it is not is logged where its data is missed.
  return client.execute(request).then(
    () => 'reachable',
    () => 'unreachable',
  );
}
