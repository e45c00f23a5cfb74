// What a live query hears of changes: from each subgraph that tells of them, without a gap.
import type { GraphQLResult } from '../execute/graphql-result.ts';
import type { SubgraphCallContext } from '../subgraph-client/subgraph-client.ts';
import type { LiveGroups } from './live-groups.ts';
import type { SharedStream } from './member.ts';
import { anything } from './staleness.ts';
import type { StreamSource } from './stream-source.ts';

/** How a subgraph tells of its changes. */
export interface LiveFeed {
  readonly subgraph: string;
  sourceFor(context: SubgraphCallContext): StreamSource;
  /** The words that an event names. */
  keysOf(event: GraphQLResult): readonly string[];
}

export interface LiveFeeds {
  /**
   * Listens with the rights of the context, after what was heard before. `isHearing` resolves once nothing that is
   * committed from then on can be missed; `onEnd` is told why there is no more.
   */
  listen(
    context: SubgraphCallContext,
    onEnd: (last: GraphQLResult) => void,
  ): { readonly isHearing: Promise<void>; stop(): void };
}

export interface LiveFeedsOptions {
  readonly feeds: readonly LiveFeed[];
  readonly groups: Pick<LiveGroups, 'join'>;
  readonly onChange: (subgraph: string, words: readonly string[]) => void;
  readonly formatFailure: (error: unknown) => GraphQLResult;
}

export function createLiveFeeds({ feeds, groups, onChange, formatFailure }: LiveFeedsOptions): LiveFeeds {
  const cursors = new Map<LiveFeed, string>();

  /** Resolves when it is known where the feed begins, or that it does not. */
  function hear(feed: LiveFeed, stream: SharedStream, onEnd: (last: GraphQLResult) => void): Promise<void> {
    let last = feedEnded;
    return new Promise((resolve) =>
      stream.deliverTo({
        hasRoom: true,
        begin(cursor) {
          if (!cursors.has(feed)) cursors.set(feed, cursor);
          resolve();
        },
        take(event) {
          const cursor = event.extensions?.['cursor'];
          if (typeof cursor === 'string') cursors.set(feed, cursor);
          if (event.errors) last = { errors: event.errors };
          onChange(feed.subgraph, event.errors ? [anything] : feed.keysOf(event));
        },
        close(reason) {
          resolve();
          onEnd(reason === undefined ? last : formatFailure(reason));
        },
      }),
    );
  }
  return {
    listen(context, onEnd) {
      const join = (feed: LiveFeed): SharedStream =>
        groups.join(feed.sourceFor(context), { request: {}, context, after: cursors.get(feed) });
      const heard = feeds.map((feed) => [feed, join(feed)] as const);
      const begun = Promise.all(heard.map(([feed, stream]) => hear(feed, stream, onEnd)));
      return {
        isHearing: begun.then(() => {}),
        stop() {
          for (const [, stream] of heard) void stream.return();
        },
      };
    },
  };
}

const feedEnded: GraphQLResult = {
  errors: [
    { message: 'This part of the graph tells of no more changes.', extensions: { code: 'SUBGRAPH_UNREACHABLE' } },
  ],
};
