import { badInput } from '../common/access.ts';
import { countChange, everyAdvertiser } from '../common/change-count.ts';
import type { Database } from '../common/database.ts';
import { insertEvents } from '../common/event-log/event-store.ts';
import { isCurrency } from '../common/money.ts';
import { isLocalDate } from '../common/period.ts';
import type { PublishedRate } from './fx.ts';
import { ratesSaved } from './change-events.ts';
import { upsertRates } from './fx-store.ts';
import type { SpendTables } from './tables.ts';

const decimalPattern = /^(0|[1-9]\d{0,19})(\.\d{1,20})?$/;

/** Saves published rates; a later one of the same pair and day replaces it. Throws `BAD_USER_INPUT` for a wrong rate. */
export async function saveFxRates(database: Database<SpendTables>, rates: readonly PublishedRate[]): Promise<void> {
  for (const rate of rates) checkRate(rate);
  if (rates.length === 0) return;
  await database.db.transaction().execute(async (trx) => {
    await upsertRates(trx, rates);
    await insertEvents(trx, 'spend', [ratesSaved]);
    await countChange(trx, [everyAdvertiser]);
  });
}

function checkRate({ base, quote, day, rate }: PublishedRate): void {
  if (!isCurrency(base) || !isCurrency(quote)) throw badInput(`${base}/${quote} is not a pair of currencies.`);
  if (base === quote) throw badInput(`A rate is of two currencies, not of ${base} alone.`);
  if (!isLocalDate(day)) throw badInput(`${day} is not a day.`);
  if (!decimalPattern.test(rate) || /^[0.]*$/.test(rate)) throw badInput(`${rate} is not a rate of ${base}/${quote}.`);
}
