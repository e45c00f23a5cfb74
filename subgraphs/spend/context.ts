import { batchCounts } from '../common/answer-version.ts';
import type { Database } from '../common/database.ts';
import type { EventLog } from '../common/event-log/event-log.ts';
import type { SubgraphContext } from '../common/subgraph.ts';
import { createKeptQuestions } from './known-answers.ts';
import { readSpendChanges } from './load-count-store.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { SpendTables } from './tables.ts';

/** What the resolvers of one request get. */
export interface Context extends SubgraphContext {
  readonly database: Database<SpendTables>;
  readonly eventLog: EventLog;
  readonly now: () => Date;
  readonly loaders: Loaders;
}

/** Makes contexts: each has loaders of its own, which see the rows of its viewer's advertisers and no others. */
export function contextFactory(
  parts: Pick<Context, 'database' | 'eventLog' | 'now'>,
): (request: SubgraphContext) => Context {
  const questions = createKeptQuestions();
  const { db } = parts.database;
  const readChanges = batchCounts((advertiserIds) => readSpendChanges(db, advertiserIds));
  return (request) => {
    const advertiserIds = request.viewer?.advertiserIds ?? [];
    const countLoads = shareWhileAsked(async () => sum(await readChanges(advertiserIds)));
    const loaders = createLoaders({ db, advertiserIds, now: parts.now(), countLoads }, questions);
    return { ...request, ...parts, loaders };
  };
}

function sum(counts: readonly bigint[]): bigint {
  return counts.reduce((total, count) => total + count, 0n);
}

/** Questions of one moment are asked once; a later one is asked again, as a mutation may lie between. */
function shareWhileAsked<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let asked: Promise<Answer> | undefined;
  return () =>
    (asked ??= ask().finally(() => {
      asked = undefined;
    }));
}
