// The reads of one request, batched: however many fields ask, each kind of row costs one statement a level. Every
// statement is bound to the viewer's advertisers, so another tenant's row is as absent as one that does not exist.
import DataLoader from 'dataloader';
import type { AttributionModel } from './credit-path.ts';
import {
  type CreditColumn,
  type CreditedConversion,
  type CreditedPage,
  type CreditRow,
  findCreditedConversions,
  findCredits,
  sumCredits,
} from './credit-store.ts';
import { creditColumnOf, creditScopeOf, type Earnings, earningsOf, type PerformanceReference } from './earnings.ts';
import { type AttributionDb, type Conversion, findConversions, loadPaths, type Touchpoint } from './event-store.ts';

export interface Loaders {
  /** By id; undefined where there is none that the viewer may see. */
  readonly conversion: DataLoader<string, Conversion | undefined>;
  /** By the conversion's id, oldest touchpoint first. */
  readonly path: DataLoader<string, readonly Touchpoint[]>;
  /** By the conversion's id, in the order of the path. */
  creditsBy(model: AttributionModel): DataLoader<string, readonly CreditRow[]>;
  /** By the campaign's id, newest first. */
  creditedConversions(page: CreditedPage): DataLoader<string, readonly CreditedConversion[]>;
  earningsBy(model: AttributionModel): DataLoader<PerformanceReference, Earnings, string>;
}

/** Loaders for one request: they remember what they loaded and must not outlive it. */
export function createLoaders(db: AttributionDb, advertiserIds: readonly string[]): Loaders {
  return {
    conversion: new DataLoader(async (ids) => {
      const conversions = await findConversions(db, advertiserIds, ids.filter(isText));
      const conversionOfId = new Map(conversions.map((conversion) => [conversion.id, conversion]));
      return ids.map((id) => conversionOfId.get(id));
    }),
    path: listLoader(
      (ids) => loadPaths(db, advertiserIds, ids),
      ({ conversionId }) => conversionId,
    ),
    creditsBy: perArgument((model) =>
      listLoader(
        (ids) => findCredits(db, advertiserIds, model, ids),
        ({ conversionId }) => conversionId,
      ),
    ),
    creditedConversions: perArgument((page) =>
      listLoader(
        (ids) => findCreditedConversions(db, advertiserIds, ids, page),
        ({ campaignId }) => campaignId,
      ),
    ),
    earningsBy: perArgument((model) => earningsLoader(db, advertiserIds, model)),
  };
}

/** PostgreSQL has no text with a NUL in it and would fail on one. */
function isText(id: string): boolean {
  return !id.includes('\0');
}

function listLoader<Row>(
  find: (ids: readonly string[]) => Promise<readonly Row[]>,
  ownerOf: (row: Row) => string,
): DataLoader<string, readonly Row[]> {
  return new DataLoader(async (ids) => {
    const rowsOfOwner = Map.groupBy(await find(ids.filter(isText)), ownerOf);
    return ids.map((id) => rowsOfOwner.get(id) ?? []);
  });
}

function earningsLoader(db: AttributionDb, advertiserIds: readonly string[], model: AttributionModel) {
  const sumColumn = async (column: CreditColumn | undefined, performances: readonly PerformanceReference[]) => {
    if (column === undefined) return [];
    const scopes = performances.map(({ scope }) => creditScopeOf(scope));
    const sums = Map.groupBy(await sumCredits(db, advertiserIds, model, column, scopes), ({ index }) => index);
    return performances.map(({ id }, index) => [id, earningsOf(sums.get(index) ?? [])] as const);
  };
  return new DataLoader<PerformanceReference, Earnings, string>(
    async (performances) => {
      const columns = Map.groupBy(performances, ({ scope }) => creditColumnOf(scope.scopeId));
      const sums = await Promise.all([...columns].map(([column, some]) => sumColumn(column, some)));
      const earningsOfId = new Map(sums.flat());
      return performances.map(({ id }) => earningsOfId.get(id) ?? earningsOf([]));
    },
    { cacheKeyFn: ({ id }) => id },
  );
}

/** One loader for each argument: pages that differ cannot share a statement. */
function perArgument<Argument, Loader>(create: (argument: Argument) => Loader): (argument: Argument) => Loader {
  const loaderOfArgument = new Map<string, Loader>();
  return (argument) => {
    const key = JSON.stringify(argument);
    const loader = loaderOfArgument.get(key) ?? create(argument);
    loaderOfArgument.set(key, loader);
    return loader;
  };
}
