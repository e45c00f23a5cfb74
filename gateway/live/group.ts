// Clients who see the same share one upstream: each event is resolved and written once, whoever gets it.
import type { Logger } from 'pino';
import { withExtensions } from '../execute/result-json.ts';
import { createLegs } from './legs.ts';
import type { Member } from './member.ts';
import { createRecentEvents } from './recent-events.ts';
import { refusalOf } from './refusal.ts';
import type { StreamBreak, StreamEvent, StreamSource } from './stream-source.ts';

export interface GroupOptions {
  readonly source: StreamSource;
  /** The cursor to begin after; undefined: it begins now. */
  readonly after: string | undefined;
  /** For how long a broken upstream is opened again before the clients are told. */
  readonly retryMs: number;
  readonly logger: Logger;
  /** A member has come in. */
  readonly onAdd: (member: Member, group: Group) => void;
  /** An event was handed out. */
  readonly onEvent: (group: Group) => void;
  /** A member that could not take an event has left; it has to be given it from its position, when it has room. */
  readonly onFull: (member: Member, group: Group) => void;
  /** It has no members any more. */
  readonly onOver: (group: Group) => void;
}

export interface Group {
  readonly source: StreamSource;
  readonly members: ReadonlySet<Member>;
  /** The cursor of the last event it handed out. */
  readonly position: string | undefined;
  /** Whether somebody who wants to begin now may join. */
  readonly isCurrent: boolean;
  becomeCurrent(): void;
  /** What it handed out after a cursor; undefined when it cannot tell. */
  eventsAfter(cursor: string): readonly StreamEvent[] | undefined;
  /** Takes a member in, who has missed these events. */
  add(member: Member, missed: readonly StreamEvent[]): void;
  remove(member: Member): void;
  /** All members go over to a group that has handed out the event this one stands at. */
  mergeInto(other: Group, missed: readonly StreamEvent[]): void;
  /** Another supergraph's source takes over after the last event. */
  changeSource(source: StreamSource): void;
  /** Some member has read something. */
  noteRead(): void;
  /** Ends the streams of all members. */
  end(reason: unknown): void;
}

/** Whoever comes back within so many events is no reason to ask for them again. */
const recentEvents = 32;

/** Makes a group without members; it opens its upstream when the first one comes. */
export function createGroup({ after, retryMs, logger, ...options }: GroupOptions): Group {
  const members = new Set<Member>();
  const recent = createRecentEvents(recentEvents, options.source.rule.snapshot);
  recent.reset(after);
  let { source } = options;
  let isCurrent = after === undefined;
  const legs = createLegs({
    members,
    recent,
    sourceOf: () => source,
    retryMs,
    logger,
    publish(event) {
      recent.add(event);
      for (const member of members) give(member, event);
      options.onEvent(group);
    },
    beginAt(position) {
      recent.reset(position);
      for (const member of members) member.beginAfter(position);
    },
    skipTo(position, broken) {
      recent.reset(position);
      isCurrent = false;
      for (const member of members) give(member, notice(position, broken));
    },
    finish(member, broken) {
      // An end of which there is no word would look like one that is meant.
      const isTold = member.offer(notice(recent.position ?? '', broken));
      member.end(isTold ? undefined : refusalOf(broken.result));
    },
    onOver: () => options.onOver(group),
  });

  function give(member: Member, event: StreamEvent): boolean {
    if (member.offer(event)) return true;
    remove(member);
    options.onFull(member, group);
    return false;
  }
  function remove(member: Member): void {
    if (members.delete(member) && legs.carrier === member) legs.endLeg();
  }
  const group: Group = {
    members,
    get source() {
      return source;
    },
    get position() {
      return recent.position;
    },
    get isCurrent() {
      return isCurrent;
    },
    becomeCurrent() {
      isCurrent = true;
    },
    eventsAfter: (cursor) => recent.after(cursor),
    add(member, missed) {
      if (missed.length === 0 && recent.position !== undefined) member.beginAfter(recent.position);
      // First of all: it may leave, or end, with any of what it has missed.
      members.add(member);
      options.onAdd(member, group);
      for (const event of missed) if (!give(member, event)) break;
      legs.noteRoom();
      legs.start();
    },
    remove,
    mergeInto(other, missed) {
      const leaving = [...members];
      members.clear();
      legs.endLeg();
      if (isCurrent) other.becomeCurrent();
      for (const member of leaving) {
        member.owe(legs.untold);
        other.add(member, missed);
      }
    },
    changeSource(next) {
      source = next;
      legs.endLeg();
    },
    noteRead: legs.noteRoom,
    end(reason) {
      for (const member of [...members]) member.end(reason);
    },
  };
  return group;
}

/** What members are told of a break; it stands at the position from which they can go on. */
function notice(position: string, { result }: StreamBreak): StreamEvent {
  const told = position === '' ? result : withExtensions(result, { cursor: position });
  return { kind: 'event', result: told, cursor: position, key: undefined, conflated: 0 };
}
