// Which requests ask for nothing but an event stream, told from their first bytes, before anything has parsed them.

const headEnd = '\r\n\r\n';
const field = /^([\w-]+):[ \t]*(.*?)[ \t]*$/;
/** What makes a request's length, or what follows it on its connection, a matter of more than its own bytes. */
const elsewhere = new Set(['transfer-encoding', 'connection', 'upgrade', 'expect', 'trailer']);

/**
 * How long the request is, head and body, in bytes; undefined where it is none for an event stream, or not as plain as a
 * client's is that wants one: HTTP parses it then as any other, which costs memory and nothing else.
 */
export function lengthOfStreamRequest(bytes: Buffer): number | undefined {
  const end = bytes.includes('text/event-stream') ? bytes.indexOf(headEnd) : -1;
  if (end < 0) return undefined;
  const [requestLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const method = /^(GET|POST) \S+ HTTP\/1\.1$/.exec(requestLine)?.[1];
  const fields = method === undefined ? undefined : readFields(lines);
  if (fields?.get('accept') !== 'text/event-stream') return undefined;
  const bodyLength = readBodyLength(method, fields.get('content-length'));
  return bodyLength === undefined ? undefined : end + headEnd.length + bodyLength;
}

/** Undefined where a line is no plain field, is said twice, or says more than this is prepared for. */
function readFields(lines: readonly string[]): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = field.exec(line) ?? [];
    const key = name.toLowerCase();
    const isKeptAlive = key === 'connection' && value.toLowerCase() === 'keep-alive';
    if (key === '' || fields.has(key) || (elsewhere.has(key) && !isKeptAlive)) return undefined;
    fields.set(key, value);
  }
  return fields;
}

function readBodyLength(method: string | undefined, length: string | undefined): number | undefined {
  if (method === 'GET') return length === undefined ? 0 : undefined;
  return length !== undefined && /^\d{1,9}$/.test(length) ? Number(length) : undefined;
}
