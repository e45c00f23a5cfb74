// Writing answers whose length is known.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatThrown } from '../errors.ts';
import { HttpRefusal, statusOfCode } from './http-refusal.ts';

/** How much longer a client may send after it was refused: long enough to read why, which a reset would destroy. */
const lingerMs = 1_000;

export const jsonType = 'application/json; charset=utf-8';

/** Writes a whole answer. Does nothing when the client has gone. */
export function respond(response: ServerResponse, status: number, contentType: string, body: string): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'content-type': contentType, 'content-length': bytes.length }).end(bytes);
}

/** Answers with the errors of whatever was thrown: a refusal as it is, anything else masked with status 500. */
export function respondRefusal(incoming: IncomingMessage, response: ServerResponse, thrown: unknown): void {
  if (response.destroyed || response.headersSent) return;
  const errors = formatThrown(thrown);
  const status = thrown instanceof HttpRefusal ? thrown.status : statusOfCode(errors[0]?.extensions.code);
  for (const [name, value] of Object.entries(headersOf(thrown, status))) response.setHeader(name, value);
  const body = JSON.stringify({ errors });
  if (incoming.complete) respond(response, status, jsonType, body);
  else respondBeforeEnd(incoming, response, status, body);
}

/** RFC 6750 §3: a 401 names the scheme it wants. */
function headersOf(thrown: unknown, status: number): Readonly<Record<string, string>> {
  if (thrown instanceof HttpRefusal) return thrown.headers;
  return status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {};
}

/**
 * Answers a request whose body has not arrived in full. The whole answer goes out at once; the rest of the body is
 * thrown away for a short while, and then the connection is closed, since it could only carry more of that body.
 */
function respondBeforeEnd(incoming: IncomingMessage, response: ServerResponse, status: number, body: string): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'content-type': jsonType, 'content-length': bytes.length, connection: 'close' });
  response.write(bytes);
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, lingerMs);
  incoming.once('end', end).once('close', end).resume();
}
