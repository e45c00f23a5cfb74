import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openReport, reportLine, sendReport } from '../../../test/support/report-client.ts';
import { createTestSpend, one, type TestSpend } from '../../../test/support/spend.ts';
import { serveSubgraph, type ServedSubgraph } from '../../common/serve.ts';

let spend: TestSpend;
let served: ServedSubgraph;
let sender = { url: '', token: 'one' };

const serve = () => serveSubgraph(spend, { port: 0, verifyToken: async () => one, logger: pino({ level: 'silent' }) });

beforeAll(async () => {
  spend = await createTestSpend();
  served = await serve();
  sender = { url: new URL('/ingest/spend', served.url).href, token: 'one' };
});
afterAll(async () => {
  await served.close();
  await spend.close();
});
beforeEach(async () => {
  await sql`truncate spend_fact, spend_revision, spend_entity, report_receipt, event`.execute(spend.database.db);
});

async function countRows(): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from spend_fact`.execute(spend.database.db);
  return Number(rows[0]?.count);
}

const gzip = { 'content-encoding': 'gzip' };

test('a connection that is cut loses nothing that was acknowledged, and the report sent again doubles nothing', async () => {
  const body = Array.from({ length: 60 }, (_, index) => reportLine(`c${index}`, 0));
  const headers = { 'idempotency-key': 'cut' };
  const report = await openReport({ ...sender, headers });
  report.request.write(body.slice(0, 40).join(''));
  const acknowledged: unknown[] = [];
  while (acknowledged.length < 40) acknowledged.push(await report.next());
  report.request.write(body.slice(40, 50).join('') + body[50]?.slice(0, 30));
  report.request.destroy();
  expect(await countRows()).toBeGreaterThanOrEqual(40);
  let again = await sendReport({ ...sender, headers }, body.join(''));
  // The first request may still be recording what it had read.
  while (JSON.stringify(again.lines.at(-1)).includes('CONFLICT'))
    again = await sendReport({ ...sender, headers }, body.join(''));
  expect(again.lines.slice(0, 40)).toEqual(acknowledged);
  expect(again.lines.at(-1)).toMatchObject({ summary: { lines: 60, inserted: 60 } });
  expect(await countRows()).toBe(60);
});

test('without a key the same report twice has one effect', async () => {
  const body = reportLine('a', 0) + reportLine('b', 0);
  await sendReport(sender, body);
  expect((await sendReport(sender, body)).lines.at(-1)).toMatchObject({ summary: { unchanged: 2 } });
  expect(await countRows()).toBe(2);
});

test('gzip that ends too early is told after what was whole', async () => {
  const packed = gzipSync(
    Array.from({ length: 2_000 }, (_, index) => reportLine(`c${Math.random()}`, index % 24)).join(''),
  );
  const { lines } = await sendReport({ ...sender, headers: gzip }, packed.subarray(0, packed.length - 200));
  expect(lines.at(-1)).toMatchObject({ error: { code: 'BAD_REQUEST' } });
  const acknowledged = lines.filter(({ status }) => status === 'inserted').length;
  expect(await countRows()).toBe(acknowledged);
});

test('a body that is no gzip is refused', async () => {
  const { lines } = await sendReport({ ...sender, headers: gzip }, reportLine('a', 0));
  expect(lines).toMatchObject([{ error: { code: 'BAD_REQUEST', message: expect.stringContaining('not gzip') } }]);
});

test('a body that unpacks to a thousand times its size is refused before it does', async () => {
  const { lines } = await sendReport({ ...sender, headers: gzip }, gzipSync(Buffer.alloc(64 * 1024 * 1024, '\n')));
  expect(lines).toMatchObject([{ error: { code: 'BODY_TOO_LARGE' }, summary: { lines: 0 } }]);
});

test('a line without an end takes no memory and costs itself', async () => {
  const report = await openReport(sender);
  report.request.write(reportLine('a', 0));
  for (let index = 0; index < 64; index += 1) {
    if (!report.request.write(Buffer.alloc(256 * 1024, 'x'))) await once(report.request, 'drain');
  }
  report.request.end(`\n${reportLine('b', 0)}`);
  expect((await report.rest()).map(({ line, status }) => [line, status])).toEqual([
    [1, 'inserted'],
    [2, 'rejected'],
    [3, 'inserted'],
    [undefined, undefined],
  ]);
});

test('who does not read what is answered is read no further, until it reads on', async () => {
  const report = await openReport(sender);
  // Their acknowledgements fill the way back; blank lines, which have none, then fill the way here.
  const lines = 150_000;
  const blank = `${' '.repeat(8_191)}\n`.repeat(128);
  report.request.write('no row\n'.repeat(lines));
  let isStuck = false;
  for (let megabytes = 0; megabytes < 256 && !isStuck; megabytes += 1) {
    if (report.request.write(blank)) continue;
    const patience = new Promise<'stuck'>((resolve) => setTimeout(resolve, 2_000, 'stuck'));
    isStuck = (await Promise.race([once(report.request, 'drain'), patience])) === 'stuck';
  }
  expect(isStuck).toBe(true);
  report.request.end();
  const answered = await report.rest();
  expect(answered.at(-1)).toMatchObject({ summary: { lines, rejected: lines } });
});

test('a database that goes away ends the report with a code, and what was acknowledged is there', async () => {
  const report = await openReport(sender);
  report.request.write(reportLine('a', 0));
  expect(await report.next()).toEqual({ line: 1, status: 'inserted' });
  await sql`alter table spend_fact rename to spend_fact_away`.execute(spend.database.db);
  report.request.end(reportLine('b', 0));
  expect(await report.rest()).toMatchObject([{ error: { code: 'INTERNAL_SERVER_ERROR' }, summary: { lines: 1 } }]);
  await sql`alter table spend_fact_away rename to spend_fact`.execute(spend.database.db);
  expect(await countRows()).toBe(1);
});

test('a server that stops ends the report after what it had read, and says so', async () => {
  const other = await serve();
  const report = await openReport({ ...sender, url: new URL('/ingest/spend', other.url).href });
  report.request.write(reportLine('a', 0));
  expect(await report.next()).toEqual({ line: 1, status: 'inserted' });
  const closed = other.close();
  expect(await report.rest()).toMatchObject([{ error: { code: 'SERVICE_UNAVAILABLE' }, summary: { inserted: 1 } }]);
  await closed;
});
