// The HTTP host of a twin: listens on the loopback interface alone, hands whole requests to the twin, and does to its answers
// what the fault plan says. What the twin answers is the twin's business.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Fault, type FaultPlan, noFaults } from './twin-faults.ts';

export interface TwinRequest {
  readonly method: string;
  /** Without the query, as it came. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface TwinReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a text, such as a file, as it is. */
  readonly body: unknown;
}

/** Refusals that a fault plan asks for, said in the platform's own words. */
export type ScriptedRefusal = 'THROTTLED' | 'SERVER_ERROR' | 'ERROR_IN_200';

export interface TwinService {
  /** Does what is asked, at once and as a whole, and answers. */
  readonly answer: (request: TwinRequest) => TwinReply;
  readonly refuse: (refusal: ScriptedRefusal, request: TwinRequest) => TwinReply;
}

export interface TwinExchange {
  readonly request: TwinRequest;
  readonly fault: Fault | undefined;
  /** What the twin answered, whether or not it reached the client; undefined when it was not asked. */
  readonly reply: TwinReply | undefined;
}

export interface TwinServerOptions {
  readonly faults?: FaultPlan;
  /** 0, which is the default, for any that is free. */
  readonly port?: number;
  /** How many requests it had in an earlier life: the identifiers that it gives to requests go on from there. */
  readonly requestsBefore?: number;
  /** Told of what broke inside the twin; the request then gets no answer. Left out, it is thrown where nobody catches it. */
  readonly onFailure?: (error: unknown) => void;
  /** Told of every exchange, for tests. */
  readonly onExchange?: (exchange: TwinExchange) => void;
}

export interface TwinServer {
  /** `http://127.0.0.1:…`, without a slash at the end. */
  readonly url: string;
  /** From the next request on. */
  readonly setFaults: (plan: FaultPlan) => void;
  readonly close: () => Promise<void>;
}

const maxBodyBytes = 8 * 1024 * 1024;

/** Starts a twin's server. Rejects when the port is taken. */
export async function startTwinServer(service: TwinService, options: TwinServerOptions = {}): Promise<TwinServer> {
  let faults = options.faults ?? noFaults;
  let count = 0;
  const delays = new Set<NodeJS.Timeout>();

  const serve = (request: TwinRequest, response: ServerResponse): void => {
    count += 1;
    const fault = faults(request, count);
    const outcome = act(service, request, fault);
    options.onExchange?.({ request, fault, reply: outcome.reply });
    if (fault?.kind !== 'SLOW') return outcome.finish(response);
    const delay = setTimeout(() => {
      delays.delete(delay);
      outcome.finish(response);
    }, fault.delayMs);
    delays.add(delay);
  };
  const server = createServer((incoming, response) => {
    readRequest(incoming)
      .then(
        (request) => {
          if (request) serve(request, response);
          else send(response, { status: 413, body: { message: 'The body is too large.' } });
        },
        () => response.destroy(),
      )
      .catch((error: unknown) => {
        response.destroy();
        if (!options.onFailure) throw error;
        options.onFailure(error);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  // A server that listens on a port has an address that is no text.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    setFaults: (plan) => {
      faults = plan;
    },
    close: () => {
      for (const delay of delays) clearTimeout(delay);
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Outcome {
  readonly reply: TwinReply | undefined;
  readonly finish: (response: ServerResponse) => void;
}

/** Asks the twin, or not, and decides what the client is to see of it. */
function act(service: TwinService, request: TwinRequest, fault: Fault | undefined): Outcome {
  switch (fault?.kind) {
    case 'THROTTLED':
    case 'SERVER_ERROR':
    case 'ERROR_IN_200':
      return sends(service.refuse(fault.kind, request));
    case 'BAD_GATEWAY':
      return { reply: undefined, finish: (response) => sendPage(response, 502) };
    case 'SILENT_BEFORE_APPLY':
      return { reply: undefined, finish: () => {} };
    case 'RESET_BEFORE_APPLY':
      return { reply: undefined, finish: reset };
    case 'DELIVERED_TWICE':
      service.answer(request);
      return sends(service.answer(request));
    case 'GATEWAY_TIMEOUT_AFTER_APPLY':
      return { reply: service.answer(request), finish: (response) => sendPage(response, 504) };
    case 'SILENT_AFTER_APPLY':
      return { reply: service.answer(request), finish: () => {} };
    case 'RESET_AFTER_APPLY':
      return { reply: service.answer(request), finish: reset };
    case 'CUT_SHORT_AFTER_APPLY': {
      const reply = service.answer(request);
      return { reply, finish: (response) => sendHalf(response, reply) };
    }
    case 'SLOW':
    case undefined:
      return sends(service.answer(request));
  }
}

function sends(reply: TwinReply): Outcome {
  return { reply, finish: (response) => send(response, reply) };
}

function send(response: ServerResponse, { status, headers, body }: TwinReply): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(textOf(body));
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function sendHalf(response: ServerResponse, { status, headers, body }: TwinReply): void {
  const text = textOf(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(text.slice(0, Math.floor(text.length / 2)));
}

function sendPage(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' }).end('<!doctype html><title>Sorry</title>');
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** The whole request; undefined for one that is too large. */
async function readRequest(incoming: IncomingMessage): Promise<TwinRequest | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    // Without an encoding a request yields buffers.
    const buffer = chunk as Buffer;
    bytes += buffer.length;
    if (bytes <= maxBodyBytes) chunks.push(buffer);
  }
  if (bytes > maxBodyBytes) return undefined;
  const [path = '/', query = ''] = (incoming.url ?? '/').split('?', 2);
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
