// The memory of a gateway: idle, and after thousands of operations that nobody sent before. The attribution subgraph runs
// in the process and answers from memory; every operation is parsed, planned, compiled and executed. Sends its
// `MemoryFinding`s to the parent. Needs --expose-gc.
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { pino } from 'pino';
import { readConfig } from '../../../gateway/config.ts';
import { startGateway } from '../../../gateway/gateway.ts';
import { openDevIssuer } from '../../../stack/dev-issuer/dev-issuer.ts';
import { takeSample } from '../soak/sample.ts';

export interface MemoryFinding {
  readonly operations: number;
  readonly heapMb: number;
  readonly rssMb: number;
}

const folder = process.argv[2] ?? '';
const issuer = await openDevIssuer(folder);
const holder = { subject: 'bench', scopes: ['attribution:read'], advertiserIds: ['adv_bench'] };
const authorization = `Bearer ${await issuer.mint(holder, 3_600)}`;
const schemaFile = new URL('../../../subgraphs/attribution/schema.graphql', import.meta.url);
const conversion = { id: 'cnv_1', eventName: 'purchase', occurredAt: '2026-11-24T09:30:00.000Z', value: null };
const schema = buildSubgraphSchema([
  { typeDefs: parse(readFileSync(schemaFile, 'utf8')), resolvers: { Query: { conversion: () => conversion } } },
]);
const gateway = await startGateway({
  config: readConfig({ PORT: '0' }),
  logger: pino({ level: 'silent' }),
  subgraphs: [{ name: 'attribution', schema, createContext: (request) => request }],
  tokenVerification: issuer.verification,
});

async function ask(number: number): Promise<void> {
  const part = (alias: string): string =>
    `${alias}: conversion(id: "cnv_${number}") { id eventName occurredAt value { amountMicros currency } }`;
  const query = `query Distinct${number} { ${part('a')} ${part('b')} ${part('c')} }`;
  const headers = { 'content-type': 'application/json', authorization };
  const response = await fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const text = await response.text();
  if (!text.includes('purchase')) throw new Error(text);
}

const findings: MemoryFinding[] = [];
async function look(operations: number): Promise<void> {
  const { heapMb, rssMb } = await takeSample();
  findings.push({ operations, heapMb, rssMb });
}

await look(0);
let sent = 0;
for (const operations of [1, 1_000, 2_500, 5_000, 7_500, 10_000]) {
  while (sent < operations)
    await Promise.all(Array.from({ length: Math.min(10, operations - sent) }, () => ask(++sent)));
  await look(operations);
}
process.send?.(findings);
