// Whether a request may send a report at all, before any of it is read.
import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Viewer } from '../../../schema/viewer.ts';
import { requireScopes } from '../../common/access.ts';
import { RequestRefusal } from '../../common/request-body.ts';
import type { SubgraphExchange } from '../../common/subgraph-route.ts';
import type { ReportKey } from './receipt-store.ts';

export interface AcceptedReport {
  readonly viewer: Viewer;
  readonly isGzip: boolean;
  readonly acknowledges: 'all' | 'rejected';
  readonly reportKey: ReportKey | undefined;
}

const mediaTypes = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'];

/** Throws a `RequestRefusal` that says what would be right. */
export function acceptReport({ request, viewer, requestId }: SubgraphExchange): AcceptedReport {
  if (request.method !== 'POST') throw new RequestRefusal(405, 'METHOD_NOT_ALLOWED', 'Use POST.');
  const reporter = requireReporter(viewer, requestId);
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!mediaTypes.includes(type)) throw new RequestRefusal(415, 'BAD_REQUEST', `The body must be ${mediaTypes[0]}.`);
  return {
    viewer: reporter,
    isGzip: readEncoding(request),
    acknowledges: readAcknowledge(request),
    reportKey: readKey(request, reporter),
  };
}

function requireReporter(viewer: Viewer | undefined, requestId: string): Viewer {
  try {
    return requireScopes({ viewer, requestId }, 'spend:ingest');
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw viewer
      ? new RequestRefusal(403, 'FORBIDDEN', error.message)
      : new RequestRefusal(401, 'UNAUTHENTICATED', error.message);
  }
}

function readEncoding({ headers }: IncomingMessage): boolean {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new RequestRefusal(415, 'BAD_REQUEST', 'content-encoding must be gzip or identity.');
  }
  return encoding === 'gzip';
}

function readAcknowledge({ url }: IncomingMessage): AcceptedReport['acknowledges'] {
  const given = new URLSearchParams(url?.split('?')[1]).get('acknowledge') ?? 'all';
  if (given !== 'all' && given !== 'rejected') {
    throw new RequestRefusal(400, 'BAD_REQUEST', 'acknowledge must be all or rejected.');
  }
  return given;
}

function readKey({ headers }: IncomingMessage, { subject }: Viewer): ReportKey | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new RequestRefusal(400, 'BAD_REQUEST', 'Idempotency-Key must have 1 to 200 visible characters of ASCII.');
  }
  return { subject, key };
}
