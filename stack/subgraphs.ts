// The four subgraphs, started together.
import type { Logger } from 'pino';
import type { ConnectPlatform } from '../platforms/ad-platform.ts';
import { type AttributionSubgraph, createAttributionSubgraph } from '../subgraphs/attribution/subgraph.ts';
import { type CampaignsSubgraph, createCampaignsSubgraph } from '../subgraphs/campaigns/subgraph.ts';
import { createExperimentsSubgraph, type ExperimentsSubgraph } from '../subgraphs/experiments/subgraph.ts';
import { createSpendSubgraph, type SpendSubgraph } from '../subgraphs/spend/subgraph.ts';
import type { DatabaseUrls } from './databases.ts';
import type { EventLogs } from './event-logs.ts';

export interface Subgraphs {
  readonly campaigns: CampaignsSubgraph;
  readonly spend: SpendSubgraph;
  readonly attribution: AttributionSubgraph;
  readonly experiments: ExperimentsSubgraph;
}

export interface PlatformWays {
  readonly connect: ConnectPlatform;
  /** How often the running day of each followed account is read; about once a minute where it is left out. */
  readonly reportEveryMs?: number | undefined;
}

export interface SubgraphsOptions {
  readonly urls: DatabaseUrls;
  readonly logger: Logger;
  readonly now: () => Date;
  /** How event logs are kept; left out, nothing is ever removed from them. */
  readonly eventLogs?: EventLogs;
  /** The ways to ad platforms; left out, none is told or asked anything. */
  readonly platforms?: PlatformWays | undefined;
  /** What previews of changes are signed with; left out, the process makes one up. */
  readonly previewKey?: string | undefined;
}

/** Migrates and opens all four at once. When one cannot be opened, the others are closed and its error is thrown. */
export async function openSubgraphs(options: SubgraphsOptions): Promise<Subgraphs> {
  const { urls, logger, now, eventLogs, platforms, previewKey } = options;
  const optionsOf = (name: keyof DatabaseUrls) => ({
    databaseUrl: urls[name],
    logger: logger.child({ subgraph: name }),
    now,
  });
  const [campaigns, spend, attribution, experiments] = await Promise.allSettled([
    createCampaignsSubgraph({
      ...optionsOf('campaigns'),
      eventLog: eventLogs?.campaigns,
      previewKey,
      ...(platforms && { connectPlatform: platforms.connect }),
    }),
    createSpendSubgraph({
      ...optionsOf('spend'),
      eventLog: eventLogs?.spend,
      connectPlatform: platforms?.connect,
      reportEveryMs: platforms?.reportEveryMs,
    }),
    createAttributionSubgraph(optionsOf('attribution')),
    createExperimentsSubgraph(optionsOf('experiments')),
  ]);
  try {
    return {
      campaigns: opened(campaigns),
      spend: opened(spend),
      attribution: opened(attribution),
      experiments: opened(experiments),
    };
  } catch (error) {
    for (const result of [campaigns, spend, attribution, experiments]) {
      if (result.status === 'fulfilled') await result.value.close();
    }
    throw error;
  }
}

function opened<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

/** Ends streams and connections of all four. */
export async function closeSubgraphs(subgraphs: Subgraphs): Promise<void> {
  const { campaigns, spend, attribution, experiments } = subgraphs;
  await Promise.all([campaigns, spend, attribution, experiments].map((subgraph) => subgraph.close()));
}
