// The cursors of this subgraph's three kinds of lists: by place, by name and by version.
import { badInput } from '../common/access.ts';
import { type Connection, type PageArguments, readPage, toConnection } from '../common/keyset.ts';
import type { NamePage } from './account-store.ts';
import type { AdEntity } from './ad-entity.ts';
import type { OrdinalPage } from './ad-entity-store.ts';
import type { AppliedChange } from './applied-change.ts';
import type { VersionPage } from './change-store.ts';

export function readOrdinalPage(args: PageArguments): OrdinalPage {
  const { limit, after } = readPage(args, 2);
  if (!after) return { limit, after };
  const [ordinal = '', id = ''] = after;
  return { limit, after: { ordinal: BigInt(readDigits(ordinal, 18)), id } };
}

export function toAdEntityConnection(rows: readonly AdEntity[], { limit }: OrdinalPage): Connection<AdEntity> {
  return toConnection(rows, limit, ({ ordinal, id }) => [String(ordinal), id]);
}

export function readNamePage(args: PageArguments): NamePage {
  const { limit, after } = readPage(args, 2);
  if (!after) return { limit, after };
  const [name = '', id = ''] = after;
  return { limit, after: { name, id } };
}

export function toNameConnection<Row extends { readonly name: string; readonly id: string }>(
  rows: readonly Row[],
  { limit }: NamePage,
): Connection<Row> {
  return toConnection(rows, limit, ({ name, id }) => [name, id]);
}

export function readVersionPage(args: PageArguments): VersionPage {
  const { limit, after } = readPage(args, 1);
  return { limit, after: after && { version: Number(readDigits(after[0] ?? '', 9)) } };
}

export function toHistoryConnection(rows: readonly AppliedChange[], { limit }: VersionPage): Connection<AppliedChange> {
  return toConnection(rows, limit, ({ version }) => [String(version)]);
}

function readDigits(text: string, maxLength: number): string {
  if (!/^\d+$/.test(text) || text.length > maxLength) {
    throw badInput('after is not a cursor of this list; pass the endCursor of a page of it.');
  }
  return text;
}
