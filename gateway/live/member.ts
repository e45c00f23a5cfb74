// One client of a group: what it does not read at once waits in its outbox.
import { ClientError } from '../errors.ts';
import type { GraphQLResult } from '../execute/graphql-result.ts';
import { withExtensions } from '../execute/result-json.ts';
import type { GraphQLRequest } from '../operation/graphql-request.ts';
import type { SubgraphCallContext } from '../subgraph-client/subgraph-client.ts';
import type { DeliveryContract } from '../supergraph/delivery-rules.ts';
import { addTo, takeOut } from './newest-by-key.ts';
import { createOutbox, type Outbox, type OutboxLimits } from './outbox.ts';
import { type Outlet, Source, type Taker } from './outlet.ts';
import type { StreamEvent } from './stream-source.ts';

/** What a client reads of a stream that is shared. */
export interface SharedStream extends Outlet {
  readonly isShared: true;
  /** The cursor of the last event that was taken, or else the one it begins after; undefined while that is not known. */
  readonly readUntil: string | undefined;
  /** How many events of each key were left out without its client having been told; where events have keys. */
  readonly untold?: ReadonlyMap<string, number>;
  /** How many were left out of what another told its client before: to be told with the next event of that key. */
  owe?(counts: ReadonlyMap<string, number>): void;
  /** Ends the stream after what waits, with a reason or without. */
  end(reason?: unknown): void;
  /** Of a live query: gives everything anew, as the next that is taken. */
  startOver?(): void;
  /** Called once, with the reason, as soon as nothing more comes; at once when that is so already. */
  onRelease(callback: (reason: unknown) => void): void;
}

/** A client as its group sees it. */
export interface Member extends SharedStream {
  /** With whose rights the group may open its upstream. */
  readonly context: SubgraphCallContext;
  /** What the client asked, to ask it of another supergraph. */
  readonly request: GraphQLRequest;
  /** The cursor of the last event it took in. */
  readonly position: string | undefined;
  /** Whether its outbox has. */
  readonly canTakeMore: boolean;
  /** Tells the cursor that it begins after; only the first time counts. */
  beginAfter(cursor: string): void;
  owe(counts: ReadonlyMap<string, number>): void;
  /** False when the event does not fit: the member has to come for it later, and for all that follow. */
  offer(event: StreamEvent): boolean;
}

/** What all members of a gateway have in common. */
export interface MemberHome {
  readonly limits: OutboxLimits;
  /** Something was read of what waited. */
  readonly onRead: (member: Member) => void;
  /** It wants nothing more. */
  readonly onLeave: (member: Member) => void;
}

export interface MemberOptions {
  readonly contract: DeliveryContract;
  readonly home: MemberHome;
  readonly context: SubgraphCallContext;
  readonly request: GraphQLRequest;
}

/** Makes a member that waits for events. */
export function createMember(options: MemberOptions): Member {
  return new GroupMember(options);
}

class GroupMember extends Source implements Member {
  readonly context: SubgraphCallContext;
  readonly request: GraphQLRequest;
  readonly #contract: DeliveryContract;
  readonly #home: MemberHome;
  /** Made when something has to wait. */
  #outbox: Outbox | undefined;
  #owed: Map<string, number> | undefined;
  #position: string | undefined;
  #readUntil: string | undefined;

  constructor({ contract, home, context, request }: MemberOptions) {
    super();
    this.#contract = contract;
    this.#home = home;
    this.context = context;
    this.request = request;
  }

  get isShared(): true {
    return true;
  }

  get readUntil(): string | undefined {
    return this.#readUntil;
  }

  get position(): string | undefined {
    return this.#position;
  }

  get canTakeMore(): boolean {
    return this.#contract === 'QUEUE' || (this.#outbox?.hasRoom ?? true);
  }

  override deliverTo(taker: Taker): void {
    if (this.#readUntil !== undefined) taker.begin?.(this.#readUntil);
    super.deliverTo(taker);
  }

  beginAfter(cursor: string): void {
    const isFirst = this.#readUntil === undefined;
    this.#position ??= cursor;
    this.#readUntil ??= cursor;
    if (isFirst && !this.hasEnded) this.taker?.begin?.(cursor);
  }

  get untold(): ReadonlyMap<string, number> {
    const counts = new Map(this.#owed);
    for (const [key, count] of this.#outbox?.leftOut() ?? []) addTo(counts, key, count);
    return counts;
  }

  owe(counts: ReadonlyMap<string, number>): void {
    for (const [key, count] of counts) addTo((this.#owed ??= new Map()), key, count);
  }

  offer(event: StreamEvent): boolean {
    if (this.hasEnded) return true;
    if (this.isFlowing) this.give(this.#read(event));
    else if (!this.#keep(event)) return false;
    this.#position = event.cursor;
    return true;
  }

  protected get isEmpty(): boolean {
    return this.#outbox === undefined || this.#outbox.size === 0;
  }

  protected shift(): GraphQLResult | undefined {
    const event = this.#outbox?.shift();
    if (!event) return undefined;
    this.#home.onRead(this);
    return this.#read(event);
  }

  protected clear(): void {
    this.#outbox = undefined;
  }

  protected letGo(): void {
    this.#home.onLeave(this);
  }

  #keep(event: StreamEvent): boolean {
    this.#outbox ??= createOutbox(this.#contract, this.#home.limits);
    if (this.#outbox.push(event)) return true;
    if (this.#contract === 'QUEUE') this.end(slowConsumer(this.#outbox.size));
    return this.#contract === 'QUEUE';
  }

  #read(event: StreamEvent): GraphQLResult {
    // What is told of a stream that never began stands nowhere.
    if (event.cursor !== '') this.#readUntil = event.cursor;
    return told(this.#owed ? withOwed(event, this.#owed) : event);
  }
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
