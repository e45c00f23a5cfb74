import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minorUnitMicros } from '../common/money.ts';
import type { AdEntity } from './ad-entity.ts';
import { type AmountChange, decideChange, type IntentWords, refuseInput } from './change.ts';

type Change = AmountChange & IntentWords;

const currencies = ['USD', 'JPY', 'KWD', 'EUR', 'CLF'];
const micros = fc.oneof(
  fc.bigInt({ min: -10_000_000n, max: 100_000_000n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: 1n, max: 10_000n }).map((units) => units * 1_000_000n),
);

const entities: fc.Arbitrary<AdEntity> = fc.record({
  level: fc.constantFrom('CAMPAIGN', 'AD_GROUP', 'AD'),
  id: fc.constant('cmp_1'),
  advertiserId: fc.constant('adv_1'),
  accountId: fc.constant('acc_1'),
  campaignId: fc.constant(null),
  adGroupId: fc.constant(null),
  externalId: fc.constant('1'),
  name: fc.string(),
  status: fc.constantFrom('ENABLED', 'ENABLED', 'PAUSED', 'REMOVED'),
  objective: fc.constant(null),
  platform: fc.constant('META'),
  currency: fc.constantFrom(...currencies),
  timeZone: fc.constant('UTC'),
  budget: fc.option(fc.record({ amountMicros: fc.bigInt({ min: 0n, max: 10n ** 15n }), kind: fc.constant('DAILY') })),
  bid: fc.option(
    fc.record({ amountMicros: fc.bigInt({ min: 0n, max: 10n ** 12n }), strategy: fc.constant('COST_CAP') }),
  ),
  flight: fc.constant(null),
  version: fc.integer({ min: 1, max: 3 }),
  ordinal: fc.constant(1n),
});

const changes: fc.Arbitrary<Change> = fc.record({
  field: fc.constantFrom('BUDGET', 'BID'),
  entityId: fc.constant('cmp_1'),
  amountMicros: micros,
  currency: fc.constantFrom(...currencies),
  expectedVersion: fc.integer({ min: 1, max: 3 }),
  key: fc.constant('key'),
  reason: fc.constant('because'),
});

/** Mostly changes that could be made, so that the laws of what is applied are not vacuous. */
const cases = fc
  .tuple(entities, changes)
  .chain(([entity, change]) =>
    fc.constantFrom(
      { entity, change },
      { entity, change: { ...change, currency: entity.currency, expectedVersion: entity.version } },
    ),
  );

describe('a decision', () => {
  test('applies only what is billable, in range, in the currency of the account and at the version looked at', () => {
    let applied = 0;
    fc.assert(
      fc.property(cases, ({ entity, change }) => {
        const decision = decideChange(entity, change);
        if (decision.kind === 'refuse') return;
        applied += 1;
        expect(entity.status).not.toBe('REMOVED');
        expect(change.currency).toBe(entity.currency);
        expect(change.expectedVersion).toBe(entity.version);
        expect(change.amountMicros % minorUnitMicros(entity.currency)).toBe(0n);
        expect(change.amountMicros > 0n && change.amountMicros < 10n ** 18n + 1n).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    expect(applied).toBeGreaterThan(100);
  });

  test('sets exactly the amount asked for, from exactly the amount there is, one version on', () => {
    fc.assert(
      fc.property(cases, ({ entity, change }) => {
        const decision = decideChange(entity, change);
        if (decision.kind === 'refuse') return;
        const value = change.field === 'BUDGET' ? entity.budget : entity.bid;
        const { beforeMicros, afterMicros, version } = decision;
        expect({ beforeMicros, afterMicros, version }).toEqual({
          beforeMicros: value?.amountMicros,
          afterMicros: change.amountMicros,
          version: entity.version + 1,
        });
      }),
    );
  });

  test('does not depend on the field that is not changed', () => {
    fc.assert(
      fc.property(cases, entities, ({ entity, change }, other) => {
        const altered = change.field === 'BUDGET' ? { ...entity, bid: other.bid } : { ...entity, budget: other.budget };
        expect(decideChange(altered, change)).toEqual(decideChange(entity, change));
      }),
    );
  });

  test('once applied, the same change is refused as out of date', () => {
    fc.assert(
      fc.property(cases, ({ entity, change }) => {
        const decision = decideChange(entity, change);
        if (decision.kind === 'refuse') return;
        expect(decideChange({ ...entity, version: decision.version }, change)).toMatchObject({
          code: 'VERSION_CONFLICT',
        });
      }),
    );
  });
});

describe('an input', () => {
  test('is sound when key and reason are text of 1 to their limit of characters, whatever the characters', () => {
    const unit = 'grapheme';
    fc.assert(
      fc.property(
        changes,
        fc.string({ minLength: 1, unit }),
        fc.string({ minLength: 1, unit }),
        (change, key, reason) => {
          const isSound = [...key].length <= 128 && [...reason].length <= 500 && reason.trim() !== '';
          const sent = { ...change, key: key.replaceAll('\0', '0'), reason: reason.replaceAll('\0', '0') };
          expect(refuseInput(sent)?.code).toBe(isSound ? undefined : 'INVALID_INPUT');
        },
      ),
    );
  });
});
