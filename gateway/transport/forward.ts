// Requests for what another process holds, where several share the port: handed over as they came, through a door that
// only those processes can open.
import { rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http';
import { ClientError } from '../errors.ts';
import type { Exchange } from './exchange.ts';

/** Where the client of a request that came through the door is. */
const addressHeader = 'x-gateway-client-address';
const handedOver = new WeakMap<IncomingMessage, string>();

/** The address of whoever sent the request in the first place. */
export function clientAddressOf(incoming: IncomingMessage): string {
  return handedOver.get(incoming) ?? incoming.socket.remoteAddress ?? '';
}

/** Whether another process has handed the request over; it is not handed on. */
export function isHandedOver(incoming: IncomingMessage): boolean {
  return handedOver.has(incoming);
}

/** Takes what other processes hand over; the server answers it as if it had come to its port. */
export async function openDoor(server: Server, socketPath: string): Promise<{ close(): Promise<void> }> {
  const door = createServer((incoming, response) => {
    handedOver.set(incoming, String(incoming.headers[addressHeader] ?? ''));
    delete incoming.headers[addressHeader];
    server.emit('request', incoming, response);
  });
  door.requestTimeout = server.requestTimeout;
  await new Promise<void>((resolve, reject) => {
    // Without `exclusive` a worker would share it with all others.
    door.once('error', reject).listen({ path: socketPath, exclusive: true }, resolve);
  });
  return {
    async close() {
      const closed = new Promise((resolve) => door.close(resolve));
      door.closeAllConnections();
      await closed;
      await rm(socketPath, { force: true });
    },
  };
}

/** Lets the process behind the door answer. Rejects with NOT_FOUND when there is none, and has done nothing then. */
export function handOver({ incoming, response, requestId }: Exchange, socketPath: string): Promise<void> {
  const { method, url } = incoming;
  const headers = {
    ...endToEnd(incoming.headers),
    'x-request-id': requestId,
    [addressHeader]: clientAddressOf(incoming),
    // The door would close its end with the answer, and what is still being ended on this side would fail on that.
    connection: 'keep-alive',
  };
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path: url, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      // A stream's head must not wait for its first event.
      response.flushHeaders();
      answer.pipe(response);
      answer.once('close', () => {
        if (!answer.complete) response.destroy();
        resolve();
      });
    });
    response.once('close', () => outgoing.destroy());
    outgoing.once('error', () => {
      if (response.headersSent) response.destroy();
      reject(new ClientError('NOT_FOUND', 'What the token stands for is gone; begin again.'));
    });
    incoming.pipe(outgoing);
  });
}

/** Headers that are about one connection, RFC 9110 §7.6.1; node writes its own. */
function endToEnd(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, upgrade: ____, ...rest } = headers;
  const given = Object.entries(rest).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined);
  return Object.fromEntries(given);
}
