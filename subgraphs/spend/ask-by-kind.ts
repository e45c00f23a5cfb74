import type { Kysely } from 'kysely';
import { type ScopeKind, scopeKind, type SpendScope } from './spend-scope.ts';
import type { ScopeQuery } from './spend-store.ts';
import type { SpendTables } from './tables.ts';

/** What questions are asked with. */
export interface Asker {
  readonly db: Kysely<SpendTables>;
  readonly advertiserIds: readonly string[];
  readonly now: Date;
  /** How many loads these advertisers had by now. */
  readonly countLoads: () => Promise<bigint>;
}

/** Rows of a scope: those whose `scope` is its place. */
export interface OfScope {
  readonly scope: number;
}

/** Asks once for each kind of scope and hands the rows back to their scopes. */
export async function askByKind<Row extends OfScope>(
  { advertiserIds, now }: Pick<Asker, 'advertiserIds' | 'now'>,
  scopes: readonly SpendScope[],
  ask: (query: ScopeQuery) => Promise<readonly Row[]>,
): Promise<Row[][]> {
  const answers: Row[][] = scopes.map(() => []);
  const places = Map.groupBy(scopes.keys(), (place) => scopeKind(scopes[place]?.scopeId ?? ''));
  const askKind = async (kind: ScopeKind, places: readonly number[]) => {
    const asked = places.flatMap((place) => scopes[place] ?? []);
    for (const row of await ask({ kind, scopes: asked, advertiserIds, now }))
      answers[places[row.scope] ?? -1]?.push(row);
  };
  await Promise.all([...places].map(([kind, places]) => kind && askKind(kind, places)));
  return answers;
}
