// Every subgraph behind a server of its own on loopback, as each would run on a machine of its own.
import type { Logger } from 'pino';
import { createTokenVerifier, type TokenVerification } from '../schema/viewer.ts';
import { serveSubgraph } from '../subgraphs/common/serve.ts';
import type { DevIssuer } from './dev-issuer/dev-issuer.ts';
import { serveJwks } from './dev-issuer/jwks-server.ts';
import type { SubgraphName } from './databases.ts';
import type { Subgraphs } from './subgraphs.ts';

export interface ServedSubgraphs {
  readonly urls: Readonly<Record<SubgraphName, string>>;
  close(): Promise<void>;
}

export interface ServeSubgraphsOptions {
  readonly tokenVerification: TokenVerification;
  /** The development issuer, where there is one: its keys are then published, as those of any issuer are. */
  readonly issuer: DevIssuer | undefined;
  readonly logger: Logger;
}

/** Serves all four on free ports. Each verifies tokens again, by keys it fetches from the issuer. */
export async function serveSubgraphs(subgraphs: Subgraphs, options: ServeSubgraphsOptions): Promise<ServedSubgraphs> {
  const { tokenVerification, issuer, logger } = options;
  const jwks = issuer && (await serveJwks(issuer.verification.jwks));
  const verifyToken = createTokenVerifier({ ...tokenVerification, ...(jwks && { jwks: jwks.url }) });
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
      await jwks?.close();
    },
  };
}
