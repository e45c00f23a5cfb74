// A worker that stands still in the middle of its work, as a process does that the machine has no time for.
import type { DeliveryStep, DeliveryWorld } from '../../../subgraphs/campaigns/delivery/delivery-world.ts';

export interface Standing {
  readonly goOn: () => void;
  /** Resolves when its work is done. */
  readonly done: Promise<void>;
}

/** Works until it comes to where it stands, once; undefined where it comes to its end without. */
export async function untilItStands(
  work: (stand: () => Promise<void>) => Promise<void>,
): Promise<Standing | undefined> {
  let goOn = () => {};
  const going = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let stand = () => {};
  const stands = new Promise<'STANDS'>((resolve) => {
    stand = () => resolve('STANDS');
  });
  const done = work(async () => {
    stand();
    await going;
  });
  const first = await Promise.race([stands, done.then(() => 'DONE' as const)]);
  return first === 'STANDS' ? { goOn: () => goOn(), done } : undefined;
}

/** Delivers until the step is reached, where the worker stands; undefined where it comes to its end without. */
export async function untilStanding(
  deliver: (atStep: NonNullable<DeliveryWorld['atStep']>) => Promise<void>,
  step: DeliveryStep,
): Promise<Standing | undefined> {
  return await untilItStands(
    async (stand) =>
      await deliver(async (reached) => {
        if (reached === step) await stand();
      }),
  );
}
