// What was seen, held against what the log has.
import { comparePositions, decodeCursor } from '../../../subgraphs/common/event-log/event-log.ts';
import type { LoggedEvent } from './world.ts';
import type { Sighting, Watcher } from './watcher.ts';

/**
 * What is wrong with what a client has seen; nothing when it saw what the contract of its stream says. `log` has the
 * events of the stream in their order; `mine` are the campaigns that the client has asked for and may see.
 */
export function judge(watcher: Watcher, log: readonly LoggedEvent[], mine: ReadonlySet<string>): readonly string[] {
  const problems = watcher.ends.map((end) => `was told ${end}`);
  const seen = watcher.connections.flatMap((connection) => connection.seen);
  const own = log.filter(({ campaignId }) => mine.has(campaignId));
  const known = new Set(own.map(({ cursor }) => cursor));
  const strange = seen.filter(({ cursor }) => !known.has(cursor));
  if (strange.length > 0)
    problems.push(`saw ${strange.length} events that are not its own, such as ${strange[0]?.cursor}`);
  const turned = seen.find(({ cursor }, index) => index > 0 && !isAfter(cursor, seen[index - 1]?.cursor ?? ''));
  if (turned) problems.push(`saw an event twice or out of order: ${turned.cursor}`);
  const first = seen[0]?.cursor;
  const { owedAfter: after } = watcher;
  const owed = own.filter(
    ({ cursor }) => (after === undefined ? cursor === first : false) || isAfter(cursor, after ?? first),
  );
  const judgeContract = watcher.stream === 'pacingUpdated' ? judgeConflated : judgeLossless;
  return [...problems, ...judgeContract(watcher, owed)];
}

/** Nothing is after nothing. */
function isAfter(cursor: string, other: string | undefined): boolean {
  const [position, otherPosition] = [decodeCursor(cursor), decodeCursor(other ?? '')];
  return position !== undefined && otherPosition !== undefined && comparePositions(position, otherPosition) > 0;
}

function judgeLossless({ connections }: Watcher, owed: readonly LoggedEvent[]): readonly string[] {
  const problems: string[] = [];
  const seen = new Map(connections.flatMap((connection) => connection.seen).map((each) => [each.cursor, each]));
  const missing = owed.filter(({ cursor }) => !seen.has(cursor));
  if (missing.length > 0) problems.push(`lost ${missing.length} of ${owed.length}, the first ${missing[0]?.cursor}`);
  const wrong = owed.filter(({ cursor, value }) => value !== undefined && (seen.get(cursor)?.value ?? value) !== value);
  if (wrong.length > 0) problems.push(`read ${wrong.length} amounts that were not written`);
  return problems;
}

/** The newest of each campaign must have come, and on the last connection every event is told or announced. */
function judgeConflated({ connections }: Watcher, owed: readonly LoggedEvent[]): readonly string[] {
  const problems: string[] = [];
  const seen = new Set(connections.flatMap((connection) => connection.seen).map(({ cursor }) => cursor));
  const newest = new Map(owed.map(({ campaignId, cursor }) => [campaignId, cursor]));
  for (const [campaignId, cursor] of newest) {
    if (!seen.has(cursor)) problems.push(`has not the newest of ${campaignId}`);
  }
  const last = connections.findLast((connection) => connection.seen.length > 0);
  const after = last?.after ?? last?.seen[0]?.cursor;
  const told = countTold((last?.seen ?? []).filter(({ cursor }) => isAfter(cursor, after)));
  const due = owed.filter(({ cursor }) => isAfter(cursor, after)).length;
  if (told < due) problems.push(`was told of ${told} events where there were ${due}`);
  return problems;
}

function countTold(seen: readonly Sighting[]): number {
  return seen.reduce((sum, { conflated }) => sum + 1 + conflated, 0);
}
