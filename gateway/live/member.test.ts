import { beforeEach, expect, test, vi } from 'vitest';
import type { GraphQLResult } from '../execute/graphql-result.ts';
import { shareResult } from '../execute/result-json.ts';
import type { DeliveryContract } from '../supergraph/delivery-rules.ts';
import { createMember, type Member } from './member.ts';
import type { Taker } from './outlet.ts';
import type { StreamEvent } from './stream-source.ts';

const home = { limits: { maxEvents: 3, maxBytes: 10_000 }, onRead: vi.fn(), onLeave: vi.fn() };
beforeEach(() => void vi.resetAllMocks());

test('whoever has room is given an event in the turn in which it comes', () => {
  const { member, taker } = open();
  member.offer(event(1));
  expect(taker.taken).toEqual([event(1).result]);
  expect(home.onRead).not.toHaveBeenCalled();
});

test('what comes while there is no room waits, and is given in order as soon as there is', () => {
  const { member, taker } = open();
  taker.room = 1;
  for (const number of [1, 2, 3]) expect(member.offer(event(number))).toBe(true);
  expect(taker.taken).toHaveLength(1);
  // The one that comes with the room does not overtake those that wait for it to be told.
  taker.room = 2;
  expect(member.offer(event(4))).toBe(true);
  expect(taker.taken).toHaveLength(1);
  member.ready();
  taker.room = 2;
  member.ready();
  expect(taker.taken).toEqual([1, 2, 3, 4].map((number) => event(number).result));
  expect(member.readUntil).toBe('c4');
});

test('the end is told after what waits, once, and nothing is taken in after it', () => {
  const { member, taker } = open();
  taker.room = 0;
  member.offer(event(1));
  member.end('reason');
  expect(home.onLeave).toHaveBeenCalledOnce();
  member.offer(event(2));
  expect(taker.closed).toEqual([]);
  taker.room = 5;
  member.ready();
  member.ready();
  expect(taker.taken).toEqual([event(1).result]);
  expect(taker.closed).toEqual(['reason']);
});

test('a client that leaves drops what waits and is told at once that there is no more', async () => {
  const { member, taker } = open();
  taker.room = 0;
  member.offer(event(1));
  await member.return();
  taker.room = 5;
  member.ready();
  expect(taker.taken).toEqual([]);
  expect(taker.closed).toEqual([undefined]);
});

test('an event that cannot be told to one client ends the stream of that one', () => {
  const { member, taker } = open();
  const failure = new Error('Too long a text.');
  vi.spyOn(taker, 'take').mockImplementationOnce(() => {
    throw failure;
  });
  expect(member.offer(event(1))).toBe(true);
  expect(taker.closed).toEqual([failure]);
  expect(home.onLeave).toHaveBeenCalledOnce();
});

test('where it begins is told before the first event, however late somebody takes', () => {
  const early = open();
  early.member.beginAfter('c0');
  early.member.offer(event(1));
  early.member.beginAfter('c7');
  const member = make('LOSSLESS');
  member.beginAfter('c0');
  member.offer(event(1));
  const late = createTaker();
  member.deliverTo(late);
  for (const { told } of [early.taker, late]) expect(told).toEqual(['begin c0', 'take c1']);
});

test('QUEUE ends with a code what does not fit; the others refuse it, for it to be fetched later', () => {
  const lossless = open();
  const queue = open('QUEUE');
  for (const { taker } of [lossless, queue]) taker.room = 0;
  const offer = ({ member }: { member: Member }) => [1, 2, 3, 4].map((number) => member.offer(event(number)));
  expect(offer(lossless)).toEqual([true, true, true, false]);
  expect(lossless.member.position).toBe('c3');
  expect(offer(queue)).toEqual([true, true, true, true]);
  queue.taker.room = 9;
  queue.member.ready();
  expect(queue.taker.taken).toHaveLength(3);
  expect(queue.taker.closed).toMatchObject([{ code: 'SLOW_CONSUMER' }]);
});

function make(contract: DeliveryContract): Member {
  const { signal } = new AbortController();
  const context = { viewer: undefined, authorization: undefined, requestId: 'r', signal };
  return createMember({ contract, home, context, request: {} });
}

function open(contract: DeliveryContract = 'LOSSLESS') {
  const member = make(contract);
  const taker = createTaker();
  member.deliverTo(taker);
  return { member, taker };
}

function createTaker() {
  const taken: GraphQLResult[] = [];
  const closed: unknown[] = [];
  const told: string[] = [];
  const taker: Taker & { room: number } = {
    room: 100,
    get hasRoom() {
      return taker.room > 0;
    },
    begin: (cursor) => void told.push(`begin ${cursor}`),
    take(result) {
      taker.room -= 1;
      taken.push(result);
      told.push(`take ${String(result.extensions?.['cursor'])}`);
    },
    close: (reason) => void closed.push(reason),
  };
  return Object.assign(taker, { taken, closed, told });
}

const events = new Map<number, StreamEvent>();

function event(number: number): StreamEvent {
  const cursor = `c${number}`;
  const result = shareResult({ data: { number }, extensions: { cursor } });
  const made = events.get(number) ?? { kind: 'event', result, cursor, key: undefined, conflated: 0 };
  events.set(number, made);
  return made;
}
