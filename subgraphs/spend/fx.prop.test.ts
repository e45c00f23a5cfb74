import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convertDays, findRate, formatRate } from './fx.ts';

const ecb = (base: string, quote: string, day: string, rate: string) => ({ base, quote, day, rate, source: 'ECB' });
const decimal = fc
  .tuple(fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 1, max: 9_999 }))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(4, '0')}`);

describe('finding a rate', () => {
  const rates = [
    ecb('EUR', 'USD', '2026-03-02', '1.25'),
    ecb('EUR', 'USD', '2026-03-04', '1.6'),
    ecb('USD', 'EUR', '2026-03-04', '0.5'),
  ];

  test('takes the newest within the week before, and the published one of a day', () => {
    expect(findRate(rates, 'EUR', 'USD', '2026-03-03')?.day).toBe('2026-03-02');
    expect(findRate(rates, 'EUR', 'USD', '2026-03-11')).toMatchObject({ numerator: 16n, denominator: 10n });
    expect(findRate(rates, 'EUR', 'USD', '2026-03-05')).toMatchObject({ numerator: 16n, denominator: 10n });
    expect(findRate(rates, 'EUR', 'USD', '2026-03-12')).toBeUndefined();
    expect(findRate(rates, 'EUR', 'USD', '2026-03-01')).toBeUndefined();
  });

  test('a currency is worth one of itself', () => {
    expect(findRate([], 'EUR', 'EUR', '2026-03-01')).toMatchObject({ numerator: 1n, denominator: 1n });
  });

  test('there and back is one, directly and through a third currency', () =>
    fc.assert(
      fc.property(decimal, decimal, (usd, jpy) => {
        const rates = [ecb('EUR', 'USD', '2026-03-02', usd), ecb('EUR', 'JPY', '2026-03-02', jpy)];
        for (const [from, to] of [
          ['EUR', 'USD'],
          ['USD', 'JPY'],
        ] as const) {
          const [there, back] = [findRate(rates, from, to, '2026-03-02'), findRate(rates, to, from, '2026-03-02')];
          if (!there || !back) throw new Error('no rate');
          expect(there.numerator * back.numerator).toBe(there.denominator * back.denominator);
        }
      }),
    ));
});

describe('writing a rate', () => {
  test('is exact where a decimal can say it, else has fifteen digits', () => {
    expect(formatRate({ numerator: 16n, denominator: 10n })).toBe('1.6');
    expect(formatRate({ numerator: 100n, denominator: 1n })).toBe('100');
    expect(formatRate({ numerator: 1n, denominator: 3n })).toBe('0.333333333333333');
    expect(formatRate({ numerator: 2n, denominator: 3_000n })).toBe('0.000666666666666667');
  });
});

describe('converting', () => {
  const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}`;

  test('rounds once, half away from zero', () => {
    const half = { numerator: 1n, denominator: 2n, day: '', source: '' };
    const spend = (...amounts: readonly bigint[]) =>
      amounts.map((spendMicros, index) => ({ day: day(index + 1), spendMicros }));
    expect(convertDays(spend(1n, 1n), () => half)).toEqual({ kind: 'CONVERTED', micros: 1n });
    expect(convertDays(spend(1n, 1n, 1n), () => half)).toEqual({ kind: 'CONVERTED', micros: 2n });
    expect(convertDays(spend(-1n), () => half)).toEqual({ kind: 'CONVERTED', micros: -1n });
  });

  test('does not depend on the order of the days', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), decimal), {
          minLength: 1,
          maxLength: 28,
        }),
        (amounts) => {
          const days = amounts.map(([spendMicros], index) => ({ day: day(index + 1), spendMicros }));
          const rates = amounts.map(([, rate], index) =>
            ecb(index % 2 ? 'EUR' : 'USD', index % 2 ? 'USD' : 'EUR', day(index + 1), rate),
          );
          const rateOf = (day: string) =>
            findRate(
              rates.filter((rate) => rate.day === day),
              'EUR',
              'USD',
              day,
            );
          expect(convertDays(days.toReversed(), rateOf)).toEqual(convertDays(days, rateOf));
        },
      ),
    ));

  test('names the days that have no rate instead of leaving them out', () => {
    const days = [1, 2].map((number) => ({ day: day(number), spendMicros: 1n }));
    const rateOf = (asked: string) =>
      asked === day(1) ? { numerator: 1n, denominator: 1n, day: asked, source: '' } : undefined;
    expect(convertDays(days, rateOf)).toEqual({ kind: 'RATES_MISSING', days: [day(2)] });
  });
});
