// Money is a bigint count of micros, millionths of the major unit, from the first byte read to the last one written.

const microsPerUnit = 1_000_000n;

/** The currencies of ISO 4217 whose smallest unit is not a hundredth: the number of decimals of each. */
const decimalsOfCurrency = new Map<string, number>([
  ...[
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'ISK',
    'JPY',
    'KMF',
    'KRW',
    'PYG',
    'RWF',
    'UGX',
    'UYI',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ].map((currency) => [currency, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((currency) => [currency, 3] as const),
  ...['CLF', 'UYW'].map((currency) => [currency, 4] as const),
]);

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Whether `code` is a currency code of ISO 4217, in upper case, still used or not. */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/** The smallest amount of a currency that can be paid, in micros: 10,000 for USD, 1,000,000 for JPY. */
export function minorUnitMicros(currency: string): bigint {
  return 10n ** BigInt(6 - (decimalsOfCurrency.get(currency) ?? 2));
}

/**
 * Reads a decimal number of major units, exactly: '12.5' is 12,500,000 micros.
 *
 * Takes what spreadsheets and report exports write: a sign, '144.', '.5', '1E+05'. Undefined for anything else (such as
 * '', '-' and thousands separators), for a number that is finer than a micro, and for one outside 64 bits.
 */
export function parseDecimalMicros(text: string): bigint | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  if (digits === '' || digits.length > maxDigits) return undefined;
  const magnitude = shiftDecimal(BigInt(digits), 6 - fraction.length + Number(exponent));
  if (magnitude === undefined) return undefined;
  const micros = sign === '-' ? -magnitude : magnitude;
  return BigInt.asIntN(64, micros) === micros ? micros : undefined;
}

/** Longer texts are no amounts of money; the bound keeps a hostile cell from costing time. */
const maxDigits = 100;

/** `value` × 10^`places`; undefined when that is not a whole number. */
function shiftDecimal(value: bigint, places: number): bigint | undefined {
  if (places >= 0) return value * 10n ** BigInt(places);
  const divisor = 10n ** BigInt(-places);
  return value % divisor === 0n ? value / divisor : undefined;
}

/** Writes micros as a decimal number of major units without needless zeros: 12,500,000 is '12.5'. */
export function formatDecimalMicros(micros: bigint): string {
  const magnitude = micros < 0n ? -micros : micros;
  const fraction = String(magnitude % microsPerUnit)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${micros < 0n ? '-' : ''}${magnitude / microsPerUnit}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * Shares out `total` micros in proportion to `weights` (whole numbers, none negative), so that the shares add up to it
 * exactly: each share is cut towards zero, and what is left goes micro by micro to the largest remainders, the earlier
 * one first (Hamilton's method). Weights that are all zero count as equal. Throws when there is no weight, or a
 * negative one.
 */
export function splitMicros(total: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) throw new Error('Nothing to split among.');
  if (weights.some((weight) => weight < 0n)) throw new Error('A weight is negative.');
  const sum = weights.reduce((left, right) => left + right, 0n);
  if (sum === 0n)
    return splitMicros(
      total,
      weights.map(() => 1n),
    );
  const magnitude = total < 0n ? -total : total;
  const shares = weights.map((weight) => (magnitude * weight) / sum);
  const remainders = weights.map((weight, index) => ({ index, remainder: (magnitude * weight) % sum }));
  const left = Number(magnitude - shares.reduce((before, share) => before + share, 0n));
  const largestFirst = remainders.toSorted((one, other) => compareBigints(other.remainder, one.remainder));
  const raised = new Set(largestFirst.slice(0, left).map(({ index }) => index));
  return shares
    .map((share, index) => (raised.has(index) ? share + 1n : share))
    .map((share) => (total < 0n ? -share : share));
}

function compareBigints(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
