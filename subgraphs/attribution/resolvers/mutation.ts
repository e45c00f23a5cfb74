import { badInput, requireAdvertiser, requireScopes } from '../../common/access.ts';
import { recordAttributionEvents } from '../record-events.ts';
import type { MutationResolvers } from '../schema.generated.ts';

const longestList = 500;

export const mutationResolvers = {
  async recordAttributionEvents(_, { input }, context) {
    requireAdvertiser(requireScopes(context, 'attribution:ingest'), input.advertiserId);
    return await recordAttributionEvents(context.database, {
      advertiserId: input.advertiserId,
      touchpoints: readList('touchpoints', input.touchpoints),
      conversions: readList('conversions', input.conversions),
      now: context.now(),
    });
  },
} satisfies MutationResolvers;

function readList<Event>(name: string, events: readonly Event[] | null | undefined): readonly Event[] {
  if (events == null) return [];
  if (events.length > longestList) throw badInput(`${name} has ${events.length} events; the limit is ${longestList}.`);
  return events;
}
