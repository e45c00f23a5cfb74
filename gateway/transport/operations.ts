// Where every transport hands its requests over: what a viewer may have at once, how long an operation may take, what
// is counted and logged. The transports above only read and write.
import type { Logger } from 'pino';
import type { Viewer } from '../../schema/viewer.ts';
import type { Config } from '../config.ts';
import { ClientError } from '../errors.ts';
import { type LiveStream, openLiveStream } from '../live/live-stream.ts';
import { createQuota } from '../live/quota.ts';
import type { CachePolicy } from '../operation/cache-policy.ts';
import type { Gateway, GraphQLRequest, GraphQLResult, RequestContext } from '../pipeline.ts';
import type { OperationKind } from '../subgraph-client/subgraph-client.ts';
import type { Metrics, TransportName } from '../telemetry/metrics.ts';
import { startDeadline } from './deadline.ts';
import { createOperationReport } from './operation-report.ts';

/** Who sends a request, and how. */
export interface Caller {
  readonly transport: TransportName;
  readonly viewer: Viewer | undefined;
  readonly authorization: string | undefined;
  readonly requestId: string;
  /** The address of the connection: what anonymous viewers are told apart by. */
  readonly address: string;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

export interface Operations {
  /** Answers a query or mutation; never rejects. `allowedKinds` is what the transport can carry. */
  answer(request: GraphQLRequest, caller: Caller, allowedKinds: ReadonlySet<OperationKind>): Promise<GraphQLResult>;
  /** Answers anything: a subscription with a stream, or with the reason why there is none. */
  start(request: GraphQLRequest, caller: Caller): Promise<GraphQLResult | LiveStream>;
  kindOf(request: GraphQLRequest): OperationKind | undefined;
  cachePolicyOf(request: GraphQLRequest): CachePolicy | undefined;
  /** From now on every operation is refused; resolves once none is running. Streams go on. */
  drain(): Promise<void>;
  /** Ends every stream with the reason. */
  endStreams(reason: ClientError): void;
}

export interface OperationsOptions {
  readonly gateway: Gateway;
  readonly config: Pick<
    Config,
    'operationTimeoutMs' | 'maxOperationsPerViewer' | 'maxStreamsPerViewer' | 'maxStreamBacklog'
  >;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

const allKinds: ReadonlySet<OperationKind> = new Set(['query', 'mutation', 'subscription']);

export function isLiveStream(outcome: GraphQLResult | LiveStream): outcome is LiveStream {
  return Symbol.asyncIterator in outcome;
}

export function createOperations({ gateway, config, metrics, logger }: OperationsOptions): Operations {
  const running = createQuota(config.maxOperationsPerViewer);
  const streaming = createQuota(config.maxStreamsPerViewer);
  const streams = new Set<LiveStream>();
  const report = createOperationReport({ gateway, metrics, logger });
  let drained: (() => void) | undefined;

  const admit = (quota: typeof running, caller: Caller): (() => void) => {
    if (drained) throw new ClientError('SERVICE_UNAVAILABLE', 'The gateway is stopping; try another.');
    const giveBack = quota.acquire(caller.viewer ? `viewer ${caller.viewer.subject}` : `address ${caller.address}`);
    if (giveBack) return giveBack;
    throw new ClientError('TOO_MANY_REQUESTS', 'Too many operations of this viewer are under way; try again later.');
  };

  const execute = async (request: GraphQLRequest, caller: Caller, allowedKinds: ReadonlySet<OperationKind>) => {
    const giveBack = admit(running, caller);
    // A mutation that has begun is not cut short because its client went away: it would have half an effect.
    const clientSignal = gateway.operationKind(request) === 'mutation' ? undefined : caller.signal;
    const deadline = startDeadline(config.operationTimeoutMs, clientSignal);
    try {
      const context = toContext(caller, allowedKinds, deadline.signal);
      return await Promise.race([gateway.execute(request, context), deadline.overdue]);
    } finally {
      deadline.clear();
      giveBack();
      if (running.held === 0) drained?.();
    }
  };

  const answer: Operations['answer'] = async (request, caller, allowedKinds) => {
    const startedAt = performance.now();
    const result = await execute(request, caller, allowedKinds).catch(report.refused);
    report.answered(request, caller, result, startedAt);
    return result;
  };

  const subscribe = async (request: GraphQLRequest, caller: Caller): Promise<GraphQLResult | LiveStream> => {
    const giveBack = admit(streaming, caller);
    const outcome = await gateway.subscribe(request, toContext(caller, allKinds, caller.signal)).catch((error) => {
      giveBack();
      throw error;
    });
    if (!(Symbol.asyncIterator in outcome)) {
      giveBack();
      return outcome;
    }
    return track(outcome, request, caller, giveBack);
  };

  const track = (
    source: AsyncIterable<GraphQLResult>,
    request: GraphQLRequest,
    caller: Caller,
    giveBack: () => void,
  ): LiveStream => {
    const startedAt = performance.now();
    report.streamOpened(caller);
    let stream: LiveStream | undefined;
    const opened = openLiveStream({
      source,
      backlog: config.maxStreamBacklog,
      expiresAtMs: caller.viewer?.expiresAtMs,
      signal: caller.signal,
      onEnd(error) {
        giveBack();
        if (stream) streams.delete(stream);
        report.streamEnded(request, caller, error, startedAt);
      },
    });
    // When the client left while the stream was being opened, it has ended already.
    if (caller.signal.aborted) return opened;
    stream = opened;
    streams.add(stream);
    return stream;
  };

  return {
    answer,
    async start(request, caller) {
      if (gateway.operationKind(request) !== 'subscription') return answer(request, caller, allKinds);
      const startedAt = performance.now();
      const outcome = await subscribe(request, caller).catch(report.refused);
      if (!isLiveStream(outcome)) report.answered(request, caller, outcome, startedAt);
      return outcome;
    },
    kindOf: (request) => gateway.operationKind(request),
    cachePolicyOf: (request) => gateway.cachePolicy(request),
    drain: () =>
      new Promise((resolve) => {
        drained = resolve;
        if (running.held === 0) resolve();
      }),
    endStreams(reason) {
      for (const stream of streams) stream.end(reason);
    },
  };
}

function toContext(caller: Caller, allowedKinds: ReadonlySet<OperationKind>, signal: AbortSignal): RequestContext {
  const { viewer, authorization, requestId } = caller;
  return { viewer, authorization, requestId, signal, allowedKinds };
}
