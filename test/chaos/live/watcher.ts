// A client that follows a stream through all of it: when the connection is lost it comes back to any gateway, after the
// cursor of the last event it saw, and records everything.
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { Random } from '../../differential/random.ts';
import { readEventStream } from './event-stream.ts';
import type { ChaosWorld, StreamName } from './world.ts';

export type ResumeWay = 'argument' | 'extensions' | 'last-event-id';

export interface WatcherOptions {
  readonly stream: StreamName;
  readonly transport: 'websocket' | 'event stream';
  /** By what it says where it goes on. */
  readonly way: ResumeWay;
  readonly token: string;
  /** Whose events the token lets it see. */
  readonly advertisers: readonly string[];
  readonly campaignIds: readonly string[];
  /** The cursor it begins after; undefined: it begins whenever it is let in. */
  readonly begin: string | undefined;
  /** Decides which gateway it comes back to, and when. */
  readonly random: Random;
}

/** What was seen of an event. */
export interface Sighting {
  readonly cursor: string;
  readonly value: string | undefined;
  /** How many older events of its campaign it stands for. */
  readonly conflated: number;
}

export interface Watcher extends WatcherOptions {
  /** What was seen on each connection that brought anything, with the cursor it began after. */
  readonly connections: { readonly after: string | undefined; readonly seen: Sighting[] }[];
  /** The cursor it is owed everything after, as far as it was told; undefined: it is owed what follows the first event. */
  readonly owedAfter: string | undefined;
  /** What ended a stream for good: nobody was to be told so. */
  readonly ends: string[];
  /** Follows until the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

/** What a busy or half dead gateway says: come back. */
const passing: ReadonlySet<string> = new Set([
  'PLANNING_TIMEOUT',
  'SERVICE_UNAVAILABLE',
  'SUBGRAPH_UNREACHABLE',
  'SUBGRAPH_TIMEOUT',
]);

const selections: Readonly<Record<StreamName, string>> = {
  spendRestated: 'cursor restatement { after { amountMicros } } campaign { id name }',
  adEntityChanged: 'cursor change { after { amountMicros } } entity { id name }',
  pacingUpdated: 'cursor campaign { id name pacing { actual { amountMicros } } }',
};

const amount = z.object({ amountMicros: z.string() });
const eventSchema = z.object({
  restatement: z.object({ after: amount }).optional(),
  change: z.object({ after: amount.nullish() }).optional(),
  campaign: z.object({ pacing: z.object({ actual: amount }).nullish() }).nullish(),
});
const resultSchema = z.object({
  data: z.record(z.string(), eventSchema.nullable()).nullish(),
  errors: z.array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }) })).optional(),
  extensions: z
    .object({ cursor: z.string(), gap: z.object({ conflated: z.number() }).optional() })
    .partial()
    .optional(),
});
type Result = z.infer<typeof resultSchema>;

export interface Opening {
  readonly url: string;
  readonly token: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly lastEventId: string | undefined;
}

export function createWatcher({ gateways }: ChaosWorld, options: WatcherOptions): Watcher {
  const { stream, transport, way, token, campaignIds, random } = options;
  const connections: Watcher['connections'] = [];
  const ends: string[] = [];
  let position = options.begin;
  let owedAfter = options.begin;
  const argument = `$ids: [ID!]!, $after: String`;
  const field = stream === 'adEntityChanged' ? 'entityIds' : 'campaignIds';
  const query = `subscription (${argument}) { ${stream}(${field}: $ids, after: $after) { ${selections[stream]} } }`;

  function toOpening(): Opening {
    const url = random.pick(gateways).url;
    const variables = { ids: campaignIds, ...(way === 'argument' && { after: position }) };
    const extensions = way === 'extensions' && position !== undefined ? { resume: position } : {};
    return {
      url,
      token,
      body: { query, variables, extensions },
      lastEventId: way === 'last-event-id' ? position : undefined,
    };
  }
  function record(seen: Sighting[], { data, errors, extensions }: Result): void {
    const event = data?.[stream];
    const cursor = extensions?.cursor;
    if (!event || cursor === undefined) {
      // Who has not begun has nothing to lose by being told at once that it cannot begin.
      const isPassing = errors?.every(({ extensions: { code } }) => passing.has(code)) ?? false;
      if (position !== undefined && !isPassing) ends.push(JSON.stringify(errors ?? 'no event'));
      return;
    }
    position = cursor;
    const value =
      (event.restatement ?? event.change)?.after?.amountMicros ?? event.campaign?.pacing?.actual.amountMicros;
    seen.push({ cursor, value, conflated: extensions?.gap?.conflated ?? 0 });
  }
  async function follow(signal: AbortSignal): Promise<void> {
    const seen: Sighting[] = [];
    connections.push({ after: position, seen });
    const read = transport === 'websocket' ? readSocket : readEventStream;
    await read(toOpening(), signal, {
      onResult: (result) => record(seen, resultSchema.parse(result)),
      onCursor(cursor) {
        position ??= cursor;
        if (connections.every((connection) => connection.seen.length === 0)) owedAfter ??= cursor;
      },
    });
  }
  return {
    ...options,
    connections,
    ends,
    get owedAfter() {
      return owedAfter;
    },
    async run(signal) {
      while (!signal.aborted) {
        await follow(signal).catch(() => {});
        await sleep(10 + random.below(100), undefined, { signal }).catch(() => {});
      }
    },
  };
}

export interface StreamHandlers {
  readonly onResult: (result: unknown) => void;
  /** Says where a stream begins before it has any event. */
  readonly onCursor: (cursor: string) => void;
}

/** Over graphql-transport-ws, with the public client. */
async function readSocket({ url, token, body }: Opening, signal: AbortSignal, { onResult }: StreamHandlers) {
  const client = createClient({
    url: url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      client.subscribe({ query: '', ...body }, { next: onResult, error: reject, complete: resolve });
    });
  } finally {
    client.terminate();
    await client.dispose();
  }
}
