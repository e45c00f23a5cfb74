// The graph on databases that run: migrations, sample data, four subgraphs, the gateway.
import type { Logger } from 'pino';
import type { Config } from '../gateway/config.ts';
import { startGateway } from '../gateway/gateway.ts';
import type { Closers } from './closers.ts';
import type { DatabaseUrls } from './databases.ts';
import { type Demo, openDemo } from './demo.ts';
import type { EventLogs } from './event-logs.ts';
import type { DevIssuer } from './dev-issuer/dev-issuer.ts';
import { openRevocationFile } from './dev-issuer/revocation-file.ts';
import { describeConnected, openPlatformHost, type PlatformHost } from './platform-host.ts';
import type { PlatformSettings } from './platform-settings.ts';
import type { Progress } from './progress.ts';
import { isEmpty, type LoadedSample, loadSampleData } from './sample-data/load-sample-data.ts';
import { serveSubgraphs } from './serve-subgraphs.ts';
import { closeSubgraphs, openSubgraphs, type PlatformWays, type Subgraphs } from './subgraphs.ts';

/** What a stack offers. */
export interface Graph {
  readonly url: string;
  readonly webSocketUrl: string;
  readonly streamUrl: string;
  readonly port: number;
  /** Where each subgraph is served; empty when they run inside the gateway's process. */
  readonly subgraphUrls: Readonly<Record<string, string>>;
  /** The people of the demonstration; undefined when the environment names a token issuer. */
  readonly demo: Demo | undefined;
  readonly subgraphs: Subgraphs;
}

export interface GraphOptions {
  readonly config: Config;
  readonly dataFolder: string;
  readonly urls: DatabaseUrls;
  readonly eventLogs: EventLogs;
  /** Who signs tokens when the configuration names nobody. */
  readonly issuer: DevIssuer | undefined;
  readonly isRemote?: boolean;
  readonly isSampleDataWanted?: boolean;
  readonly progress: Progress;
  readonly logger: Logger;
  readonly now?: () => Date;
  /** The ways to ad platforms, or those to open; left out, none is told or asked anything. */
  readonly platforms?: PlatformWays | PlatformSettings | undefined;
  readonly previewKey: string | undefined;
}

/** Opens subgraphs and gateway; what is to be closed is added to `closing`, also when a later step fails. */
export async function assembleGraph(options: GraphOptions, closing: Closers): Promise<Graph> {
  const { issuer, progress, logger, urls, eventLogs, now = () => new Date() } = options;
  const config = issuer ? await followRevocations(options.config, options.dataFolder) : options.config;
  const tokenVerification = config.tokenVerification ?? issuer?.verification;
  if (!tokenVerification) throw new Error('There is no issuer whose tokens could be verified.');
  const host = await openHost(options, closing);
  const platforms = host ?? (options.platforms && 'connect' in options.platforms ? options.platforms : undefined);
  const subgraphs = await progress.step('subgraphs', () =>
    openSubgraphs({ urls, logger, now, eventLogs, platforms, previewKey: options.previewKey }),
  );
  closing.add(() => closeSubgraphs(subgraphs));
  if (issuer && options.isSampleDataWanted !== false) await fill(subgraphs, host, { progress, now });
  if (host) await progress.step('ad platforms', () => host.connectAccounts(subgraphs), describeConnected);
  const demo = issuer && (await openDemo(issuer, options.dataFolder, subgraphs.campaigns));
  const served = options.isRemote ? await serveSubgraphs(subgraphs, { tokenVerification, logger, issuer }) : undefined;
  if (served) closing.add(() => served.close());
  const where = served ? { subgraphUrls: served.urls } : { subgraphs: Object.values(subgraphs) };
  const gateway = await progress.step('gateway', () => startGateway({ config, logger, tokenVerification, ...where }));
  closing.add(() => gateway.close());
  return {
    url: gateway.url,
    webSocketUrl: gateway.webSocketUrl,
    streamUrl: `${gateway.url}/stream`,
    port: gateway.port,
    subgraphUrls: served?.urls ?? {},
    demo,
    subgraphs,
  };
}

/** The ways that the stack opens by itself; they are closed after the subgraphs, which end what they have begun. */
async function openHost(options: GraphOptions, closing: Closers): Promise<PlatformHost | undefined> {
  const { platforms, dataFolder, logger, now = () => new Date() } = options;
  if (!platforms || 'connect' in platforms) return undefined;
  const host = await openPlatformHost({ settings: platforms, dataFolder, now, logger });
  closing.add(() => host.close());
  return host;
}

/** Fills an empty graph with the sample data. */
async function fill(
  subgraphs: Subgraphs,
  host: PlatformHost | undefined,
  { progress, now }: { readonly progress: Progress; readonly now: () => Date },
): Promise<void> {
  if (!(await isEmpty(subgraphs))) return;
  await host?.forget();
  const isOnTwins = host?.isOnTwins ?? false;
  await progress.step('sample data', () => loadSampleData(subgraphs, now(), { isOnTwins }), describeSample);
}

/** What the development issuer revokes counts, unless the environment names another list. */
async function followRevocations(config: Config, dataFolder: string): Promise<Config> {
  return { ...config, revocationsUrl: config.revocationsUrl ?? (await openRevocationFile(dataFolder)) };
}

function describeSample({ campaigns, reportRows, conversions }: LoadedSample): string {
  return `${campaigns} campaigns, ${reportRows} report rows, ${conversions} conversions`;
}
