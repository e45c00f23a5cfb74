// What may happen in a schedule, and how often.
import type { DeliveryStep } from '../../../subgraphs/campaigns/delivery/delivery-world.ts';
import { million } from './estate.ts';
import type { DatabaseServer, Stage } from './stage.ts';
import { type Standing, untilItStands, untilStanding } from './stand-still.ts';

export type Deed = readonly [weight: number, happen: () => Promise<void>];

const steps: readonly DeliveryStep[] = ['CLAIMED', 'READ', 'SENT_RECORDED', 'ANSWERED', 'OUTCOME_RECORDED'];

/** All that may happen on the stage; with a server to take down, that too. */
export function deedsOn(stage: Stage, server: DatabaseServer | undefined): readonly Deed[] {
  const { random } = stage;
  return [
    [8, async () => await stage.ask(stage.drawWish())],
    [6, async () => await stage.deliver(stage.someWorker())],
    [3, async () => await endAtSomeStep(stage)],
    [2, async () => await standStill(stage)],
    [2, async () => await goOn(stage)],
    [1, async () => await loseDatabaseAtSomeStep(stage)],
    ...(server ? restarts(stage, server) : []),
    [6, async () => await stage.pass(random.below(3_000))],
    [2, async () => await stage.pass(10_000 + random.below(70_000))],
    [2, async () => await stage.reconcile(stage.someWorker())],
    [1, async () => await stage.turnKillSwitch()],
    [stage.hasForeignEdits ? 2 : 0, async () => editOnPlatform(stage)],
  ];
}

function restarts(stage: Stage, server: DatabaseServer): readonly Deed[] {
  return [
    [3, async () => await restartUnderDelivery(stage, server)],
    [2, async () => await restartUnderRequest(stage, server)],
    [2, async () => await restartUnderComparison(stage, server)],
  ];
}

/** A process that ends there: its work never goes on. */
async function endAtSomeStep(stage: Stage): Promise<void> {
  const step = stage.random.pick(steps);
  const worker = stage.someWorker();
  stage.dismiss(worker);
  const hasEnded = (await untilStanding((atStep) => stage.deliver(worker, atStep), step)) !== undefined;
  if (hasEnded) stage.record.count(`ended at ${step}`);
  stage.record.say(`a worker ends at ${step}${hasEnded ? '' : ', which it did not reach'}`);
}

/** One that stands still, and goes on later as if nothing had happened. */
async function standStill(stage: Stage): Promise<void> {
  const step = stage.random.pick(steps);
  const worker = stage.someWorker();
  const stood = await untilStanding((atStep) => stage.deliver(worker, atStep), step);
  stage.record.say(`a worker stands still at ${step}${stood ? '' : ', which it did not reach'}`);
  if (stood) stage.standing.push(stood);
}

async function goOn(stage: Stage): Promise<void> {
  const [stood] = stage.standing.splice(0, 1);
  if (!stood) return;
  stage.record.say('a worker that stood still goes on');
  stood.goOn();
  await stood.done;
}

/** What the database refuses at that moment. */
async function loseDatabaseAtSomeStep(stage: Stage): Promise<void> {
  const step = stage.random.pick(steps);
  stage.record.say(`the database is away at ${step}`);
  await stage.deliver(stage.someWorker(), async (at) => {
    if (at === step) throw new Error('the database is away');
  });
}

function editOnPlatform(stage: Stage): void {
  const { random, platform, record } = stage;
  const entity = random.pick(platform.entities());
  const amountMicros = stage.drawBudget();
  const write = { level: entity.level, externalId: entity.externalId, amountMicros, kind: 'DAILY' as const };
  record.say(`somebody edits ${entity.externalId} to ${amountMicros / million}`);
  platform.edit({ ...write, field: 'BUDGET' }, random.pick(['PERSON', 'AUTO']), 'mara');
}

/** A worker meets a server that is gone at some step, and one that is back at the next. */
async function restartUnderDelivery(stage: Stage, server: DatabaseServer): Promise<void> {
  const step = stage.random.pick(steps);
  const worker = stage.someWorker();
  const stood = await untilStanding((atStep) => stage.deliver(worker, atStep), step);
  if (stood) stage.record.count(`server went down at ${step}`);
  await restartUnder(stage, server, stood);
}

/** Whoever compares has read the platform, and cannot put on record what it saw; or goes on when the server is back. */
async function restartUnderComparison(stage: Stage, server: DatabaseServer): Promise<void> {
  const worker = stage.someWorker();
  const stood = await untilItStands(
    async (stand) =>
      await stage.reconcile(worker, stand).catch((error: unknown) => {
        stage.record.say(`the comparison failed: ${String(error)}`);
      }),
  );
  if (stood) stage.record.count('server went down under a comparison');
  await restartUnder(stage, server, stood);
}

async function restartUnder(stage: Stage, server: DatabaseServer, stood: Standing | undefined): Promise<void> {
  const isBackBefore = stage.random.next() < 0.5;
  await stage.withoutServer(server, async () => {
    if (!isBackBefore) stood?.goOn();
    if (!isBackBefore) await stood?.done;
  });
  stood?.goOn();
  await stood?.done;
}

/** Somebody asks at that moment, gets no answer, and asks again with the same key. */
async function restartUnderRequest(stage: Stage, server: DatabaseServer): Promise<void> {
  const wish = stage.drawWish();
  const asking = stage.ask(wish).catch((error: unknown) => error);
  await stage.withoutServer(server, async () => await asking);
  if ((await asking) !== undefined) await stage.ask(wish);
}
