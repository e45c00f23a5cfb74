// The stream of a log: made where it is missing, and bounded as the log is.
import {
  DiscardPolicy,
  type JetStreamManager,
  JetStreamApiError,
  JetStreamApiCodes,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { decodeCursor, type Position } from '../event-log.ts';
import type { RetentionBounds } from '../retention-store.ts';
import { idHeader } from './event-message.ts';

export interface EventStream {
  readonly name: string;
  readonly subject: string;
}

/** The names of a log's stream. Two logs never share one, nor does a log with what stood in its place before. */
export function streamOf(schema: string, logId: string): EventStream {
  const id = logId.replaceAll('-', '');
  return { name: `events_${schema}_${id}`, subject: `events.${schema}.${id}` };
}

const duplicateWindowMs = 120_000;

/** Makes the stream, or brings its bounds up to date. */
export async function ensureStream(
  manager: JetStreamManager,
  { name, subject }: EventStream,
  { maxAgeMs, maxRows }: RetentionBounds,
  replicas: number,
): Promise<void> {
  const bounds = {
    max_age: maxAgeMs === undefined ? 0 : nanos(maxAgeMs),
    max_msgs: maxRows ?? -1,
    num_replicas: replicas,
    duplicate_window: nanos(Math.min(duplicateWindowMs, maxAgeMs ?? duplicateWindowMs)),
  };
  const known = await manager.streams.info(name).catch(undefinedIfMissing);
  if (known) await manager.streams.update(name, bounds);
  else {
    const kind = { retention: RetentionPolicy.Limits, storage: StorageType.File, discard: DiscardPolicy.Old };
    await manager.streams.add({ name, subjects: [subject], ...kind, ...bounds });
  }
}

/** Where a stream ends: its last number, and the position of the event there, if it has one. */
export interface StreamEnd {
  readonly lastSequence: number;
  readonly position: Position | undefined;
}

export async function findStreamEnd(manager: JetStreamManager, name: string): Promise<StreamEnd> {
  const { state } = await manager.streams.info(name);
  if (state.messages === 0) return { lastSequence: state.last_seq, position: undefined };
  const last = await manager.streams.getMessage(name, { seq: state.last_seq });
  return { lastSequence: state.last_seq, position: decodeCursor(last?.header.get(idHeader) ?? '') };
}

function undefinedIfMissing(error: unknown): undefined {
  if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return undefined;
  throw error;
}
