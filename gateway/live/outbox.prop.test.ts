import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resultBytes, shareResult, writtenResult } from '../execute/result-json.ts';
import type { DeliveryContract } from '../supergraph/delivery-rules.ts';
import { createOutbox } from './outbox.ts';
import type { StreamEvent } from './stream-source.ts';

const limits = { maxEvents: 10, maxBytes: 2_000 };

function eventOf(seq: number, key: string, size: number): StreamEvent {
  const result = shareResult(writtenResult(JSON.stringify('x'.repeat(size)), { extensions: { cursor: `c${seq}` } }));
  return { kind: 'event', result, cursor: `c${seq}`, key, conflated: 0 };
}

const offered = fc.array(
  fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), size: fc.nat(600), isRead: fc.boolean() }),
  {
    maxLength: 60,
  },
);

test.each<DeliveryContract>(['CONFLATE', 'QUEUE', 'LOSSLESS'])(
  '%s: what waits for a client that does not read is bounded, and comes in order, each event once or in a newer one',
  (contract) => {
    fc.assert(
      fc.property(offered, (events) => {
        const outbox = createOutbox(contract, limits);
        const taken: number[] = [];
        const read: StreamEvent[] = [];
        const waiting: StreamEvent[] = [];
        for (const [index, { key, size, isRead }] of events.entries()) {
          const event = eventOf(index + 1, key, size);
          if (outbox.push(event)) taken.push(index + 1);
          waiting.push(event);
          expect(outbox.size).toBeLessThanOrEqual(limits.maxEvents);
          const next = isRead ? outbox.shift() : undefined;
          if (next) read.push(next);
        }
        // A newer event of a key may be larger than the one whose place it takes; nothing else is let in over the limit.
        const left: StreamEvent[] = [];
        for (let next = outbox.shift(); next; next = outbox.shift()) left.push(next);
        const bytes = left.reduce((sum, { result }) => sum + resultBytes(result).length, 0);
        const largest = Math.max(0, ...waiting.map(({ result }) => resultBytes(result).length));
        expect(bytes).toBeLessThanOrEqual(limits.maxBytes + 4 * largest);
        const cursors = [...read, ...left].map(({ cursor }) => Number(cursor.slice(1)));
        expect(cursors).toEqual([...cursors].sort((one, other) => one - other));
        const told = [...read, ...left].reduce((sum, { conflated }) => sum + 1 + conflated, 0);
        expect(told).toBe(taken.length);
        if (contract !== 'CONFLATE') expect(cursors).toEqual(taken);
      }),
    );
  },
);
