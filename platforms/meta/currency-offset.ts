// Meta counts budgets and bids in an account's own small unit, which is not ISO's: a hundredth, or for some the whole.

const wholeUnitCurrencies: ReadonlySet<string> = new Set([
  'CLP',
  'COP',
  'CRC',
  'HUF',
  'IDR',
  'ISK',
  'JPY',
  'KRW',
  'PYG',
  'TWD',
  'VND',
]);

/** What one of Meta's units is in micros. */
export function unitMicrosOf(currency: string): bigint {
  return wholeUnitCurrencies.has(currency) ? 1_000_000n : 10_000n;
}

/** An amount in Meta's units; undefined when it is finer than these. */
export function unitsOf(amountMicros: bigint, currency: string): bigint | undefined {
  const unitMicros = unitMicrosOf(currency);
  return amountMicros % unitMicros === 0n ? amountMicros / unitMicros : undefined;
}
