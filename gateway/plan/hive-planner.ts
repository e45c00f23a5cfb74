import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { ClientError } from '../errors.ts';
import type { Overrides } from '../supergraph/override-labels.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { forgetCondition, interfaceMergedInto, keepApart } from './keep-apart.ts';
import { planSerially } from './plan-serially.ts';
import { createTypeNaming } from './name-hidden-types.ts';
import { orderSubgraphs, renameSubgraphs } from './order-subgraphs.ts';
import { createPlanningSlots } from './planning-slots.ts';
import type { Planner, QueryPlan } from './query-plan.ts';
import { readHivePlan } from './read-hive-plan.ts';

/** Without a word on progressive overrides the first in a hundred is planned for. */
const noOverrides: Overrides = { labels: new Set(), percentage: 0 };

/** Of the four threads of libuv, two stay free for everything else. */
const maxPlanningAtOnce = 2;
/** At about a millisecond a plan this is far within the deadline; a longer queue would only be late. */
const maxWaitingPlans = 200;

/**
 * The native planner (MIT), on a thread of its own. It neither validates nor bounds what it is given and dies of a
 * fragment cycle, so it may only be shown text that was validated, limited and printed by us.
 */
export function createHivePlanner(supergraph: Supergraph, timeoutMs: number): Planner {
  const { sdl, nameOf } = orderSubgraphs(supergraph);
  const planner = new QueryPlanner(sdl);
  const nameTypes = createTypeNaming(supergraph);
  const inSlot = createPlanningSlots(maxPlanningAtOnce, maxWaitingPlans);

  async function planText(operationText: string, overrides: Overrides, deadline: AbortSignal): Promise<QueryPlan> {
    const { labels, percentage } = overrides;
    // The signal ends the search for a path, but not every phase before it: whoever waits must not depend on it.
    // The slot stays taken until the thread is free again.
    const planning = inSlot(deadline, () =>
      planner.planAsync(operationText, undefined, new Set(labels), percentage, deadline),
    );
    const { root } = readHivePlan(await Promise.race([planning, rejectOnAbort(deadline)]));
    return { root: root && renameSubgraphs(root, nameOf) };
  }
  async function planKeptApart(
    operationText: string,
    overrides: Overrides,
    deadline: AbortSignal,
    failure: unknown,
  ): Promise<QueryPlan> {
    const interfaceName = interfaceMergedInto(failure);
    if (interfaceName === undefined) throw failure;
    const { root } = await planText(
      keepApart(supergraph.fullSchema, operationText, interfaceName),
      overrides,
      deadline,
    );
    return { root: root && forgetCondition(root) };
  }
  return planSerially({
    plan(clientText, overrides = noOverrides) {
      const operationText = nameTypes(clientText);
      const deadline = AbortSignal.timeout(timeoutMs);
      return planText(operationText, overrides, deadline).catch((error: unknown) =>
        planKeptApart(operationText, overrides, deadline, error),
      );
    },
  });
}

function rejectOnAbort(deadline: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const refuse = (): void => {
      reject(new ClientError('PLANNING_TIMEOUT', 'Planning the operation took too long; ask for less at once.'));
    };
    if (deadline.aborted) refuse();
    deadline.addEventListener('abort', refuse);
  });
}
