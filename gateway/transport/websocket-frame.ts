// A `next` message as it goes over the wire: the frame of the WebSocket and the message in one piece, so that it costs one
// write. Frames of a server carry no mask, so clients that call their subscription the same get the same bytes; for others
// the frame differs in the identifier alone, and a large payload is not copied for it.
import type { Socket } from 'node:net';
import { isSharedResult, resultBytes } from '../execute/result-json.ts';
import type { GraphQLResult } from '../pipeline.ts';
import { cursorOf } from './result-frames.ts';

/** From here on bytes are written as they stand: a copy costs more than another piece of the write. */
const copiedBytes = 16 * 1024;
const finalText = 0x81;
const closing = Buffer.from('}');

/** The last frame that was made of a shared event. */
const sharedFrames = new WeakMap<GraphQLResult, { readonly id: string; readonly frame: readonly Buffer[] }>();

/** The pieces of the frame; those of a shared event belong to all who get it, and are for reading only. */
export function nextFrame(id: string, result: GraphQLResult): readonly Buffer[] {
  if (cursorOf(result) === undefined && !isSharedResult(result)) return writeFrame(id, result);
  const known = sharedFrames.get(result);
  if (known?.id === id) return known.frame;
  const frame = writeFrame(id, result);
  sharedFrames.set(result, { id, frame });
  return frame;
}

function writeFrame(id: string, result: GraphQLResult): readonly Buffer[] {
  const payload = resultBytes(result);
  const opening = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const openingBytes = Buffer.byteLength(opening);
  const messageBytes = openingBytes + payload.length + closing.length;
  const isCopied = messageBytes <= copiedBytes;
  const headerBytes = messageBytes < 126 ? 2 : messageBytes < 65_536 ? 4 : 10;
  const head = Buffer.allocUnsafe(headerBytes + (isCopied ? messageBytes : openingBytes));
  writeHeader(head, messageBytes);
  head.write(opening, headerBytes);
  if (!isCopied) return [head, payload, closing];
  payload.copy(head, headerBytes + openingBytes);
  closing.copy(head, headerBytes + openingBytes + payload.length);
  return [head];
}

/** RFC 6455, 5.2: the length stands in seven bits, or in the two or eight bytes that follow. */
function writeHeader(frame: Buffer, messageBytes: number): void {
  frame[0] = finalText;
  if (messageBytes < 126) {
    frame[1] = messageBytes;
  } else if (messageBytes < 65_536) {
    frame[1] = 126;
    frame.writeUInt16BE(messageBytes, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(messageBytes), 2);
  }
}

const drains = new WeakMap<Socket, Promise<void>>();

/** Writes the pieces at once. */
export function writeToSocket(connection: Socket, pieces: readonly Buffer[]): void {
  const [only] = pieces;
  if (only && pieces.length === 1) return void connection.write(only);
  connection.cork();
  for (const piece of pieces) connection.write(piece);
  connection.uncork();
}

/** Resolves when the client has room for more, or has gone; undefined: it has. One for all operations of a connection. */
export function roomOf(connection: Socket): Promise<void> | undefined {
  if (!connection.writableNeedDrain) return undefined;
  const known = drains.get(connection);
  if (known) return known;
  const drain = new Promise<void>((resolve) => {
    const settle = (): void => {
      connection.off('drain', settle).off('close', settle);
      drains.delete(connection);
      resolve();
    };
    connection.on('drain', settle).on('close', settle);
  });
  drains.set(connection, drain);
  return drain;
}
