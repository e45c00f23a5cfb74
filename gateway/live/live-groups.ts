// Which groups there are, and who belongs where. Several groups may follow the same stream at different places: one is
// at now, others catch up for clients who came back with an older cursor or read slowly. A group that hands out an event
// which another has handed out already goes over to that one; so all that keep up end in one group.
import type { Logger } from 'pino';
import type { GraphQLRequest } from '../operation/graphql-request.ts';
import type { SubgraphCallContext } from '../subgraph-client/subgraph-client.ts';
import { findIncompatibility, refusalInWords, schemaChanged } from './compatibility.ts';
import { createGroup, type Group } from './group.ts';
import { createMember, type Member, type MemberHome, type SharedStream } from './member.ts';
import type { OutboxLimits } from './outbox.ts';
import type { StreamSource } from './stream-source.ts';

export interface LiveGroupsOptions {
  /** What may wait for one client. */
  readonly limits: OutboxLimits;
  /** For how long a broken upstream is opened again before its clients are told. */
  readonly retryMs: number;
  readonly logger: Logger;
}

/** For a gateway that is told nothing else. */
export const defaultGroupLimits = { limits: { maxEvents: 256, maxBytes: 8 * 1024 * 1024 }, retryMs: 60_000 } as const;

export interface Joining {
  readonly request: GraphQLRequest;
  readonly context: SubgraphCallContext;
  /** The cursor of the last event the client saw; undefined: it begins now. */
  readonly after: string | undefined;
}

export interface LiveGroups {
  /** Lets a client follow a stream together with all who see the same. */
  join(source: StreamSource, joining: Joining): SharedStream;
  /** Whether some group follows a source of the owner. */
  uses(owner: object): boolean;
  /** Called when a group has let go of its source. */
  onRelease(callback: () => void): void;
  /**
   * Groups on sources of the owner go on under another supergraph: untouched when nothing of theirs changed, from their
   * next event when it did, and with SCHEMA_CHANGED when clients could not make sense of it. Resolves with how many
   * groups ended so. `find` rejects with `ClientError` when the new supergraph does not have the stream.
   */
  renew(
    owner: object,
    find: (request: GraphQLRequest, context: SubgraphCallContext) => Promise<StreamSource>,
  ): Promise<number>;
}

export function createLiveGroups({ limits, retryMs, logger }: LiveGroupsOptions): LiveGroups {
  const groupsByKey = new Map<string, Set<Group>>();
  const homes = new Map<Member, Group>();
  const releases = new Set<() => void>();

  const home: MemberHome = {
    limits,
    onRead: (member) => homes.get(member)?.noteRead(),
    onLeave(member) {
      homes.get(member)?.remove(member);
      homes.delete(member);
    },
  };
  const all = (): readonly Group[] => [...groupsByKey.values()].flatMap((groups) => [...groups]);
  const allOf = (key: string): Iterable<Group> => groupsByKey.get(key) ?? [];
  const noteRelease = (): void => {
    for (const release of releases) release();
  };

  function register(group: Group): void {
    const groups = groupsByKey.get(group.source.key) ?? new Set();
    groupsByKey.set(group.source.key, groups.add(group));
  }
  function unregister(group: Group): void {
    const groups = groupsByKey.get(group.source.key);
    groups?.delete(group);
    if (groups?.size === 0) groupsByKey.delete(group.source.key);
  }
  function open(source: StreamSource, after: string | undefined): Group {
    const group = createGroup({
      source,
      after,
      retryMs,
      logger,
      onAdd: (member, home) => void homes.set(member, home),
      onEvent: meet,
      // What it could not take now it takes at its own pace, from a group of its own.
      onFull: (member, { source: same }) => open(same, member.position).add(member, []),
      onOver(over) {
        unregister(over);
        noteRelease();
      },
    });
    register(group);
    return group;
  }
  /** Whether another group has been where this one is now. */
  function meet(group: Group): void {
    const { position } = group;
    if (position === undefined) return;
    for (const other of allOf(group.source.key)) {
      const missed = other === group ? undefined : other.eventsAfter(position);
      if (missed) return group.mergeInto(other, missed);
    }
  }
  function place(member: Member, source: StreamSource, after: string | undefined): void {
    for (const group of allOf(source.key)) {
      const missed = after === undefined ? (group.isCurrent ? [] : undefined) : group.eventsAfter(after);
      if (missed) return group.add(member, missed);
    }
    open(source, after).add(member, []);
  }
  function change(group: Group, next: StreamSource): void {
    unregister(group);
    group.changeSource(next);
    register(group);
    noteRelease();
  }

  return {
    join(source, { request, context, after }) {
      const member = createMember({ contract: source.rule.contract, home, context, request });
      place(member, source, after);
      return member;
    },
    uses: (owner) => all().some(({ source }) => source.owner === owner),
    onRelease: (callback) => void releases.add(callback),
    async renew(owner, find) {
      let ended = 0;
      for (const group of all()) {
        const [member] = group.members;
        const { source } = group;
        if (source.owner !== owner || !member) continue;
        const next = await find(member.request, member.context).catch(refusalInWords);
        // Meanwhile it may have been renewed already.
        if (group.source !== source) continue;
        const reason = typeof next === 'string' ? next : findIncompatibility(source, next);
        if (reason !== undefined) {
          group.end(schemaChanged(reason));
          ended += 1;
        } else if (typeof next !== 'string' && next.fingerprint !== source.fingerprint) change(group, next);
      }
      return ended;
    },
  };
}
