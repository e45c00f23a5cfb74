// Reading spend. Every statement begins with the same choice of facts, made here once, so that no total ever adds a
// number to its own parts; and every statement is filtered by the viewer's advertisers.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { SpendGrain } from './spend-fact.ts';
import type { ScopeKind, SpendScope } from './spend-scope.ts';
import type { SpendTables } from './tables.ts';

type Db = Kysely<SpendTables>;

/** Scopes of one kind, who asks, and when. A row's `scope` is the place of its scope in `scopes`. */
export interface ScopeQuery {
  readonly kind: ScopeKind;
  readonly scopes: readonly SpendScope[];
  readonly advertiserIds: readonly string[];
  /** Tells closed days from the running one. */
  readonly now: Date;
}

/** The column of spend_entity that finds the entities at or below a scope. */
const columnOfKind: Readonly<Record<ScopeKind, string>> = {
  ADVERTISER: 'advertiser_id',
  ACCOUNT: 'account_id',
  CAMPAIGN: 'campaign_id',
  AD_GROUP: 'ad_group_id',
  AD: 'entity_id',
};

/**
 * The common table expressions up to `selected`: the facts that make up the scopes' totals, each with its `scope`.
 *
 * Of one entity and day one report is taken: an unbroken one before one broken down; the day row of a closed day, the
 * hours of the running one; and among breakdowns the one whose dimensions come first in the alphabet, never two.
 * Of the levels, an entity's own report is taken before that of the entities below it, at every step from the account
 * down; ads before keywords, which are two views of the same money.
 */
function selectedFacts({ kind, scopes, advertiserIds, now }: ScopeQuery, grain?: SpendGrain): RawBuilder<unknown> {
  // No zone is further than 15 hours from UTC: a wide bound on the indexed column, the exact one on the day beside it.
  return sql`scope as (
      select (position - 1)::integer as scope, scope_id, first_day, last_day,
        first_day::timestamp at time zone 'UTC' - interval '15 hours' as not_before,
        (last_day + 1)::timestamp at time zone 'UTC' + interval '15 hours' as before
      from unnest(${scopes.map(({ scopeId }) => scopeId)}::text[], ${scopes.map(({ firstDay }) => firstDay)}::date[],
        ${scopes.map(({ lastDay }) => lastDay)}::date[]) with ordinality as given (scope_id, first_day, last_day, position)
    ), candidate as (
      select scope.scope, entity.level, entity.account_id, entity.campaign_id, entity.ad_group_id, entity.time_zone, fact.*,
        case when fact.breakdown = '' then '' else 'parts ' end
          || case when (fact.grain = 'DAY') = (fact.day < (${now}::timestamptz at time zone entity.time_zone)::date)
            then '1 ' else '2 ' end
          || case when fact.breakdown = '' then '' else regexp_replace(fact.breakdown, '=[^&]*', '', 'g') end as report
      from scope
      join spend_entity as entity
        on entity.advertiser_id = any(${[...advertiserIds]}::text[]) and entity.${sql.id(columnOfKind[kind])} = scope.scope_id
      join spend_fact as fact
        on fact.advertiser_id = entity.advertiser_id and fact.entity_id = entity.entity_id
        and fact.starts_at >= scope.not_before and fact.starts_at < scope.before
        and fact.day between scope.first_day and scope.last_day
      where ${grain ?? null}::text is null or fact.grain = ${grain ?? null}
    ), reported as (
      select *, min(report) over (partition by scope, entity_id, day) as best_report from candidate
    ), placed as (
      select *,
        bool_or(level = 'ACCOUNT') over account as account_told,
        bool_or(level = 'CAMPAIGN') over account as any_campaign_told,
        bool_or(level = 'CAMPAIGN') over campaign as campaign_told,
        bool_or(level = 'AD_GROUP') over campaign as any_ad_group_told,
        bool_or(level = 'AD_GROUP') over ad_group as ad_group_told,
        bool_or(level = 'AD') over ad_group as ads_told
      from reported
      where report = best_report
      window account as (partition by scope, day, account_id),
        campaign as (partition by scope, day, account_id, campaign_id),
        ad_group as (partition by scope, day, account_id, campaign_id, ad_group_id)
    ), selected as (
      select * from placed
      where level = 'ACCOUNT'
        or not account_told and (
          level = 'CAMPAIGN'
          or not case when campaign_id is null then any_campaign_told else campaign_told end and (
            level = 'AD_GROUP'
            or not case when ad_group_id is null then any_ad_group_told else ad_group_told end
              and (level = 'AD' or not ads_told)))
    )`;
}

/** What was spent in one currency over a whole scope. */
export interface SpendTotal {
  readonly scope: number;
  readonly currency: string;
  readonly spendMicros: bigint;
  readonly impressions: bigint;
  readonly clicks: bigint;
}

/** Totals by scope and currency; a scope without reports has none. */
export async function sumSpend(db: Db, query: ScopeQuery): Promise<readonly SpendTotal[]> {
  const { rows } = await sql<SpendTotal>`
    /* sumSpend */
    with ${selectedFacts(query)}
    select scope, currency, sum(spend_micros)::bigint as "spendMicros", sum(impressions)::bigint as impressions,
      sum(clicks)::bigint as clicks
    from selected
    group by scope, currency
    order by scope, currency`.execute(db);
  return rows;
}

/** One hour or day of a scope. */
export interface SpendPointRow extends SpendTotal {
  readonly startsAt: Date;
  readonly day: string;
  /** When the newest report behind the point was read. */
  readonly observedAt: Date;
}

/** Totals by scope and day, oldest first. */
export async function listDays(db: Db, query: ScopeQuery): Promise<readonly SpendPointRow[]> {
  const { rows } = await sql<SpendPointRow>`
    /* listSpendDays */
    with ${selectedFacts(query)}
    select scope, day, currency, min(starts_at) as "startsAt", max(observed_at) as "observedAt",
      sum(spend_micros)::bigint as "spendMicros", sum(impressions)::bigint as impressions, sum(clicks)::bigint as clicks
    from selected
    group by scope, day, currency
    order by scope, day, currency`.execute(db);
  return rows;
}

/** Totals by scope and hour, oldest first; only of what was reported by the hour. */
export async function listHours(db: Db, query: ScopeQuery): Promise<readonly SpendPointRow[]> {
  const { rows } = await sql<SpendPointRow>`
    /* listSpendHours */
    with ${selectedFacts(query, 'HOUR')}
    select scope, day, currency, starts_at as "startsAt", max(observed_at) as "observedAt",
      sum(spend_micros)::bigint as "spendMicros", sum(impressions)::bigint as impressions, sum(clicks)::bigint as clicks
    from selected
    group by scope, day, currency, starts_at
    order by scope, starts_at, currency`.execute(db);
  return rows;
}

/** What is reported of the running day of a scope, by grain and start. */
export interface ReportedToday {
  readonly scope: number;
  readonly grain: SpendGrain;
  readonly startsAt: Date;
  readonly currency: string;
  readonly spendMicros: bigint;
  readonly observedAt: Date;
}

/** The reports of each scope's day, which is its only one: hours where there are any, else the day row. */
export async function listReportedToday(db: Db, query: ScopeQuery): Promise<readonly ReportedToday[]> {
  const { rows } = await sql<ReportedToday>`
    /* listSpendToday */
    with ${selectedFacts(query)}
    select scope, grain, starts_at as "startsAt", currency, sum(spend_micros)::bigint as "spendMicros",
      max(observed_at) as "observedAt"
    from selected
    group by scope, grain, starts_at, currency
    order by scope, starts_at`.execute(db);
  return rows;
}

/** What a scope spent in one local hour, over its complete days before the last day of the scope. */
export interface HourOfDayRow {
  readonly scope: number;
  /** Whether the days are those of the weekday of the scope's last day. */
  readonly isSameWeekday: boolean;
  readonly days: number;
  readonly hour: number;
  readonly spendMicros: bigint;
}

/**
 * The hours of the days before each scope's last day. A day counts when something was spent in it and reports reach
 * from its first hour to its last: platforms leave out hours without delivery, so a report before and one after do too.
 */
export async function sumHoursOfDay(db: Db, query: ScopeQuery): Promise<readonly HourOfDayRow[]> {
  const { rows } = await sql<HourOfDayRow>`
    /* sumSpendByHourOfDay */
    with ${selectedFacts(query, 'HOUR')}, hourly as (
      select selected.scope, day, extract(hour from starts_at at time zone time_zone)::integer as hour,
        sum(spend_micros) as spend_micros, extract(isodow from day) = extract(isodow from scope.last_day) as is_same_weekday,
        day = scope.last_day as is_running
      from selected join scope using (scope)
      group by selected.scope, day, hour, scope.last_day
    ), daily as (
      select scope, day, is_running, is_same_weekday, sum(spend_micros) > 0 as has_spend,
        min(hour) = 0 or day > min(day) over (partition by scope) as is_whole_before,
        max(hour) = 23 or day < max(day) over (partition by scope) as is_whole_after
      from hourly
      group by scope, day, is_running, is_same_weekday
    ), complete as (
      select scope, day, is_same_weekday, count(*) over (partition by scope, is_same_weekday)::integer as days
      from daily
      where has_spend and is_whole_before and is_whole_after and not is_running
    )
    select scope, complete.is_same_weekday as "isSameWeekday", days, hour, sum(spend_micros)::bigint as "spendMicros"
    from complete join hourly using (scope, day)
    group by scope, complete.is_same_weekday, days, hour
    order by scope, complete.is_same_weekday, hour`.execute(db);
  return rows;
}

/** A change of one of the facts behind a scope, newest first. */
export interface RestatementRow {
  readonly scope: number;
  readonly advertiserId: string;
  readonly entityId: string;
  readonly startsAt: Date;
  readonly grain: SpendGrain;
  readonly breakdown: string;
  readonly revision: number;
  readonly day: string;
  readonly currencyBefore: string;
  readonly spendMicrosBefore: bigint;
  readonly currencyAfter: string;
  readonly spendMicrosAfter: bigint;
  readonly changedAt: Date;
}

/** The newest `limit` changes of the facts behind each scope. */
export async function listRestatements(
  db: Db,
  query: ScopeQuery,
  { grain, limit }: { readonly grain: SpendGrain | undefined; readonly limit: number },
): Promise<readonly RestatementRow[]> {
  const { rows } = await sql<RestatementRow>`
    /* listSpendRestatements */
    with ${selectedFacts(query, grain)}, version as (
      select scope, advertiser_id, entity_id, starts_at, grain, breakdown, known.revision, known.day, known.currency,
        known.spend_micros, known.impressions, known.clicks, known.known_since
      from selected join spend_revision as known using (advertiser_id, entity_id, starts_at, grain, breakdown)
      union all
      select scope, advertiser_id, entity_id, starts_at, grain, breakdown, revision, day, currency,
        spend_micros, impressions, clicks, known_since
      from selected
      where revision > 0
    ), change as (
      select *, lead(day) over history as day_after, lead(currency) over history as currency_after,
        lead(spend_micros) over history as spend_after, lead(impressions) over history as impressions_after,
        lead(clicks) over history as clicks_after, lead(known_since) over history as changed_at
      from version
      window history as (partition by scope, advertiser_id, entity_id, starts_at, grain, breakdown
        order by known_since, revision)
    ), numbered as (
      select *, row_number() over (partition by scope order by changed_at desc, starts_at desc, entity_id, breakdown, revision desc)
        as place
      from change
      where changed_at is not null and (day, currency, spend_micros, impressions, clicks)
        is distinct from (day_after, currency_after, spend_after, impressions_after, clicks_after)
    )
    select scope, advertiser_id as "advertiserId", entity_id as "entityId", starts_at as "startsAt", grain, breakdown,
      revision, day_after as day, currency as "currencyBefore", spend_micros as "spendMicrosBefore",
      currency_after as "currencyAfter", spend_after as "spendMicrosAfter", changed_at as "changedAt"
    from numbered
    where place <= ${limit}
    order by scope, place`.execute(db);
  return rows;
}
