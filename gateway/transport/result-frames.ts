// Results as they go over the wire of server-sent events. What many clients get is written once: of a shared event the
// frame is the same for all.
import { isSharedResult, resultJson } from '../execute/result-json.ts';
import type { GraphQLResult } from '../pipeline.ts';

const sseFrames = new WeakMap<GraphQLResult, Buffer>();

/** A `next` event; its `id` is the cursor from which the client can go on. */
export function sseFrame(result: GraphQLResult): string | Buffer {
  const cursor = cursorOf(result);
  if (cursor === undefined && !isSharedResult(result)) return `event: next\ndata: ${resultJson(result)}\n\n`;
  const known = sseFrames.get(result);
  if (known) return known;
  const frame = Buffer.from(`event: next\n${sseId(cursor ?? '')}data: ${resultJson(result)}\n\n`);
  sseFrames.set(result, frame);
  return frame;
}

/** The line that a browser keeps and sends back as Last-Event-ID; none for a cursor that is more than a word. */
export function sseId(cursor: string): string {
  return /^[\x21-\x7e]+$/.test(cursor) ? `id: ${cursor}\n` : '';
}

/** The cursor of an event of a stream with @delivery. */
export function cursorOf({ extensions }: GraphQLResult): string | undefined {
  const cursor = extensions?.['cursor'];
  return typeof cursor === 'string' ? cursor : undefined;
}
