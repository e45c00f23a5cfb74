// Observations that arrive after a newer one. They never replace what is known now, but what was seen earlier is kept:
// history is the same in whatever order reports are loaded, as long as no number goes back to what it was before.
import { sql, type Transaction } from 'kysely';
import { restatementColumns } from './ingest-store.ts';
import type { Restatement } from './restatement.ts';
import type { SpendTables } from './tables.ts';

/**
 * Enters the incoming observations that are older than what is known, and other than what was known at their time.
 *
 * Three cases: between two sightings of the same numbers, which splits their run in two; before the first sighting of
 * the same numbers, which only moves it; and else a revision of its own.
 */
export async function keepLateObservations(
  trx: Transaction<SpendTables>,
  observedAt: Date,
): Promise<readonly Restatement[]> {
  const { rows } = await sql<Restatement>`
    /* keepLateSpend */
    with late as materialized (
      select incoming.*, known.revision, known.known_since, known.observed_at,
        known.day as known_day, known.currency as known_currency, known.spend_micros as known_spend,
        known.impressions as known_impressions, known.clicks as known_clicks,
        next.revision as next_revision, coalesce(next.known_since, known.known_since) as next_since,
        coalesce(next.day, known.day) as next_day, coalesce(next.currency, known.currency) as next_currency,
        coalesce(next.spend_micros, known.spend_micros) as next_spend,
        coalesce(next.impressions, known.impressions) as next_impressions,
        coalesce(next.clicks, known.clicks) as next_clicks,
        known.known_since <= ${observedAt}::timestamptz as splits,
        (incoming.spend_micros, incoming.impressions, incoming.clicks, incoming.day, incoming.currency)
          is not distinct from (previous.spend_micros, previous.impressions, previous.clicks, previous.day, previous.currency)
          as was_known
      from incoming_spend as incoming
      join spend_fact as known using (advertiser_id, entity_id, starts_at, grain, breakdown)
      left join lateral (
        select * from spend_revision as revision
        where revision.advertiser_id = known.advertiser_id and revision.entity_id = known.entity_id
          and revision.starts_at = known.starts_at and revision.grain = known.grain
          and revision.breakdown = known.breakdown and revision.known_since <= ${observedAt}::timestamptz
        order by revision.known_since desc, revision.revision desc limit 1
      ) as previous on true
      left join lateral (
        select * from spend_revision as revision
        where revision.advertiser_id = known.advertiser_id and revision.entity_id = known.entity_id
          and revision.starts_at = known.starts_at and revision.grain = known.grain
          and revision.breakdown = known.breakdown and revision.known_since > ${observedAt}::timestamptz
        order by revision.known_since, revision.revision limit 1
      ) as next on true
      where known.observed_at > ${observedAt}::timestamptz
    ), judged as materialized (
      select late.*,
        (spend_micros, impressions, clicks, day, currency)
          is not distinct from (next_spend, next_impressions, next_clicks, next_day, next_currency) as is_next
      from late
      where splits or not was_known
    ), earlier_fact as (
      update spend_fact as fact set known_since = ${observedAt}::timestamptz
      from judged
      where judged.is_next and not judged.splits and judged.next_revision is null
        and fact.advertiser_id = judged.advertiser_id and fact.entity_id = judged.entity_id
        and fact.starts_at = judged.starts_at and fact.grain = judged.grain and fact.breakdown = judged.breakdown
    ), earlier_revision as (
      update spend_revision as revision set known_since = ${observedAt}::timestamptz
      from judged
      where judged.is_next and not judged.splits and revision.revision = judged.next_revision
        and revision.advertiser_id = judged.advertiser_id and revision.entity_id = judged.entity_id
        and revision.starts_at = judged.starts_at and revision.grain = judged.grain
        and revision.breakdown = judged.breakdown
    ), changed as materialized (
      select ordinal, advertiser_id, entity_id, starts_at, grain, breakdown, known_since, observed_at, splits,
        case when splits then revision + 1 else revision end as revision,
        day as day_before, currency as currency_before, spend_micros as spend_before,
        impressions as impressions_before, clicks as clicks_before,
        case when splits then known_day else next_day end as day_after,
        case when splits then known_currency else next_currency end as currency_after,
        case when splits then known_spend else next_spend end as spend_after,
        case when splits then known_impressions else next_impressions end as impressions_after,
        case when splits then known_clicks else next_clicks end as clicks_after,
        case when splits then observed_at else next_since end as changed_at
      from judged
      where not is_next and not (splits and (spend_micros, impressions, clicks, day, currency)
        is not distinct from (known_spend, known_impressions, known_clicks, known_day, known_currency))
    ), kept as (
      insert into spend_revision (advertiser_id, entity_id, starts_at, grain, breakdown, revision,
        day, currency, spend_micros, impressions, clicks, known_since)
      select advertiser_id, entity_id, starts_at, grain, breakdown, revision,
        day_before, currency_before, spend_before, impressions_before, clicks_before, ${observedAt}::timestamptz
      from changed
      union all
      select advertiser_id, entity_id, starts_at, grain, breakdown, revision - 1,
        day_after, currency_after, spend_after, impressions_after, clicks_after, known_since
      from changed
      where splits
    ), renumbered as (
      update spend_fact as fact set
        revision = changed.revision + 1,
        known_since = case when changed.splits then changed.observed_at else changed.known_since end
      from changed
      where fact.advertiser_id = changed.advertiser_id and fact.entity_id = changed.entity_id
        and fact.starts_at = changed.starts_at and fact.grain = changed.grain and fact.breakdown = changed.breakdown
    )
    select ${restatementColumns}
    from changed join spend_entity as entity using (advertiser_id, entity_id)
    order by changed.ordinal`.execute(trx);
  return rows;
}
