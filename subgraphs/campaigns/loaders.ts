// The reads of one request, batched: however many fields ask, each kind of row costs one statement a level. Every
// statement is bound to the viewer's advertisers, so another tenant's row is as absent as one that does not exist.
import DataLoader from 'dataloader';
import type { Kysely } from 'kysely';
import { findAdAccounts, findAdvertisers, listAdAccounts, type NamePage } from './account-store.ts';
import type { AdAccount, AdEntity, Advertiser } from './ad-entity.ts';
import { type CampaignFilter, findAdEntities, listChildren, type OrdinalPage, type Parent } from './ad-entity-store.ts';
import type { AppliedChange } from './applied-change.ts';
import { type Approval, findApprovals } from './approval-store.ts';
import { type HistoryOwner, listAppliedChanges, type VersionPage } from './change-store.ts';
import type { ChangeRequest } from './change-request.ts';
import { findRequests, listTransitions, type Transition } from './request-store.ts';
import type { Tables } from './tables.ts';

/** By id: undefined where there is none that the viewer may see. Lists: one row more than the page holds. */
export interface Loaders {
  readonly advertiser: DataLoader<string, Advertiser | undefined>;
  readonly adAccount: DataLoader<string, AdAccount | undefined>;
  readonly adEntity: DataLoader<string, AdEntity | undefined>;
  readonly changeRequest: DataLoader<string, ChangeRequest | undefined>;
  adAccountsOf(advertiserId: string, page: NamePage): Promise<readonly AdAccount[]>;
  childrenOf(parent: Parent, filter: CampaignFilter, page: OrdinalPage): Promise<readonly AdEntity[]>;
  changesOf(owner: HistoryOwner, page: VersionPage): Promise<readonly AppliedChange[]>;
  /** By request; undefined where nobody has decided. */
  readonly approval: DataLoader<string, Approval | undefined>;
  /** All of them, in order: a request has few. */
  transitionsOf(owner: HistoryOwner): Promise<readonly Transition[]>;
}

/** Loaders for one request, or for one event of a subscription: they remember what they loaded and must not live on. */
export function createLoaders(db: Kysely<Tables>, advertiserIds: readonly string[]): Loaders {
  const own = new Set(advertiserIds);
  const accountLists = perArguments((page: NamePage) =>
    listLoader((owners: readonly { readonly id: string }[]) =>
      listAdAccounts(
        db,
        owners.map(({ id }) => id).filter((id) => own.has(id)),
        page,
      ),
    ),
  );
  const childLists = perArguments(({ filter, page }: { filter: CampaignFilter; page: OrdinalPage }) =>
    listLoader((parents: readonly Parent[]) => listChildren(db, advertiserIds, parents, filter, page)),
  );
  const changeLists = perArguments((page: VersionPage) =>
    listLoader((owners: readonly HistoryOwner[]) => listAppliedChanges(db, advertiserIds, owners, page)),
  );
  const transitionLists = listLoader((owners: readonly HistoryOwner[]) =>
    listTransitions(
      db,
      advertiserIds,
      owners.map(({ id }) => id),
    ),
  );
  return {
    advertiser: rowLoader((ids) =>
      findAdvertisers(
        db,
        ids.filter((id) => own.has(id)),
      ),
    ),
    adAccount: rowLoader((ids) => findAdAccounts(db, advertiserIds, ids)),
    adEntity: rowLoader((ids) => findAdEntities(db, advertiserIds, ids)),
    changeRequest: rowLoader((ids) => findRequests(db, advertiserIds, ids)),
    approval: rowLoader(async (ids) => {
      const approvals = await findApprovals(db, advertiserIds, ids);
      return approvals.map((approval) => ({ ...approval, id: approval.requestId }));
    }),
    adAccountsOf: (advertiserId, page) => accountLists(page).load({ id: advertiserId }),
    childrenOf: (parent, filter, page) => childLists({ filter, page }).load(parent),
    changesOf: (owner, page) => changeLists(page).load(owner),
    transitionsOf: (owner) => transitionLists.load(owner),
  };
}

function rowLoader<Row extends { readonly id: string }>(find: (ids: readonly string[]) => Promise<readonly Row[]>) {
  return new DataLoader<string, Row | undefined>(async (ids) => {
    // PostgreSQL has no text with a NUL in it and would fail on one.
    const rows = await find(ids.filter((id) => !id.includes('\0')));
    const rowOfId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => rowOfId.get(id));
  });
}

function listLoader<Owner extends { readonly id: string }, Row>(
  list: (owners: readonly Owner[]) => Promise<ReadonlyMap<string, readonly Row[]>>,
) {
  return new DataLoader<Owner, readonly Row[], string>(
    async (owners) => {
      const rowsOfId = await list(owners);
      return owners.map(({ id }) => rowsOfId.get(id) ?? []);
    },
    { cacheKeyFn: ({ id }) => id },
  );
}

/** One loader for each set of arguments: lists with different pages or filters cannot share a statement. */
function perArguments<Arguments, Loader>(create: (given: Arguments) => Loader): (given: Arguments) => Loader {
  const loaderOfArguments = new Map<string, Loader>();
  return (given) => {
    const key = JSON.stringify(given, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    const loader = loaderOfArguments.get(key) ?? create(given);
    loaderOfArguments.set(key, loader);
    return loader;
  };
}
