import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EntityLevel, EntityRef, EntityStatus, PlatformEntity } from '../../../platforms/ad-platform.ts';
import type { KnownEntity } from './drift-store.ts';
import { findPresenceChanges, type PresenceChange, underRemoved } from './presence.ts';

/** What there may be of an entity: as we know it, as a list shows it, and as it is told when it is asked for. */
interface Case {
  readonly known: KnownEntity;
  readonly listed: EntityStatus | undefined;
  readonly told: EntityStatus | undefined;
}

const status = fc.constantFrom<EntityStatus>('ENABLED', 'PAUSED', 'REMOVED');
const seen = fc.option(status, { nil: undefined });

/** Two campaigns with two ad groups of two ads each. */
const places: readonly Pick<KnownEntity, 'id' | 'level' | 'campaignId' | 'adGroupId'>[] = ['c0', 'c1'].flatMap((c) => [
  { id: c, level: 'CAMPAIGN' as const, campaignId: null, adGroupId: null },
  ...[`${c}g0`, `${c}g1`].flatMap((g) => [
    { id: g, level: 'AD_GROUP' as const, campaignId: c, adGroupId: null },
    ...[`${g}a0`, `${g}a1`].map((id) => ({ id, level: 'AD' as const, campaignId: c, adGroupId: g })),
  ]),
]);

const noValues = { objective: null, budget: null, bid: null, flight: null, version: 1 };
const cases: fc.Arbitrary<readonly Case[]> = fc
  .tuple(...places.map(() => fc.record({ ours: status, listed: seen, told: seen })))
  .map((drawn) =>
    drawn.flatMap(({ ours, listed, told }, index) => {
      const place = places[index];
      if (!place) return [];
      return [{ known: { ...place, ...noValues, externalId: place.id, name: place.id, status: ours }, listed, told }];
    }),
  );

function entity({ known }: Case, shown: EntityStatus): PlatformEntity {
  const { level, externalId, name, adGroupId, campaignId } = known;
  const parentExternalId = adGroupId ?? campaignId;
  const common = { level, externalId, name, parentExternalId, status: shown, platformStatus: shown };
  return { ...common, objective: null, flight: null, budget: null, bid: null, learning: null };
}

interface Found {
  readonly changes: readonly PresenceChange[];
  readonly asked: ReadonlySet<string>;
}

async function find(all: readonly Case[]): Promise<Found> {
  const asked = new Set<string>();
  const live = all.flatMap((one) => (one.listed ? [entity(one, one.listed)] : []));
  const ask = async (refs: readonly EntityRef[]) => {
    for (const { externalId } of refs) asked.add(externalId);
    return all.flatMap((one) => (asked.has(one.known.id) && one.told ? [entity(one, one.told)] : []));
  };
  const known = all.map((one) => one.known);
  return { changes: await findPresenceChanges(known, underRemoved(live), ask), asked };
}

const assertAlways = async (law: (all: readonly Case[], found: Found) => void) =>
  await fc.assert(
    fc.asyncProperty(cases, async (all) => law(all, await find(all))),
    { numRuns: 2_000 },
  );

const parentOf = ({ known }: Case) => known.adGroupId ?? known.campaignId;

/** What each entity is once all changes are made. */
function statusesAfter(all: readonly Case[], { changes }: Found): ReadonlyMap<string, EntityStatus> {
  const changed = new Map(changes.map(({ known, status: to }) => [known.id, to]));
  return new Map(all.map(({ known }) => [known.id, changed.get(known.id) ?? known.status]));
}

test('nothing is gone that was not asked for by name and found absent or removed, but for what was in such', async () => {
  await assertAlways((all, found) => {
    const after = statusesAfter(all, found);
    for (const { known, status: to } of found.changes) {
      const one = all.find(({ known: { id } }) => id === known.id);
      if (to !== 'REMOVED' || !one || after.get(parentOf(one) ?? '') === 'REMOVED') continue;
      expect(found.asked.has(known.id)).toBe(true);
      expect([undefined, 'REMOVED']).toContain(one.told);
    }
  });
});

test('where a list shows nothing, only what the platform calls removed is gone', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (all) => {
      const { changes } = await find(all.map((one) => ({ ...one, listed: undefined })));
      for (const { known, evidence } of changes) {
        if (evidence === 'PARENT') continue;
        expect(all.find((one) => one.known.id === known.id)?.told).toBe('REMOVED');
      }
    }),
    { numRuns: 2_000 },
  );
});

test('nothing is there in what is gone', async () => {
  await assertAlways((all, found) => {
    const after = statusesAfter(all, found);
    for (const one of all) {
      if (after.get(parentOf(one) ?? '') === 'REMOVED') expect(after.get(one.known.id)).toBe('REMOVED');
    }
  });
});

test('nothing is there again that is not listed, and listed in something that is there', async () => {
  await assertAlways((all, found) => {
    for (const { known, status: to } of found.changes) {
      if (to === 'REMOVED') continue;
      expect(['ENABLED', 'PAUSED']).toContain(all.find((one) => one.known.id === known.id)?.listed);
    }
  });
});

test('what is as we think is not asked for, and what was decided once is not decided again', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (drawn) => {
      // A platform that says the same by list and by name.
      const all = drawn.map((one) => ({ ...one, told: one.listed }));
      const after = statusesAfter(all, await find(all));
      const again = await find(
        all.map((one) => ({ ...one, known: { ...one.known, status: after.get(one.known.id) ?? one.known.status } })),
      );
      expect(again.changes).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test('of one entity one thing is decided', async () => {
  await assertAlways((_, { changes }) => {
    const ids = changes.map(({ known }) => known.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('in what a platform shows as removed nothing is on, at whatever level it says so', () => {
  const levels: readonly EntityLevel[] = ['AD', 'AD_GROUP', 'CAMPAIGN'];
  fc.assert(
    fc.property(cases, (all) => {
      const live = all.flatMap((one) => (one.listed ? [entity(one, one.listed)] : []));
      const ordered = levels.flatMap((level) => live.filter((one) => one.level === level));
      const ruled = new Map(underRemoved(ordered).map((one) => [one.externalId, one]));
      for (const one of ruled.values()) {
        if (ruled.get(one.parentExternalId ?? '')?.status === 'REMOVED') expect(one.status).toBe('REMOVED');
      }
      expect(ruled.size).toBe(live.length);
    }),
  );
});

test('of hundreds that are gone at once some are asked for, and the rest the next time', async () => {
  const all = Array.from({ length: 201 }, (_, place): Case => {
    const named = { id: `c${place}`, externalId: `c${place}`, name: `c${place}`, status: 'ENABLED' as const };
    const known = { ...named, ...noValues, level: 'CAMPAIGN' as const, campaignId: null, adGroupId: null };
    return { known, listed: place === 200 ? 'ENABLED' : undefined, told: undefined };
  });
  const [shown, ...rest] = all.toReversed();
  if (!shown) throw new Error('there are none');
  const many = [
    ...rest,
    { ...shown, listed: undefined },
    { ...shown, known: { ...shown.known, id: 'on', externalId: 'on' } },
  ];
  const first = await find(many);
  expect(first.asked.size).toBe(200);
  const gone = new Set(first.changes.map(({ known }) => known.id));
  const left = many.filter(({ known }) => !gone.has(known.id));
  expect((await find(left)).changes).toHaveLength(1);
});
