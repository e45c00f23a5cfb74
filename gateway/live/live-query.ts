// A query that goes on, for all who see the same: it is run again when one of its subgraphs tells of a change on which its
// answer depends, never twice at once, and each client is told what is new to it.
import type { Logger } from 'pino';
import { formatThrown } from '../errors.ts';
import { type CallMemory, createCallMemory } from '../execute/call-memory.ts';
import type { LiveRun } from '../execute/compile-operation.ts';
import type { GraphQLResult } from '../execute/graphql-result.ts';
import type { SubgraphCallContext } from '../subgraph-client/subgraph-client.ts';
import { createBackOff } from './back-off.ts';
import { createBell } from './bell.ts';
import { atClockSteps } from './clock-steps.ts';
import { chooseCarrier } from './legs.ts';
import { createLiveFeeds, type LiveFeed } from './live-feeds.ts';
import type { LiveGroups } from './live-groups.ts';
import { createLiveReader, type LiveReader } from './live-reader.ts';
import { createLiveVersions } from './live-versions.ts';
import type { SharedStream } from './member.ts';
import { createStaleness } from './staleness.ts';

/** What a live query asks, and who tells it of changes. */
export interface LiveQuerySource {
  /** The least time from one run to the next. */
  readonly intervalMs: number;
  readonly feeds: readonly LiveFeed[];
  /** Whenever the clock passes a multiple of one of these, answers may change without anybody telling. */
  readonly clocksMs: readonly number[];
  /** Words on which its answer depends, whatever that is. */
  readonly namedKeys: readonly string[];
  /** What clients are told with everything. */
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
  run(context: SubgraphCallContext, memory: CallMemory): Promise<LiveRun>;
}

export interface LiveQueryOptions {
  readonly source: LiveQuerySource;
  readonly groups: Pick<LiveGroups, 'join'>;
  /** How long one run may take. */
  readonly runTimeoutMs: number;
  readonly logger: Logger;
  readonly onRun: (outcome: LiveOutcome) => void;
  /** It has no clients any more. */
  readonly onOver: () => void;
}

/** What became of a run. */
export type LiveOutcome = 'changed' | 'unchanged' | 'failed';

export interface LiveQuery {
  join(context: SubgraphCallContext): SharedStream;
}

/** Makes a live query without clients; it runs from when the first one comes. */
export function createLiveQuery({ source, groups, runTimeoutMs, logger, ...options }: LiveQueryOptions): LiveQuery {
  const readers = new Set<LiveReader>();
  const versions = createLiveVersions(source.extensions);
  const subgraphs = source.feeds.map(({ subgraph }) => subgraph);
  const staleness = createStaleness(subgraphs);
  const memory = createCallMemory((subgraph) => subgraphs.includes(subgraph));
  const backOff = createBackOff();
  const bell = createBell();
  let mayRunAt = 0;
  const feeds = createLiveFeeds({
    feeds: source.feeds,
    groups,
    onChange(subgraph, words) {
      const wasDue = staleness.isDue;
      staleness.hear(subgraph, words);
      if (wasDue || !staleness.isDue) return;
      mayRunAt = Math.max(mayRunAt, performance.now() + gatherMs);
      bell.ring();
    },
    formatFailure: failed,
  });
  let leg: { readonly carrier: LiveReader; readonly controller: AbortController } | undefined;

  async function run(): Promise<void> {
    const stopClocks = atClockSteps(source.clocksMs, () => {
      staleness.doubtAll();
      bell.ring();
    });
    for (let carrier = chooseCarrier(readers, undefined); carrier; carrier = chooseCarrier(readers, undefined)) {
      const controller = new AbortController();
      leg = { carrier, controller };
      const ended = await follow(carrier, controller).catch(failed);
      controller.abort();
      if (ended) finish(ended, carrier);
    }
    leg = undefined;
    stopClocks();
    options.onOver();
  }
  /** Runs with the rights of one client. Resolves with why it cannot go on; undefined when somebody else has to. */
  async function follow({ context }: LiveReader, { signal }: AbortController): Promise<GraphQLResult | undefined> {
    let ended: GraphQLResult | undefined;
    signal.addEventListener('abort', bell.ring, { once: true });
    const { isHearing, stop } = feeds.listen(context, (last) => {
      ended ??= last;
      bell.ring();
    });
    signal.addEventListener('abort', stop, { once: true });
    try {
      // What is read before it is known where a feed begins could change unheard.
      await isHearing;
      while (!signal.aborted && !ended) {
        const waitMs = mayRunAt - performance.now();
        if (staleness.isDue && waitMs <= 0) await runOnce(context, signal);
        else await bell.wait(staleness.isDue ? waitMs : undefined);
      }
      return signal.aborted ? undefined : ended;
    } finally {
      stop();
    }
  }
  async function runOnce(context: SubgraphCallContext, leaving: AbortSignal): Promise<void> {
    mayRunAt = performance.now() + source.intervalMs;
    memory.begin(staleness.begin());
    const signal = AbortSignal.any([leaving, AbortSignal.timeout(runTimeoutMs)]);
    const { result, keys } = await source.run({ ...context, signal }, memory).catch(runFailed);
    if (leaving.aborted) {
      staleness.end(undefined);
      return staleness.doubtAll();
    }
    for (const word of source.namedKeys) keys.add(word);
    staleness.end(result.errors?.some(isUncertain) ? undefined : keys);
    const isFailed = result.errors?.some(isPassing) ?? false;
    if (isFailed) tryAgain(leaving);
    else backOff.reset();
    const isNew = versions.publish(result);
    options.onRun(isFailed ? 'failed' : isNew ? 'changed' : 'unchanged');
    if (isNew) for (const reader of readers) reader.ready();
  }
  /** What passes by itself is told by nobody. */
  function tryAgain(leaving: AbortSignal): void {
    void backOff.pause(leaving).then(() => {
      staleness.repeat();
      bell.ring();
    });
  }
  function runFailed(error: unknown): LiveRun {
    return { result: { data: null, ...failed(error) }, keys: new Set() };
  }
  function failed(error: unknown): GraphQLResult {
    logger.error({ err: error }, 'a live query failed unexpectedly');
    return { errors: formatThrown(error) };
  }
  /** What one may not be told, another may. */
  function finish(ended: GraphQLResult, carrier: LiveReader): void {
    const isDenied = ended.errors?.some(({ extensions }) => deniedCodes.has(extensions.code));
    for (const reader of isDenied ? [carrier] : [...readers]) reader.finish(ended);
  }
  return {
    join(context) {
      const reader = createLiveReader({
        context,
        position: versions.createPosition(),
        onLeave(left) {
          readers.delete(left);
          if (leg?.carrier === left) leg.controller.abort();
        },
      });
      readers.add(reader);
      if (!leg) void run();
      return reader;
    },
  };
}

/** What was committed together is told in several events: they are answered by one run. */
const gatherMs = 10;

const deniedCodes: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'FORBIDDEN']);

type ToldError = NonNullable<GraphQLResult['errors']>[number];

/** Whether the answer lacks something of which it is not known on what it depends. What the gateway hides never comes. */
function isUncertain({ extensions: { code, subgraph } }: ToldError): boolean {
  return subgraph !== undefined || (code !== 'UNAUTHENTICATED' && code !== 'UNAUTHORIZED_FIELD_OR_TYPE');
}

/** Whether it may go well the next time, though nothing was changed. */
function isPassing({ extensions: { code } }: ToldError): boolean {
  return code.startsWith('SUBGRAPH_') || code === 'OPERATION_TIMEOUT' || code === 'INTERNAL_SERVER_ERROR';
}
