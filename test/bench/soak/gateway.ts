// The gateway of the soak, in a process of its own: campaigns and attribution in it, spend and experiments over the
// network. Answers the message `sample` with what it holds, and `reload` by serving the supergraph file anew.
import { pino } from 'pino';
import { readConfig } from '../../../gateway/config.ts';
import { startGateway } from '../../../gateway/gateway.ts';
import { createAttributionSubgraph } from '../../../subgraphs/attribution/subgraph.ts';
import { createCampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import { takeSample } from './sample.ts';

const { DATABASE_URL: databaseUrl = '' } = process.env;
const logger = pino({ level: 'silent' });
const [campaigns, attribution] = await Promise.all([
  createCampaignsSubgraph({ databaseUrl, logger }),
  createAttributionSubgraph({ databaseUrl, logger }),
]);
const gateway = await startGateway({ config: readConfig(process.env), logger, subgraphs: [campaigns, attribution] });

process.on('message', (message) => {
  if (message === 'sample') void takeSample().then((sample) => process.send?.({ sample }));
  else void gateway.reload().then((hasReloaded) => process.send?.({ hasReloaded }));
});
process.once('SIGTERM', () => {
  const close = async (): Promise<void> => {
    await gateway.close();
    await Promise.all([campaigns.close(), attribution.close()]);
  };
  void close().then(() => process.exit(0));
});
process.send?.({ url: gateway.url });
