// Answers about reported spend, kept between requests. What a dashboard asks changes only when something is loaded, and
// working out the shape of a day from four weeks of hours costs a hundred times as much as asking whether anything was.
//
// The rule: an answer is good for whoever has seen no more loads than it had. The count of loads is read before the
// rows are, and a load counts itself in its own transaction, so a restatement of any day, by any process, is in the next
// answer. Besides loads only the clock matters, where it closes a day: local days begin at full quarters of an hour of
// UTC, in every zone, so an answer is good within the quarter that it was worked out in.
import DataLoader from 'dataloader';
import { askByKind, type Asker, type OfScope } from './ask-by-kind.ts';
import { scopeKey, type SpendScope } from './spend-scope.ts';
import {
  type HourOfDayRow,
  listReportedToday,
  type ReportedToday,
  type ScopeQuery,
  type SpendTotal,
  sumHoursOfDay,
  sumSpend,
} from './spend-store.ts';

/** The rows of each scope, in order. */
export type Question<Row> = (asker: Asker, scopes: readonly SpendScope[]) => Promise<readonly (readonly Row[])[]>;

/** The questions whose answers are kept; their rows follow from the scope, the loads and which days are closed. */
export interface KeptQuestions {
  readonly totals: Question<SpendTotal>;
  readonly reportedToday: Question<ReportedToday>;
  readonly hoursOfDay: Question<HourOfDayRow>;
}

/** The kept questions of one subgraph. */
export function createKeptQuestions(): KeptQuestions {
  return {
    totals: keepAnswers(sumSpend),
    reportedToday: keepAnswers(listReportedToday),
    hoursOfDay: keepAnswers(sumHoursOfDay),
  };
}

interface Answer<Row> {
  readonly loads: bigint;
  readonly quarter: number;
  readonly rows: Promise<readonly Row[]>;
}

/** The longest answer has two groups of 24 rows, some 6 kB: all in all at most 60 MB a question. */
const maxAnswers = 10_000;

const msPerQuarter = 15 * 60_000;

/**
 * Asks only for scopes whose answer is not known. Answers are kept by the advertisers that were asked about: viewers
 * share one when they may see the same. One that is still being worked out is waited for, one that failed is forgotten.
 */
export function keepAnswers<Row extends OfScope>(
  ask: (db: Asker['db'], query: ScopeQuery) => Promise<readonly Row[]>,
  capacity = maxAnswers,
): Question<Row> {
  const known = new Map<string, Answer<Row>>();
  return async (asker, scopes) => {
    const loads = await asker.countLoads();
    const quarter = Math.floor(asker.now.getTime() / msPerQuarter);
    const visible = asker.advertiserIds.toSorted().join();
    const missing = new DataLoader<SpendScope, readonly Row[], string>(
      (asked) => askByKind(asker, asked, (query) => ask(asker.db, query)),
      { cacheKeyFn: scopeKey },
    );
    const answer = (scope: SpendScope) => {
      const key = `${scopeKey(scope)} ${visible}`;
      const found = known.get(key);
      const isGood = found && found.loads >= loads && found.quarter === quarter;
      return keep(known, key, isGood ? found : { loads, quarter, rows: missing.load(scope) }, capacity);
    };
    return await Promise.all(scopes.map(answer));
  };
}

/** Puts an answer where the newest are, and hands its rows on. */
function keep<Row>(
  known: Map<string, Answer<Row>>,
  key: string,
  answer: Answer<Row>,
  capacity: number,
): Promise<readonly Row[]> {
  if (known.get(key) !== answer) forgetFailed(known, key, answer);
  // A Map keeps the order of insertion, so what was used longest ago stands first.
  known.delete(key);
  known.set(key, answer);
  if (known.size > capacity) known.delete(known.keys().next().value ?? key);
  return answer.rows;
}

function forgetFailed<Row>(known: Map<string, Answer<Row>>, key: string, answer: Answer<Row>): void {
  answer.rows.catch(() => {
    if (known.get(key) === answer) known.delete(key);
  });
}
