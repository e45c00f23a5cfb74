// The two engines of the event log, in one run on one PostgreSQL: how long from before an append until a consumer in the
// same process has the event, one at a time; and how many events a second come through when they are written in sets.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../stack/postgres/embedded-postgres.ts';
import { type Database, openDatabase } from '../../subgraphs/common/database.ts';
import type { EventLog, NewEvent } from '../../subgraphs/common/event-log/event-log.ts';
import { parseEventLogSettings } from '../../subgraphs/common/event-log/event-log-settings.ts';
import { openEventLog } from '../../subgraphs/common/event-log/open-event-log.ts';
import { eventLogMigration, eventLogStateMigration } from '../../subgraphs/common/event-log/postgres-event-log.ts';
import { migrate } from '../../subgraphs/common/migrate.ts';
import { writeResult } from './result.ts';

const oneByOne = 1_000;
const sets = 100;
const eventsPerSet = 500;
const rounds = 3;
const filter = { types: ['spend.recorded'], advertiserIds: ['adv_bench'] };

interface Figures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly eventsPerSecond: number;
}

function eventOf(number: number): NewEvent {
  const payload = { campaignId: `cmp_${number % 500}`, source: 'bench', number, text: 'x'.repeat(120) };
  return { advertiserId: 'adv_bench', type: 'spend.recorded', key: payload.campaignId, payload };
}

async function measureLatency(log: EventLog, database: Database<unknown>): Promise<readonly number[]> {
  const tail = log.tail(filter);
  const latencies: number[] = [];
  for (let number = 0; number < oneByOne; number += 1) {
    const startedAt = performance.now();
    const arrived = tail.next();
    await log.append(database.db, [eventOf(number)]);
    await arrived;
    latencies.push(performance.now() - startedAt);
  }
  await tail.return?.();
  return latencies.toSorted((left, right) => left - right);
}

async function measureRate(log: EventLog, database: Database<unknown>): Promise<number> {
  const tail = log.tail(filter);
  const startedAt = performance.now();
  const writing = (async () => {
    for (let set = 0; set < sets; set += 1) {
      await log.append(
        database.db,
        Array.from({ length: eventsPerSet }, (_, index) => eventOf(index)),
      );
    }
  })();
  for (let count = 0; count < sets * eventsPerSet; count += 1) await tail.next();
  const seconds = (performance.now() - startedAt) / 1_000;
  await writing;
  await tail.return?.();
  return (sets * eventsPerSet) / seconds;
}

async function measure(engine: string, url: string, natsUrl: string): Promise<Figures> {
  const schema = `bench_${engine}`;
  const logger = pino({ level: 'warn' });
  const database = openDatabase<unknown>({ url, schema, logger });
  await migrate(database, schema, { '0001-event-log': eventLogMigration, '0002-state': eventLogStateMigration });
  const settings = parseEventLogSettings('bench', { EVENT_LOG: engine, NATS_URL: natsUrl }).data;
  const log = await openEventLog({ database, schema, url, logger, settings });
  try {
    // The first round warms up; with NATS it also gives the relay time to begin.
    await measureLatency(log, database);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const latencies = await measureLatency(log, database);
    const rates: number[] = [];
    for (let round = 0; round < rounds; round += 1) rates.push(await measureRate(log, database));
    const at = (share: number) => Number((latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(2));
    const eventsPerSecond = Math.round(rates.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0);
    return { p50Ms: at(0.5), p99Ms: at(0.99), eventsPerSecond };
  } finally {
    await log.close();
    await database.close();
  }
}

/** Runs both, prints them and adds them to bench.json. Port 0 is none to NATS: -1 is how it takes a free one. */
async function benchEventLog(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-event-log-'));
  const postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), durable: true });
  const nats = spawn('nats-server', ['-js', '-a', '127.0.0.1', '-p', '-1', '-sd', join(folder, 'nats')]);
  try {
    const natsUrl = await new Promise<string>((resolve, reject) => {
      nats.once('error', reject);
      nats.stderr.on('data', (chunk) => {
        const port = /Listening for client connections on [\d.]+:(\d+)/.exec(String(chunk))?.[1];
        if (port !== undefined) resolve(`nats://127.0.0.1:${port}`);
      });
    });
    const results = {
      postgres: await measure('postgres', postgres.url, natsUrl),
      nats: await measure('nats', postgres.url, natsUrl),
    };
    for (const [engine, { p50Ms, p99Ms, eventsPerSecond }] of Object.entries(results)) {
      console.log(`${engine.padEnd(10)} p50 ${p50Ms} ms, p99 ${p99Ms} ms, ${eventsPerSecond} events/s`);
    }
    const ratio = Number((results.nats.eventsPerSecond / results.postgres.eventsPerSecond).toFixed(3));
    console.log(`ratio      ${ratio} (events a second, NATS to PostgreSQL)`);
    await writeResult('event-log', { ...results, ratio });
  } finally {
    nats.kill();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await benchEventLog();
