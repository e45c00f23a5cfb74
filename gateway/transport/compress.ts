// Compression of whole answers. Streams are left alone: their events are small, and a compressor would hold them back.
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type ContentEncoding = 'br' | 'gzip' | 'identity';

const compressors = {
  // The default of 11 is for files that are compressed once; 4 is as fast as gzip and smaller.
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
  identity: (bytes: Buffer) => Promise.resolve(bytes),
} as const satisfies Record<ContentEncoding, (bytes: Buffer) => Promise<Buffer>>;

/** Compresses off the event loop. */
export function compress(bytes: Buffer, encoding: ContentEncoding): Promise<Buffer> {
  return compressors[encoding](bytes);
}

/** What the client likes best of what there is (RFC 9110 §12.5.3); br before gzip where it likes both the same. */
export function chooseEncoding(acceptEncoding: string | undefined): ContentEncoding {
  const weights = readWeights(acceptEncoding ?? '');
  const weightOf = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0;
  const [br, gzipped] = [weightOf('br'), weightOf('gzip')];
  const identity = weights.get('identity') ?? 0;
  if (Math.max(br, gzipped) === 0 || identity > Math.max(br, gzipped)) return 'identity';
  return br >= gzipped ? 'br' : 'gzip';
}

function readWeights(acceptEncoding: string): ReadonlyMap<string, number> {
  const entries = acceptEncoding.split(',').map((item): [string, number] => {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return [name, weight === undefined ? 1 : Number(weight) || 0];
  });
  return new Map(entries);
}
