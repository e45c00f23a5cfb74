// Where the list of revocations is: at an address, or in a file.
import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { readRevocations, type RevocationList } from './revocations.ts';

/** Reads the list; undefined when it is the one that was read before. Rejects when there is none to be had. */
export type ReadList = (signal: AbortSignal) => Promise<RevocationList | undefined>;

/** A list with as many records as are accepted has room in it. */
const maxListBytes = 32 * 1024 * 1024;

/** `url` is of HTTP or of a file. */
export function openRevocationSource(url: URL): ReadList {
  return url.protocol === 'file:' ? readsFile(url) : readsAddress(url);
}

/** Costs a request with an empty answer while nothing changes, where the server knows ETags; where not, it is read. */
function readsAddress(url: URL): ReadList {
  let entityTag: string | undefined;
  let digest: string | undefined;
  return async (signal) => {
    const headers = { accept: 'application/json', ...(entityTag !== undefined && { 'if-none-match': entityTag }) };
    const response = await fetch(url, { headers, signal, redirect: 'error', cache: 'no-store' });
    if (response.status === 304 && entityTag !== undefined) return undefined;
    const text = await readText(response);
    if (response.status !== 200) throw new Error(`The list of revocations was answered with ${response.status}.`);
    const digestOfText = hash('sha256', text);
    const list = digestOfText === digest ? undefined : readRevocations(text);
    // Not before it is known to be a list: what is broken is read again.
    entityTag = response.headers.get('etag') ?? undefined;
    digest = digestOfText;
    return list;
  };
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxListBytes) throw new Error(`The list of revocations is larger than ${maxListBytes} bytes.`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Looks at the file as often as it is asked: events of the file system do not come through a network or a link. */
function readsFile(url: URL): ReadList {
  let stamp: string | undefined;
  return async () => {
    const { mtimeMs, size, ino } = await stat(url);
    const now = `${mtimeMs} ${size} ${ino}`;
    if (now === stamp) return undefined;
    if (size > maxListBytes) throw new Error(`The list of revocations is larger than ${maxListBytes} bytes.`);
    const list = readRevocations(await readFile(url, 'utf8'));
    stamp = now;
    return list;
  };
}
