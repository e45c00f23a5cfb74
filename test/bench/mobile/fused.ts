// The gateway with the attribution subgraph in its process: on PostgreSQL, or with RECORDED=<JSON of the data> answering
// from memory, which leaves the cost of the gateway and of executing in process.
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { pino } from 'pino';
import { z } from 'zod';
import { readConfig } from '../../../gateway/config.ts';
import { startGateway } from '../../../gateway/gateway.ts';
import type { LocalSubgraph } from '../../../gateway/subgraph-client/in-process.ts';
import { createAttributionSubgraph } from '../../../subgraphs/attribution/subgraph.ts';

const { RECORDED: recorded, DATABASE_URL: databaseUrl = '' } = process.env;

function recordedSubgraph(data: string): LocalSubgraph & { readonly name: string } {
  const { conversion } = z.object({ conversion: z.unknown() }).parse(JSON.parse(data));
  const typeDefs = parse(
    readFileSync(new URL('../../../subgraphs/attribution/schema.graphql', import.meta.url), 'utf8'),
  );
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: { Query: { conversion: () => conversion } } }]);
  return { name: 'attribution', schema, createContext: (request) => request };
}

const subgraph =
  recorded === undefined
    ? await createAttributionSubgraph({ databaseUrl, logger: pino({ level: 'error' }) })
    : recordedSubgraph(recorded);
const gateway = await startGateway({ config: readConfig(process.env), subgraphs: [subgraph] });
process.once('SIGTERM', () => void gateway.close().then(() => process.exit(0)));
