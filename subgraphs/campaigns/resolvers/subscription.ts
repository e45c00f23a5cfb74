import { badInput, requireScopes } from '../../common/access.ts';
import { decodeCursor, type LoggedEvent, type Position } from '../../common/event-log/event-log.ts';
import type { Context } from '../context.ts';
import { adEntityChangedType, fromEvent } from '../ad-entity-changed.ts';
import type { SubscriptionResolvers } from '../schema.generated.ts';

const maxEntities = 500;

export const subscriptionResolvers = {
  adEntityChanged: {
    // The log lets through what is the viewer's and nothing else; ids that are not simply never match.
    subscribe(_, { entityIds, after }, context) {
      const { advertiserIds } = requireScopes(context, 'campaigns:read');
      if (entityIds.length < 1 || entityIds.length > maxEntities) {
        throw badInput(`entityIds has ${entityIds.length} ids; it must have from 1 to ${maxEntities}.`);
      }
      return context.eventLog.tail({
        after: readCursor(after),
        types: [adEntityChangedType],
        keys: new Set(entityIds.filter((id) => !id.includes('\0'))),
        advertiserIds,
      });
    },
    resolve(event: LoggedEvent, _: unknown, context: Context) {
      context.renewLoaders();
      return fromEvent(event);
    },
  },
} satisfies SubscriptionResolvers;

function readCursor(after: string | null | undefined): Position | undefined {
  if (after == null) return undefined;
  const position = decodeCursor(after);
  if (!position) throw badInput('after is not a cursor of this stream; pass the cursor of an event you saw.');
  return position;
}
