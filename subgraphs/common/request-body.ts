import type { IncomingMessage } from 'node:http';

/** A request that is refused before GraphQL sees it. */
export class RequestRefusal extends Error {
  override readonly name = 'RequestRefusal';
  /** The HTTP status of the answer. */
  readonly status: number;
  /** The `extensions.code` of the answer. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Reads a JSON body of at most `limitBytes`. Throws a `RequestRefusal` for one that is too large or not JSON in UTF-8. */
export async function readJsonBody(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new RequestRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json.');
  }
  const bytes = await readBytes(request, limitBytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new RequestRefusal(400, 'BAD_REQUEST', 'The body is not JSON in UTF-8.');
  }
}

/** The gateway sends what it has in memory. */
const timeoutMs = 30_000;

async function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const late = new RequestRefusal(408, 'REQUEST_TIMEOUT', `The body did not arrive within ${timeoutMs} ms.`);
  const timer = setTimeout(() => request.destroy(late), timeoutMs);
  try {
    return await readAll(request, limitBytes);
  } finally {
    clearTimeout(timer);
  }
}

async function readAll(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > limitBytes) {
      throw new RequestRefusal(413, 'PAYLOAD_TOO_LARGE', `The body is larger than ${limitBytes} bytes.`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
