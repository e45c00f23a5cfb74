// The estimators against values computed elsewhere at high precision; the data stays outside the repository.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { chiSquaredUpperTail } from '../../subgraphs/experiments/statistics/chi-squared.ts';
import { fiellerInterval } from '../../subgraphs/experiments/statistics/fieller.ts';
import type { Interval } from '../../subgraphs/experiments/statistics/interval.ts';
import { momentsOf, type Moments } from '../../subgraphs/experiments/statistics/moments.ts';
import { studentTUpperQuantile, studentTUpperTail } from '../../subgraphs/experiments/statistics/student-t.ts';
import { checkSampleRatio } from '../../subgraphs/experiments/statistics/sample-ratio.ts';
import { varianceOfMean, welchTest } from '../../subgraphs/experiments/statistics/welch.ts';

const folder = new URL('../../../shared/data/experiments/', import.meta.url);
const isAbsent = !existsSync(folder);
if (isAbsent) console.warn('experiments-statistics: skipped, because ../shared/data/experiments is not there');

function readJson<Shape>(file: string, shape: z.ZodType<Shape>): Shape {
  return shape.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
}

function expectRelative(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

function present(moments: Moments | undefined): Moments {
  if (!moments) throw new Error('an arm of the reference data has fewer than two participants');
  return moments;
}

describe.skipIf(isAbsent)('distribution functions', () => {
  const row = z.tuple([z.string(), z.string(), z.array(z.number()), z.string()]);
  const rows = isAbsent ? [] : readJson('distribution-reference.json', z.object({ rows: z.array(row) })).rows;

  const lowerTail = (t: number, df: number) => (t <= 0 ? studentTUpperTail(-t, df) : 1 - studentTUpperTail(t, df));
  const quantile = (p: number, df: number) =>
    p > 0.5 ? studentTUpperQuantile(1 - p, df) : p < 0.5 ? -studentTUpperQuantile(p, df) : 0;
  const computed: Readonly<Record<string, (x: number, df: number) => number>> = {
    't cdf': lowerTail,
    't sf': (t, df) => lowerTail(-t, df),
    't quantile': quantile,
    'chi2 sf': chiSquaredUpperTail,
  };

  test.each(Object.keys(computed))('%s agrees to 12 digits, far into the tails and at millions of degrees', (name) => {
    const of = computed[name];
    const relevant = rows.filter(([distribution, fn]) => `${distribution} ${fn}` === name);
    expect(relevant.length).toBeGreaterThan(20);
    for (const [, , [x = NaN, df = NaN], expected] of relevant)
      expectRelative(of?.(x, df) ?? NaN, Number(expected), 1e-12);
  });
});

describe.skipIf(isAbsent)('Welch', () => {
  const arm = z.object({ type: z.string(), n: z.number(), sum: z.number(), sum_squares: z.number().optional() });
  const welchCase = z.object({
    id: z.string(),
    stats: z.object({ control: arm, treatment: arm }),
    result: z.object({ expected: z.number(), ci: z.tuple([z.number(), z.number()]), pValue: z.number() }),
  });
  const momentsOfArm = ({ n, sum, sum_squares }: z.infer<typeof arm>) =>
    present(
      // Sums with up to eight decimals become integers of 1e-8, as money is one of 1e-6.
      momentsOf({
        participants: BigInt(n),
        sum: BigInt(Math.round(sum * 1e8)),
        sumOfSquares: BigInt(Math.round((sum_squares ?? 0) * 1e8)) * 10n ** 8n,
      }),
    );

  test('agrees with gbstats on the absolute difference of means', () => {
    const { cases } = readJson(
      'gbstats-vectors.json',
      z.object({ cases: z.array(z.object({ id: z.string() }).loose()) }),
    );
    const { stats, result } = welchCase.parse(cases.find(({ id }) => id === 'welch-mean-absolute'));
    const welch = welchTest(momentsOfArm(stats.control), momentsOfArm(stats.treatment), 0.95);
    expectRelative(welch.difference / 1e8, result.expected, 1e-9);
    expectRelative(welch.low / 1e8, result.ci[0], 1e-9);
    expectRelative(welch.high / 1e8, result.ci[1], 1e-9);
    expectRelative(welch.pValue, result.pValue, 1e-9);
  });

  const sleep = z.object({
    control: z.array(z.number()),
    treatment: z.array(z.number()),
    df: z.number(),
    p: z.number(),
    ci95_control_minus_treatment: z.tuple([z.number(), z.number()]),
  });

  test("agrees with R on Student's sleep data", () => {
    const { welch_sleep: published } = readJson('classic-tests.json', z.object({ welch_sleep: sleep }));
    const tenths = (hours: readonly number[]) => hours.map((value) => BigInt(Math.round(value * 10)));
    const totals = (values: readonly bigint[]) => ({
      participants: BigInt(values.length),
      sum: values.reduce((sum, value) => sum + value, 0n),
      sumOfSquares: values.reduce((sum, value) => sum + value * value, 0n),
    });
    const [control, treatment] = [published.control, published.treatment].map((arm) =>
      present(momentsOf(totals(tenths(arm)))),
    );
    if (!control || !treatment) throw new Error('two arms were read');
    const welch = welchTest(control, treatment, 0.95);
    expectRelative(welch.degreesOfFreedom, published.df, 1e-12);
    expectRelative(welch.pValue, published.p, 1e-12);
    expectRelative(-welch.high / 10, published.ci95_control_minus_treatment[0], 1e-12);
    expectRelative(-welch.low / 10, published.ci95_control_minus_treatment[1], 1e-12);
  });
});

const fiellerSchema = z.object({ kind: z.string(), lower: z.number().optional(), upper: z.number().optional() });

function expectInterval(
  actual: Interval,
  expected: z.infer<typeof fiellerSchema>,
  offset: number,
  tolerance: number,
): void {
  expect(actual.kind).toBe(expected.kind.toUpperCase());
  if (expected.lower !== undefined) expectRelative((actual.low ?? NaN) + offset, expected.lower, tolerance);
  if (expected.upper !== undefined) expectRelative((actual.high ?? NaN) + offset, expected.upper, tolerance);
}

describe.skipIf(isAbsent)('Fieller', () => {
  const ratio = z.object({
    deltaResponse: z.number(),
    varResponse: z.number(),
    deltaCost: z.number(),
    varCost: z.number(),
    cov: z.number(),
    level: z.number(),
    ci: fiellerSchema,
  });

  test('agrees on bounded, complementary and unbounded incremental returns', () => {
    const { iroasFieller } = readJson('conversion-lift.json', z.object({ iroasFieller: z.array(ratio) }));
    // Ours are of independent means.
    const independent = iroasFieller.filter(({ cov }) => cov === 0);
    expect(new Set(independent.map(({ ci }) => ci.kind))).toEqual(new Set(['bounded', 'complement', 'unbounded']));
    for (const { deltaResponse, varResponse, deltaCost, varCost, level, ci } of independent) {
      const normalQuantile = studentTUpperQuantile((1 - level) / 2, 1e15);
      const interval = fiellerInterval(
        { value: deltaResponse, variance: varResponse },
        { value: deltaCost, variance: varCost },
        normalQuantile,
      );
      expectInterval(interval, ci, 0, 1e-11);
    }
  });
});

describe.skipIf(isAbsent)("Hillstrom's e-mail experiment of 2008", () => {
  const spend = z.object({
    diff: z.number(),
    df: z.number(),
    p: z.number(),
    ci95: z.tuple([z.number(), z.number()]),
    relFiellerCI95: fiellerSchema,
  });
  const published = () => {
    const results = z.object({ mens: z.object({ spend }).loose(), womens: z.object({ spend }).loose() }).loose();
    return readJson('conversion-lift.json', z.object({ hillstromEmailHoldout: z.object({ results }).loose() }))
      .hillstromEmailHoldout.results;
  };

  /** Cents, and their squares, summed exactly over the strata of an arm. */
  const armMoments = (arm: string): Moments => {
    const [, ...lines] = readFileSync(new URL('hillstrom-email-strata.csv', folder), 'utf8').trim().split('\n');
    const strata = lines.map((line) => line.split(',')).filter(([name]) => name === arm);
    const total = (column: number, scale: number) =>
      strata.reduce((sum, stratum) => sum + BigInt(Math.round(Number(stratum[column]) * scale)), 0n);
    return present(momentsOf({ participants: total(3, 1), sum: total(6, 100), sumOfSquares: total(7, 10_000) }));
  };

  test.each(['mens', 'womens'] as const)('gives the published lift of spend for the %s e-mail', (arm) => {
    const expected = published()[arm].spend;
    const [control, treatment] = [armMoments('control'), armMoments(arm)];
    const welch = welchTest(control, treatment, 0.95);
    expectRelative(welch.difference / 100, expected.diff, 1e-9);
    expectRelative(welch.degreesOfFreedom, expected.df, 1e-9);
    expectRelative(welch.pValue, expected.p, 1e-8);
    expectRelative(welch.low / 100, expected.ci95[0], 1e-4);
    const relative = fiellerInterval(
      { value: treatment.mean, variance: varianceOfMean(treatment) },
      { value: control.mean, variance: varianceOfMean(control) },
      welch.criticalValue,
    );
    // The reference takes the normal quantile, ours Student's: at these degrees of freedom 2e-4 of the width.
    expectInterval(relative, expected.relFiellerCI95, -1, 1e-3);
  });
});

describe.skipIf(isAbsent)('chi-squared test', () => {
  const split = z.object({
    observed: z.array(z.number()),
    weights: z.array(z.number()),
    chi2: z.number(),
    df: z.number(),
    p: z.number(),
  });

  test("agrees with R's p-value of a five-way split", () => {
    const { srm_like_chisq: expected } = readJson('classic-tests.json', z.object({ srm_like_chisq: split }));
    const arms = expected.observed.map((count, index) => ({
      participants: BigInt(count),
      allocation: expected.weights[index] ?? NaN,
    }));
    expectRelative(checkSampleRatio(arms).pValue, expected.p, 1e-12);
  });
});
