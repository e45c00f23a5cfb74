// Every subgraph behind a server of its own on loopback, as each would run on a machine of its own.
import type { Logger } from 'pino';
import { createTokenVerifier, type TokenVerification } from '../schema/viewer.ts';
import { serveSubgraph } from '../subgraphs/common/serve.ts';
import type { SubgraphName } from './databases.ts';
import type { Subgraphs } from './subgraphs.ts';

export interface ServedSubgraphs {
  readonly urls: Readonly<Record<SubgraphName, string>>;
  close(): Promise<void>;
}

/** Serves all four on free ports. Each verifies tokens again, by the keys it is told of. */
export async function serveSubgraphs(
  subgraphs: Subgraphs,
  verification: TokenVerification,
  logger: Logger,
): Promise<ServedSubgraphs> {
  const verifyToken = createTokenVerifier(verification);
  const serve = (name: SubgraphName) =>
    serveSubgraph(subgraphs[name], { port: 0, verifyToken, logger: logger.child({ subgraph: name }) });
  const [campaigns, spend, attribution, experiments] = await Promise.all([
    serve('campaigns'),
    serve('spend'),
    serve('attribution'),
    serve('experiments'),
  ]);
  return {
    urls: { campaigns: campaigns.url, spend: spend.url, attribution: attribution.url, experiments: experiments.url },
    close: async () => {
      await Promise.all([campaigns, spend, attribution, experiments].map((served) => served.close()));
    },
  };
}
