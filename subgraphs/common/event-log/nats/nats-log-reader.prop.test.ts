// Whatever the stream does with its messages (loses some, repeats some, brings old ones again, is away for a while), a tail
// gets every event of the table once and in order.
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { nameOf, newEvent, take } from '../../../../test/support/event-log.ts';
import { comparePositions, type LoggedEvent, maxSeq, type Position, startOfLog } from '../event-log.ts';
import type { Batch } from '../event-store.ts';
import { createTail, type TailSource } from '../tail.ts';
import { startNatsLogReader } from './nats-log-reader.ts';

const logger = pino({ level: 'silent' });
const filter = { types: ['moved'], advertiserIds: ['adv_1'] };

function loggedEvent(number: number): LoggedEvent {
  return { ...newEvent('k', number), position: { tx: BigInt(number), seq: 1n }, recordedAt: new Date(0) };
}

/** A table that has its first events, and how often it was asked. */
function createTable() {
  const events: LoggedEvent[] = [];
  const asked = { count: 0 };
  const readBatch = async (after: Position, limit: number): Promise<Batch> => {
    asked.count += 1;
    const last = events.at(-1)?.position.tx ?? 0n;
    const found = events.filter(({ position }) => comparePositions(position, after) > 0).slice(0, limit);
    const extent = { head: { tx: last, seq: maxSeq }, firstUnusedTx: last + 1n };
    return { events: found, isHeldBack: false, prunedTo: startOfLog, extent };
  };
  return { events, asked, readBatch };
}

function startReader(table: ReturnType<typeof createTable>) {
  const reader = startNatsLogReader({ start: startOfLog, readBatch: table.readBatch, logger });
  const source: TailSource = {
    position: reader.position,
    remove: reader.remove,
    readAfter: async (after) => {
      const { events, extent } = await table.readBatch(after, 10_000);
      return { events, scannedTo: extent.head };
    },
  };
  const tail = createTail(source, filter, { start: startOfLog, isResumed: false });
  reader.add(tail);
  return { reader, tail };
}

const previousOf = ({ position }: LoggedEvent): Position => ({ tx: position.tx - 1n, seq: 1n });

const anyDelivery = fc.record({
  /** How many events are written before the stream brings something. */
  written: fc.nat(4),
  /** Which of the events so far the stream brings, in its order: as places from the last one back. */
  brought: fc.array(fc.nat(6), { maxLength: 5 }),
  isFollowing: fc.boolean(),
});

test('every event arrives once and in order', async () => {
  const property = fc.asyncProperty(fc.array(anyDelivery, { minLength: 1, maxLength: 25 }), async (deliveries) => {
    const table = createTable();
    const { reader, tail } = startReader(table);
    for (const { written, brought, isFollowing } of deliveries) {
      for (let count = 0; count < written; count += 1) table.events.push(loggedEvent(table.events.length + 1));
      reader.setFollowing(isFollowing);
      for (const back of brought.toSorted((left, right) => right - left)) {
        const event = table.events.at(-1 - back);
        if (event) await reader.offer({ event, previous: previousOf(event) });
      }
      await Promise.resolve();
    }
    const end = loggedEvent(table.events.length + 1);
    table.events.push(end);
    await reader.offer({ event: end, previous: previousOf(end) });
    const seen = await take(tail.events, table.events.length);
    expect(seen.map(nameOf)).toEqual(table.events.map(nameOf));
    await reader.close();
  });
  await fc.assert(property, { numRuns: 200 });
});

test('what comes by the stream in order costs the table nothing', async () => {
  const table = createTable();
  const { reader, tail } = startReader(table);
  reader.setFollowing(true);
  await new Promise((resolve) => setImmediate(resolve));
  const before = table.asked.count;
  for (let number = 1; number <= 200; number += 1) {
    const event = loggedEvent(number);
    table.events.push(event);
    await reader.offer({ event, previous: previousOf(event) });
  }
  expect(await take(tail.events, 200)).toHaveLength(200);
  // But for the look that is due every second.
  expect(table.asked.count - before).toBeLessThanOrEqual(2);
  await reader.close();
});
