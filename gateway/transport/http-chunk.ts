// The chunks of HTTP/1.1 in which an answer of unknown length comes.

const chunks = new WeakMap<Buffer, Buffer>();

/** RFC 9112, 7.1: the length in hexadecimal, then the bytes. Made once of bytes that many clients get. */
export function sharedChunk(bytes: Buffer): Buffer {
  const known = chunks.get(bytes);
  if (known) return known;
  const chunk = Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
  chunks.set(bytes, chunk);
  return chunk;
}

/** The same of a text for one client. An empty one would end the answer, and makes no chunk. */
export function textChunk(text: string): string {
  return text === '' ? '' : `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

export const lastChunk = '0\r\n\r\n';
