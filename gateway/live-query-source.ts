// From an admitted live query to what is run again and again.
import { hash } from 'node:crypto';
import { Kind, type SelectionNode } from 'graphql';
import { ClientError } from './errors.ts';
import type { ChangeFeed } from './execute/compile-feed.ts';
import { rightsKey, variablesKey } from './live/group-key.ts';
import type { LiveFeed } from './live/live-feeds.ts';
import type { LiveQuerySource } from './live/live-query.ts';
import type { Admitted } from './live-source.ts';
import type { SubgraphCallContext } from './subgraph-client/subgraph-client.ts';
import type { LiveWish } from './operation/live-wish.ts';

/** Longer than this nobody waits for a change and calls it live. */
const maxThrottleMs = 3_600_000;

export interface LiveQueryParts {
  /** By subgraph. */
  readonly feeds: ReadonlyMap<string, ChangeFeed>;
  /** The least time from one run of a live query to the next. */
  readonly intervalMs: number;
  /** What groups know as the owner of the feeds. */
  readonly owner: object;
  /** Another for each supergraph and view. */
  readonly ownerKey: string;
}

export interface LiveCircumstances {
  /** Whether the request takes an answer that goes on. */
  readonly streams: boolean;
  readonly isDeferred: boolean;
}

/** Refuses a wish that cannot be fulfilled. Throws METHOD_NOT_ALLOWED, GRAPHQL_VALIDATION_FAILED or BAD_USER_INPUT. */
export function checkLiveWish({ throttleMs }: LiveWish, { streams, isDeferred }: LiveCircumstances): void {
  if (isDeferred) {
    throw new ClientError('GRAPHQL_VALIDATION_FAILED', 'A live query defers nothing: leave out @defer or @live.');
  }
  if (!streams) {
    throw new ClientError(
      'METHOD_NOT_ALLOWED',
      'A live query goes on: ask for it by WebSocket, or accept text/event-stream or multipart/mixed;subscriptionSpec="1.0".',
    );
  }
  if (throttleMs >= 0 && throttleMs <= maxThrottleMs) return;
  throw new ClientError('BAD_USER_INPUT', `throttle is ${throttleMs}; it must be from 0 to ${maxThrottleMs} ms.`);
}

/** The live query and what it is shared under. Throws NOT_LIVE when nothing that it reads tells of its changes. */
export function liveQuerySource(
  { operation, variables, prepared }: Admitted,
  { throttleMs }: LiveWish,
  context: SubgraphCallContext,
  parts: LiveQueryParts,
): { readonly key: string; readonly source: LiveQuerySource } {
  const { live } = prepared;
  const asked = live?.subgraphs ?? [];
  const followed = asked.flatMap((subgraph) => parts.feeds.get(subgraph) ?? []);
  const others = asked.filter((subgraph) => !parts.feeds.has(subgraph));
  if (!live || followed.length === 0) throw notLive(operation.definition.selectionSet.selections);
  const intervalMs = Math.max(parts.intervalMs, throttleMs);
  const identity = [live.text ?? operation.id, prepared.fingerprint(), intervalMs, rightsKey(context)];
  const given = variablesKey(variables, Object.keys(variables));
  return {
    key: hash('sha256', JSON.stringify([...identity, given]), 'base64'),
    source: {
      intervalMs,
      feeds: followed.map((feed) => feedOf(feed, parts)),
      clocksMs: followed.map(({ rule }) => rule.clockMs),
      namedKeys: live.namedIds(variables),
      extensions: others.length === 0 ? undefined : { live: { notFollowed: others } },
      run: (runContext, memory) => prepared.runLive(variables, runContext, memory),
    },
  };
}

function notLive(selections: readonly SelectionNode[]): ClientError {
  const fields = selections.flatMap((node) => (node.kind === Kind.FIELD ? [node.name.value] : []));
  return new ClientError(
    'NOT_LIVE',
    'Nothing that this query reads tells of its changes, so it cannot be live; ask without @live.',
    { fields },
  );
}

function feedOf({ rule, delivery, stream, keysOf }: ChangeFeed, { owner, ownerKey }: LiveQueryParts): LiveFeed {
  const { subgraph } = rule;
  return {
    subgraph,
    keysOf,
    sourceFor: (context) => ({
      key: JSON.stringify(['feed', ownerKey, subgraph, rightsKey(context)]),
      rule: delivery,
      owner,
      fingerprint: subgraph,
      selectedTypes: new Map(),
      head: stream.head,
      open: (after, opening, ledger) => stream.open({}, after, opening, ledger),
    }),
  };
}
