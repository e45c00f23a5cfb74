// Credits are worked out once, when events arrive, so that reading them is a sum over an index.
import { sql } from 'kysely';
import type { AttributionModel, Credit } from './credit-path.ts';
import type { AttributionDb, AttributionTransaction, Conversion, Touchpoint } from './event-store.ts';

export interface NewCredit extends Credit<Touchpoint> {
  readonly model: AttributionModel;
  readonly conversion: Conversion;
}

/** Replaces all credits for conversions. */
export async function replaceCredits(
  trx: AttributionTransaction,
  advertiserId: string,
  conversionIds: readonly string[],
  credits: readonly NewCredit[],
): Promise<void> {
  await sql`/* deleteCredits */
    delete from conversion_credit
    where advertiser_id = ${advertiserId} and conversion_id = any(${conversionIds}::text[])`.execute(trx);
  if (credits.length === 0) return;
  await sql`/* insertCredits */
    insert into conversion_credit (advertiser_id, conversion_id, model, touchpoint_id, campaign_id, ad_group_id, ad_id,
      occurred_at, share_attos, value_micros, currency)
    select ${advertiserId}, given.* from unnest(
      ${credits.map(({ conversion }) => conversion.id)}::text[],
      ${credits.map(({ model }) => model)}::text[],
      ${credits.map(({ touchpoint }) => touchpoint.id)}::text[],
      ${credits.map(({ touchpoint }) => touchpoint.campaignId)}::text[],
      ${credits.map(({ touchpoint }) => touchpoint.adGroupId)}::text[],
      ${credits.map(({ touchpoint }) => touchpoint.adId)}::text[],
      ${credits.map(({ conversion }) => conversion.occurredAt.toISOString())}::timestamptz[],
      ${credits.map(({ shareAttos }) => shareAttos)}::bigint[],
      ${credits.map(({ valueMicros }) => valueMicros)}::bigint[],
      ${credits.map(({ conversion }) => conversion.currency)}::text[]
    ) as given`.execute(trx);
}

export interface CreditRow extends Touchpoint {
  readonly conversionId: string;
  readonly shareAttos: bigint;
  readonly valueMicros: bigint | null;
  readonly currency: string | null;
}

/** The credits for conversions by a model, in the order of their paths. */
export async function findCredits(
  db: AttributionDb,
  advertiserIds: readonly string[],
  model: AttributionModel,
  conversionIds: readonly string[],
): Promise<readonly CreditRow[]> {
  const { rows } = await sql<CreditRow>`/* findCredits */
    select credit.conversion_id as "conversionId", credit.share_attos as "shareAttos",
      credit.value_micros as "valueMicros", credit.currency, touchpoint.id, touchpoint.customer_key as "customerKey",
      touchpoint.kind, touchpoint.occurred_at as "occurredAt", touchpoint.campaign_id as "campaignId",
      touchpoint.ad_group_id as "adGroupId", touchpoint.ad_id as "adId"
    from conversion_credit as credit
    join touchpoint on touchpoint.advertiser_id = credit.advertiser_id and touchpoint.id = credit.touchpoint_id
    where credit.advertiser_id = any(${advertiserIds}::text[]) and credit.model = ${model}
      and credit.conversion_id = any(${conversionIds}::text[])
    order by credit.conversion_id, touchpoint.occurred_at, touchpoint.id`.execute(db);
  return rows;
}

/** What a sum is made over: an entity, from an instant up to another, which is not included. */
export interface CreditScope {
  readonly scopeId: string;
  readonly from: Date;
  readonly to: Date;
}

export interface CreditSum {
  /** The place of the scope among those asked for. */
  readonly index: number;
  /** Null for the conversions that have no value. */
  readonly currency: string | null;
  readonly shareAttos: bigint;
  readonly valueMicros: bigint;
}

/** The column by which credit is summed. */
export type CreditColumn = 'campaign_id' | 'ad_group_id' | 'ad_id';

/** What each scope earned by a model, one row a scope and currency; no row for a scope that earned nothing. */
export async function sumCredits(
  db: AttributionDb,
  advertiserIds: readonly string[],
  model: AttributionModel,
  column: CreditColumn,
  scopes: readonly CreditScope[],
): Promise<readonly CreditSum[]> {
  // A sum of int8 is numeric, which has no bound; its text is exact.
  type Row = Omit<CreditSum, 'shareAttos' | 'valueMicros'> & {
    readonly shareAttos: string;
    readonly valueMicros: string;
  };
  const { rows } = await sql<Row>`/* sumCredits */
    select (scope.place - 1)::int as index, credit.currency, sum(credit.share_attos) as "shareAttos",
      coalesce(sum(credit.value_micros), 0) as "valueMicros"
    from unnest(
      ${scopes.map(({ scopeId }) => scopeId)}::text[],
      ${scopes.map(({ from }) => from.toISOString())}::timestamptz[],
      ${scopes.map(({ to }) => to.toISOString())}::timestamptz[]
    ) with ordinality as scope (id, starts_at, ends_at, place)
    join conversion_credit as credit on credit.advertiser_id = any(${advertiserIds}::text[])
      and credit.model = ${model} and ${sql.ref(`credit.${column}`)} = scope.id
      and credit.occurred_at >= scope.starts_at and credit.occurred_at < scope.ends_at
    group by scope.place, credit.currency
    order by scope.place, credit.currency`.execute(db);
  return rows.map((row) => ({ ...row, shareAttos: BigInt(row.shareAttos), valueMicros: BigInt(row.valueMicros) }));
}

export interface CreditedConversion {
  readonly campaignId: string;
  readonly conversionId: string;
  readonly occurredAt: Date;
  readonly shareAttos: bigint;
  readonly valueMicros: bigint | null;
  readonly currency: string | null;
}

export interface CreditedPage {
  readonly model: AttributionModel;
  /** How many rows to fetch for each campaign. */
  readonly limit: number;
  /** The last conversion of the page before; undefined for the first page. */
  readonly after: { readonly occurredAt: Date; readonly conversionId: string } | undefined;
}

/** One page for each campaign of the conversions it earned credit in, newest first. */
export async function findCreditedConversions(
  db: AttributionDb,
  advertiserIds: readonly string[],
  campaignIds: readonly string[],
  { model, limit, after }: CreditedPage,
): Promise<readonly CreditedConversion[]> {
  const { rows } = await sql<CreditedConversion>`/* findCreditedConversions */
    select page.* from unnest(${campaignIds}::text[]) as campaign (id) cross join lateral (
      select campaign.id as "campaignId", newest.* from unnest(${advertiserIds}::text[]) as advertiser (id)
      cross join lateral (
        select credit.conversion_id as "conversionId", credit.occurred_at as "occurredAt",
          sum(credit.share_attos)::bigint as "shareAttos", sum(credit.value_micros)::bigint as "valueMicros",
          min(credit.currency) as currency
        from conversion_credit as credit
        where credit.advertiser_id = advertiser.id and credit.model = ${model} and credit.campaign_id = campaign.id
          ${after ? sql`and (credit.occurred_at, credit.conversion_id) < (${after.occurredAt}, ${after.conversionId})` : sql``}
        group by credit.occurred_at, credit.conversion_id
        order by credit.occurred_at desc, credit.conversion_id desc
        limit ${limit}
      ) as newest
      order by newest."occurredAt" desc, newest."conversionId" desc
      limit ${limit}
    ) as page
    order by page."campaignId", page."occurredAt" desc, page."conversionId" desc`.execute(db);
  return rows;
}
