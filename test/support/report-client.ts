// A sender of reports, as a platform's loader is one: it writes lines and reads acknowledgements at the same time.
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly lines: readonly Record<string, unknown>[];
}

/** A report that is being sent. */
export interface OpenReport {
  readonly request: ClientRequest;
  /** The next line of the answer; undefined after the last. */
  next(): Promise<Record<string, unknown> | undefined>;
  /** All lines of the answer that were not read yet. */
  rest(): Promise<readonly Record<string, unknown>[]>;
}

/** Where and as whom. */
export interface Sender {
  readonly url: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

function begin({ url, token, headers }: Sender): ClientRequest {
  return httpRequest(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
}

/** Opens a report; the answer begins before anything is sent. */
export async function openReport(sender: Sender): Promise<OpenReport> {
  const request = begin(sender);
  request.on('error', () => {});
  request.flushHeaders();
  const [response] = await once(request, 'response');
  const lines = linesOf(response);
  const next = async () => {
    const { done, value } = await lines.next();
    return done === true ? undefined : value;
  };
  return {
    request,
    next,
    async rest() {
      const rest: Record<string, unknown>[] = [];
      for (let line = await next(); line; line = await next()) rest.push(line);
      return rest;
    },
  };
}

/** Sends a whole body and reads the whole answer. */
export async function sendReport(sender: Sender, body: string | Buffer): Promise<Answer> {
  const request = begin(sender);
  request.on('error', () => {});
  request.end(body);
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (!response) throw new Error('There was no answer.');
  const lines: Record<string, unknown>[] = [];
  for await (const line of linesOf(response)) lines.push(line);
  return { status: response.statusCode ?? 0, lines };
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<Record<string, unknown>, void, undefined> {
  let rest = '';
  try {
    for await (const chunk of response) {
      const parts = (rest + String(chunk)).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) yield JSON.parse(part);
    }
  } catch {
    // The connection was cut: what came before counts.
  }
  if (rest.trim() !== '') yield JSON.parse(rest);
}

/** A row of campaign `campaign` of the hour `hour` of 2026-03-02, as a line. */
export function reportLine(campaign: string, hour: number, more: Readonly<Record<string, unknown>> = {}): string {
  const row = {
    advertiserId: 'adv_1',
    platform: 'META',
    accountExternalId: 'account',
    campaignExternalId: campaign,
    startsAt: new Date(Date.UTC(2026, 2, 2, hour)).toISOString(),
    grain: 'HOUR',
    timeZone: 'UTC',
    spendMicros: '1000000',
    currency: 'USD',
    impressions: 100,
    clicks: 5,
    ...more,
  };
  return `${JSON.stringify(row)}\n`;
}
