import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlatformChange } from '../../../platforms/ad-platform.ts';
import { type ComparedSetting, decideDrift } from './decide-drift.ts';
import { type DriftKind, type DriftPolicy, policyOf } from './drift.ts';
import { driftPolicyId, maxReassertions, refuseChoices, rulesOf, type SetDriftPolicy } from './drift-policy.ts';
import type { Setting } from './setting.ts';

const budget = (amountMicros: bigint): Setting => ({ field: 'BUDGET', amountMicros });
const now = new Date('2026-11-27T09:00:00.000Z');

type NewKind = 'OURS_LOST' | 'FOREIGN_EDIT' | 'PLATFORM_AUTO';
const originOf = { OURS_LOST: 'OURS', FOREIGN_EDIT: 'PERSON', PLATFORM_AUTO: 'AUTO' } as const;
const choiceOf = { OURS_LOST: 'oursLost', FOREIGN_EDIT: 'foreignEdit', PLATFORM_AUTO: 'platformAuto' } as const;
const newKinds = fc.constantFrom<NewKind>('OURS_LOST', 'FOREIGN_EDIT', 'PLATFORM_AUTO');
const whatIsDone = fc.constantFrom<DriftPolicy>('ADOPT', 'REASSERT', 'ALERT');
const choice = fc.option(whatIsDone);
const isShort = fc.nat({ max: maxReassertions - 1 });
const isLong = fc.integer({ min: maxReassertions, max: 1_000 });

function policies(accountId: string): fc.Arbitrary<SetDriftPolicy> {
  const fixed = { advertiserId: fc.constant('adv_acme'), accountId: fc.constant(accountId) };
  const set = { setBy: fc.constant('olga'), at: fc.constant(now), version: fc.integer({ min: 1, max: 9 }) };
  return fc.record({ ...fixed, ...set, oursLost: choice, foreignEdit: choice, platformAuto: choice });
}

/** A policy of all accounts, one of the account and one of another, each there or not. */
const anyPolicies = fc
  .tuple(fc.option(policies('')), fc.option(policies('acc_1')), fc.option(policies('acc_2')))
  .map((set) => set.filter((one) => one !== null));

function editOf(kind: NewKind, after = 2n): PlatformChange {
  const ref = { level: 'CAMPAIGN', externalId: '1', field: 'BUDGET' } as const;
  return { ...ref, at: now, before: null, after: String(after), actor: 'mara', origin: originOf[kind] };
}

function compared(kind: NewKind, given: Partial<ComparedSetting> = {}): ComparedSetting {
  const place = { advertiserId: 'adv_acme', accountId: 'acc_1', entityId: 'cmp_1' };
  const values = { known: budget(1n), live: budget(2n), history: [editOf(kind)] };
  const rest = { sent: [], underWay: [], open: undefined, asked: undefined, policies: [], reassertions: 0, now };
  return { ...place, ...values, ...rest, ...given };
}

describe('a drift that is new', () => {
  test('is dealt with as the account says, or else the advertiser, or else by default', () => {
    fc.assert(
      fc.property(newKinds, anyPolicies, isShort, (kind, set, reassertions) => {
        const own = set.find(({ accountId }) => accountId === 'acc_1');
        const common = set.find(({ accountId }) => accountId === '');
        const setter = [own, common].find((one) => one && one[choiceOf[kind]] !== null);
        expect(decideDrift(compared(kind, { policies: set, reassertions }))?.added).toMatchObject({
          kind,
          policy: setter?.[choiceOf[kind]] ?? policyOf(kind),
          decidedBy: setter ? 'DRIFT_POLICY' : 'DEFAULT',
          policyId: setter ? driftPolicyId(setter) : null,
          policyVersion: setter?.version ?? null,
        });
      }),
    );
  });

  test('is dealt with as was asked for, whatever is set and however often that was done', () => {
    fc.assert(
      fc.property(newKinds, anyPolicies, whatIsDone, fc.nat(), (kind, set, asked, reassertions) => {
        const step = decideDrift(compared(kind, { policies: set, asked, reassertions }));
        const noPolicy = { policyId: null, policyVersion: null };
        expect(step?.added).toMatchObject({ kind, policy: asked, decidedBy: 'REQUEST', ...noPolicy });
        expect(step?.adopted).toEqual(asked === 'ALERT' ? undefined : budget(2n));
      }),
    );
  });

  test('of a value that others keep setting over ours is told when that was asked for again too often', () => {
    fc.assert(
      fc.property(newKinds, anyPolicies, isLong, (kind, set, reassertions) => {
        const before = decideDrift(compared(kind, { policies: set, reassertions: maxReassertions - 1 }))?.added;
        const step = decideDrift(compared(kind, { policies: set, reassertions }));
        const isBound = kind !== 'OURS_LOST' && before?.policy === 'REASSERT';
        const { policyId, policyVersion, policy, decidedBy } = before ?? {};
        const told = { policy: 'ALERT', decidedBy: 'REASSERTION_LIMIT', endedAs: null };
        expect(step?.added).toMatchObject({ policyId, policyVersion, ...(isBound ? told : { policy, decidedBy }) });
        if (isBound) expect(step?.adopted).toBeUndefined();
      }),
    );
  });
});

test('what is open stays as it was decided, whatever is set since, until somebody asks', () => {
  fc.assert(
    fc.property(newKinds, anyPolicies, fc.nat(), (kind, set, reassertions) => {
      const open = decideDrift(compared(kind, { asked: 'ALERT' }))?.added;
      expect(decideDrift(compared(kind, { open, policies: set, reassertions }))).toBeUndefined();
      const step = decideDrift(compared(kind, { open, policies: set, reassertions, asked: 'REASSERT' }));
      expect(step).toMatchObject({ ended: { as: 'REASSERTED', drift: { id: open?.id, decidedBy: 'REQUEST' } } });
      expect(step?.added).toBeUndefined();
    }),
  );
});

test('a value that has become yet another one is new, and what was decided about the one before stays with that', () => {
  fc.assert(
    fc.property(newKinds, anyPolicies, (kind, set) => {
      const open = decideDrift(compared(kind, { asked: 'ALERT' }))?.added;
      const later = { live: budget(3n), history: [editOf(kind, 3n)], policies: set };
      const step = decideDrift(compared(kind, { ...later, open }));
      expect(step?.ended).toEqual({ drift: open, as: 'CHANGED' });
      expect(step?.added?.policy).toBe(decideDrift(compared(kind, later))?.added?.policy);
    }),
  );
});

test('what was done after all is adopted by default, whatever is set or asked for', () => {
  const sent = [{ entityId: 'cmp_1', field: 'BUDGET', value: '2', requestId: 'chg_1', isUnanswered: true }] as const;
  fc.assert(
    fc.property(anyPolicies, fc.option(whatIsDone, { nil: undefined }), fc.nat(), (set, asked, reassertions) => {
      const step = decideDrift(compared('OURS_LOST', { sent, policies: set, asked, reassertions }));
      expect(step?.added).toMatchObject({ kind: 'OURS_APPLIED', policy: 'ADOPT', decidedBy: 'DEFAULT' });
      expect(step?.answered).toBe('chg_1');
    }),
  );
});

test('the rules of accounts without a policy of their own are those of all accounts, in which defaults fill what is left', () => {
  const kinds: readonly DriftKind[] = ['OURS_APPLIED', 'OURS_LOST', 'FOREIGN_EDIT', 'PLATFORM_AUTO'];
  fc.assert(
    fc.property(anyPolicies, (set) => {
      const rules = rulesOf(set, '');
      expect(rules.map(({ kind }) => kind)).toEqual(kinds);
      for (const { kind, policy, decidedBy } of rules) if (decidedBy === 'DEFAULT') expect(policy).toBe(policyOf(kind));
      const others = set.filter(({ accountId }) => accountId !== 'acc_1');
      expect(rulesOf(others, 'acc_1')).toEqual(rules);
    }),
  );
});

test('nothing but the adoption of losses is refused', () => {
  fc.assert(
    fc.property(policies(''), (choices) => {
      expect(refuseChoices(choices)?.code).toBe(choices.oursLost === 'ADOPT' ? 'INVALID_INPUT' : undefined);
    }),
  );
});
