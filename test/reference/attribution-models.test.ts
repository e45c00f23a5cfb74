// The attribution models against ChannelAttribution's demonstration set and exact values for it; the data stays outside
// the repository.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type AttributionModel, creditPath, wholeShareAttos } from '../../subgraphs/attribution/credit-path.ts';

const folder = new URL('../../../shared/data/attribution/mta/', import.meta.url);
const isAbsent = !existsSync(folder);
if (isAbsent) console.warn('attribution-models: skipped, because ../shared/data/attribution/mta is not there');

function readJson<Shape>(file: string, shape: z.ZodType<Shape>): Shape {
  return shape.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
}

interface JourneyCount {
  readonly path: readonly string[];
  readonly conversions: number;
  readonly value: number;
}

/** What each channel earns, as multiples of a conversion and of its value. */
function creditChannels(model: AttributionModel, journeys: readonly JourneyCount[]) {
  const conversions = new Map<string, number>();
  const values = new Map<string, number>();
  for (const journey of journeys) {
    for (const { touchpoint, shareAttos } of creditPath(model, journey.path, null)) {
      const share = Number(shareAttos) / Number(wholeShareAttos);
      conversions.set(touchpoint, (conversions.get(touchpoint) ?? 0) + share * journey.conversions);
      values.set(touchpoint, (values.get(touchpoint) ?? 0) + share * journey.value);
    }
  }
  return { conversions, values };
}

const modelOfName = { first: 'FIRST_TOUCH', last: 'LAST_TOUCH', linear: 'LINEAR' } as const;
const names = ['first', 'last', 'linear'] as const;

describe.skipIf(isAbsent)('10,000 paths of 12 channels', () => {
  const totals = z.object({ conversions: z.record(z.string(), z.number()), value: z.record(z.string(), z.number()) });
  const expectedShape = z.object({ heuristic: z.object({ first: totals, last: totals, linear: totals }) });

  const readPaths = (): readonly JourneyCount[] => {
    const [, ...lines] = readFileSync(new URL('PathData.csv', folder), 'utf8').trim().split(/\r?\n/);
    return lines.map((line) => {
      const [path = '', conversions, value] = line.replaceAll('"', '').split(',');
      return { path: path.split(' > '), conversions: Number(conversions), value: Number(value) };
    });
  };

  test.each(names)('%s touch earns every channel what the reference says', (name) => {
    const expected = readJson('pathdata_expected.json', expectedShape).heuristic[name];
    const journeys = readPaths();
    expect(journeys).toHaveLength(10_000);
    const earned = creditChannels(modelOfName[name], journeys);
    expect(Object.keys(expected.conversions)).toHaveLength(12);
    for (const [channel, conversions] of Object.entries(expected.conversions)) {
      expect(earned.conversions.get(channel), channel).toBeCloseTo(conversions, 8);
    }
    for (const [channel, value] of Object.entries(expected.value)) {
      expect(earned.values.get(channel), channel).toBeCloseTo(value, 6);
    }
  });
});

describe.skipIf(isAbsent)('nine journeys over three channels', () => {
  const fractions = z.record(z.string(), z.string());
  const shape = z.object({
    journeys: z.array(z.object({ path: z.array(z.string()), conversions: z.number() })),
    first: fractions,
    last: fractions,
    linear: fractions,
  });

  test.each(names)('%s touch earns exactly the fractions worked out by hand', (name) => {
    const expected = readJson('toy_journeys_expected.json', shape);
    const journeys = expected.journeys.map((journey) => ({ ...journey, value: 0 }));
    const earned = creditChannels(modelOfName[name], journeys);
    for (const [channel, fraction] of Object.entries(expected[name])) {
      const [numerator = NaN, denominator = 1] = fraction.split('/').map(Number);
      expect(earned.conversions.get(channel), channel).toBeCloseTo(numerator / denominator, 12);
    }
  });
});
