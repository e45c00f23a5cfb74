// POST /ingest/spend: rows of reports as lines of JSON, each acknowledged by a line of the answer while the rest is sent.
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { RequestRefusal } from '../../common/request-body.ts';
import type { SubgraphExchange, SubgraphRoute } from '../../common/subgraph-route.ts';
import type { SpendTarget } from '../ingest.ts';
import { type AcceptedReport, acceptReport } from './accept-report.ts';
import { createChunkSource } from './chunk-source.ts';
import { forgetOldReceipts } from './receipt-store.ts';
import { receiveReport, type ReportSummary } from './receive-report.ts';
import { ReportEnd } from './report-end.ts';
import { createSlots } from './slots.ts';

export interface ReportRouteOptions {
  readonly target: SpendTarget;
  readonly now: () => Date;
  readonly logger: Logger;
}

export const reportPath = '/ingest/spend';

/** What one request may unpack to. */
const maxBytes = 4 * 1024 ** 3;

/** A recorder holds a database connection while it works, and the graph needs some too. */
const maxAtOnce = 4;
const maxAtOncePerViewer = 2;

/** How long a sender may take to read what it was answered before it is given up. */
const stallTimeoutMs = 60_000;

/** How much longer it may send after it was told to stop: long enough to read why. */
const lingerMs = 1_000;

export function createReportRoute(options: ReportRouteOptions): SubgraphRoute {
  const slots = createSlots({ maxAtOnce, maxPerHolder: maxAtOncePerViewer });
  const draining = new AbortController();
  return {
    path: reportPath,
    drain: () => draining.abort(new ReportEnd('SERVICE_UNAVAILABLE', 'The server is stopping. Send the rest again.')),
    async serve(exchange) {
      try {
        const report = acceptReport(exchange);
        const release = slots.take(report.viewer.subject);
        if (!release) throw new RequestRefusal(429, 'TOO_MANY_REQUESTS', tooMany);
        await answer(exchange, report, options, draining.signal).finally(release);
      } catch (error) {
        refuse(exchange, error, options.logger);
      }
    },
  };
}

const tooMany = `There may be ${maxAtOncePerViewer} reports of one sender at once, and ${maxAtOnce} of all. Send it when another has ended.`;

async function answer(
  { request, response, requestId }: SubgraphExchange,
  { viewer, isGzip, acknowledges, reportKey }: AcceptedReport,
  { target, now, logger }: ReportRouteOptions,
  draining: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort(new ReportEnd('OPERATION_CANCELLED', 'The sender has gone.')));
  const chunks = createChunkSource(request, isGzip, { maxBytes, signal: AbortSignal.any([draining, gone.signal]) });
  // Whoever leaves receipts takes old ones away, and more than they leave.
  if (reportKey) {
    forgetOldReceipts(target.database.db).catch((error: unknown) => {
      logger.warn({ err: error }, 'old receipts cannot be forgotten');
    });
  }
  const summary: ReportSummary = { lines: 0, inserted: 0, unchanged: 0, restated: 0, rejected: 0 };
  const write = (text: string) => writeText(response, text);
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' });
  response.flushHeaders();
  const last = await receiveReport(
    {
      target,
      now,
      chunks,
      acknowledges,
      reportKey,
      write,
      advertiserIds: new Set(viewer.advertiserIds),
      expiresAtMs: viewer.expiresAtMs,
    },
    summary,
  ).then(
    () => ({ summary }),
    (error: unknown) => ({ error: explain(error, logger, requestId), summary }),
  );
  chunks.close();
  if (response.destroyed) return;
  response.write(`${JSON.stringify(last)}\n`);
  await end(request, response);
}

/** What ended a report early, for its sender. */
function explain(error: unknown, logger: Logger, requestId: string) {
  if (error instanceof ReportEnd) return { code: error.code, message: error.message };
  logger.error({ err: error, requestId }, 'a report could not be recorded');
  return { code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error. Send the rest again.' };
}

/** Resolves when there is room for more. A sender that reads nothing is not waited for for ever. */
async function writeText(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed) throw new ReportEnd('OPERATION_CANCELLED', 'The sender has gone.');
  if (response.write(text)) return;
  const signal = AbortSignal.timeout(stallTimeoutMs);
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).catch(() => {
    response.destroy();
  });
}

/** Ends the answer. Where more of the request is to come, its sender first gets the time to read that it may stop. */
async function end(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!request.complete) await Promise.race([once(request, 'end').catch(() => {}), delay(lingerMs)]);
  const isCut = !request.complete;
  response.end(() => {
    if (isCut) request.socket.destroy();
  });
}

function refuse({ request, response }: SubgraphExchange, error: unknown, logger: Logger): void {
  const isRefusal = error instanceof RequestRefusal;
  if (!isRefusal) logger.error({ err: error }, 'unexpected error while a report was received');
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, code, message } = isRefusal
    ? error
    : { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error.' };
  request.resume();
  const headers = { 'content-type': 'application/json; charset=utf-8', connection: 'close' };
  response.writeHead(status, status === 429 ? { ...headers, 'retry-after': '1' } : headers);
  response.write(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
  void end(request, response);
}
