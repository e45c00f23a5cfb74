// Paths that a subgraph serves beside GraphQL, at the gateway's own port: those of a subgraph in this process are called,
// those of a remote one are passed on as they stream, in both directions at once.
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Viewer } from '../../schema/viewer.ts';
import type { Authenticate } from '../auth/authenticator.ts';
import type { Revocations } from '../auth/follow-revocations.ts';
import { isNarrowed } from '../auth/narrow.ts';
import { ClientError } from '../errors.ts';
import type { Exchange } from './exchange.ts';
import { HttpRefusal } from './http-refusal.ts';

/** A path of a subgraph that runs in this process. */
export interface LocalRoute {
  readonly path: string;
  serve(exchange: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly viewer: Viewer | undefined;
    readonly requestId: string;
  }): Promise<void>;
  /** Asks requests that take long to end where nothing is lost. */
  drain(): void;
}

export interface SubgraphRoutesOptions {
  readonly local: readonly LocalRoute[];
  /** Which paths are passed on to which subgraph, where that is remote. */
  readonly remote: ReadonlyMap<string, string>;
  /** Where a remote subgraph is at the moment. */
  readonly addressOf: (subgraph: string) => string | undefined;
  readonly authenticate: Authenticate;
  readonly revocations: Revocations;
  readonly logger: Logger;
}

export interface SubgraphRoutes {
  readonly routes: ReadonlyMap<string, (exchange: Exchange) => Promise<void>>;
  drain(): void;
}

/** How long a subgraph may take to begin its answer, and a client to read the end of one that came early. */
const headersTimeoutMs = 30_000;
const lingerMs = 1_000;

export function createSubgraphRoutes(options: SubgraphRoutesOptions): SubgraphRoutes {
  const { local, remote, authenticate, revocations } = options;
  /** A request may take as long as a stream: it is cut when its token loses something, and what is acknowledged stays. */
  const identify = async ({ incoming, response }: Exchange): Promise<Viewer | undefined> => {
    const viewer = await authenticate(incoming.headers.authorization);
    const judge = (): void => {
      if (viewer && revocations.judge(viewer) !== viewer) response.destroy();
    };
    response.once('close', revocations.onChange(judge));
    return viewer;
  };
  const call = (route: LocalRoute) => async (exchange: Exchange) => {
    const viewer = await identify(exchange);
    await route.serve({ ...exchange, request: exchange.incoming, viewer });
  };
  const callRemote = (subgraph: string) => async (exchange: Exchange) => {
    const viewer = await identify(exchange);
    // The subgraph reads the token itself, and would allow what is revoked.
    if (viewer && isNarrowed(viewer)) throw scopesRevoked();
    const address = options.addressOf(subgraph);
    if (address === undefined) throw new ClientError('NOT_FOUND', 'There is nothing here.');
    await proxy(exchange, new URL(address).origin, options.logger);
  };
  return {
    routes: new Map([
      ...[...remote].map(([path, subgraph]) => [path, callRemote(subgraph)] as const),
      ...local.map((route) => [route.path, call(route)] as const),
    ]),
    drain() {
      for (const route of local) route.drain();
    },
  };
}

/** What a request and an answer keep on their way; the rest is between neighbours. */
const passedHeaders = ['authorization', 'content-type', 'content-encoding', 'idempotency-key', 'accept', 'traceparent'];
const answeredHeaders = ['content-type', 'cache-control', 'retry-after', 'www-authenticate', 'allow'];

async function proxy(exchange: Exchange, origin: string, logger: Logger): Promise<void> {
  const { incoming, response, requestId } = exchange;
  const passed = passOn(exchange, origin);
  response.once('close', () => passed.destroy());
  incoming.pipe(passed);
  const answer = await answerOf(passed).catch((error: unknown) => {
    passed.destroy();
    logger.warn({ err: error, requestId, origin }, 'a request could not be passed on to a subgraph');
    throw unreachable();
  });
  // A subgraph that has said all it has to say may close the connection while the client is still sending.
  passed.on('error', () => {});
  response.writeHead(answer.statusCode ?? 502, pick(answer.headers, answeredHeaders));
  response.flushHeaders();
  await pipeline(answer, response, { end: false }).catch((error: unknown) => {
    logger.warn({ err: error, requestId, origin }, 'an answer of a subgraph was cut');
    response.destroy();
  });
  incoming.unpipe(passed);
  incoming.resume();
  await end(incoming, response);
}

/** The same request to the subgraph, whose head goes out at once: the answer may begin before the body does. */
function passOn({ incoming, requestId }: Exchange, origin: string): ClientRequest {
  const request = origin.startsWith('https:') ? requestHttps : requestHttp;
  const passed = request(new URL(incoming.url ?? '/', origin), {
    method: methodOf(incoming),
    headers: { ...pick(incoming.headers, passedHeaders), 'x-request-id': requestId },
  });
  passed.flushHeaders();
  return passed;
}

async function answerOf(passed: ClientRequest): Promise<IncomingMessage> {
  const signal = AbortSignal.timeout(headersTimeoutMs);
  const [answer]: IncomingMessage[] = await once(passed, 'response', { signal });
  if (!answer) throw new Error('There was no answer.');
  return answer;
}

function methodOf({ method }: IncomingMessage): string {
  if (method !== 'POST' && method !== 'GET') {
    throw new HttpRefusal(405, 'METHOD_NOT_ALLOWED', 'Use POST.', { allow: 'POST' });
  }
  return method;
}

function pick(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

function scopesRevoked(): ClientError {
  return new ClientError(
    'FORBIDDEN',
    'Scopes of the token have been revoked; send the request with a token that is without them.',
  );
}

function unreachable(): HttpRefusal {
  return new HttpRefusal(
    503,
    'SERVICE_UNAVAILABLE',
    'Whoever takes this cannot be reached at the moment; send it again.',
    {
      'retry-after': '1',
    },
  );
}

/** Ends an answer; a client that still sends first gets the time to read that it may stop. */
async function end(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  if (!incoming.complete) await Promise.race([once(incoming, 'end').catch(() => {}), delay(lingerMs)]);
  const isCut = !incoming.complete;
  response.end(() => {
    if (isCut) incoming.socket.destroy();
  });
}
