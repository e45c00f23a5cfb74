// What platforms say of accounts, campaigns, ad groups and ads, merged into what is known of them.
//
// Each group of columns is a register in which the newest value wins, by the moment as of which the platform said it;
// between two values of one moment the one that sorts last wins, so that any order of loading ends in the same rows.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { countChange } from '../common/change-count.ts';
import { maxKeys } from '../common/change-feed.ts';
import { insertEvents } from '../common/event-log/event-store.ts';
import type { Database } from '../common/database.ts';
import type { JsonObject } from '../common/json.ts';
import type { Bid, Budget, Flight, Level, Status } from './ad-entity.ts';
import { findBelow } from './ad-entity-store.ts';
import { structureSaved } from './change-events.ts';
import type { Tables } from './tables.ts';

/** What can be seen of an advertiser's accounts in a platform's reports. An absent property is one not reported. */
export interface PlatformStructure {
  readonly advertisers?: readonly { readonly id: string; readonly name: string }[];
  readonly accounts?: readonly SeenAccount[];
  readonly campaigns?: readonly SeenCampaign[];
  readonly adGroups?: readonly SeenAdGroup[];
  readonly ads?: readonly SeenAd[];
}

export interface SeenAccount {
  readonly id: string;
  readonly advertiserId: string;
  readonly platform: string;
  readonly externalId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly updatedAt: Date;
}

interface Seen {
  readonly id: string;
  readonly advertiserId: string;
  readonly accountId: string;
  readonly externalId: string;
  readonly name: string;
  readonly status: Status;
  /** As of when the platform said all this. */
  readonly updatedAt: Date;
}

export interface SeenCampaign extends Seen {
  readonly objective?: string | null | undefined;
  readonly budget?: Budget | null | undefined;
  readonly bid?: Bid | null | undefined;
  readonly flight?: Flight | null | undefined;
}

export interface SeenAdGroup extends Seen {
  readonly campaignId: string;
  readonly budget?: Budget | null | undefined;
  readonly bid?: Bid | null | undefined;
}

export interface SeenAd extends Seen {
  readonly adGroupId: string;
  readonly campaignId: string;
}

/** Rows a statement: large enough to spare round trips, small enough to stay far from the statement timeout. */
const rowsPerStatement = 5_000;

/**
 * Merges what a platform said into what is known, all of it or nothing. Loading the same again changes nothing. A
 * status, budget or bid that is seen to differ counts up the entity's version; an amount changed through this graph
 * stays until the platform says something newer. A child may come before its parent. What was saved is told in one event
 * for each advertiser.
 */
export async function saveStructure(database: Database<Tables>, structure: PlatformStructure): Promise<void> {
  const entities = [
    ...(structure.campaigns ?? []).map((campaign) => toRow('CAMPAIGN', campaign)),
    ...(structure.adGroups ?? []).map((adGroup) => toRow('AD_GROUP', adGroup)),
    ...(structure.ads ?? []).map((ad) => toRow('AD', ad)),
  ];
  const firstOrdinal = BigInt(Date.now()) * 1_000n;
  const ordered = entities.map((row, place) => ({ ...row, ordinal: String(firstOrdinal + BigInt(place)) }));
  await database.db.transaction().execute(async (trx) => {
    const saved: SavedRow[] = [];
    for (const rows of inRounds(structure.advertisers ?? [])) saved.push(...(await saveAdvertisers(trx, rows)));
    for (const rows of inRounds((structure.accounts ?? []).map(toAccountRow)))
      saved.push(...(await saveAdAccounts(trx, rows)));
    for (const rows of inRounds(ordered)) saved.push(...(await saveAdEntities(trx, rows)));
    const newIds = saved.flatMap(({ id, isNew }) => (isNew ? [id] : []));
    // They may have come before what they are in, and are seen from now on.
    const below = await findBelow(trx, advertisersOf(structure), newIds, maxKeys);
    const events = structureSaved(onlySaved(structure, saved), below);
    if (events.length > 0) await insertEvents(trx, 'campaigns', events);
    await countChange(trx, advertisersOf(structure));
  });
}

/** A row that was inserted or changed. */
interface SavedRow {
  readonly id: string;
  readonly isNew: boolean;
}

function onlySaved(structure: PlatformStructure, saved: readonly SavedRow[]): PlatformStructure {
  const ids = new Set(saved.map(({ id }) => id));
  const keep = <Seen extends { readonly id: string }>(rows: readonly Seen[] = []) =>
    rows.filter(({ id }) => ids.has(id));
  return {
    advertisers: keep(structure.advertisers),
    accounts: keep(structure.accounts),
    campaigns: keep(structure.campaigns),
    adGroups: keep(structure.adGroups),
    ads: keep(structure.ads),
  };
}

/** Whose rows a structure may change. */
function advertisersOf(structure: PlatformStructure): readonly string[] {
  const { advertisers = [], accounts = [], campaigns = [], adGroups = [], ads = [] } = structure;
  const owned = [accounts, campaigns, adGroups, ads].flatMap((rows) => rows.map(({ advertiserId }) => advertiserId));
  return [...new Set([...advertisers.map(({ id }) => id), ...owned])];
}

interface Row extends JsonObject {
  readonly id: string;
  readonly known_at: string;
}

function toAccountRow(account: SeenAccount): Row {
  return {
    advertiser_id: account.advertiserId,
    id: account.id,
    platform: account.platform,
    external_id: account.externalId,
    name: account.name,
    currency: account.currency,
    time_zone: account.timeZone,
    known_at: account.updatedAt.toISOString(),
  };
}

function toRow(level: Level, seen: Seen & Partial<SeenCampaign & SeenAdGroup & SeenAd>): Row {
  const knownAt = seen.updatedAt.toISOString();
  return {
    advertiser_id: seen.advertiserId,
    id: seen.id,
    level,
    account_id: seen.accountId,
    campaign_id: seen.campaignId ?? null,
    ad_group_id: seen.adGroupId ?? null,
    external_id: seen.externalId,
    name: seen.name,
    status: seen.status,
    known_at: knownAt,
    ...(seen.objective !== undefined && { objective: seen.objective, objective_known_at: knownAt }),
    ...(seen.budget !== undefined && toBudgetColumns(seen.budget, knownAt)),
    ...(seen.bid !== undefined && toBidColumns(seen.bid, knownAt)),
    ...(seen.flight !== undefined && toFlightColumns(seen.flight, knownAt)),
  };
}

function toBudgetColumns(budget: Budget | null, knownAt: string): JsonObject {
  return {
    budget_micros: budget && String(budget.amountMicros),
    budget_kind: budget && budget.kind,
    budget_known_at: knownAt,
  };
}

function toBidColumns(bid: Bid | null, knownAt: string): JsonObject {
  return { bid_micros: bid && String(bid.amountMicros), bid_strategy: bid && bid.strategy, bid_known_at: knownAt };
}

function toFlightColumns(flight: Flight | null, knownAt: string): JsonObject {
  return { starts_on: flight && flight.startsOn, ends_on: flight && flight.endsOn, flight_known_at: knownAt };
}

/**
 * Splits rows so that no id comes twice in one statement, which PostgreSQL would refuse, and the newest row of an id
 * comes first: the older ones then only fill in what it left out. Ids are in order in each round, so that two loads at
 * once wait for each other and cannot deadlock.
 */
function* inRounds<R extends { readonly id: string; readonly known_at?: string }>(rows: readonly R[]): Iterable<R[]> {
  const rowsOfId = [...Map.groupBy(rows, ({ id }) => id).values()].sort(([a], [b]) => compare(a?.id, b?.id));
  for (const rowsOfOne of rowsOfId) rowsOfOne.sort((a, b) => compare(b.known_at, a.known_at));
  for (let round = 0; rowsOfId.some((rowsOfOne) => rowsOfOne.length > round); round += 1) {
    const rowsOfRound = rowsOfId.flatMap((rowsOfOne) => rowsOfOne.slice(round, round + 1));
    for (let start = 0; start < rowsOfRound.length; start += rowsPerStatement) {
      yield rowsOfRound.slice(start, start + rowsPerStatement);
    }
  }
}

function compare(a: string | undefined = '', b: string | undefined = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A row that this transaction has inserted has no transaction that ended it; one that it has updated was locked first. */
const savedRows = sql`returning e.id, e.xmax = 0 as "isNew"`;

async function saveAdvertisers(trx: Kysely<Tables>, rows: readonly JsonObject[]): Promise<readonly SavedRow[]> {
  const saved = await sql<SavedRow>`/* saveAdvertisers */
    insert into advertiser as e (id, name)
    select r.id, r.name from json_populate_recordset(null::advertiser, ${JSON.stringify(rows)}) as r
    on conflict (id) do update set name = excluded.name where e.name <> excluded.name
    ${savedRows}`.execute(trx);
  return saved.rows;
}

async function saveAdAccounts(trx: Kysely<Tables>, rows: readonly Row[]): Promise<readonly SavedRow[]> {
  const account: Register = {
    knownAt: 'known_at',
    columns: ['platform', 'external_id', 'name', 'currency', 'time_zone'],
  };
  const saved = await sql<SavedRow>`/* saveAdAccounts */
    insert into ad_account as e (advertiser_id, id, ${columnsOf(account)})
    select r.advertiser_id, r.id, ${columnsOf(account, 'r.')}
    from json_populate_recordset(null::ad_account, ${JSON.stringify(rows)}) as r
    on conflict (advertiser_id, id) do update set ${setNewest(account)} where ${isNewer(account)}
    ${savedRows}`.execute(trx);
  return saved.rows;
}

async function saveAdEntities(trx: Kysely<Tables>, rows: readonly Row[]): Promise<readonly SavedRow[]> {
  const registers = [core, objective, budget, bid, flight];
  const all = sql.join(registers.map((register) => columnsOf(register)));
  const given = sql.join(registers.map((register) => columnsOf(register, 'r.')));
  const saved = await sql<SavedRow>`/* saveAdEntities */
    insert into ad_entity as e (advertiser_id, id, level, ordinal, ${all})
    select r.advertiser_id, r.id, r.level, r.ordinal, ${given}
    from json_populate_recordset(null::ad_entity, ${JSON.stringify(rows)}) as r
    on conflict (advertiser_id, id) do update set
      ${sql.join(registers.map(setNewest))},
      version = e.version + (
        (${isNewer(core)} and excluded.status <> e.status)
        or (${isNewer(budget)} and ${differs(budget)})
        or (${isNewer(bid)} and ${differs(bid)})
      )::integer
    where ${sql.join(registers.map(isNewer), sql` or `)}
    ${savedRows}`.execute(trx);
  return saved.rows;
}

/** Columns that a platform reports together, and the column that says as of when they are known. */
interface Register {
  readonly knownAt: string;
  readonly columns: readonly string[];
}

const core: Register = {
  knownAt: 'known_at',
  columns: ['account_id', 'campaign_id', 'ad_group_id', 'external_id', 'name', 'status'],
};
const objective: Register = { knownAt: 'objective_known_at', columns: ['objective'] };
const budget: Register = { knownAt: 'budget_known_at', columns: ['budget_micros', 'budget_kind'] };
const bid: Register = { knownAt: 'bid_known_at', columns: ['bid_micros', 'bid_strategy'] };
const flight: Register = { knownAt: 'flight_known_at', columns: ['starts_on', 'ends_on'] };

function columnsOf({ knownAt, columns }: Register, prefix = ''): RawBuilder<unknown> {
  return sql.raw([...columns, knownAt].map((column) => `${prefix}${column}`).join(', '));
}

function setNewest(register: Register): RawBuilder<unknown> {
  const assignments = [...register.columns, register.knownAt].map((column) => {
    const name = sql.ref(column);
    return sql`${name} = case when ${isNewer(register)} then excluded.${name} else e.${name} end`;
  });
  return sql.join(assignments);
}

function isNewer(register: Register): RawBuilder<unknown> {
  const knownAt = sql.ref(register.knownAt);
  const [given, known] = [valuesOf(register, 'excluded.'), valuesOf(register, 'e.')];
  return sql`(excluded.${knownAt} is not null and (e.${knownAt} is null or excluded.${knownAt} > e.${knownAt}
    or (excluded.${knownAt} = e.${knownAt} and row(${given})::text collate "C" > row(${known})::text)))`;
}

function differs(register: Register): RawBuilder<unknown> {
  return sql`row(${valuesOf(register, 'excluded.')}) is distinct from row(${valuesOf(register, 'e.')})`;
}

function valuesOf({ columns }: Register, prefix: string): RawBuilder<unknown> {
  return sql.raw(columns.map((column) => `${prefix}${column}`).join(', '));
}
