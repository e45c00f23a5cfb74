// The platform of a schedule: what goes wrong on the way to it, and what must hold at every moment that a write arrives.
import type { PlatformWrite } from '../../../platforms/ad-platform.ts';
import type { Random } from '../../../stack/sample-data/random.ts';
import { defaultTimes } from '../../../subgraphs/campaigns/delivery/delivery-world.ts';
import { createFakePlatform, type FakePlatform, type FakePlatformOptions } from '../../support/fake-platform.ts';
import { type ChaosEstate, million, overdelivery, platformEntities } from './estate.ts';
import type { ScheduleRecord } from './record.ts';
import { drawWriteFault } from './write-faults.ts';

/** What the schedule is at. */
export interface Watching {
  readonly seed: number;
  readonly estate: ChaosEstate;
  readonly random: Random;
  readonly record: ScheduleRecord;
  readonly passedMs: () => number;
  /** When the kill switch was tripped; undefined while it is not. */
  readonly trippedAtMs: () => number | undefined;
  /** Nothing goes wrong any more. */
  readonly isCalm: () => boolean;
  /** Where nobody edits the platform, the cap holds at every moment; where somebody does, it is out of our hands. */
  readonly hasForeignEdits: boolean;
}

/** When every schedule begins. */
export const startedAt = new Date('2026-11-22T09:30:00.000Z');

const accessFailures = ['AUTH_EXPIRED', 'TRANSIENT', 'THROTTLED'] as const;

export function createWatchedPlatform(watching: Watching): FakePlatform {
  const { seed, estate, random, isCalm, passedMs, hasForeignEdits } = watching;
  const platform: FakePlatform = createFakePlatform(platformEntities(estate), {
    traits: { maxWritesPerRequest: 1 + (seed % 3) },
    nowMs: () => startedAt.getTime() + passedMs(),
    writeFault: () => (isCalm() ? undefined : drawWriteFault(random)),
    readFault: () => drawReadFault(watching),
    onWrite: (writes) => writes.forEach((write) => checkArrival(watching, platform, write)),
    onChange: () => {
      if (!hasForeignEdits) checkCap(watching, platform);
    },
  });
  return platform;
}

function drawReadFault({
  random,
  record,
  isCalm,
}: Watching): ReturnType<NonNullable<FakePlatformOptions['readFault']>> {
  const kind = isCalm() || random.next() > 0.04 ? undefined : random.pick(accessFailures);
  if (kind) record.say(`platform refuses a read: ${kind}`);
  if (kind === 'THROTTLED') return { kind, scope: 'ACCOUNT', retryAfterMs: 2_000 };
  return kind && { kind };
}

function checkArrival({ record, passedMs, trippedAtMs }: Watching, platform: FakePlatform, write: PlatformWrite): void {
  const live = platform.entity(write).budget?.amountMicros ?? 0n;
  const isRaise = write.field === 'BUDGET' && write.amountMicros > live;
  record.say(`write of ${shown(write)} arrives over ${live / million}`);
  const tripped = trippedAtMs();
  const sinceTripMs = tripped === undefined ? -1 : passedMs() - tripped;
  if (isRaise && sinceTripMs > defaultTimes.sendWithinMs) {
    record.faults.push(`an increase arrived ${sinceTripMs} ms after the kill switch`);
  }
}

function checkCap({ record, estate }: Watching, platform: FakePlatform): void {
  const sum = platform.entities().reduce((total, { budget }) => total + (budget?.amountMicros ?? 0n), 0n);
  if (sum * overdelivery <= estate.capMicros) return;
  record.faults.push(`${sum * overdelivery} may be spent of ${estate.capMicros}`);
}

function shown(write: PlatformWrite): string {
  return `${write.externalId} = ${write.field === 'STATUS' ? write.status : write.amountMicros / million}`;
}
