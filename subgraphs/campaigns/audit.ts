// The chain of the audit trail: each entry's hash covers the hash before it, so no entry can be altered, left out or put
// in between without every later hash being wrong. No database here: whoever verifies must not trust it.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JsonObject, JsonValue } from '../common/json.ts';

/** What happened: who did what to which thing, and whatever else is to be proven later. */
export interface AuditFact extends JsonObject {
  /** RFC 3339. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  /** The request, kill switch, policy or freeze it is about. */
  readonly subject: string;
}

export interface ChainLink {
  readonly seq: bigint;
  readonly hash: string;
}

export interface AuditEntry extends ChainLink {
  readonly prevHash: string;
  /** The fact as canonical JSON: these very bytes were hashed. */
  readonly body: string;
}

/** Before the first entry of any chain. */
export const startOfChain: ChainLink = { seq: 0n, hash: '0'.repeat(64) };

/** The entries that follow `head` in the chain, one for each fact, in order. */
export function chainFacts(head: ChainLink, facts: readonly AuditFact[]): readonly AuditEntry[] {
  const entries: AuditEntry[] = [];
  let last = head;
  for (const fact of facts) {
    const body = canonicalJson(fact);
    const entry = { seq: last.seq + 1n, prevHash: last.hash, body, hash: hashOf(last.hash, body) };
    entries.push(entry);
    last = entry;
  }
  return entries;
}

/** What is wrong with an entry that should follow `last`; undefined where it does. */
export function findBreak(last: ChainLink, entry: AuditEntry): string | undefined {
  if (entry.seq !== last.seq + 1n) return `entry ${last.seq + 1n} is missing`;
  if (entry.prevHash !== last.hash) return `entry ${entry.seq} does not follow from the one before`;
  if (entry.hash !== hashOf(entry.prevHash, entry.body)) return `entry ${entry.seq} was altered`;
  return undefined;
}

const auditFact = z.looseObject({ at: z.string(), actor: z.string(), action: z.string(), subject: z.string() });

/** What an entry tells. Throws a ZodError for a body that `chainFacts` did not write. */
export function readFact(body: string): Pick<AuditFact, 'at' | 'actor' | 'action' | 'subject'> {
  return auditFact.parse(JSON.parse(body));
}

/** SHA-256, as hexadecimal digits, of the hash before and the body: UTF-8, one after the other. */
function hashOf(prevHash: string, body: string): string {
  return createHash('sha256').update(prevHash).update(body).digest('hex');
}

/** JSON with the fields of each object in the order of their names: the same fact always has the same bytes. */
function canonicalJson(value: JsonValue): string {
  return JSON.stringify(value, (_, part: JsonValue) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
