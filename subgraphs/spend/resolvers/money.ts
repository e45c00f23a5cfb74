import { badInput } from '../../common/access.ts';
import type { SpendTotal } from '../spend-store.ts';

/** An amount of the graph's `Money`. */
export function money(
  amountMicros: bigint,
  currency: string,
): { readonly amountMicros: bigint; readonly currency: string } {
  return { amountMicros, currency };
}

/**
 * The one total of a scope; undefined when nothing was reported. An entity has one currency at a time; a period in
 * which it changed has no single amount, and nothing here adds two currencies: throws `BAD_USER_INPUT`.
 */
export function singleTotal(totals: readonly SpendTotal[]): SpendTotal | undefined {
  const currencies = totals.map(({ currency }) => currency);
  if (new Set(currencies).size > 1) {
    throw badInput(`The period has spend in ${currencies.join(' and ')}; ask for a period that has one currency.`);
  }
  return totals[0];
}
