// npm run audit:verify: whether the audit trails hold, worked out from the entries themselves. Exits with 1 where one does not.
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { openDatabase } from '../../subgraphs/common/database.ts';
import { listAuditedAdvertisers } from '../../subgraphs/campaigns/audit-store.ts';
import { schemaName } from '../../subgraphs/campaigns/subgraph.ts';
import type { Tables } from '../../subgraphs/campaigns/tables.ts';
import { verifyAudit } from '../../subgraphs/campaigns/verify-audit.ts';
import { databaseUrlOf } from '../databases.ts';
import { openServer } from '../postgres/open-server.ts';

const { values } = parseArgs({
  options: { data: { type: 'string', default: '.data' }, advertiser: { type: 'string' } },
});

const given = databaseUrlOf('campaigns', process.env);
const server = given === undefined ? await openServer(values.data) : { url: given, stop: async () => {} };
const logger = pino({ level: 'warn' }, pino.destination(2));
const { db, close } = openDatabase<Tables>({ url: server.url, schema: schemaName, logger });
try {
  const advertiserIds = values.advertiser === undefined ? await listAuditedAdvertisers(db) : [values.advertiser];
  for (const advertiserId of advertiserIds) {
    const { entries, broken } = await verifyAudit(db, advertiserId);
    console.log(broken === undefined ? `${advertiserId}: ${entries} entries hold` : `${advertiserId}: ${broken}`);
    if (broken !== undefined) process.exitCode = 1;
  }
  if (advertiserIds.length === 0) console.log('There is no audit trail yet.');
} finally {
  await close();
  await server.stop();
}
