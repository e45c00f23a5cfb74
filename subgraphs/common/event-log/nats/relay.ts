// From the table to the stream, in the order of the log. The table is the truth: a relay may end anywhere, and the next one
// goes on after the last event that the stream has.
//
// Each message says which number it expects to follow. So two relays, one of which does not know yet that it has lost the
// lock, can never interleave, and of messages that are under way together none is stored without those before it.
import { jetstream, type JetStreamClient, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { QueryExecutorProvider } from 'kysely';
import type { Logger } from 'pino';
import { comparePositions, type LoggedEvent, type Position } from '../event-log.ts';
import { selectEvents, selectExtent } from '../event-store.ts';
import { createPause, type Pause } from '../pause.ts';
import type { RetentionBounds } from '../retention-store.ts';
import { encodeEvent } from './event-message.ts';
import { ensureStream, type EventStream, findStreamEnd } from './event-stream.ts';
import { openRelayLock } from './relay-lock.ts';
import { knowsEvent, readRelayed, saveRelayed } from './relay-store.ts';

export interface RelayOptions {
  readonly connection: NatsConnection;
  readonly stream: EventStream;
  readonly db: QueryExecutorProvider;
  readonly schema: string;
  readonly url: string;
  readonly retention: RetentionBounds;
  readonly replicas: number;
  readonly logger: Logger;
}

export interface Relay {
  close(): Promise<void>;
}

const batchSize = 500;
const publishTimeoutMs = 2_000;
const pollMs = 1_000;
const heldBackPollMs = 20;

/** How soon another process takes over when the one that relayed has ended. */
const takeOverMs = 500;

/** The position is saved this often; it is needed only where the stream itself was lost. */
const saveIntervalMs = 1_000;

/** What is written to a header comes on top of the payload. */
const headerRoomBytes = 1_024;

/** Relays whenever no other process does. */
export function startRelay(options: RelayOptions): Relay {
  const pause = createPause();
  let isClosed = false;
  let hasComplained = false;

  const turn = async () => {
    let isLost = false;
    const lost = () => {
      isLost = true;
      pause.wake();
    };
    const isMine = () => !isClosed && !isLost;
    const lock = await openRelayLock({ ...options, onWake: () => pause.wake(), onLost: lost });
    try {
      while (isMine() && !(await lock.take())) await pause.wait(takeOverMs);
      if (isMine()) await relayWhile(options, pause, isMine);
      hasComplained = false;
    } finally {
      await lock.release();
    }
  };
  const run = async () => {
    while (!isClosed) {
      await turn().catch((error: unknown) => {
        if (isClosed || hasComplained) return;
        hasComplained = true;
        options.logger.warn(
          { err: error },
          'events cannot be relayed to NATS; they are read from PostgreSQL until then',
        );
      });
      if (!isClosed) await pause.wait(takeOverMs);
    }
  };

  const running = run();
  return {
    async close() {
      isClosed = true;
      pause.wake();
      await running;
    },
  };
}

interface Progress {
  position: Position;
  lastSequence: number;
}

async function relayWhile(options: RelayOptions, pause: Pause, isMine: () => boolean): Promise<void> {
  const { connection, db, schema, stream, retention, replicas, logger } = options;
  const manager = await jetstreamManager(connection);
  await ensureStream(manager, stream, retention, replicas);
  const client = jetstream(connection);
  const progress = await findProgress(options, manager);
  logger.info({ stream: stream.name, ...progress }, 'this process relays events to NATS');
  let savedAtMs = 0;
  const save = async () => {
    savedAtMs = Date.now();
    await saveRelayed(db, schema, progress.position);
  };
  await save();
  while (isMine()) {
    const { events, isHeldBack, prunedTo } = await selectEvents(db, schema, progress.position, batchSize);
    // Readers that are before this line find the gap in the next message, and read the table themselves.
    if (comparePositions(prunedTo, progress.position) > 0) progress.position = prunedTo;
    await publish(options, client, events, progress);
    if (events.length > 0 && Date.now() - savedAtMs >= saveIntervalMs) await save();
    if (events.length < batchSize) await pause.wait(isHeldBack ? heldBackPollMs : pollMs);
  }
  await save();
}

/** Where to go on: after the stream's last event; where it has none, after what was relayed before, or from now on. */
async function findProgress(
  { db, schema, stream, logger }: RelayOptions,
  manager: JetStreamManager,
): Promise<Progress> {
  const { lastSequence, position } = await findStreamEnd(manager, stream.name);
  if (position && (await knowsEvent(db, schema, position))) return { position, lastSequence };
  if (position) {
    // The database was put back to an earlier state. What the stream has of the time after it never happened.
    logger.error({ stream: stream.name, position }, 'the stream has events that the log has not; it is emptied');
    await manager.streams.purge(stream.name);
  }
  const { head } = await selectExtent(db);
  const relayed = await readRelayed(db, schema);
  return { position: relayed && comparePositions(relayed, head) < 0 ? relayed : head, lastSequence };
}

/** Publishes events at once, and resolves when the server has stored all of them. */
async function publish(
  { connection, stream }: RelayOptions,
  client: JetStreamClient,
  events: readonly LoggedEvent[],
  progress: Progress,
): Promise<void> {
  const maxBytes = (connection.info?.max_payload ?? 1_048_576) - headerRoomBytes;
  let { position: previous, lastSequence } = progress;
  const stored: Promise<unknown>[] = [];
  for (const event of events) {
    const { id, headers, payload } = encodeEvent(event, previous);
    previous = event.position;
    // One that is too large for the stream is left out: readers miss it in the next message, and find it in the table.
    if (Buffer.byteLength(payload) > maxBytes) continue;
    const expect = { lastSequence: lastSequence++ };
    stored.push(client.publish(stream.subject, payload, { msgID: id, headers, expect, timeout: publishTimeoutMs }));
  }
  const results = await Promise.allSettled(stored);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  progress.position = previous;
  progress.lastSequence = lastSequence;
}
