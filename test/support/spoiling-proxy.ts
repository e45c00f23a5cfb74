// A proxy before a platform's twin that makes rows of its reports unreadable on the wire, whichever platform it is.
import { createServer, type IncomingMessage, type Server } from 'node:http';

export interface SpoilingProxy {
  /** The twin's base URL, by way of the proxy. */
  readonly url: string;
  /** Spoils the first rows of each answer with spend in it, as many as this. */
  spoil(rows: number): void;
  close(): Promise<void>;
}

/** What each of the five calls the spend of a row. */
const spendNames = ['costMicros', 'spend', 'SPEND_IN_MICRO_DOLLAR'];

export async function startSpoilingProxy(twinUrl: string): Promise<SpoilingProxy> {
  let rows = 0;
  const server = createServer((request, response) => {
    void forward(request, twinUrl).then(async (answer) => {
      const text = await answer.text();
      const type = answer.headers.get('content-type') ?? 'application/json';
      response.writeHead(answer.status, { 'content-type': type }).end(rows > 0 ? spoilt(text, rows) : text);
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}${new URL(twinUrl).pathname.replace(/\/$/, '')}`,
    spoil: (count) => void (rows = count),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function forward(request: IncomingMessage, twinUrl: string): Promise<Response> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (typeof value === 'string' && !['host', 'connection', 'content-length'].includes(name)) headers.set(name, value);
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body = chunks.length === 0 ? null : Buffer.concat(chunks);
  return await fetch(new URL(request.url ?? '/', twinUrl), { method: request.method ?? 'GET', headers, body });
}

/** The answer with the spend of some rows as an object. */
function spoilt(text: string, rows: number): string {
  let left = rows;
  return JSON.stringify(
    JSON.parse(text, (name, value: unknown) => {
      if (!spendNames.includes(name) || left === 0 || Number(value) === 0) return value;
      left -= 1;
      return { changed: true };
    }),
  );
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return address.port;
}
