// One client of a group: what it does not read at once waits in its outbox.
import { ClientError } from '../errors.ts';
import type { GraphQLResult } from '../execute/graphql-result.ts';
import { withExtensions } from '../execute/result-json.ts';
import type { GraphQLRequest } from '../operation/graphql-request.ts';
import type { SubgraphCallContext } from '../subgraph-client/subgraph-client.ts';
import type { DeliveryContract } from '../supergraph/delivery-rules.ts';
import { takeOut } from './newest-by-key.ts';
import { createOutbox, type OutboxLimits } from './outbox.ts';
import type { StreamEvent } from './stream-source.ts';

/** What a client reads of a stream that is shared. Iterate it for the events; it fails when the stream ends early. */
export interface SharedStream extends AsyncIterableIterator<GraphQLResult, undefined> {
  readonly isShared: true;
  /** The cursor it begins after, as soon as that is known; undefined when it ends before. */
  readonly beginning: Promise<string | undefined>;
  /** The cursor of the last event that was read, or else the one it begins after; undefined while that is not known. */
  readonly readUntil: string | undefined;
  /** The client has gone: drops what waits. */
  return(): Promise<IteratorReturnResult<undefined>>;
  /** Ends the stream after what waits, with a reason or without. */
  end(reason?: unknown): void;
  /** Of a live query: gives everything anew, as the next that is read. */
  startOver?(): void;
  /** Called once, with the reason, as soon as nothing more comes; at once when that is so already. */
  onRelease(callback: (reason: unknown) => void): void;
}

/** A client as its group sees it. */
export interface Member {
  readonly stream: SharedStream;
  /** With whose rights the group may open its upstream. */
  readonly context: SubgraphCallContext;
  /** What the client asked, to ask it of another supergraph. */
  readonly request: GraphQLRequest;
  /** The cursor of the last event it took. */
  readonly position: string | undefined;
  readonly hasRoom: boolean;
  /** Tells the cursor that it begins after; only the first time counts. */
  beginAfter(cursor: string): void;
  /** How many events of each key were left out before its position, to be told with the next of that key. */
  owe(counts: ReadonlyMap<string, number>): void;
  /** False when the event does not fit: the member has to come for it later, and for all that follow. */
  offer(event: StreamEvent): boolean;
}

export interface MemberOptions {
  readonly contract: DeliveryContract;
  readonly limits: OutboxLimits;
  readonly context: SubgraphCallContext;
  readonly request: GraphQLRequest;
  /** Something was read. */
  readonly onRead: (member: Member) => void;
  /** It wants nothing more. */
  readonly onLeave: (member: Member) => void;
}

interface Reader {
  readonly resolve: (result: IteratorResult<GraphQLResult, undefined>) => void;
  readonly reject: (reason: unknown) => void;
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Makes a member that waits for events. */
export function createMember({ contract, limits, context, request, onRead, onLeave }: MemberOptions): Member {
  const outbox = createOutbox(contract, limits);
  const readers: Reader[] = [];
  const releases: ((reason: unknown) => void)[] = [];
  const owed = new Map<string, number>();
  let position: string | undefined;
  let readUntil: string | undefined;
  let ended: { readonly reason: unknown } | undefined;
  let released: { readonly reason: unknown } | undefined;

  function settleEnd(): Promise<IteratorReturnResult<undefined>> {
    const reason = ended?.reason;
    ended = { reason: undefined };
    return reason === undefined ? Promise.resolve(done) : Promise.reject(reason);
  }
  function end(reason?: unknown): void {
    if (ended) return;
    released = ended = { reason };
    const first = readers.shift();
    if (first) settleEnd().then(first.resolve, first.reject);
    for (const { resolve } of readers.splice(0)) resolve(done);
    for (const release of releases.splice(0)) release(reason);
    noteBeginning(undefined);
    onLeave(member);
  }
  let noteBeginning: (cursor: string | undefined) => void = () => {};
  const beginning = new Promise<string | undefined>((resolve) => {
    noteBeginning = resolve;
  });
  function read(event: StreamEvent): IteratorYieldResult<GraphQLResult> {
    // What is told of a stream that never began stands nowhere.
    if (event.cursor !== '') readUntil = event.cursor;
    return { done: false, value: told(event) };
  }
  const stream: SharedStream = {
    isShared: true,
    beginning,
    get readUntil() {
      return readUntil;
    },
    next() {
      const event = outbox.shift();
      if (event) {
        onRead(member);
        return Promise.resolve(read(event));
      }
      if (ended) return settleEnd();
      return new Promise((resolve, reject) => void readers.push({ resolve, reject }));
    },
    return() {
      outbox.clear();
      end();
      ended = { reason: undefined };
      return Promise.resolve(done);
    },
    end,
    onRelease(callback) {
      if (released) callback(released.reason);
      else releases.push(callback);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  const member: Member = {
    stream,
    context,
    request,
    get position() {
      return position;
    },
    get hasRoom() {
      return contract === 'QUEUE' || outbox.hasRoom;
    },
    beginAfter(cursor) {
      position ??= cursor;
      readUntil ??= cursor;
      noteBeginning(cursor);
    },
    owe(counts) {
      for (const [key, count] of counts) owed.set(key, (owed.get(key) ?? 0) + count);
    },
    offer(given) {
      if (ended) return true;
      const event = owed.size === 0 ? given : withOwed(given, owed);
      // Whoever waits has nothing in the outbox.
      const reader = readers.shift();
      if (reader) reader.resolve(read(event));
      else if (!outbox.push(event)) {
        if (contract === 'QUEUE') end(slowConsumer(outbox.size));
        return contract === 'QUEUE';
      }
      position = event.cursor;
      return true;
    },
  };
  return member;
}

/** The event standing for what else was left out of its key as well. */
function withOwed(event: StreamEvent, owed: Map<string, number>): StreamEvent {
  const count = event.key === undefined ? 0 : takeOut(owed, event.key);
  return count === 0 ? event : { ...event, conflated: event.conflated + count };
}

/** What the client gets; a gap is never silent. */
function told({ result, conflated }: StreamEvent): GraphQLResult {
  return conflated === 0 ? result : withExtensions(result, { gap: { conflated } });
}

function slowConsumer(waiting: number): ClientError {
  return new ClientError('SLOW_CONSUMER', `${waiting} events were waiting to be read; the stream has ended.`);
}
