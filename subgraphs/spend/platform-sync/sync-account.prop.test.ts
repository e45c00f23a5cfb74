// Whatever processes do, end and miss, and whatever a platform restates meanwhile: what is known ends at the platform's newest
// report, and each change of a number is one event.
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { type Fault, scriptedFaults } from '../../../platforms/twin-faults.ts';
import { gate } from '../../../test/support/gate.ts';
import {
  knownHours,
  openSyncedSpend,
  type SyncedSpend,
  type TestReader,
  toldHours,
} from '../../../test/support/synced-spend.ts';
import { localDay } from '../../common/time-zone.ts';
import { reportedLevels } from './report-schedule.ts';
import type { SyncStep } from './sync-world.ts';

const beganOn = '2026-03-09';
const minute = 60_000;
const steps: readonly SyncStep[] = ['CLAIMED', 'READ', 'RECORDED'];
const faults: readonly Fault[] = [
  { kind: 'THROTTLED' },
  { kind: 'SERVER_ERROR' },
  { kind: 'RESET_AFTER_APPLY' },
  { kind: 'CUT_SHORT_AFTER_APPLY' },
];

type Step =
  | { readonly kind: 'PASS'; readonly minutes: number }
  | { readonly kind: 'SYNC'; readonly clockMinutes: number }
  /** A process stops at a step, others go on, and it either never comes back or finishes what it began. */
  | { readonly kind: 'STALL'; readonly at: SyncStep; readonly nth: number; readonly comesBack: boolean }
  | { readonly kind: 'FAULTS'; readonly faults: readonly Fault[] };

const plans = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('PASS' as const), minutes: fc.integer({ min: 1, max: 900 }) }),
    fc.record({ kind: fc.constant('SYNC' as const), clockMinutes: fc.integer({ min: -30, max: 30 }) }),
    fc.record({
      kind: fc.constant('STALL' as const),
      at: fc.constantFrom(...steps),
      nth: fc.integer({ min: 1, max: 3 }),
      comesBack: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('FAULTS' as const), faults: fc.array(fc.constantFrom(...faults), { maxLength: 4 }) }),
  ),
  { minLength: 3, maxLength: 10 },
);

/** Begins to read, and stands at the nth such step until it is let go of; done at once where it never comes there. */
async function stall(world: SyncedSpend, { at, nth }: Step & { readonly kind: 'STALL' }) {
  const reached = gate();
  const letGo = gate();
  let left = nth;
  const reader = world.reader({
    atStep: async (step) => {
      if (step !== at) return;
      left -= 1;
      if (left !== 0) return;
      reached.open();
      await letGo.opened;
    },
  });
  const done = reader.sync();
  await Promise.race([reached.opened, done]);
  return { letGo: letGo.open, done };
}

async function play(world: SyncedSpend, plan: readonly Step[]): Promise<void> {
  const returning: Awaited<ReturnType<typeof stall>>[] = [];
  for (const step of plan) {
    if (step.kind === 'PASS') world.clock.advance(step.minutes * minute);
    else if (step.kind === 'FAULTS') world.twin.setFaults(scriptedFaults(step.faults));
    else if (step.kind === 'SYNC') await readerAt(world, step.clockMinutes).sync();
    else {
      const stalled = await stall(world, step);
      if (step.comesBack) returning.push(stalled);
    }
  }
  for (const stalled of returning) {
    stalled.letGo();
    await stalled.done;
  }
}

function readerAt(world: SyncedSpend, clockMinutes: number): TestReader {
  return world.reader({ now: () => new Date(world.clock.now().getTime() + clockMinutes * minute) });
}

async function countChanges({ spend }: SyncedSpend) {
  const { rows } = await sql<{ revisions: number; events: number; wrong: number }>`
    select (select count(*)::integer from spend_revision) as revisions,
      (select count(*)::integer from event where type = 'spend.restated') as events,
      (select count(*)::integer from spend_revision as r
        join spend_fact as f using (advertiser_id, entity_id, starts_at, grain, breakdown)
        where r.known_since >= f.known_since) as wrong`.execute(spend.database.db);
  return rows[0];
}

test(
  'what is known ends at the newest report, and each change is one event',
  () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom('META' as const, 'SNAP' as const), plans, async (platform, plan) => {
        const world = await openSyncedSpend(platform, '2026-03-10T20:00:00Z', {
          beganOn,
          since: new Date(`${beganOn}T00:00:00+01:00`),
        });
        try {
          await play(world, plan);
          world.twin.setFaults(() => undefined);
          await sql`update reported_day set read_at = null, failed_at = null, is_final = false`.execute(
            world.spend.database.db,
          );
          await world.reader().sync();
          const lastDay = localDay(world.clock.now(), world.timeZone);
          for (const level of reportedLevels)
            expect(await knownHours(world, level)).toEqual(toldHours(world, level, beganOn, lastDay));
          const changes = await countChanges(world);
          expect(changes).toMatchObject({ events: changes?.revisions, wrong: 0 });
        } finally {
          await world.close();
        }
      }),
      { numRuns: 12 },
    ),
  180_000,
);
