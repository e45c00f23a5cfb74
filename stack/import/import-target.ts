// Where an import writes to: the two subgraphs whose rows an export holds.
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { saveStructure } from '../../subgraphs/campaigns/structure-store.ts';
import { createCampaignsSubgraph } from '../../subgraphs/campaigns/subgraph.ts';
import type { CampaignsSubgraph } from '../../subgraphs/campaigns/subgraph.ts';
import { ingestSpend } from '../../subgraphs/spend/ingest.ts';
import type { SpendTarget } from '../../subgraphs/spend/ingest.ts';
import { createSpendSubgraph } from '../../subgraphs/spend/subgraph.ts';
import { databaseUrlOf } from '../databases.ts';
import { openServer } from '../postgres/open-server.ts';
import type { FactCounts, ImportTarget } from './import-folder.ts';
import { importedAdvertiserId, isAdvertiserId } from './platform-ids.ts';
import { ImportSetupError } from './load-mapping.ts';
import type { ObservedFact } from './report-facts.ts';

/** Writes nothing, for a look at what an import would do; it counts every fact as new. */
export const dryTarget: ImportTarget = {
  saveStructure: async () => {},
  saveFacts: async (facts) => ({ inserted: facts.length, unchanged: 0, restated: 0 }),
};

/** A transaction of this many facts keeps the event log flowing for its other readers. */
const factsPerTransaction = 100_000;

const msPerMinute = 60_000;

/** The target that records what it gets. */
export function createTarget(campaigns: Pick<CampaignsSubgraph, 'database'>, spend: SpendTarget): ImportTarget {
  return {
    saveStructure: (structure) => saveStructure(campaigns.database, structure),
    saveFacts: async (facts, source) => {
      const counts = { inserted: 0, unchanged: 0, restated: 0 };
      for (const [minute, sameTime] of Map.groupBy(facts, ({ observedAt }) => toMinute(observedAt))) {
        addCounts(counts, await saveFacts(spend, sameTime, { source, observedAt: new Date(minute * msPerMinute) }));
      }
      return counts;
    },
  };
}

/** The minute of a moment: one sync writes slightly different times into its rows, and each time is a transaction here. */
function toMinute(moment: Date): number {
  return Math.floor(moment.getTime() / msPerMinute);
}

async function saveFacts(
  spend: SpendTarget,
  facts: readonly ObservedFact[],
  options: { readonly source: string; readonly observedAt: Date },
): Promise<FactCounts> {
  const counts = { inserted: 0, unchanged: 0, restated: 0 };
  for (let start = 0; start < facts.length; start += factsPerTransaction) {
    addCounts(counts, await ingestSpend(spend, facts.slice(start, start + factsPerTransaction), options));
  }
  return counts;
}

function addCounts(sum: { inserted: number; unchanged: number; restated: number }, counts: FactCounts): void {
  sum.inserted += counts.inserted;
  sum.unchanged += counts.unchanged;
  sum.restated += counts.restated;
}

/** The databases of an import, open. */
export interface OpenTarget {
  readonly target: ImportTarget;
  readonly campaigns: CampaignsSubgraph;
  close(): Promise<void>;
}

/**
 * Opens the databases the environment names; without them the embedded one, which `npm start` may have running already and
 * which is started for the import alone otherwise.
 */
export async function openTarget(
  environment: Readonly<Record<string, string | undefined>>,
  dataFolder: string,
  logger: Logger,
): Promise<OpenTarget> {
  const given = { campaigns: databaseUrlOf('campaigns', environment), spend: databaseUrlOf('spend', environment) };
  const needsServer = given.campaigns === undefined || given.spend === undefined;
  const server = needsServer ? await openServer(dataFolder) : { url: '', stop: async () => {} };
  try {
    const campaigns = await createCampaignsSubgraph({ databaseUrl: given.campaigns ?? server.url, logger });
    const spend = await createSpendSubgraph({ databaseUrl: given.spend ?? server.url, logger });
    const close = async () => {
      await Promise.all([campaigns.close(), spend.close()]);
      await server.stop();
    };
    return { target: createTarget(campaigns, spend), campaigns, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * The advertiser of an import, by its identifier or name. An unknown name becomes a new advertiser, whose identifier
 * follows from it.
 *
 * @throws ImportSetupError for an unknown identifier
 */
export async function findOrCreateAdvertiser({ database }: CampaignsSubgraph, idOrName: string): Promise<string> {
  const name = idOrName.trim();
  const { rows } = await sql<{ id: string }>`/* findAdvertiserByIdOrName */
    select id from advertiser where id = ${name} or name = ${name} order by id limit 1`.execute(database.db);
  const [known] = rows;
  if (known !== undefined) return known.id;
  if (isAdvertiserId(name)) throw new ImportSetupError(`There is no advertiser with the identifier ${name}.`);
  const id = importedAdvertiserId(name);
  await saveStructure(database, { advertisers: [{ id, name }] });
  return id;
}
