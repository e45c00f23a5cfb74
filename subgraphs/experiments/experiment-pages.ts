// The connection of experiments, newest first: what a client may ask for, and what it gets.
import { badInput } from '../common/access.ts';
import { type PageArguments, readPage, toConnection } from '../common/keyset.ts';
import type { Experiment } from './experiment.ts';
import type { ExperimentPage } from './experiment-store.ts';

/** Reads the arguments of a list of experiments; throws `BAD_USER_INPUT`. */
export function readExperimentPage(args: PageArguments): ExperimentPage {
  const { limit, after } = readPage(args, 2);
  // One row more tells whether another page follows.
  return { limit: limit + 1, after: readPosition(after) };
}

/** Makes the connection of what was fetched for a page. */
export function toExperimentConnection(rows: readonly Experiment[], { limit }: ExperimentPage) {
  return toConnection(rows, limit - 1, ({ createdAt, id }) => [createdAt.toISOString(), id]);
}

function readPosition(key: readonly string[] | undefined): ExperimentPage['after'] {
  if (!key) return undefined;
  const [time = '', id = ''] = key;
  const createdAt = new Date(time);
  // Other spellings of a time, and years that PostgreSQL would not read, are not ours.
  if (!/^\d{4}-/.test(time) || Number.isNaN(createdAt.getTime()) || createdAt.toISOString() !== time) {
    throw badInput('after is not a cursor of this list; pass the endCursor of a page of it.');
  }
  return { createdAt, id };
}
