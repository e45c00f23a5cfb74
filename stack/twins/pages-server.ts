// Hands the platforms' own pages to `npm run twin`, through a socket in the data folder that only its owner can open: no page of
// a browser and no other user reaches it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { chmodSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { z } from 'zod';
import { socketPath } from '../folder-lock.ts';
import { editEntity, listCampaigns, PageError, showEntity } from './pages.ts';
import type { TwinHost } from './twin-hosts.ts';

export interface PagesServer {
  close(): Promise<void>;
}

const editShape = z.union([
  z.strictObject({ do: z.enum(['budget', 'bid']), amount: z.string().max(40) }),
  z.strictObject({ do: z.enum(['pause', 'resume', 'remove']) }),
]);

const maxBodyBytes = 10_000;

/** The socket of a data folder that is there. */
export function pagesSocket(dataFolder: string): string {
  return socketPath(realpathSync(dataFolder), 'twins.sock');
}

/** Serves the pages of whatever twins there are then. Whoever has locked the folder is the only one to do so. */
export async function servePages(dataFolder: string, hosts: () => readonly TwinHost[]): Promise<PagesServer> {
  mkdirSync(dataFolder, { recursive: true });
  const path = pagesSocket(dataFolder);
  rmSync(path, { force: true });
  const server = createServer((request, response) => {
    answer(request, hosts()).then(
      (body) => send(response, 200, body),
      (error: unknown) => {
        const isForThem = error instanceof PageError;
        send(response, isForThem ? 400 : 500, { message: isForThem ? error.message : 'The twin is broken.' });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return {
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(request: IncomingMessage, hosts: readonly TwinHost[]): Promise<unknown> {
  const externalId = decodeURIComponent((request.url ?? '/').slice(1));
  if (request.method === 'GET') return externalId === '' ? listCampaigns(hosts) : showEntity(hosts, externalId);
  const edit = editShape.safeParse(readJson(await readBody(request)));
  if (request.method !== 'POST' || !edit.success) {
    throw new PageError('Expected GET /, GET /<externalId>, or POST /<externalId> with {"do":"budget","amount":"60"}.');
  }
  return editEntity(hosts, externalId, edit.data);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > maxBodyBytes) throw new PageError('The body is too large.');
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
