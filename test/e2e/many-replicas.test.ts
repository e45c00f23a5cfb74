// Two gateways before two spend subgraphs, each a process of its own, on one PostgreSQL and one NATS, which is killed and
// started again while all of them work: every subscriber of either gateway sees what was written through either, each event
// once and those of a campaign in order.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../gateway/config.ts';
import { type RunningGateway, startGateway } from '../../gateway/gateway.ts';
import { type DevIssuer, openDevIssuer } from '../../stack/dev-issuer/dev-issuer.ts';
import { type JwksServer, serveJwks } from '../../stack/dev-issuer/jwks-server.ts';
import { encodeCursor, startOfLog } from '../../subgraphs/common/event-log/event-log.ts';
import { platformId } from '../../subgraphs/common/identifiers.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { hasNatsServer, startNats, type TestNats } from '../support/nats-server.ts';
import { watchByWebSocket } from './clients/subscriber.ts';

interface Replica {
  readonly subgraph: ChildProcess;
  readonly gateway: RunningGateway;
}

interface Restated {
  readonly spendRestated: {
    readonly cursor: string;
    readonly restatement: { readonly after: { readonly amountMicros: string } };
  };
}

const campaigns = ['first', 'second', 'third'];
const campaignIds = campaigns.map((id) => platformId('cmp', 'adv_1', 'META', 'account', 'CAMPAIGN', id));
const writes = 60;

let database: TestDatabase;
let nats: TestNats;
let issuer: DevIssuer;
let jwks: JwksServer;
let token = '';
let folder = '';
const replicas: Replica[] = [];

beforeAll(async () => {
  if (!hasNatsServer) return;
  folder = await mkdtemp(path.join(os.tmpdir(), 'replicas-'));
  [database, nats, issuer] = await Promise.all([createTestDatabase(), startNats(), openDevIssuer(folder)]);
  jwks = await serveJwks(issuer.verification.jwks);
  token = await issuer.mint(
    { subject: 'both', scopes: ['spend:read', 'spend:ingest'], advertiserIds: ['adv_1'] },
    3_600,
  );
  replicas.push(...(await Promise.all([startReplica(), startReplica()])));
});

afterAll(async () => {
  if (!hasNatsServer) return;
  for (const { gateway } of replicas) await gateway.close();
  await Promise.all(replicas.map(({ subgraph }) => endProcess(subgraph)));
  await nats.stop();
  await jwks.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function startReplica(): Promise<Replica> {
  const main = fileURLToPath(new URL('../../subgraphs/spend/main.ts', import.meta.url));
  const subgraph = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: database.url,
      EVENT_LOG: 'nats',
      NATS_URL: nats.url,
      JWKS_URL: jwks.url.href,
      TOKEN_ISSUER: issuer.verification.issuer,
      TOKEN_AUDIENCE: issuer.verification.audience,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gateway = await startGateway({
    config: readConfig({ PORT: '0', LOG_LEVEL: 'silent' }),
    logger: pino({ level: 'silent' }),
    subgraphUrls: { spend: await urlOf(subgraph) },
    tokenVerification: issuer.verification,
  });
  return { subgraph, gateway };
}

/** Where a subgraph serves, as its log says when it is ready. What it logs later is read and dropped. */
async function urlOf({ stdout }: ChildProcess): Promise<string> {
  return await new Promise((resolve) => {
    let text = '';
    stdout?.on('data', (chunk) => {
      text = text.includes('"msg":"ready"') ? text : text + String(chunk);
      const url = /"url":"(http:[^"]+)"[^\n]*"msg":"ready"/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}

async function endProcess(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Reads on until every write was seen, from the cursor after any break. Resolves to the numbers, in the order they came. */
async function follow({ webSocketUrl: url }: RunningGateway, campaignId: string): Promise<readonly number[]> {
  const seen: number[] = [];
  let after = encodeCursor(startOfLog);
  while (seen.at(-1) !== writes) {
    const query = `subscription ($ids: [ID!]!, $after: String) {
      spendRestated(campaignIds: $ids, after: $after) { cursor restatement { after { amountMicros } } } }`;
    const subscriber = watchByWebSocket<Restated>({ url, token }, query, { ids: [campaignId], after });
    for await (const { data, errors } of subscriber.events) {
      if (!data) throw new Error(JSON.stringify(errors));
      after = data.spendRestated.cursor;
      seen.push(Number(data.spendRestated.restatement.after.amountMicros));
      if (seen.at(-1) === writes) break;
    }
    await subscriber.stop();
  }
  return seen;
}

async function write(campaign: string, number: number): Promise<void> {
  const { gateway } = replicas[number % 2] ?? {};
  const row = {
    advertiserId: 'adv_1',
    platform: 'META',
    accountExternalId: 'account',
    campaignExternalId: campaign,
    startsAt: '2026-03-02T00:00:00Z',
    grain: 'HOUR',
    timeZone: 'UTC',
    spendMicros: String(number),
    currency: 'USD',
    impressions: 1,
    clicks: 1,
  };
  const query =
    'mutation ($rows: [SpendReportRowInput!]!) { recordSpend(input: { rows: $rows }) { acknowledgements { outcome } } }';
  const response = await fetch(gateway?.url ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables: { rows: [row] } }),
  });
  const outcome = number === 1 ? 'INSERTED' : 'RESTATED';
  expect(await response.json()).toEqual({ data: { recordSpend: { acknowledgements: [{ outcome }] } } });
}

async function writeAll(from: number, to: number): Promise<void> {
  const writeCampaign = async (campaign: string) => {
    for (let number = from; number <= to; number += 1) await write(campaign, number);
  };
  await Promise.all(campaigns.map(writeCampaign));
}

async function countEvents(): Promise<{ readonly logged: number; readonly streamed: number }> {
  const client = new pg.Client({ connectionString: database.url });
  const connection = await connect({ servers: nats.url });
  try {
    await client.connect();
    const { rows } = await client.query<{ count: string; id: string }>(
      `select (select count(*) from spend.event) as count, replace(log_id::text, '-', '') as id from spend.event_retention`,
    );
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info(`events_spend_${rows[0]?.id}`);
    return { logged: Number(rows[0]?.count), streamed: state.messages };
  } finally {
    await client.end();
    await connection.close();
  }
}

async function countRelays(): Promise<number> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rowCount } = await client.query('select from spend.event_relay');
  await client.end();
  return rowCount ?? 0;
}

test.skipIf(!hasNatsServer)(
  'nothing is lost, repeated or out of order while NATS is killed and started again',
  async () => {
    // The first relay of a log begins with what is written from then on.
    await expect.poll(countRelays).toBe(1);
    const following = replicas.flatMap(({ gateway }) => campaignIds.map((id) => follow(gateway, id)));
    await writeAll(1, 20);
    await nats.kill();
    await writeAll(21, 40);
    await nats.start();
    await writeAll(41, writes);
    const numbers = Array.from({ length: writes - 1 }, (_, index) => index + 2);
    expect(await Promise.all(following)).toEqual(following.map(() => numbers));
    // The relay catches up: what was written while NATS was away is in the stream too, once.
    await expect
      .poll(async () => {
        const { logged, streamed } = await countEvents();
        return logged - streamed;
      })
      .toBe(0);
  },
  120_000,
);
