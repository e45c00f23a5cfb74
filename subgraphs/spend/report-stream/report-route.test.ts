import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openReport, reportLine, sendReport } from '../../../test/support/report-client.ts';
import { createTestSpend, one, type TestSpend, testViewer } from '../../../test/support/spend.ts';
import { serveSubgraph, type ServedSubgraph } from '../../common/serve.ts';

let spend: TestSpend;
let served: ServedSubgraph;
let url = '';

beforeAll(async () => {
  spend = await createTestSpend();
  const viewers = new Map([
    ['one', one],
    ['other', { ...testViewer(['adv_1']), subject: 'other' }],
    ['reader', testViewer(['adv_1'], ['spend:read'])],
    ['expired', { ...one, subject: 'late', expiresAtMs: Date.now() - 1 }],
  ]);
  const verifyToken = async (token: string) => {
    const viewer = viewers.get(token);
    if (!viewer) throw new Error('No such token.');
    return viewer;
  };
  served = await serveSubgraph(spend, { port: 0, verifyToken, logger: pino({ level: 'silent' }) });
  url = new URL('/ingest/spend', served.url).href;
});
afterAll(async () => {
  await served.close();
  await spend.close();
});
beforeEach(async () => {
  await sql`truncate spend_fact, spend_revision, spend_entity, report_receipt, event`.execute(spend.database.db);
});

const send = (body: string | Buffer, headers: Record<string, string> = {}, token: string | undefined = 'one') =>
  sendReport({ url, token, headers }, body);

async function countRows(table = 'spend_fact'): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from ${sql.id(table)}`.execute(
    spend.database.db,
  );
  return Number(rows[0]?.count);
}

const summaryOf = (counts: Readonly<Record<string, number>>) => ({
  summary: { lines: 0, inserted: 0, unchanged: 0, restated: 0, rejected: 0, ...counts },
});

describe('lines', () => {
  test('each is acknowledged by its number, and what it came to', async () => {
    await send(reportLine('a', 0) + reportLine('b', 0));
    const { status, lines } = await send(
      `${reportLine('a', 0)}\n${reportLine('b', 0, { clicks: 6 })}${reportLine('c', 0).trim()}`,
    );
    expect(status).toBe(200);
    expect(lines).toEqual([
      { line: 1, status: 'unchanged' },
      { line: 3, status: 'restated' },
      { line: 4, status: 'inserted' },
      summaryOf({ lines: 3, unchanged: 1, restated: 1, inserted: 1 }),
    ]);
    expect(await countRows()).toBe(3);
  });

  test('one that is wrong is told by its number, code and reason, and the others land', async () => {
    const { lines } = await send(
      [
        reportLine('a', 0),
        '{"no json\n',
        '[1]\n',
        reportLine('b', 0, { advertiserId: 'adv_2' }),
        reportLine('c', 0, { startsAt: '2026-03-02T00:30:00Z' }),
        reportLine('d', 0, { currency: 'euro' }),
        reportLine('e', 0, { surprise: 1 }),
        reportLine('f', 0, { clicks: undefined }),
        reportLine('g', 0, { campaignExternalId: 'x'.repeat(20_000) }),
        reportLine('h', 0, { spendMicros: '9223372036854775808' }),
        reportLine('i', 0),
      ].join(''),
    );
    expect(lines.map(({ line, status, code }) => [line, status, code])).toEqual([
      [1, 'inserted', undefined],
      [2, 'rejected', 'BAD_USER_INPUT'],
      [3, 'rejected', 'BAD_USER_INPUT'],
      [4, 'rejected', 'FORBIDDEN'],
      ...[5, 6, 7, 8, 9, 10].map((line) => [line, 'rejected', 'BAD_USER_INPUT']),
      [11, 'inserted', undefined],
      [undefined, undefined, undefined],
    ]);
    expect(lines.map(({ message }) => message)).toEqual([
      undefined,
      'The line is not JSON.',
      'A line is one JSON object.',
      'The token gives no access to this advertiser.',
      expect.stringContaining('begins at 2026-03-02T00:00:00.000Z'),
      expect.stringContaining('CurrencyCode cannot be "euro"'),
      expect.stringContaining('"surprise"'),
      'clicks is missing.',
      expect.stringContaining('16384 bytes'),
      expect.stringContaining('Micros cannot be'),
      undefined,
      undefined,
    ]);
    expect(await countRows()).toBe(2);
  });

  test('bytes that are no UTF-8 cost their line', async () => {
    const body = Buffer.concat([
      Buffer.from(reportLine('a', 0)),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from(reportLine('b', 0)),
    ]);
    const { lines } = await send(body);
    expect(lines.map(({ status }) => status)).toEqual(['inserted', 'rejected', 'inserted', undefined]);
  });

  test('a time that no report is of, and a name that is no text, cost their line', async () => {
    const { lines } = await send(
      [
        reportLine('a', 0),
        reportLine('b', 0, { startsAt: '0001-01-01T00:00:00.000Z' }),
        reportLine('c', 0, { startsAt: '9999-12-31T23:00:00.000Z', timeZone: 'Pacific/Kiritimati' }),
        // Both would be the same campaign: half a character is written as the one that stands for any.
        reportLine('\ud800', 0),
        reportLine('\udfff', 0, { accountExternalId: '\udfff' }),
        reportLine('d', 0),
      ].join(''),
    );
    expect(lines.map(({ status, message }) => message ?? status)).toEqual([
      'inserted',
      'startsAt must be of the years 1970 to 9998.',
      'startsAt must be of the years 1970 to 9998.',
      'campaignExternalId must have 1 to 256 characters of Unicode, without NUL.',
      'accountExternalId must have 1 to 256 characters of Unicode, without NUL.',
      'inserted',
      undefined,
    ]);
    expect(await countRows()).toBe(2);
  });

  test('what the database alone knows to be wrong costs its line', async () => {
    // A zone that Node knows and PostgreSQL does not.
    const unknown = { timeZone: 'Canada/East-Saskatchewan' };
    const lines = Array.from({ length: 9 }, (_, index) => reportLine(`c${index}`, 0, index === 4 ? unknown : {}));
    const answer = await send([...lines, reportLine('same', 0), reportLine('same', 0)].join(''), {
      'idempotency-key': 'k',
    });
    expect(answer.lines.map(({ status }) => status)).toEqual([
      ...['inserted', 'inserted', 'inserted', 'inserted', 'rejected', 'inserted', 'inserted', 'inserted', 'inserted'],
      ...['inserted', 'unchanged', undefined],
    ]);
    expect(answer.lines[4]).toEqual({
      line: 5,
      status: 'rejected',
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('Canada/East-Saskatchewan'),
    });
  });

  test('lines of one hour mean what they mean one after the other', async () => {
    const { lines } = await send(
      [1, 2, 2, 1].map((clicks) => reportLine('a', 0, { clicks })).join('') + reportLine('b', 0),
    );
    expect(lines.map(({ status }) => status)).toEqual([
      'inserted',
      'restated',
      'unchanged',
      'restated',
      'inserted',
      undefined,
    ]);
    expect(await countRows('spend_revision')).toBe(2);
  });

  test('only what was rejected is told where that is asked for', async () => {
    const answer = await sendReport({ url: `${url}?acknowledge=rejected`, token: 'one' }, `${reportLine('a', 0)}x\n`);
    expect(answer.lines).toEqual([
      { line: 2, status: 'rejected', code: 'BAD_USER_INPUT', message: 'The line is not JSON.' },
      { through: 2 },
      summaryOf({ lines: 2, inserted: 1, rejected: 1 }),
    ]);
  });

  test('are answered while more are to come', async () => {
    const report = await openReport({ url, token: 'one' });
    report.request.write(reportLine('a', 0));
    expect(await report.next()).toEqual({ line: 1, status: 'inserted' });
    expect(await countRows()).toBe(1);
    report.request.write(reportLine('a', 0).slice(0, 40));
    report.request.end(reportLine('a', 0).slice(40));
    expect(await report.rest()).toEqual([
      { line: 2, status: 'unchanged' },
      summaryOf({ lines: 2, inserted: 1, unchanged: 1 }),
    ]);
  });

  test('many come through in order, and write the events of their campaigns', async () => {
    const body = Array.from({ length: 25_000 }, (_, index) =>
      reportLine(`c${index % 1_000}`, Math.floor(index / 1_000)),
    );
    const { lines } = await send(gzipSync(body.join('')), { 'content-encoding': 'gzip' });
    expect(lines.at(-1)).toEqual(summaryOf({ lines: 25_000, inserted: 25_000 }));
    expect(lines.slice(0, -1).map(({ line }) => line)).toEqual(body.map((_, index) => index + 1));
    expect(await countRows()).toBe(25_000);
    const { rows } = await sql<{ keys: bigint }>`
      select count(distinct key) as keys from event where type = 'spend.recorded'`.execute(spend.database.db);
    expect(rows[0]?.keys).toBe(1_000n);
  });

  test('a report of none is one', async () => {
    expect(await send('')).toEqual({ status: 200, lines: [summaryOf({})] });
  });
});

describe('Idempotency-Key', () => {
  const key = { 'idempotency-key': 'report-7' };
  const body = reportLine('a', 0) + reportLine('a', 1) + 'nonsense\n';

  test('the same report gets the same acknowledgements and happens once', async () => {
    const first = await send(body, key);
    expect(first.lines.map(({ status }) => status)).toEqual(['inserted', 'inserted', 'rejected', undefined]);
    const events = await countRows('event');
    expect(await send(body, key)).toEqual(first);
    expect(await countRows('event')).toBe(events);
  });

  test('another report under the key is refused and changes nothing', async () => {
    await send(body, key);
    const { lines } = await send(reportLine('a', 0, { clicks: 9 }) + reportLine('a', 1) + 'nonsense\n', key);
    expect(lines).toEqual([
      { error: { code: 'IDEMPOTENCY_KEY_REUSED', message: expect.stringContaining('Lines 1 to 3') }, ...summaryOf({}) },
    ]);
    expect(await countRows('spend_revision')).toBe(0);
  });

  test('a report that is shorter than what was acknowledged is refused', async () => {
    await send(body, key);
    expect((await send(reportLine('a', 0), key)).lines).toMatchObject([{ error: { code: 'IDEMPOTENCY_KEY_REUSED' } }]);
  });

  test('a longer one goes on where the receipts end', async () => {
    await send(body, key);
    const { lines } = await send(body + reportLine('b', 2), key);
    expect(lines.map(({ line, status }) => [line, status])).toEqual([
      [1, 'inserted'],
      [2, 'inserted'],
      [3, 'rejected'],
      [4, 'inserted'],
      [undefined, undefined],
    ]);
  });

  test('a key is good for a week', async () => {
    await send(body, key);
    await sql`update report_receipt set saved_at = saved_at - interval '8 days'`.execute(spend.database.db);
    await send(reportLine('z', 0), { 'idempotency-key': 'report-8' });
    await expect.poll(() => countRows('report_receipt')).toBe(1);
    expect((await send(body, key)).lines[0]).toEqual({ line: 1, status: 'unchanged' });
  });

  test("another sender's key is another", async () => {
    await send(body, key);
    expect((await send(body, key, 'other')).lines.map(({ status }) => status)).toEqual([
      'unchanged',
      'unchanged',
      'rejected',
      undefined,
    ]);
  });

  test('two requests at once under one key: one records, the other is told to come again', async () => {
    const answers = await Promise.all([send(body, key), send(body, key)]);
    const ends = answers.map(({ lines }) => JSON.stringify(lines.at(-1)));
    expect(await countRows('report_receipt')).toBe(1);
    for (const { lines } of answers) {
      if (!JSON.stringify(lines.at(-1)).includes('CONFLICT')) {
        expect(lines.map(({ status }) => status)).toEqual(['inserted', 'inserted', 'rejected', undefined]);
      }
    }
    expect(ends.some((end) => !end.includes('error'))).toBe(true);
  });
});

describe('who may send what', () => {
  test.each([
    ['no token', {}, undefined, 401, 'UNAUTHENTICATED'],
    ['a token that is none', {}, 'nobody', 401, 'UNAUTHENTICATED'],
    ['a token without the scope', {}, 'reader', 403, 'FORBIDDEN'],
    ['another media type', { 'content-type': 'application/json' }, 'one', 415, 'BAD_REQUEST'],
    ['another encoding', { 'content-encoding': 'br' }, 'one', 415, 'BAD_REQUEST'],
    ['a key that is none', { 'idempotency-key': 'a b' }, 'one', 400, 'BAD_REQUEST'],
  ])('%s is refused before anything is read', async (_, headers, token, status, code) => {
    const answer = await sendReport({ url, token, headers }, reportLine('a', 0));
    expect(answer).toMatchObject({ status, lines: [{ errors: [{ extensions: { code } }] }] });
    expect(await countRows()).toBe(0);
  });

  test('a GET is refused', async () => {
    const response = await fetch(url, { headers: { authorization: 'Bearer one' } });
    expect(response.status).toBe(405);
  });

  test('a token that ends ends the report, and what was acknowledged stays', async () => {
    const { lines } = await send(reportLine('a', 0), {}, 'expired');
    expect(lines).toMatchObject([{ error: { code: 'TOKEN_EXPIRED' } }]);
  });

  test('a third report of one sender at once is refused, and let in when another has ended', async () => {
    const open = [await openReport({ url, token: 'one' }), await openReport({ url, token: 'one' })];
    expect(await send(reportLine('a', 0))).toMatchObject({
      status: 429,
      lines: [{ errors: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }] }],
    });
    expect((await send(reportLine('a', 0), {}, 'other')).status).toBe(200);
    for (const report of open) report.request.end();
    for (const report of open) await report.rest();
    expect((await send(reportLine('a', 1))).status).toBe(200);
  });
});
