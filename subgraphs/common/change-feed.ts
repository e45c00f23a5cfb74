// What changed, told in words: what a query reads carries the words of what it depends on (`@liveKeys` of the schema), and
// a change names the words that it touches (`@liveSource`). Subgraphs that tell of the same things use the same words: the
// id of an entity stands for itself and whatever is read from its row; a part of an entity for what changes without it.
import { decodeCursor, encodeCursor, type EventLog, type LoggedEvent } from './event-log/event-log.ts';
import { mapEvents } from './event-log/map-events.ts';
import { badInput } from './access.ts';
import type { JsonObject } from './json.ts';

/** The word of whatever the subgraph tells, where naming it all would take more words than reading it anew. */
export const anything = '*';

/** The word of a part of an entity, such as the list of its campaigns, or its spend; the ledger is whatever is audited. */
export function partOf(id: string, part: 'adAccounts' | 'campaigns' | 'adGroups' | 'ads' | 'ledger' | 'spend'): string {
  return `${id}/${part}`;
}

/** What a change touched, and where in the log it stands. */
export interface ChangedKeys {
  readonly cursor: string;
  readonly keys: readonly string[];
}

export interface FeedOptions {
  readonly types: readonly string[];
  readonly advertiserIds: readonly string[];
  readonly after: string | null | undefined;
  readonly keysOf: (event: LoggedEvent) => readonly string[];
}

/** All changes of these types to what the advertisers can read. Throws `BAD_USER_INPUT` for a cursor of someone else's. */
export function followChanges(
  eventLog: EventLog,
  { types, advertiserIds, after, keysOf }: FeedOptions,
): AsyncIterableIterator<ChangedKeys> {
  const position = after == null ? undefined : decodeCursor(after);
  if (after != null && !position) throw badInput('after is not a cursor of this stream.');
  const events = eventLog.tail({ after: position, types, advertiserIds });
  return mapEvents(events, (event) => ({ cursor: encodeCursor(event.position), keys: keysOf(event) }));
}

/** So many words are told of one change; more of them are `otherwise`. */
export const maxKeys = 500;

/** The payload of an event that names its words. */
export function keysPayload(keys: Iterable<string>, otherwise: readonly string[] = [anything]): JsonObject {
  const distinct = [...new Set(keys)];
  return { keys: distinct.length > maxKeys ? [...otherwise] : distinct };
}

/** The words of such an event. One that another version wrote may name none, and then it touched anything. */
export function keysOfPayload({ payload: { keys } }: LoggedEvent): readonly string[] {
  return Array.isArray(keys) && keys.every((key) => typeof key === 'string') ? keys : [anything];
}
