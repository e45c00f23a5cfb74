// Every connection is looked at before Node's HTTP has it. Of one it keeps a parser of 7 KB and as much again for a request
// and its answer, for as long as the connection lasts, and has no way to let go of them: so what asks for an event stream
// is given to it for that request alone, and is a bare socket when the stream has begun. All others it has as ever.
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { OneRequest, type SocketOwner } from './one-request.ts';
import { lengthOfStreamRequest } from './stream-request.ts';

/** The connections that the HTTP server does not know of. */
export interface Connections {
  /** Ends those on which nothing was asked since the last answer. */
  closeIdle(): void;
  closeAll(): void;
}

/** As Node answers a request whose head does not come in time. */
const timedOut = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n';

/** As Node does, a connection is kept for longer than its client is told. */
const spareMs = 1_000;

/** Stands between the server and its connections from now on. */
export function takeConnections(server: Server): Connections {
  const pass = server.listeners('connection');
  const waiting = new Set<Socket>();
  const again = new Set<Socket>();
  const busy = new Set<Socket>();
  // Knows no connections but those that it is given.
  const http = createServer((incoming, response) => {
    const { socket } = incoming;
    if (socket instanceof OneRequest) response.once('close', () => socket.finish());
    server.emit('request', incoming, response);
  });
  const owner: SocketOwner = {
    takeBack(socket) {
      busy.delete(socket);
      if (socket.destroyed) return;
      again.add(socket);
      awaitRequest(socket, server.keepAliveTimeout + spareMs, () => socket.destroy());
    },
  };

  function awaitRequest(socket: Socket, timeoutMs: number, giveUp: () => void): void {
    const end = (): void => void socket.end();
    const look = (): void => {
      const bytes: unknown = socket.read();
      if (!(bytes instanceof Buffer)) return;
      waiting.delete(socket);
      again.delete(socket);
      socket.off('readable', look).off('end', end).off('timeout', giveUp).setTimeout(0).unshift(bytes);
      begin(socket, lengthOfStreamRequest(bytes));
    };
    waiting.add(socket);
    socket.on('readable', look).on('end', end).on('timeout', giveUp).setTimeout(timeoutMs);
    if (socket.readableLength > 0) look();
  }
  function begin(socket: Socket, length: number | undefined): void {
    if (length === undefined) return passOn(socket);
    busy.add(socket);
    http.emit('connection', new OneRequest(socket, length, owner));
  }
  function passOn(socket: Socket): void {
    socket.off('error', ignore).off('close', forget);
    for (const listener of pass) Reflect.apply(listener, server, [socket]);
  }
  function forget(this: Socket): void {
    for (const sockets of [waiting, again, busy]) sockets.delete(this);
  }

  server.removeAllListeners('connection').on('connection', (socket: Socket) => {
    socket.on('error', ignore).on('close', forget);
    awaitRequest(socket, server.headersTimeout, () => {
      socket.write(timedOut);
      socket.destroySoon();
    });
  });
  return {
    closeIdle: () => again.forEach((socket) => socket.destroy()),
    closeAll: () => [waiting, busy].forEach((sockets) => sockets.forEach((socket) => socket.destroy())),
  };
}

/** Whoever reads or writes is told by the end of the connection. */
function ignore(): void {}
