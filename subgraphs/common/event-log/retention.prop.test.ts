// Whatever the order in which events are written, removed and read: a reader sees every event in order and once, until
// it is told that it has to begin anew. It is never told nothing.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createTestEventLog,
  eventLogEngines,
  logSchema,
  nameOf,
  newEvent,
  type TestEventLog,
} from '../../../test/support/event-log.ts';
import { type LoggedEvent, type Position, startOfLog } from './event-log.ts';
import { pruneEvents } from './retention-store.ts';

describe.each(eventLogEngines)('on %s', (engine) => {
  let logged: TestEventLog;

  beforeAll(async () => {
    logged = await createTestEventLog(engine);
  });

  afterAll(() => logged.close());

  type Step =
    | { readonly kind: 'append'; readonly key: string; readonly count: number }
    | { readonly kind: 'prune'; readonly maxRows: number; readonly limit: number }
    | { readonly kind: 'read'; readonly limit: number }
    | { readonly kind: 'take'; readonly count: number };

  const anyStep: fc.Arbitrary<Step> = fc.oneof(
    fc.record({
      kind: fc.constant('append' as const),
      key: fc.constantFrom('a', 'b'),
      count: fc.integer({ min: 1, max: 9 }),
    }),
    fc.record({ kind: fc.constant('prune' as const), maxRows: fc.nat(12), limit: fc.integer({ min: 1, max: 15 }) }),
    fc.record({ kind: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ kind: fc.constant('take' as const), count: fc.integer({ min: 1, max: 6 }) }),
  );

  /** What somebody saw who reads on until there is nothing, or until it is told to begin anew. */
  interface Reader {
    readonly seen: string[];
    isRefused: boolean;
  }

  async function untilRefused(reader: Reader, look: () => Promise<void>): Promise<void> {
    if (reader.isRefused) return;
    await look().catch((error: unknown) => {
      expect(error).toMatchObject({ extensions: { code: 'RESYNC_REQUIRED' } });
      Object.assign(reader, { isRefused: true });
    });
  }

  async function play(steps: readonly Step[]) {
    const { db } = logged.database;
    const { log } = logged;
    const advertiserId = `adv_${Math.random()}`;
    const written: string[] = [];
    let number = 0;
    let position: Position = await log.head();
    const paging: Reader = { seen: [], isRefused: false };
    const tailing: Reader = { seen: [], isRefused: false };
    const tail = log.tail({ types: ['moved'], advertiserIds: [advertiserId], after: position });

    const append = async ({ key, count }: { readonly key: string; readonly count: number }) => {
      const events = Array.from({ length: count }, () => newEvent(key, (number += 1), advertiserId));
      await log.append(db, events);
      written.push(...events.map(nameOf));
    };
    const read = async (limit: number) => {
      const events: readonly LoggedEvent[] = await log.read(position, limit);
      // Events of the run before may only now become readable, if a test elsewhere held them back.
      paging.seen.push(...events.filter((event) => event.advertiserId === advertiserId).map(nameOf));
      position = events.at(-1)?.position ?? position;
    };
    const takeNow = async (count: number) => {
      // No more than there are, or it would wait.
      for (let left = Math.min(count, written.length - tailing.seen.length); left > 0; left -= 1) {
        const { value } = await tail.next();
        if (value) tailing.seen.push(nameOf(value));
      }
    };

    for (const step of steps) {
      if (step.kind === 'append') await append(step);
      else if (step.kind === 'prune') await pruneEvents(db, logSchema, step, step.limit);
      else if (step.kind === 'read') await untilRefused(paging, () => read(step.limit));
      else await untilRefused(tailing, () => takeNow(step.count));
    }
    await append({ key: 'a', count: 1 });
    await untilRefused(tailing, () => takeNow(Number.POSITIVE_INFINITY));
    await untilRefused(paging, async () => {
      while (paging.seen.length < written.length) await read(50);
    });
    await tail.return?.();
    return { written, paging, tailing };
  }

  test('a reader sees every event in order and once, or is told to begin anew', async () => {
    let refusals = 0;
    let completions = 0;
    const property = fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 30 }), async (steps) => {
      const { written, paging, tailing } = await play(steps);
      for (const { seen, isRefused } of [paging, tailing]) {
        expect(seen).toEqual(written.slice(0, seen.length));
        if (!isRefused) expect(seen).toEqual(written);
        refusals += Number(isRefused);
        completions += Number(!isRefused);
      }
    });
    await fc.assert(property, { numRuns: 120 });
    // Both ends happen, or the law says nothing.
    expect(Math.min(refusals, completions)).toBeGreaterThan(5);
  });

  test('from the beginning of a log that was pruned there is no silent way on', async () => {
    const { db } = logged.database;
    while (await pruneEvents(db, logSchema, { maxRows: 0 }, 1_000));
    await logged.log.append(db, [newEvent('a', 1)]);
    await expect.poll(() => pruneEvents(db, logSchema, { maxRows: 0 }, 100)).toBe(1);
    await expect(logged.log.read(startOfLog, 1)).rejects.toMatchObject({ extensions: { code: 'RESYNC_REQUIRED' } });
  });
});
