import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './http-refusal.ts';

/** Reads a JSON body. Throws a `HttpRefusal`: too large, too slow, encoded, not UTF-8 or not JSON. */
export async function readJsonBody(
  incoming: IncomingMessage,
  { maxBodyBytes, bodyTimeoutMs }: { readonly maxBodyBytes: number; readonly bodyTimeoutMs: number },
): Promise<unknown> {
  checkHeaders(incoming, maxBodyBytes);
  const bytes = await readBytes(incoming, maxBodyBytes, bodyTimeoutMs);
  if (!isUtf8(bytes)) throw new HttpRefusal(400, 'BAD_REQUEST', 'The body is not valid UTF-8.');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new HttpRefusal(400, 'BAD_REQUEST', `The body is not JSON: ${describe(error)}`);
  }
}

function checkHeaders({ headers }: IncomingMessage, maxBodyBytes: number): void {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new HttpRefusal(415, 'BAD_REQUEST', 'Compressed bodies are not accepted.', { 'accept-encoding': 'identity' });
  }
  if (Number(headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes);
}

function readBytes(incoming: IncomingMessage, maxBodyBytes: number, bodyTimeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let receivedBytes = 0;
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      incoming.off('data', onData).off('end', onEnd).off('close', onClose).pause();
      settle();
    };
    const timer = setTimeout(() => finish(() => reject(tooSlow(bodyTimeoutMs))), bodyTimeoutMs);
    const onData = (chunk: Buffer): void => {
      receivedBytes += chunk.length;
      if (receivedBytes > maxBodyBytes) finish(() => reject(tooLarge(maxBodyBytes)));
      else chunks.push(chunk);
    };
    const onEnd = (): void => finish(() => resolve(Buffer.concat(chunks)));
    const onClose = (): void => finish(() => reject(new HttpRefusal(400, 'BAD_REQUEST', 'The body ended too early.')));
    incoming.on('data', onData).on('end', onEnd).on('close', onClose);
    incoming.on('error', () => {});
  });
}

function tooLarge(maxBodyBytes: number): HttpRefusal {
  return new HttpRefusal(413, 'BODY_TOO_LARGE', `The body is larger than ${maxBodyBytes} bytes.`);
}

function tooSlow(bodyTimeoutMs: number): HttpRefusal {
  return new HttpRefusal(408, 'REQUEST_TIMEOUT', `The body did not arrive within ${bodyTimeoutMs} ms.`);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
