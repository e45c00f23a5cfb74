// One loader a question. Within a request every question is asked once for all entities of a kind, whatever the number
// of resolvers that ask it; and only the viewer's advertisers are asked.
import DataLoader from 'dataloader';
import type { Kysely } from 'kysely';
import { askByKind, type Asker, type OfScope } from './ask-by-kind.ts';
import { addDays, type Period } from '../common/period.ts';
import { type PublishedRate, maxRateAgeDays } from './fx.ts';
import { listRates } from './fx-store.ts';
import { type EntityPacing, loadPacing, type PacingRequest } from './load-pacing.ts';
import type { SpendGrain } from './spend-fact.ts';
import type { KeptQuestions } from './known-answers.ts';
import { scopeKey, type SpendScope } from './spend-scope.ts';
import {
  listDays,
  listHours,
  listRestatements,
  type RestatementRow,
  type ScopeQuery,
  type SpendPointRow,
  type SpendTotal,
} from './spend-store.ts';
import type { SpendTables } from './tables.ts';

/** A scope by hours or by days. */
export interface SeriesKey extends SpendScope {
  readonly grain: SpendGrain;
}

/** A pair of currencies over some days. */
export interface RatesKey extends Period {
  readonly base: string;
  readonly quote: string;
}

export interface Loaders {
  readonly totals: DataLoader<SpendScope, readonly SpendTotal[], string>;
  readonly days: DataLoader<SpendScope, readonly SpendPointRow[], string>;
  readonly series: DataLoader<SeriesKey, readonly SpendPointRow[], string>;
  readonly restatements: DataLoader<SeriesKey, readonly RestatementRow[], string>;
  readonly pacing: DataLoader<PacingRequest, EntityPacing | null, string>;
  readonly rates: DataLoader<RatesKey, readonly PublishedRate[], string>;
}

/** As many restatements as a series tells of. */
const maxRestatements = 100;

/** The loaders of one request. */
export function createLoaders(asker: Asker, questions: KeptQuestions): Loaders {
  const { db } = asker;
  return {
    totals: new DataLoader((scopes) => questions.totals(asker, scopes), { cacheKeyFn: scopeKey }),
    days: scopeLoader(asker, (query) => listDays(db, query)),
    series: seriesLoader(asker, (query, grain) => (grain === 'HOUR' ? listHours(db, query) : listDays(db, query))),
    restatements: seriesLoader(asker, (query, grain) =>
      listRestatements(db, query, { grain: grain === 'HOUR' ? grain : undefined, limit: maxRestatements }),
    ),
    pacing: new DataLoader((requests) => loadPacing(asker, questions, requests), { cacheKeyFn: pacingKey }),
    rates: new DataLoader((keys) => loadRates(db, keys), {
      cacheKeyFn: ({ base, quote, firstDay, lastDay }) => [base, quote, firstDay, lastDay].join(),
    }),
  };
}

function scopeLoader<Row extends OfScope>(
  asker: Asker,
  ask: (query: ScopeQuery) => Promise<readonly Row[]>,
): DataLoader<SpendScope, readonly Row[], string> {
  return new DataLoader((scopes) => askByKind(asker, scopes, ask), { cacheKeyFn: scopeKey });
}

function seriesLoader<Row extends OfScope>(
  asker: Asker,
  ask: (query: ScopeQuery, grain: SpendGrain) => Promise<readonly Row[]>,
): DataLoader<SeriesKey, readonly Row[], string> {
  const loaders = {
    HOUR: scopeLoader(asker, (query) => ask(query, 'HOUR')),
    DAY: scopeLoader(asker, (query) => ask(query, 'DAY')),
  };
  return new DataLoader((keys) => Promise.all(keys.map(({ grain, ...scope }) => loaders[grain].load(scope))), {
    cacheKeyFn: (key) => `${key.grain} ${scopeKey(key)}`,
  });
}

function pacingKey({ id, budget, flight, timeZone }: PacingRequest): string {
  return [id, budget.amountMicros, budget.currency, budget.kind, flight?.startsOn, flight?.endsOn, timeZone].join();
}

/** All rates of the currencies that any key names, in one question. */
async function loadRates(db: Kysely<SpendTables>, keys: readonly RatesKey[]): Promise<(readonly PublishedRate[])[]> {
  const currencies = [...new Set(keys.flatMap(({ base, quote }) => [base, quote]))];
  const firstDay = keys.map((key) => key.firstDay).reduce((left, right) => (left < right ? left : right));
  const lastDay = keys.map((key) => key.lastDay).reduce((left, right) => (left > right ? left : right));
  const rates = await listRates(db, currencies, { firstDay: addDays(firstDay, -maxRateAgeDays), lastDay });
  return keys.map(({ base, quote }) =>
    rates.filter((rate) => [base, quote].some((code) => code === rate.base || code === rate.quote)),
  );
}
