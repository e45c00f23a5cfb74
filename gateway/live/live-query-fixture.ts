// A gateway before subgraphs that tell of their changes (live-query-world.ts).
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { type GatewayOptions, type RunningGateway, startGateway } from '../gateway.ts';
import { composeLiveQueries, createLiveQueryWorld, type LiveQueryWorld } from './live-query-world.ts';

export interface LiveQueryFixture extends RunningGateway {
  readonly world: LiveQueryWorld;
  /** An `Authorization`. By default of the advertiser `adv_1`, without scopes. */
  token(given?: {
    readonly subject?: string;
    readonly advertisers?: readonly string[];
    readonly scope?: string;
    readonly expiresAt?: number;
  }): Promise<string>;
  /** Makes `prices` wait; returns how to let it go on. */
  closeGate(): () => void;
  /** How often live queries were run, by outcome. */
  runs(): Promise<Readonly<Record<string, number>>>;
}

/** With items `a` and `b` of `adv_1`, and `x` of `adv_2`. */
export async function startLiveQueries(
  environment: Readonly<Record<string, string>> = {},
  { clockSeconds = 0, ...options }: Partial<GatewayOptions> & { readonly clockSeconds?: number } = {},
): Promise<LiveQueryFixture> {
  const { world, subgraphs } = createLiveQueryWorld(clockSeconds);
  for (const [id, advertiser] of [
    ['a', 'adv_1'],
    ['b', 'adv_1'],
    ['x', 'adv_2'],
  ] as const)
    world.add(id, advertiser);
  const supergraphSdl = composeLiveQueries(undefined, clockSeconds);
  const keys = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), alg: 'ES256' }] };
  const gateway = await startGateway({
    config: readConfig({ PORT: '0', LIVE_QUERY_INTERVAL_MS: '1', ...environment }),
    logger: pino({ level: 'silent' }),
    ...(environment['SUPERGRAPH_FILE'] === undefined && { supergraphSdl }),
    subgraphs,
    tokenVerification: { issuer: 'fixture', audience: 'marketing-graph', jwks },
    ...options,
  });
  return {
    ...gateway,
    world,
    async token({ subject = 'anna', advertisers = ['adv_1'], scope = '', expiresAt } = {}) {
      const token = new SignJWT({ scope, advertiser_ids: advertisers, jti: subject })
        .setProtectedHeader({ alg: 'ES256' })
        .setSubject(subject)
        .setIssuer('fixture')
        .setAudience('marketing-graph')
        .setExpirationTime(expiresAt ?? Math.floor(Date.now() / 1_000) + 3_600);
      return `Bearer ${await token.sign(keys.privateKey)}`;
    },
    closeGate() {
      let open = (): void => {};
      world.gate = new Promise((resolve) => {
        open = () => {
          world.gate = undefined;
          resolve();
        };
      });
      return () => open();
    },
    async runs() {
      const response = await fetch(gateway.url.replace('/graphql', '/metrics'));
      const lines = [...(await response.text()).matchAll(/^gateway_live_query_runs_total\{outcome="(\w+)"\} (\d+)$/gm)];
      return Object.fromEntries(lines.map(([, outcome, count]) => [outcome, Number(count)]));
    },
  };
}
