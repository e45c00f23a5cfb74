// What the load generator is told and what it tells; see http-load.ts.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

/** Where it stands in a request, a number that no other request has is written, with as many digits. */
export const numberPlaceholder = '########';

export const loadSpecSchema = z.object({
  port: z.int(),
  connections: z.int(),
  seconds: z.number(),
  /** A whole HTTP/1.1 request, in Latin-1. */
  request: z.string(),
  /** The number of the first request. */
  firstNumber: z.int(),
  /** What every answer must be: its status, and a text that stands in it. */
  status: z.int(),
  contains: z.string(),
});
export type LoadSpec = z.infer<typeof loadSpecSchema>;

const loadResultSchema = z.object({
  answered: z.int(),
  failed: z.int(),
  sent: z.int(),
  seconds: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
});
/** `sent` is the number of the next request. */
export type LoadResult = z.infer<typeof loadResultSchema>;

/** Loads a server from the second processor, where the machine lets us choose. */
export async function runLoad(spec: LoadSpec): Promise<LoadResult> {
  const program = [process.execPath, fileURLToPath(new URL('http-load.ts', import.meta.url)), JSON.stringify(spec)];
  const pin = existsSync('/usr/bin/taskset') ? ['/usr/bin/taskset', '-c', '1'] : [];
  const [file = '', ...args] = [...pin, ...program];
  const { stdout } = await promisify(execFile)(file, args);
  return loadResultSchema.parse(JSON.parse(stdout));
}

/** The text of a request. */
export function httpRequest(
  method: 'GET' | 'POST',
  target: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): string {
  const length = method === 'POST' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  const all = Object.entries({ host: '127.0.0.1', ...headers, ...length });
  return `${method} ${target} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`;
}
