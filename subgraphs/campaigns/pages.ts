// The cursors of this subgraph's kinds of lists: by place, by name, by version, by time and by number.
import { badInput } from '../common/access.ts';
import { type Connection, type PageArguments, readPage, toConnection } from '../common/keyset.ts';
import type { NamePage } from './account-store.ts';
import type { AdEntity } from './ad-entity.ts';
import type { OrdinalPage } from './ad-entity-store.ts';
import type { AppliedChange } from './applied-change.ts';
import type { AuditEntry } from './audit.ts';
import type { ChangeRequest } from './change-request.ts';
import type { VersionPage } from './change-store.ts';
import type { TimePage } from './request-store.ts';

type LiveConnection<Row> = Connection<Row> & { readonly changeKeys: readonly string[] };

export function readOrdinalPage(args: PageArguments): OrdinalPage {
  const { limit, after } = readPage(args, 2);
  if (!after) return { limit, after };
  const [ordinal = '', id = ''] = after;
  return { limit, after: { ordinal: BigInt(readDigits(ordinal, 18)), id } };
}

/** A list of entities; `changeKeys` are the words of whatever may come into it, leave it or move in it. */
export function toAdEntityConnection(
  rows: readonly AdEntity[],
  { limit }: OrdinalPage,
  changeKeys: readonly string[],
): LiveConnection<AdEntity> {
  return { ...toConnection(rows, limit, ({ ordinal, id }) => [String(ordinal), id]), changeKeys };
}

export function readNamePage(args: PageArguments): NamePage {
  const { limit, after } = readPage(args, 2);
  if (!after) return { limit, after };
  const [name = '', id = ''] = after;
  return { limit, after: { name, id } };
}

/** The same in the order of names. */
export function toNameConnection<Row extends { readonly name: string; readonly id: string }>(
  rows: readonly Row[],
  { limit }: NamePage,
  changeKeys: readonly string[],
): LiveConnection<Row> {
  return { ...toConnection(rows, limit, ({ name, id }) => [name, id]), changeKeys };
}

export function readVersionPage(args: PageArguments): VersionPage {
  const { limit, after } = readPage(args, 1);
  return { limit, after: after && { version: Number(readDigits(after[0] ?? '', 9)) } };
}

export function toHistoryConnection(rows: readonly AppliedChange[], { limit }: VersionPage): Connection<AppliedChange> {
  return toConnection(rows, limit, ({ version }) => [String(version)]);
}

export function readTimePage(args: PageArguments): TimePage {
  const { limit, after } = readPage(args, 2);
  if (!after) return { limit, after };
  const [atMs = '', id = ''] = after;
  return { limit, after: { at: new Date(Number(readDigits(atMs, 15))), id } };
}

export function toRequestConnection(rows: readonly ChangeRequest[], { limit }: TimePage): Connection<ChangeRequest> {
  return toConnection(rows, limit, ({ requestedAt, id }) => [String(requestedAt.getTime()), id]);
}

export function readSeqPage(args: PageArguments): { readonly limit: number; readonly before: bigint | undefined } {
  const { limit, after } = readPage(args, 1);
  return { limit, before: after && BigInt(readDigits(after[0] ?? '', 18)) };
}

export function toAuditConnection(rows: readonly AuditEntry[], limit: number): Connection<AuditEntry> {
  return toConnection(rows, limit, ({ seq }) => [String(seq)]);
}

function readDigits(text: string, maxLength: number): string {
  if (!/^\d+$/.test(text) || text.length > maxLength) {
    throw badInput('after is not a cursor of this list; pass the endCursor of a page of it.');
  }
  return text;
}
