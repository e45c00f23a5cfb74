// WebSockets at /graphql: who may connect, and that nobody stays who does not answer.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Config } from '../config.ts';
import { isOriginAllowed } from './cors.ts';
import { graphqlPath } from './http-server.ts';
import { serveSocket, type SocketOptions } from './websocket-protocol.ts';

export interface WebSocketTransportOptions extends SocketOptions {
  readonly config: SocketOptions['config'] & Pick<Config, 'corsOrigins' | 'maxBodyBytes'>;
}

export interface WebSocketTransport {
  /** Tells every client that the gateway goes away (1001), and accepts no more. Clients then connect elsewhere. */
  close(): void;
  /** Ends every connection without a word. */
  terminate(): void;
}

/** A client that leaves a ping unanswered until the next one is gone, or reads nothing. */
const pingIntervalMs = 12_000;

/** Accepts WebSockets on the server. */
export function attachWebSockets(server: Server, options: WebSocketTransportOptions): WebSocketTransport {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.config.maxBodyBytes,
    handleProtocols: (offered) => (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false),
  });
  server.on('upgrade', (incoming: IncomingMessage, connection: Duplex, head: Buffer) => {
    const status = refusalOf(incoming, options.config.corsOrigins);
    if (status) return refuseUpgrade(connection, status);
    sockets.handleUpgrade(incoming, connection, head, (socket) => {
      // Too large a message, or bytes that are no frame: the library closes the socket with the code for it.
      socket.on('error', (error) => options.logger.debug({ err: error }, 'a WebSocket failed'));
      keepAlive(socket);
      serveSocket(socket, incoming, options);
    });
  });
  const each = (act: (socket: WebSocket) => void): void => sockets.clients.forEach(act);
  return {
    close() {
      sockets.close();
      each((socket) => socket.close(1001, 'Going away'));
    },
    terminate: () => each((socket) => socket.terminate()),
  };
}

function refusalOf(incoming: IncomingMessage, allowedOrigins: readonly string[]): string | undefined {
  if ((incoming.url ?? '').split('?', 1)[0] !== graphqlPath) return '404 Not Found';
  return isOriginAllowed(incoming, allowedOrigins) ? undefined : '403 Forbidden';
}

function refuseUpgrade(connection: Duplex, status: string): void {
  connection.on('error', () => {});
  connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function keepAlive(socket: WebSocket): void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingIntervalMs);
  socket.on('close', () => clearInterval(timer));
}
