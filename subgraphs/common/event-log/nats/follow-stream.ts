// The one consumer of a stream in this process. Whatever breaks it, it begins again after the last message it had; what it
// could miss meanwhile, its reader misses by the chain of events, and reads from the table.
import { setTimeout as delay } from 'node:timers/promises';
import { type ConsumerMessages, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { decodeEvent, type StreamedEvent } from './event-message.ts';

export interface FollowerOptions {
  readonly connection: NatsConnection;
  readonly streamName: string;
  /** Takes an event; resolves when there is room for more. */
  readonly onEvent: (event: StreamedEvent) => Promise<void>;
  /** Says whether events come by the stream at the moment. */
  readonly onFollowing: (isFollowing: boolean) => void;
  readonly logger: Logger;
}

export interface Follower {
  close(): Promise<void>;
}

const retryMs = 250;
const maxMessages = 1_000;

/** The server says this often that it is there; it is taken for gone when it does not say so twice. */
const idleHeartbeatMs = 1_000;
const expiresMs = 10_000;

export function followStream({ connection, streamName, onEvent, onFollowing, logger }: FollowerOptions): Follower {
  let isClosed = false;
  let lastSequence: number | undefined;
  let messages: ConsumerMessages | undefined;
  const stop = () => void messages?.close();

  const follow = async () => {
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info(streamName);
    // A stream that was lost and made anew has smaller numbers.
    lastSequence = Math.min(lastSequence ?? state.last_seq, state.last_seq);
    const consumer = await jetstream(connection).consumers.get(streamName, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: lastSequence + 1,
    });
    messages = await consumer.consume({
      max_messages: maxMessages,
      expires: expiresMs,
      idle_heartbeat: idleHeartbeatMs,
    });
    void stopWhenBroken(messages);
    if (isClosed) return;
    onFollowing(true);
    for await (const message of messages) {
      lastSequence = message.seq;
      const event = decodeEvent(message);
      if (event) await onEvent(event);
      else logger.warn({ streamName, sequence: message.seq }, 'a message of the stream is no event');
    }
  };
  const run = async () => {
    while (!isClosed) {
      await follow().catch((error: unknown) => {
        if (!isClosed) logger.debug({ err: error, streamName }, 'the stream cannot be followed; trying again');
      });
      onFollowing(false);
      if (!isClosed) await delay(retryMs);
    }
  };
  const watch = async () => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect' || type === 'staleConnection') stop();
    }
  };

  const running = run();
  void watch();
  return {
    async close() {
      isClosed = true;
      stop();
      await running;
    },
  };
}

async function stopWhenBroken(messages: ConsumerMessages): Promise<void> {
  const broken = ['heartbeats_missed', 'consumer_not_found', 'stream_not_found', 'consumer_deleted'];
  for await (const { type } of messages.status()) {
    if (broken.includes(type)) void messages.close();
  }
}
