import { setImmediate as nextRound } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestEventLog, nameOf, newEvent, type TestEventLog } from '../../../test/support/event-log.ts';
import { type RestartablePostgres, startRestartablePostgres } from '../../../test/support/restartable-postgres.ts';
import type { EventLog, Position } from './event-log.ts';

let server: RestartablePostgres;
let logged: TestEventLog;
let complaints: string[] = [];

beforeAll(async () => {
  server = await startRestartablePostgres();
  const logger = pino({ base: null }, { write: (line) => complaints.push(line) });
  logged = await createTestEventLog('postgres', { url: server.url, drop: async () => {} }, logger);
});
afterAll(async () => {
  await logged.close();
  await server.stop();
});

const filter = { types: ['moved'], advertiserIds: ['adv_1'] };

/**
 * The next events of the log, as a replica follows them: when a tail rejects, another is opened after the last event that was
 * seen. `reopened` is told of each.
 */
async function* follow(log: EventLog, from: Position, reopened = () => {}): AsyncGenerator<string, void, void> {
  let after = from;
  for (;;) {
    try {
      for await (const event of log.tail({ ...filter, after })) {
        after = event.position;
        yield nameOf(event);
      }
    } catch {
      reopened();
      await nextRound();
    }
  }
}

async function takeNames(names: AsyncIterable<string>, count: number): Promise<readonly string[]> {
  const taken: string[] = [];
  for await (const name of names) if (taken.push(name) === count) break;
  return taken;
}

async function write(key: string, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) await logged.log.append(logged.database.db, [newEvent(key, number)]);
}

test.each(['IMMEDIATE', 'KILLED'] as const)(
  'a follower loses nothing and sees nothing twice when the server goes down: %s',
  async (way) => {
    complaints = [];
    const before = await logged.log.head();
    const early = takeNames(follow(logged.log, before), 6);
    await write(way, [1, 2, 3]);
    await server.takeDown(way);
    await expect(write(way, [4])).rejects.toThrow();
    let refusals = 0;
    // One that begins now cannot read at all until the server is back.
    const late = takeNames(
      follow(logged.log, before, () => (refusals += 1)),
      6,
    );
    await expect.poll(() => refusals).toBeGreaterThan(0);
    // Nor can the reader that all tails of this process share.
    await expect.poll(() => complaints.filter((line) => line.includes('cannot be read')).length).toBeGreaterThan(0);
    await server.bringBack();
    // What a connection from before refuses has not reached the server.
    await expect.poll(() => write(way, [4]).then(() => 'written', String)).toBe('written');
    await write(way, [5, 6]);
    const all = [1, 2, 3, 4, 5, 6].map((number) => `${way}:${number}`);
    expect(await Promise.all([early, late])).toEqual([all, all]);
  },
);
