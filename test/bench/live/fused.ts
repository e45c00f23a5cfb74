// The gateway with the spend subgraph in its process, on PostgreSQL.
import { pino } from 'pino';
import { readConfig } from '../../../gateway/config.ts';
import { startGateway } from '../../../gateway/gateway.ts';
import { createSpendSubgraph } from '../../../subgraphs/spend/subgraph.ts';

const { DATABASE_URL: databaseUrl = '' } = process.env;
const spend = await createSpendSubgraph({ databaseUrl, logger: pino({ level: 'error' }) });
const gateway = await startGateway({ config: readConfig(process.env), subgraphs: [spend] });
process.once('SIGTERM', () => {
  void Promise.all([gateway.close(), spend.close()]).then(() => process.exit(0));
});
