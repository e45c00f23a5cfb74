// Whether an advertiser's audit trail is whole, worked out anew from the entries themselves.
import type { Kysely } from 'kysely';
import { type ChainLink, findBreak, startOfChain } from './audit.ts';
import { countUnaudited, listEntriesAfter, readAuditHead } from './audit-store.ts';
import type { Tables } from './tables.ts';

export interface AuditVerdict {
  readonly advertiserId: string;
  /** How many entries hold. */
  readonly entries: bigint;
  /** What is wrong with the first that does not; undefined where all do. */
  readonly broken: string | undefined;
}

const entriesPerRead = 5_000;

/** Follows the chain from its first entry to its head, and looks whether every step of every request is in it. */
export async function verifyAudit(db: Kysely<Tables>, advertiserId: string): Promise<AuditVerdict> {
  let last: ChainLink = startOfChain;
  for (;;) {
    const entries = await listEntriesAfter(db, advertiserId, last.seq, entriesPerRead);
    for (const entry of entries) {
      const broken = findBreak(last, entry);
      if (broken !== undefined) return { advertiserId, entries: last.seq, broken };
      last = entry;
    }
    if (entries.length < entriesPerRead) break;
  }
  return { advertiserId, entries: last.seq, broken: await findLoss(db, advertiserId, last) };
}

async function findLoss(db: Kysely<Tables>, advertiserId: string, last: ChainLink): Promise<string | undefined> {
  const head = await readAuditHead(db, advertiserId);
  if (head.seq > last.seq) return `entry ${last.seq + 1n} is missing`;
  if (head.seq < last.seq || head.hash !== last.hash)
    return `entry ${last.seq} is not the one that the chain ends with`;
  const unaudited = await countUnaudited(db, advertiserId);
  return unaudited > 0 ? `${unaudited} steps of requests are not told by the entries they name` : undefined;
}
