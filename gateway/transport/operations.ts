// Where every transport hands its requests over: what a viewer may have at once, how long an operation may take, what
// is counted and logged. The transports above only read and write.
import type { Logger } from 'pino';
import type { Identity } from '../auth/credential.ts';
import type { Revocations } from '../auth/follow-revocations.ts';
import type { Config } from '../config.ts';
import { ClientError } from '../errors.ts';
import { type LiveSource, LiveStream, openLiveStream } from '../live/live-stream.ts';
import { createStreamRights, type StreamRights } from '../live/stream-rights.ts';
import type { CachePolicy } from '../operation/cache-policy.ts';
import type { Gateway, GraphQLRequest, GraphQLResult } from '../pipeline.ts';
import type { OperationKind } from '../subgraph-client/subgraph-client.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Admission } from './admission.ts';
import { type Answering, createAnswering } from './answer-operation.ts';
import { type Caller, toContext } from './caller.ts';
import { createOperationReport } from './operation-report.ts';
import type { AnswerStream } from './relay-parts.ts';

export interface Operations extends Answering {
  /** Answers anything: a subscription or live query with a stream, or with the reason why there is none. */
  start(request: GraphQLRequest, caller: Caller): Promise<GraphQLResult | AnswerStream | LiveStream>;
  kindOf(request: GraphQLRequest): OperationKind | undefined;
  /** Whether it is answered by a stream. */
  isStreamed(request: GraphQLRequest): boolean;
  cachePolicyOf(request: GraphQLRequest): CachePolicy | undefined;
  /** Tells the clients of all streams to come back, to another gateway: one after the other, spread over that time. */
  endStreams(spreadMs: number): void;
  /** Ends those that are left, at once. */
  cutStreams(): void;
}

export interface OperationsOptions {
  readonly gateway: Gateway;
  /** Shared by all views of the graph. */
  readonly admission: Admission;
  readonly revocations: Revocations;
  readonly config: Pick<Config, 'operationTimeoutMs' | 'maxStreamBacklog'>;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** What a stream was let in with. */
interface Begun {
  readonly giveBack: () => void;
  readonly begunBy: Identity | undefined;
}

const allKinds: ReadonlySet<OperationKind> = new Set(['query', 'mutation', 'subscription']);

export function createOperations(options: OperationsOptions): Operations {
  const { gateway, admission, revocations, config, metrics, logger } = options;
  const streams = new Map<LiveStream, Caller>();
  const report = createOperationReport({ gateway, metrics, logger });
  const { answer, answerInParts } = createAnswering({ gateway, admission, config, report });

  const subscribe = async (request: GraphQLRequest, caller: Caller): Promise<GraphQLResult | LiveStream> => {
    const giveBack = admission.stream(caller);
    // It may be asked again much later, when what its hash stands for is kept no more.
    const whole = gateway.withText(request);
    const begunBy = caller.credential?.identity;
    const outcome = await gateway.subscribe(whole, toContext(caller, allKinds, caller.signal)).catch((error) => {
      giveBack();
      throw error;
    });
    if (!(Symbol.asyncIterator in outcome)) {
      giveBack();
      return outcome;
    }
    return track(outcome, whole, caller, { giveBack, begunBy });
  };

  const track = (
    source: LiveSource,
    request: GraphQLRequest,
    caller: Caller,
    { giveBack, begunBy }: Begun,
  ): LiveStream => {
    const startedAt = performance.now();
    report.streamOpened(caller);
    let isOver = false;
    let rights: StreamRights | undefined;
    const stream: LiveStream = openLiveStream({
      source,
      backlog: config.maxStreamBacklog,
      expiresAtMs: caller.viewer?.expiresAtMs,
      signal: caller.signal,
      onEnd(error) {
        giveBack();
        isOver = true;
        if (rights) streams.delete(stream);
        rights?.release();
        report.streamEnded(request, caller, error, startedAt);
      },
    });
    // When the client left, or its group ended, while the stream was being opened, it has ended already.
    if (isOver) return stream;
    streams.set(stream, caller);
    rights = createStreamRights({
      stream,
      identity: caller,
      credential: caller.credential,
      begunBy,
      revocations,
      reopen: (identity, after) =>
        gateway.subscribe(resumed(request, after), toContext({ ...caller, ...identity }, allKinds, caller.signal)),
    });
    rights.judge();
    return stream;
  };

  return {
    answer,
    answerInParts,
    async start(request, caller) {
      if (!gateway.isStreamed(request)) return answerInParts(request, caller, allKinds);
      const startedAt = performance.now();
      const outcome = await subscribe(request, caller).catch(report.refused);
      if (!(outcome instanceof LiveStream)) report.answered(request, caller, outcome, startedAt);
      return outcome;
    },
    kindOf: (request) => gateway.operationKind(request),
    isStreamed: (request) => gateway.isStreamed(request),
    cachePolicyOf: (request) => gateway.cachePolicy(request),
    endStreams(spreadMs) {
      for (const [stream, { transport }] of streams) {
        // A socket that closes says more than an error, which would be the end of the subscription.
        if (transport === 'websocket') continue;
        const end = (): void => stream.end(goingAway(Math.round(Math.random() * spreadMs)));
        setTimeout(end, Math.random() * spreadMs).unref();
      }
    },
    cutStreams() {
      for (const stream of streams.keys()) stream.end(goingAway(0));
    },
  };
}

function goingAway(retryAfterMs: number): ClientError {
  const message = 'The gateway is stopping; subscribe again elsewhere.';
  return new ClientError('SERVICE_UNAVAILABLE', message, { retryAfterMs });
}

function resumed(request: GraphQLRequest, after: string | undefined): GraphQLRequest {
  return after === undefined ? request : { ...request, extensions: { ...request.extensions, resume: after } };
}
