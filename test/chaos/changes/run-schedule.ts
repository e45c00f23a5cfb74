// One schedule of chaos, chosen by its seed: people ask for budgets, workers deliver them, stand still, end and are taken over,
// the platform throttles, loses answers and does things late, somebody edits it, kill switches are tripped and access expires.
// Time is told, not waited for. What must hold at every moment is checked as it happens, the rest when all is quiet.
import type { PlatformWrite } from '../../../platforms/ad-platform.ts';
import { createRandom } from '../../../stack/sample-data/random.ts';
import { deliverAccount } from '../../../subgraphs/campaigns/delivery/deliver-account.ts';
import { listDueAccounts } from '../../../subgraphs/campaigns/delivery/delivery-store.ts';
import {
  type DeliveryStep,
  type DeliveryWorld,
  defaultTimes,
} from '../../../subgraphs/campaigns/delivery/delivery-world.ts';
import { openPlatformLines, type PlatformLines } from '../../../subgraphs/campaigns/delivery/platform-lines.ts';
import { reconcileAccount } from '../../../subgraphs/campaigns/delivery/reconcile-account.ts';
import type { CampaignsSubgraph } from '../../../subgraphs/campaigns/subgraph.ts';
import { PlatformError } from '../../../platforms/ad-platform.ts';
import { createFakePlatform } from '../../support/fake-platform.ts';
import type { RestartablePostgres, WayDown } from '../../support/restartable-postgres.ts';
import { silentLogger } from '../../support/silent-logger.ts';
import { type ChaosEstate, createEstate, million, overdelivery, platformEntities } from './estate.ts';
import { findFaults } from './find-faults.ts';
import { setKillSwitch } from './kill-switch.ts';
import { type Standing, untilStanding } from './stand-still.ts';
import { drawWriteFault } from './write-faults.ts';

export interface Outcome {
  readonly seed: number;
  /** What should never have happened; empty where all is well. */
  readonly faults: readonly string[];
  /** What happened, in order, for a person to read. */
  readonly trace: readonly string[];
  /** How often what was reached: states of requests, steps at which a worker ended. */
  readonly reached: ReadonlyMap<string, number>;
}

/** Changes a budget as a client does; returns the answer's type and code. */
export type AskForBudget = (estate: ChaosEstate, entityId: string, micros: bigint, key: string) => Promise<string>;

/** The server that the subgraph's database is on. */
export type DatabaseServer = Pick<RestartablePostgres, 'takeDown' | 'bringBack'>;

interface Worker {
  readonly world: DeliveryWorld;
  readonly lines: PlatformLines;
}

/** What may happen next, and how often. */
type Deed = readonly [weight: number, happen: () => Promise<void>];

/** When every schedule begins. */
export const startedAt = new Date('2026-11-22T09:30:00.000Z');
const startedAtMs = startedAt.getTime();
const steps: readonly DeliveryStep[] = ['CLAIMED', 'READ', 'SENT_RECORDED', 'ANSWERED', 'OUTCOME_RECORDED'];
const stepsPerSchedule = 24;
const accessFailures = ['AUTH_EXPIRED', 'TRANSIENT', 'THROTTLED'] as const;

/** Runs the schedule on a subgraph that has an advertiser of its own for it; with a server to take down, does so too. */
export async function runSchedule(
  seed: number,
  subgraph: CampaignsSubgraph,
  askForBudget: AskForBudget,
  server?: DatabaseServer,
): Promise<Outcome> {
  const estate = await createEstate(subgraph, seed);
  const schedule = createSchedule({ seed, subgraph, estate, askForBudget, server });
  for (let step = 0; step < stepsPerSchedule; step += 1) await schedule.step();
  await schedule.calmDown();
  const { faults, trace, platform, reached, hasForeignEdits } = schedule;
  const left = await findFaults(subgraph, estate, platform, { hasForeignEdits, reached });
  await schedule.close();
  return { seed, faults: [...faults, ...left], trace, reached };
}

interface ScheduleOptions {
  readonly seed: number;
  readonly subgraph: CampaignsSubgraph;
  readonly estate: ChaosEstate;
  readonly askForBudget: AskForBudget;
  readonly server: DatabaseServer | undefined;
}

function createSchedule({ seed, subgraph, estate, askForBudget, server }: ScheduleOptions) {
  const { database, eventLog } = subgraph;
  const random = createRandom(seed);
  // Where nobody edits the platform, the cap holds at every moment; where somebody does, it is out of our hands.
  const hasForeignEdits = seed % 2 === 1;
  const faults: string[] = [];
  const trace: string[] = [];
  const reached = new Map<string, number>();
  const workers: Worker[] = [];
  const standing: Standing[] = [];
  let clockMs = 0;
  let trippedAtMs: number | undefined;
  let isCalm = false;
  let isServerDown = false;
  /** What the database has not been told of the time that passed. */
  let unpassedMs = 0;
  let asked = 0;

  const say = (line: string) => trace.push(`${String(clockMs).padStart(7)} ${line}`);
  const count = (what: string) => reached.set(what, (reached.get(what) ?? 0) + 1);
  const platform = createFakePlatform(platformEntities(estate), {
    traits: { maxWritesPerRequest: 1 + (seed % 3) },
    nowMs: () => startedAtMs + clockMs,
    writeFault: () => (isCalm ? undefined : drawWriteFault(random)),
    readFault: () => {
      const kind = isCalm || random.next() > 0.04 ? undefined : random.pick(accessFailures);
      if (kind) say(`platform refuses a read: ${kind}`);
      if (kind === 'THROTTLED') return { kind, scope: 'ACCOUNT', retryAfterMs: 2_000 };
      return kind && { kind };
    },
    onWrite: (writes) => writes.forEach(checkArrival),
    onChange: () => {
      if (!hasForeignEdits) checkCap();
    },
  });
  const checkArrival = (write: PlatformWrite) => {
    const live = platform.entity(write).budget?.amountMicros ?? 0n;
    const isRaise = write.field === 'BUDGET' && write.amountMicros > live;
    say(`write of ${shown(write)} arrives over ${live / million}`);
    const sinceTripMs = trippedAtMs === undefined ? -1 : clockMs - trippedAtMs;
    if (isRaise && sinceTripMs > defaultTimes.sendWithinMs) {
      faults.push(`an increase arrived ${sinceTripMs} ms after the kill switch`);
    }
  };
  const checkCap = () => {
    const sum = platform.entities().reduce((total, { budget }) => total + (budget?.amountMicros ?? 0n), 0n);
    if (sum * overdelivery > estate.capMicros) faults.push(`${sum * overdelivery} may be spent of ${estate.capMicros}`);
  };

  const hire = (): Worker => {
    const skewMs = random.below(40_000) - 20_000;
    const world: DeliveryWorld = {
      db: database.db,
      eventLog,
      logger: silentLogger,
      now: () => new Date(startedAtMs + clockMs + skewMs),
      monotonicMs: () => clockMs,
      random: () => random.next(),
      sleep: async (ms) => await pass(Math.max(1, ms)),
      times: defaultTimes,
    };
    const worker = { world, lines: openPlatformLines(() => platform, world.monotonicMs) };
    workers.push(worker);
    return worker;
  };
  const pass = async (ms: number) => {
    clockMs += ms;
    platform.catchUp();
    unpassedMs += ms;
    if (isServerDown) return;
    const shift = `- ${unpassedMs} * interval '1 millisecond'`;
    unpassedMs = 0;
    await database.pool.query(
      `update change_outbox set not_before = not_before ${shift}, lease_until = lease_until ${shift}
       where advertiser_id = $1`,
      [estate.advertiserId],
    );
  };
  const deliver = async (worker: Worker, atStep?: DeliveryWorld['atStep']) => {
    const due = await listDueAccounts(database.db);
    const account = due.find(({ advertiserId }) => advertiserId === estate.advertiserId);
    const line = account && worker.lines.lineTo(account);
    if (!account || !line) return;
    const world = { ...worker.world, atStep };
    await deliverAccount({ world, account, line }, new AbortController().signal).catch((error: unknown) => {
      say(`delivery failed: ${String(error)}`);
    });
  };
  const reconcile = async (worker: Worker) => {
    const account = { ...accountOf(estate), platform: 'GOOGLE_ADS', externalId: `x-${seed}`, mode: 'TWIN' as const };
    const line = worker.lines.lineTo(account);
    if (!line) return;
    try {
      await reconcileAccount({ world: worker.world, database, account, line });
      await database.pool.query(
        `update delivery_account set stopped_at = null, stopped_why = null where advertiser_id = $1`,
        [estate.advertiserId],
      );
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
    }
  };
  const ask = async (entityId: string, micros: bigint, key: string) => {
    const answer = await askForBudget(estate, entityId, micros, key);
    say(`asked for ${micros / million} of ${estate.campaignIds.indexOf(entityId)}: ${answer}`);
  };
  /** The server goes down, what is given happens meanwhile, and it comes back. */
  const withoutServer = async ({ takeDown, bringBack }: DatabaseServer, meanwhile: () => Promise<unknown>) => {
    const way = random.pick<WayDown>(['IMMEDIATE', 'KILLED']);
    say(`the database server goes down: ${way}`);
    isServerDown = true;
    await takeDown(way);
    try {
      await meanwhile();
    } finally {
      await bringBack();
      isServerDown = false;
      say('the database server is back');
    }
  };
  const someWorker = () => (workers.length < 3 ? hire() : random.pick(workers));

  const restarts = (given: DatabaseServer): readonly Deed[] => [
    [
      3,
      async () => {
        // A worker meets a server that is gone at some step, and one that is back at the next.
        const step = random.pick(steps);
        const worker = someWorker();
        const stood = await untilStanding((atStep) => deliver(worker, atStep), step);
        if (stood) count(`server went down at ${step}`);
        const isBackBefore = random.next() < 0.5;
        await withoutServer(given, async () => {
          if (!isBackBefore) stood?.goOn();
          if (!isBackBefore) await stood?.done;
        });
        stood?.goOn();
        await stood?.done;
      },
    ],
    [
      2,
      async () => {
        // Somebody asks at that moment, gets no answer, and asks again with the same key.
        const [entityId, micros] = [random.pick(estate.campaignIds), BigInt(20 + random.below(220)) * million];
        asked += 1;
        const key = `${seed} ${asked}`;
        const asking = ask(entityId, micros, key).catch((error: unknown) => error);
        await withoutServer(given, async () => await asking);
        if ((await asking) !== undefined) await ask(entityId, micros, key);
      },
    ],
  ];
  const deeds: readonly Deed[] = [
    [
      8,
      async () => {
        const [entityId, micros] = [random.pick(estate.campaignIds), BigInt(20 + random.below(220)) * million];
        asked += 1;
        await ask(entityId, micros, `${seed} ${asked}`);
      },
    ],
    [6, async () => await deliver(someWorker())],
    [
      3,
      async () => {
        // A process that ends there: its work never goes on.
        const step = random.pick(steps);
        const worker = someWorker();
        workers.splice(workers.indexOf(worker), 1);
        const hasEnded = (await untilStanding((atStep) => deliver(worker, atStep), step)) !== undefined;
        if (hasEnded) count(`ended at ${step}`);
        say(`a worker ends at ${step}${hasEnded ? '' : ', which it did not reach'}`);
      },
    ],
    [
      2,
      async () => {
        // One that stands still, and goes on later as if nothing had happened.
        const step = random.pick(steps);
        const worker = someWorker();
        const stood = await untilStanding((atStep) => deliver(worker, atStep), step);
        say(`a worker stands still at ${step}${stood ? '' : ', which it did not reach'}`);
        if (stood) standing.push(stood);
      },
    ],
    [
      2,
      async () => {
        const [stood] = standing.splice(0, 1);
        if (!stood) return;
        say('a worker that stood still goes on');
        stood.goOn();
        await stood.done;
      },
    ],
    [
      1,
      async () => {
        // What the database refuses at that moment.
        const step = random.pick(steps);
        say(`the database is away at ${step}`);
        await deliver(someWorker(), async (at) => {
          if (at === step) throw new Error('the database is away');
        });
      },
    ],
    ...(server ? restarts(server) : []),
    [6, async () => await pass(random.below(3_000))],
    [2, async () => await pass(10_000 + random.below(70_000))],
    [2, async () => await reconcile(someWorker())],
    [
      1,
      async () => {
        const isTripped = trippedAtMs !== undefined;
        say(isTripped ? 'the kill switch is rearmed' : 'the kill switch is tripped');
        await setKillSwitch(subgraph, estate, !isTripped);
        trippedAtMs = isTripped ? undefined : clockMs;
      },
    ],
    [
      hasForeignEdits ? 2 : 0,
      async () => {
        const entity = random.pick(platform.entities());
        const amountMicros = BigInt(20 + random.below(220)) * million;
        const write = { level: entity.level, externalId: entity.externalId, amountMicros, kind: 'DAILY' as const };
        say(`somebody edits ${entity.externalId} to ${amountMicros / million}`);
        platform.edit({ ...write, field: 'BUDGET' }, random.pick(['PERSON', 'AUTO']), 'mara');
      },
    ],
  ];
  const weightOfAll = deeds.reduce((sum, [weight]) => sum + weight, 0);

  return {
    faults,
    trace,
    reached,
    platform,
    hasForeignEdits,
    async step() {
      let draw = random.below(weightOfAll);
      for (const [weight, deed] of deeds) {
        if (draw < weight) return await deed();
        draw -= weight;
      }
    },
    /** No more trouble: everything that was begun comes to its end. */
    async calmDown() {
      isCalm = true;
      for (const { goOn, done } of standing) {
        goOn();
        await done;
      }
      const worker = hire();
      for (let round = 0; round < 8; round += 1) {
        await pass(70_000);
        await reconcile(worker);
        await deliver(worker);
        if (round > 2 && (await isQuiet(subgraph, estate))) break;
      }
      say('all is quiet');
    },
    async close() {
      await Promise.all(workers.map(({ lines }) => lines.close()));
    },
  };
}

function shown(write: PlatformWrite): string {
  return `${write.externalId} = ${write.field === 'STATUS' ? write.status : write.amountMicros / million}`;
}

function accountOf({ advertiserId, accountId }: ChaosEstate) {
  return { advertiserId, accountId };
}

async function isQuiet({ database }: CampaignsSubgraph, { advertiserId }: ChaosEstate): Promise<boolean> {
  const { rows } = await database.pool.query<{ left: bigint }>(
    `select count(*) as left from change_outbox where advertiser_id = $1`,
    [advertiserId],
  );
  return Number(rows[0]?.left) === 0;
}
