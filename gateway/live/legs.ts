// The upstream of a group, leg by leg. A leg runs with the rights of one member, the carrier; it ends when the carrier
// leaves, when the upstream breaks, and when another supergraph takes over. The next leg begins after the last event that
// was handed out, so nothing is lost, twice or out of order.
import type { Logger } from 'pino';
import { formatThrown } from '../errors.ts';
import { createBackOff } from './back-off.ts';
import type { Member } from './member.ts';
import { createLedger } from './newest-by-key.ts';
import type { RecentEvents } from './recent-events.ts';
import type { StreamBreak, StreamEvent, StreamSource } from './stream-source.ts';

export interface LegsOptions {
  readonly members: ReadonlySet<Member>;
  /** Its position is where a leg begins; set to now by the first one that finds none. */
  readonly recent: RecentEvents;
  /** What the next leg follows. */
  readonly sourceOf: () => StreamSource;
  /** For how long a broken upstream is opened again before the members are told. */
  readonly retryMs: number;
  readonly logger: Logger;
  readonly publish: (event: StreamEvent) => void;
  /** Events follow this position: the one of now. */
  readonly beginAt: (position: string) => void;
  /** What follows the position is not kept; events go on from another. */
  readonly skipTo: (position: string, broken: StreamBreak) => void;
  /** There is no more for this member. */
  readonly finish: (member: Member, broken: StreamBreak) => void;
  /** There are no members any more. */
  readonly onOver: () => void;
}

export interface Legs {
  readonly carrier: Member | undefined;
  /** What was left out by key before the last event and told to nobody; for whoever carries on elsewhere. */
  readonly untold: ReadonlyMap<string, number>;
  /** Runs as long as there are members. */
  start(): void;
  /** Ends the leg; the next one begins at once. */
  endLeg(): void;
  /** A member may have room again. */
  noteRoom(): void;
}

/** An upstream that stood for so long has been opened well, even if nothing happened. */
const settledMs = 20_000;

export function createLegs(options: LegsOptions): Legs {
  const { members, recent, sourceOf, retryMs, logger } = options;
  const backOff = createBackOff();
  const ledger = createLedger();
  let leg: { readonly carrier: Member; readonly controller: AbortController } | undefined;
  let noteRoom = (): void => {};

  async function run(): Promise<void> {
    for (let carrier = chooseCarrier(members, undefined); carrier !== undefined;) {
      const controller = new AbortController();
      leg = { carrier, controller };
      const broken = await follow(carrier, controller.signal).catch(lostBy);
      if (broken && !controller.signal.aborted) await mend(broken, carrier, controller.signal);
      carrier = chooseCarrier(members, broken && carrier);
    }
    leg = undefined;
    options.onOver();
  }
  /** One leg. Resolves with what it broke with; undefined when somebody else has to carry on. */
  async function follow(carrier: Member, signal: AbortSignal): Promise<StreamBreak | undefined> {
    const context = { ...carrier.context, signal };
    const begin = recent.position ?? (await sourceOf().head(context));
    if (signal.aborted) return undefined;
    if (typeof begin !== 'string') return begin;
    if (recent.position === undefined) options.beginAt(begin);
    await room(signal);
    const events = sourceOf().open(begin, context, ledger);
    const settled = setTimeout(backOff.reset, settledMs).unref();
    try {
      while (!signal.aborted) {
        const next = await events.next();
        // What comes after the leg is over is asked for again by the next one.
        if (signal.aborted) break;
        if (next.done) return unexpectedEnd;
        if (next.value.kind !== 'event') return next.value;
        backOff.reset();
        ledger.isInHand = false;
        options.publish(next.value);
        await room(signal);
      }
      return undefined;
    } finally {
      clearTimeout(settled);
      events.return?.().catch(() => {});
    }
  }
  /** Waits while nobody could take an event: what is not asked for waits in the log, and costs nothing here. */
  async function room(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !hasRoom(members)) {
      await new Promise<void>((resolve) => {
        noteRoom = resolve;
      });
    }
  }
  async function mend(broken: StreamBreak, carrier: Member, signal: AbortSignal): Promise<void> {
    switch (broken.kind) {
      case 'resync':
        return await resync(broken, carrier, signal);
      case 'denied':
        return options.finish(carrier, broken);
      case 'refused':
        return finishAll(broken);
      case 'lost':
        // What never began has nothing to lose by being told at once; and nobody is kept waiting for ever.
        if (recent.position === undefined || backOff.failingMs > retryMs) return finishAll(broken);
        logger.warn({ members: members.size }, 'a live stream broke; opening it again');
        await backOff.pause(signal);
    }
  }
  /** Begins with the current state, or now where there is none to be had. */
  async function resync(broken: StreamBreak, carrier: Member, signal: AbortSignal): Promise<void> {
    const source = sourceOf();
    const position = source.rule.snapshot ?? (await source.head({ ...carrier.context, signal }));
    if (signal.aborted) return;
    if (typeof position === 'string') return skipTo(position, broken);
    // That now is not kept either would be asked for again and again.
    await mend(position.kind === 'resync' ? { ...position, kind: 'lost' } : position, carrier, signal);
  }
  function skipTo(position: string, broken: StreamBreak): void {
    ledger.untold.clear();
    options.skipTo(position, broken);
  }
  function finishAll(broken: StreamBreak): void {
    for (const member of [...members]) options.finish(member, broken);
  }
  function lostBy(error: unknown): StreamBreak {
    logger.error({ err: error }, 'a live stream failed unexpectedly');
    return { kind: 'lost', result: { errors: formatThrown(error) } };
  }
  return {
    get carrier() {
      return leg?.carrier;
    },
    untold: ledger.untold,
    start() {
      if (!leg) void run();
    },
    endLeg() {
      leg?.controller.abort();
      noteRoom();
    },
    noteRoom: () => noteRoom(),
  };
}

/** A stream of events never ends by itself: its subgraph is being stopped. */
const unexpectedEnd: StreamBreak = {
  kind: 'lost',
  result: {
    errors: [{ message: 'This part of the graph ended the stream.', extensions: { code: 'SUBGRAPH_UNREACHABLE' } }],
  },
};

/** The one whose token lasts longest, so that the upstream changes hands seldom; another than the one it broke with. */
export function chooseCarrier<Bearer extends Pick<Member, 'context'>>(
  members: ReadonlySet<Bearer>,
  unlucky: Bearer | undefined,
): Bearer | undefined {
  let chosen: Bearer | undefined;
  const expiryOf = ({ context }: Bearer): number => context.viewer?.expiresAtMs ?? Number.POSITIVE_INFINITY;
  for (const member of members) {
    if (member === unlucky && members.size > 1) continue;
    if (!chosen || expiryOf(member) > expiryOf(chosen)) chosen = member;
  }
  return chosen;
}

function hasRoom(members: ReadonlySet<Member>): boolean {
  for (const member of members) if (member.canTakeMore) return true;
  return false;
}
