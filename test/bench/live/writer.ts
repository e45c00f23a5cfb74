// The source of the real thing: restatements in the event log of spend, each set a transaction of its own, as ingest
// writes them. An event's amounts say which of its topic it is, and when its transaction began.
import { pino } from 'pino';
import { openDatabase } from '../../../subgraphs/common/database.ts';
import type { NewEvent } from '../../../subgraphs/common/event-log/event-log.ts';
import { insertEvents } from '../../../subgraphs/common/event-log/event-store.ts';
import { spendEventTypes } from '../../../subgraphs/spend/ingest.ts';
import { makeEvery } from './every.ts';
import { nowMicros, rateSchema } from './messages.ts';

const { DATABASE_URL: url = '' } = process.env;
const database = openDatabase({ url, schema: 'spend', logger: pino({ level: 'error' }) });
const sequences: number[] = [];
let next = 0;
let stop = (): void => {};

function eventOf(topic: number): NewEvent {
  const sequence = (sequences[topic] = (sequences[topic] ?? 0) + 1);
  const now = new Date().toISOString();
  return {
    advertiserId: 'adv_bench',
    type: spendEventTypes.restated,
    key: `cmp_${topic}`,
    payload: {
      restatementId: `rst_${topic}_${sequence}`,
      startsAt: now,
      observedAt: now,
      before: { currency: 'USD', spendMicros: String(sequence) },
      after: { day: now.slice(0, 10), currency: 'USD', spendMicros: String(nowMicros()) },
    },
  };
}

// One transaction after the other: events of a topic are read in the order of their numbers.
let turn: Promise<void> = Promise.resolve();

process.on('message', (message) => {
  const { perSecond, topics } = rateSchema.parse(message);
  stop();
  stop = perSecond === 0 ? () => {} : makeEvery(perSecond, (count) => write(count, topics));
});
function write(count: number, topics: number): void {
  turn = turn.then(async () => {
    const events = Array.from({ length: count }, () => eventOf((next += 1) % topics));
    await insertEvents(database.db, 'spend', events);
  });
}
process.once('disconnect', () => process.exit(0));
