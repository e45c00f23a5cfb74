// WebSockets at /graphql and at each contract: who may connect, and that nobody stays who does not answer.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Config } from '../config.ts';
import { isOriginAllowed } from './cors.ts';
import { graphqlPath, viewPath } from './http-server.ts';
import type { Operations } from './operations.ts';
import { createPulse } from './pulse.ts';
import { serveSocket, type SocketOptions } from './websocket-protocol.ts';

export interface WebSocketTransportOptions extends SocketOptions {
  readonly config: SocketOptions['config'] & Pick<Config, 'corsOrigins' | 'maxBodyBytes'>;
  /** The contracts served beside the whole graph, by tag. */
  readonly views: ReadonlyMap<string, Operations>;
}

export interface WebSocketTransport {
  /**
   * Tells every client that the gateway goes away (1001), one after the other, spread over that time, and accepts no
   * more. Clients then connect elsewhere.
   */
  close(spreadMs: number): void;
  /** Ends every connection without a word. */
  terminate(): void;
}

/** A client that leaves a ping unanswered until the next one is gone, or reads nothing. */
const pings = createPulse(12_000);

/** Accepts WebSockets on the server. */
export function attachWebSockets(server: Server, options: WebSocketTransportOptions): WebSocketTransport {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.config.maxBodyBytes,
    handleProtocols: (offered) => (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false),
  });
  const served = new Map([[graphqlPath, options.operations]]);
  for (const [tag, operations] of options.views) served.set(viewPath(tag), operations);
  server.on('upgrade', (incoming: IncomingMessage, connection: Duplex, head: Buffer) => {
    const operations = served.get((incoming.url ?? '').split('?', 1)[0] ?? '');
    if (!operations) return refuseUpgrade(connection, '404 Not Found');
    if (!isOriginAllowed(incoming, options.config.corsOrigins)) return refuseUpgrade(connection, '403 Forbidden');
    sockets.handleUpgrade(incoming, connection, head, (socket) => accept(socket, incoming, { ...options, operations }));
  });
  const each = (act: (socket: WebSocket) => void): void => sockets.clients.forEach(act);
  return {
    close(spreadMs) {
      sockets.close();
      each((socket) => void setTimeout(() => socket.close(1001, 'Going away'), Math.random() * spreadMs).unref());
    },
    terminate: () => each((socket) => socket.terminate()),
  };
}

/** In a function of its own, so that its closures do not keep the request of the upgrade. */
function accept(socket: WebSocket, incoming: IncomingMessage, options: SocketOptions): void {
  const { logger } = options;
  // Too large a message, or bytes that are no frame: the library closes the socket with the code for it.
  socket.on('error', (error) => logger.debug({ err: error }, 'a WebSocket failed'));
  keepAlive(socket);
  serveSocket(socket, incoming, options);
}

/** Nobody reads the connection any more: what its client still sends, or its not closing it, would keep it for ever. */
function refuseUpgrade(connection: Duplex, status: string): void {
  connection.on('error', () => {});
  connection.once('finish', () => connection.destroy());
  connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function keepAlive(socket: WebSocket): void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const stop = pings.add({
    beat() {
      if (!isAlive) return socket.terminate();
      isAlive = false;
      socket.ping();
    },
  });
  socket.on('close', stop);
}
