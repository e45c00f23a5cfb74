import { type Kysely, sql } from 'kysely';
import type { Period } from '../common/period.ts';
import type { PublishedRate } from './fx.ts';
import type { SpendTables } from './tables.ts';

/** The rates of a period that have one of the currencies on either side. */
export async function listRates(
  db: Kysely<SpendTables>,
  currencies: readonly string[],
  { firstDay, lastDay }: Period,
): Promise<readonly PublishedRate[]> {
  const { rows } = await sql<PublishedRate>`
    /* listFxRates */
    select base, quote, day, rate, source
    from fx_rate
    where day between ${firstDay}::date and ${lastDay}::date
      and (base = any(${[...currencies]}::text[]) or quote = any(${[...currencies]}::text[]))`.execute(db);
  return rows;
}

/** Saves rates; a rate of the same pair and day replaces the one that was known. */
export async function upsertRates(db: Kysely<SpendTables>, rates: readonly PublishedRate[]): Promise<void> {
  const column = (name: keyof PublishedRate) => rates.map((rate) => rate[name]);
  await sql`
    /* saveFxRates */
    insert into fx_rate (base, quote, day, rate, source)
    select distinct on (base, quote, day) base, quote, day, rate, source
    from unnest(${column('base')}::text[], ${column('quote')}::text[], ${column('day')}::date[],
      ${column('rate')}::numeric[], ${column('source')}::text[]) with ordinality
      as given (base, quote, day, rate, source, position)
    order by base, quote, day, position desc
    on conflict (base, quote, day) do update set rate = excluded.rate, source = excluded.source
    where (fx_rate.rate, fx_rate.source) is distinct from (excluded.rate, excluded.source)`.execute(db);
}
