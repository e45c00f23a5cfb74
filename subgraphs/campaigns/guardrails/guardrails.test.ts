import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KillSwitch } from '../kill-switch.ts';
import { type Circumstances, type GuardrailPolicy, judge, type Proposal } from './guardrails.ts';

const now = new Date('2026-11-22T09:30:00.000Z');
const dollars = (amount: number) => BigInt(Math.round(amount * 1_000_000));

const policy: GuardrailPolicy = {
  accountId: '',
  currency: 'USD',
  version: 1,
  minBudgetMicros: dollars(5),
  maxBudgetMicros: dollars(1_000),
  minBidMicros: dollars(0.05),
  maxBidMicros: dollars(20),
  maxIncreasePercent: 50,
  maxIncreasePercentADay: 100,
  maxChangesAnHour: 6,
  maxDataAgeMinutes: 60,
  approvalAbovePercent: 30,
  approvalAboveMicros: dollars(500),
  requestLivesMinutes: 60,
};

const raise: Proposal = {
  kind: 'BUDGET',
  direction: 'INCREASE',
  beforeMicros: dollars(100),
  afterMicros: dollars(120),
  platform: 'GOOGLE_ADS',
  accountId: 'acc_1',
  campaignId: 'cmp_1',
  exposureMicros: dollars(40),
};

const calm: Circumstances = {
  now,
  engaged: [],
  policy,
  freezes: [],
  caps: [{ accountId: '', capMicros: dollars(10_000), usedMicros: dollars(1_000) }],
  dayAgoMicros: null,
  changesThisHour: 0,
  knownAt: now,
};

const outcomesOf = (proposal: Partial<Proposal>, circumstances: Partial<Circumstances> = {}) =>
  judge({ ...raise, ...proposal }, { ...calm, ...circumstances }).map(({ rule, outcome }) => `${rule} ${outcome}`);

const tripped: KillSwitch = {
  id: 'kil_1',
  advertiserId: 'adv_1',
  scope: 'GLOBAL',
  scopeId: '',
  trippedBy: 'olga',
  trippedAt: now,
  reason: 'Spend is out of hand.',
  rearmedBy: null,
  rearmedAt: null,
  rearmReason: null,
};

describe('a raise', () => {
  test('within the limits passes without a word', () => {
    expect(outcomesOf({})).toEqual([]);
  });

  test('needs a policy and a cap', () => {
    expect(outcomesOf({}, { policy: undefined })).toEqual(['POLICY REFUSED']);
    expect(outcomesOf({}, { caps: [] })).toEqual(['POLICY REFUSED']);
  });

  test('of a bid needs no cap: it spends no more than the budget above it', () => {
    const bid = { kind: 'BID', beforeMicros: dollars(2), afterMicros: dollars(2.2), exposureMicros: 0n } as const;
    expect(outcomesOf(bid, { caps: [] })).toEqual([]);
    expect(outcomesOf({ ...bid, afterMicros: dollars(25) })).toContain('BOUNDS REFUSED');
  });

  test('stops at an engaged switch, whatever else there is to say', () => {
    expect(outcomesOf({ afterMicros: dollars(9_999) }, { engaged: [tripped], policy: undefined })).toEqual([
      'KILL_SWITCH REFUSED',
    ]);
  });

  test('waits for the end of a freeze', () => {
    const freeze = { accountId: '', endsAt: new Date('2026-11-23T00:00:00Z'), reason: 'Black Friday is planned.' };
    expect(outcomesOf({}, { freezes: [freeze] })).toEqual(['FREEZE REFUSED']);
  });

  test('is not made on what was known an hour and a moment ago', () => {
    const ago = (minutes: number) => ({ knownAt: new Date(now.getTime() - minutes * 60_000) });
    expect(outcomesOf({}, ago(60))).toEqual([]);
    expect(outcomesOf({}, ago(61))).toEqual(['FRESHNESS REFUSED']);
    expect(outcomesOf({}, { ...ago(9_999), policy: { ...policy, maxDataAgeMinutes: null } })).toEqual([]);
  });

  test('is held to the policy’s number of changes an hour, and to four on Meta', () => {
    expect(outcomesOf({}, { changesThisHour: 5 })).toEqual([]);
    expect(outcomesOf({}, { changesThisHour: 6 })).toEqual(['FREQUENCY REFUSED']);
    expect(outcomesOf({ platform: 'META' }, { changesThisHour: 3 })).toEqual([]);
    expect(outcomesOf({ platform: 'META' }, { changesThisHour: 4 })).toEqual(['FREQUENCY REFUSED']);
  });

  test('is held to the least and the most an amount may be', () => {
    const wide = { ...policy, maxIncreasePercent: 9_999, maxIncreasePercentADay: 9_999, approvalAbovePercent: 9_999 };
    expect(outcomesOf({ afterMicros: dollars(1_000) }, { policy: wide })).toEqual([]);
    expect(outcomesOf({ afterMicros: dollars(1_000.01) }, { policy: wide })).toEqual(['BOUNDS REFUSED']);
    expect(outcomesOf({ beforeMicros: dollars(1), afterMicros: dollars(4.99) }, { policy: wide })).toEqual([
      'BOUNDS REFUSED',
    ]);
  });

  test('of more than the step is refused, and so is the tenth of ten steps of ten per cent', () => {
    expect(outcomesOf({ afterMicros: dollars(150) })).toEqual(['APPROVAL NEEDS_APPROVAL']);
    expect(outcomesOf({ afterMicros: dollars(150.01) })).toContain('STEP REFUSED');
    const step = (place: number) => dollars(100 * 1.1 ** place);
    const verdictsOfSteps = Array.from({ length: 10 }, (_, place) =>
      outcomesOf({ beforeMicros: step(place), afterMicros: step(place + 1) }, { dayAgoMicros: dollars(100) }),
    );
    expect(verdictsOfSteps[1]).toEqual([]);
    expect(verdictsOfSteps[2]).toEqual(['APPROVAL NEEDS_APPROVAL']);
    expect(verdictsOfSteps[6]).toEqual(['APPROVAL NEEDS_APPROVAL']);
    expect(verdictsOfSteps[7]).toContain('DAY REFUSED');
  });

  test('back to what there was a day ago is no growth, however large the step', () => {
    expect(outcomesOf({ beforeMicros: dollars(5), afterMicros: dollars(100) }, { dayAgoMicros: dollars(100) })).toEqual(
      [],
    );
  });

  test('may use a cap to its last micro and not beyond', () => {
    const cap = (usedMicros: bigint) => ({ caps: [{ accountId: 'acc_1', capMicros: dollars(10_000), usedMicros }] });
    expect(outcomesOf({}, cap(dollars(9_960)))).toEqual([]);
    expect(outcomesOf({}, cap(dollars(9_960) + 1n))).toEqual(['CAP REFUSED']);
  });

  test('needs approval for its size, or for what it may cost', () => {
    expect(outcomesOf({ afterMicros: dollars(130) })).toEqual([]);
    expect(outcomesOf({ afterMicros: dollars(130.01) })).toEqual(['APPROVAL NEEDS_APPROVAL']);
    expect(outcomesOf({ exposureMicros: dollars(500.01) })).toEqual(['APPROVAL NEEDS_APPROVAL']);
  });
});

describe('switching on', () => {
  const enable = { kind: 'STATUS', direction: 'ENABLE', beforeMicros: null, afterMicros: null } as const;

  test('costs what is switched on', () => {
    expect(outcomesOf({ ...enable, exposureMicros: dollars(400) })).toEqual([]);
    expect(outcomesOf({ ...enable, exposureMicros: dollars(600) })).toEqual(['APPROVAL NEEDS_APPROVAL']);
    expect(outcomesOf({ ...enable, exposureMicros: dollars(9_001) })).toContain('CAP REFUSED');
  });
});

describe('what costs less', () => {
  test('always passes, with nothing in force and everything against it', () => {
    const against = {
      engaged: [tripped],
      policy: undefined,
      caps: [{ accountId: '', capMicros: 0n, usedMicros: dollars(1) }],
      changesThisHour: 1_000,
      knownAt: new Date(0),
    };
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: dollars(99) }),
        fc.constantFrom('DECREASE', 'PAUSE'),
        (micros, direction) => {
          const verdicts = judge(
            { ...raise, direction, afterMicros: micros, exposureMicros: 0n },
            { ...calm, ...against },
          );
          expect(verdicts.filter(({ outcome }) => outcome !== 'WARNED')).toEqual([]);
        },
      ),
    );
  });

  test('by more than nine tenths is named a hidden pause', () => {
    const cut = (amount: number) =>
      outcomesOf({ direction: 'DECREASE', afterMicros: dollars(amount), exposureMicros: 0n });
    expect(cut(10)).toEqual([]);
    expect(cut(9.99)).toEqual(['HIDDEN_PAUSE WARNED']);
  });
});
