// Identifiers are opaque to clients: a prefix that tells the kind, and 32 hexadecimal digits of a UUID (RFC 9562).
import { createHash, randomBytes } from 'node:crypto';

/** A new identifier. Its UUID is of version 7: later ones sort after earlier ones, which keeps indexes compact. */
export function newId(prefix: string, now: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  return `${prefix}_${uuidHex(bytes, 7)}`;
}

/**
 * The identifier of something that somebody else named, made of its name alone: whoever writes it, in whatever order,
 * calls it the same. Its UUID is of version 8, cut from a SHA-256 over the parts, each preceded by its length so that
 * no two lists of parts read alike.
 */
export function derivedId(prefix: string, ...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return `${prefix}_${uuidHex(hash.digest().subarray(0, 16), 8)}`;
}

/** The derived identifier of something on an advertising platform. */
export function platformId(
  prefix: string,
  advertiserId: string,
  platform: string,
  accountExternalId: string,
  level: string,
  externalId: string,
): string {
  return derivedId(prefix, advertiserId, platform, accountExternalId, level, externalId);
}

/** The digits of 16 bytes as a UUID: the four bits of the version and the two of the variant are set, the rest stays. */
function uuidHex(bytes: Buffer, version: 7 | 8): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex');
}
