// What is killed: two gateways before a spend and a campaigns subgraph, each a process of its own, on one PostgreSQL.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { pino } from 'pino';
import { openDevIssuer } from '../../../stack/dev-issuer/dev-issuer.ts';
import { serveJwks } from '../../../stack/dev-issuer/jwks-server.ts';
import { adEntityChangedType } from '../../../subgraphs/campaigns/ad-entity-changed.ts';
import { saveStructure } from '../../../subgraphs/campaigns/structure-store.ts';
import { createCampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import { openDatabase } from '../../../subgraphs/common/database.ts';
import { encodeCursor } from '../../../subgraphs/common/event-log/event-log.ts';
import { platformId } from '../../../subgraphs/common/identifiers.ts';
import { spendEventTypes } from '../../../subgraphs/spend/ingest.ts';
import { type KillableProcess, startKillable } from './killable-process.ts';

/** Of each campaign, when the chaos begins. */
export const firstBudgetMicros = 10_000_000_000;

export const advertiserIds = ['adv_1', 'adv_2'] as const;

export interface ChaosCampaign {
  readonly id: string;
  readonly externalId: string;
  readonly advertiserId: string;
}

export const campaigns: readonly ChaosCampaign[] = advertiserIds.flatMap((advertiserId) =>
  ['first', 'second', 'third'].map((externalId) => ({
    id: platformId('cmp', advertiserId, 'META', 'account', 'CAMPAIGN', externalId),
    externalId,
    advertiserId,
  })),
);

/** Where the sun stands high now, so that no day ends while the chaos lasts. */
export const timeZone = zoneAtNoon(new Date().getUTCHours());

export type StreamName = 'spendRestated' | 'adEntityChanged' | 'pacingUpdated';

/** An event as its log has it. */
export interface LoggedEvent {
  readonly cursor: string;
  readonly campaignId: string;
  /** The amount that a restatement tells, in micros. */
  readonly value: string | undefined;
}

export interface ChaosWorld {
  readonly gateways: readonly KillableProcess[];
  readonly subgraphs: readonly KillableProcess[];
  /** The token of a viewer of these advertisers. */
  mint(subject: string, advertisers: readonly string[]): Promise<string>;
  /** Ends the others' connections to the database whose number passes the test; resolves with how many they were. */
  terminateConnections(isVictim: (pid: number) => boolean): Promise<number>;
  /** The events of a stream, in the order of the log. */
  readLog(stream: StreamName): Promise<readonly LoggedEvent[]>;
  close(): Promise<void>;
}

/** Starts everything on an empty database. */
export async function openWorld(databaseUrl: string): Promise<ChaosWorld> {
  await saveCampaigns(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), 'chaos-'));
  const issuer = await openDevIssuer(folder);
  const jwks = await serveJwks(issuer.verification.jwks);
  const trust = {
    JWKS_URL: jwks.url.href,
    TOKEN_ISSUER: issuer.verification.issuer,
    TOKEN_AUDIENCE: issuer.verification.audience,
    LOG_LEVEL: 'silent',
  };
  const startSubgraph = (name: string) =>
    startKillable(name, `subgraphs/${name}/main.ts`, { ...trust, DATABASE_URL: databaseUrl });
  const [spend, changes] = await Promise.all([startSubgraph('spend'), startSubgraph('campaigns')]);
  const startGateway = (name: string) =>
    startKillable(name, 'gateway/main.ts', {
      ...trust,
      SUBGRAPH_SPEND_URL: spend.url,
      SUBGRAPH_CAMPAIGNS_URL: changes.url,
      MAX_STREAMS_PER_VIEWER: '10000',
      // Whoever is killed is back in a second.
      CIRCUIT_OPEN_MS: '200',
      DRAIN_SPREAD_MS: '0',
    });
  const gateways = await Promise.all([startGateway('gateway 1'), startGateway('gateway 2')]);
  const { pool, close } = openDatabase({ url: databaseUrl, schema: 'public', poolSize: 1 });
  return {
    gateways,
    subgraphs: [spend, changes],
    mint: (subject, advertisers) =>
      issuer.mint({ subject, scopes: allScopes, advertiserIds: advertisers }, 12 * 60 * 60),
    terminateConnections: (isVictim) => terminateConnections(pool, isVictim),
    readLog: (stream) => readLog(pool, stream),
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await Promise.all([spend.stop(), changes.stop()]);
      await close();
      await jwks.close();
      await rm(folder, { recursive: true });
    },
  };
}

const allScopes = ['campaigns:read', 'changes:write', 'spend:read', 'spend:ingest'];

async function saveCampaigns(databaseUrl: string): Promise<void> {
  const subgraph = await createCampaignsSubgraph({ databaseUrl, logger: pino({ level: 'silent' }) });
  const updatedAt = new Date();
  const seen = { updatedAt, accountId: '', status: 'ENABLED' } as const;
  const accountIdOf = (advertiserId: string): string =>
    platformId('acc', advertiserId, 'META', 'account', 'ACCOUNT', 'account');
  await saveStructure(subgraph.database, {
    advertisers: advertiserIds.map((id) => ({ id, name: id })),
    accounts: advertiserIds.map((advertiserId) => ({
      id: accountIdOf(advertiserId),
      advertiserId,
      platform: 'META',
      externalId: 'account',
      name: 'account',
      currency: 'USD',
      timeZone,
      updatedAt,
    })),
    campaigns: campaigns.map((campaign) => ({
      ...seen,
      ...campaign,
      accountId: accountIdOf(campaign.advertiserId),
      name: `Campaign ${campaign.externalId}`,
      budget: { amountMicros: BigInt(firstBudgetMicros), kind: 'DAILY' },
      flight: { startsOn: '2020-01-01', endsOn: null },
    })),
  });
  await subgraph.close();
}

async function terminateConnections(pool: pg.Pool, isVictim: (pid: number) => boolean): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>(
    '/* findConnections */ select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() order by pid',
  );
  const victims = rows.map(({ pid }) => pid).filter(isVictim);
  await pool.query('/* terminateConnections */ select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [
    victims,
  ]);
  return victims.length;
}

const logs = {
  spendRestated: { schema: 'spend', type: spendEventTypes.restated, value: "payload->'after'->>'spendMicros'" },
  pacingUpdated: { schema: 'spend', type: spendEventTypes.recorded, value: 'null' },
  adEntityChanged: { schema: 'campaigns', type: adEntityChangedType, value: 'null' },
} as const;

async function readLog(pool: pg.Pool, stream: StreamName): Promise<readonly LoggedEvent[]> {
  const { schema, type, value } = logs[stream];
  const { rows } = await pool.query<{ tx: string; seq: string; key: string; value: string | null }>(
    `/* readLog */ select tx::text, seq::text, key, ${value} as value from ${schema}.event where type = $1 order by event.tx, event.seq`,
    [type],
  );
  return rows.map(({ tx, seq, key, value: told }) => ({
    cursor: encodeCursor({ tx: BigInt(tx), seq: BigInt(seq) }),
    campaignId: key,
    value: told ?? undefined,
  }));
}

function zoneAtNoon(utcHour: number): string {
  const ahead = 12 - utcHour;
  // The signs of these names are those of POSIX, which counts westwards.
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}
