// Server-sent events as a browser's EventSource reads them: lines until an empty one are an event.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { Opening, StreamHandlers } from './watcher.ts';

/** Reads the stream until it ends, breaks or is left. Rejects when it is refused or breaks. */
export async function readEventStream(
  { url, token, body, lastEventId }: Opening,
  signal: AbortSignal,
  { onResult, onCursor }: StreamHandlers,
): Promise<void> {
  const request = httpRequest(`${url}/stream`, {
    method: 'POST',
    agent: false,
    signal,
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${token}`,
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
  });
  request.end(JSON.stringify(body));
  // `once` rejects with the error of a request that fails.
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (response?.statusCode !== 200) throw new Error(`The stream was refused: ${response?.statusCode}`);
  let rest = '';
  for await (const chunk of response.setEncoding('utf8')) {
    const blocks = (rest + String(chunk)).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = fieldOf(block, 'data');
      if (data) onResult(JSON.parse(data));
      const id = fieldOf(block, 'id');
      if (id !== undefined) onCursor(id);
    }
  }
}

function fieldOf(block: string, name: string): string | undefined {
  const line = block.split('\n').find((each) => each.startsWith(`${name}: `));
  return line?.slice(name.length + 2);
}
