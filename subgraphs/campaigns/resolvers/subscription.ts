import { badInput, requireScopes, requireViewer } from '../../common/access.ts';
import { type ChangedKeys, followChanges } from '../../common/change-feed.ts';
import { decodeCursor, type Position } from '../../common/event-log/event-log.ts';
import { mapEvents } from '../../common/event-log/map-events.ts';
import { followFromSnapshot, snapshotCursor } from '../../common/event-log/snapshot.ts';
import { type AdEntityChanged, adEntityChangedType, fromEvent } from '../ad-entity-changed.ts';
import { type ChangeRequestMoved, changeRequestMovedType, fromMovedEvent } from '../change-request-moved.ts';
import { listLatestChanges } from '../change-store.ts';
import { changeEventTypes, keysOfEvent } from '../change-events.ts';
import type { Context } from '../context.ts';
import { type DriftDetected, driftDetectedType, fromDriftEvent } from '../delivery/drift-detected.ts';
import { fromPressureEvent, type QuotaPressureEvent, quotaPressureType } from '../delivery/quota-pressure.ts';
import { fromSwitchEvent, type KillSwitchChanged, killSwitchChangedType } from '../kill-switch-changed.ts';
import { listEngagedSwitches } from '../kill-switch-store.ts';
import { findRequests } from '../request-store.ts';
import type { SubscriptionResolvers } from '../schema.generated.ts';

const maxEntities = 500;

export const subscriptionResolvers = {
  quotaPressure: {
    subscribe(_, { after }, context) {
      const { advertiserIds } = requireScopes(context, 'campaigns:read');
      const position = readCursor(after);
      return mapEvents(
        context.eventLog.tail({ after: position, types: [quotaPressureType], advertiserIds }),
        fromPressureEvent,
      );
    },
    resolve(event: QuotaPressureEvent, _: unknown, context: Context) {
      context.renewLoaders();
      return event;
    },
  },
  driftDetected: {
    subscribe(_, { after }, context) {
      const { advertiserIds } = requireScopes(context, 'campaigns:read');
      const position = readCursor(after);
      return mapEvents(
        context.eventLog.tail({ after: position, types: [driftDetectedType], advertiserIds }),
        fromDriftEvent,
      );
    },
    resolve(event: DriftDetected, _: unknown, context: Context) {
      context.renewLoaders();
      return event;
    },
  },
  adEntityChanged: {
    subscribe(_, { entityIds, after }, context) {
      const { advertiserIds } = requireScopes(context, 'campaigns:read');
      const keys = readKeys('entityIds', entityIds, maxEntities);
      const follow = (position: Position | undefined) =>
        context.eventLog.tail({ after: position, types: [adEntityChangedType], keys, advertiserIds });
      if (after !== snapshotCursor) return mapEvents(follow(readCursor(after)), fromEvent);
      return followFromSnapshot(context.eventLog, {
        loadState: () => listLatestChanges(context.db, advertiserIds, [...keys]),
        fromState: (change, cursor): AdEntityChanged => ({ cursor, change }),
        follow,
        fromEvent,
      });
    },
    resolve(event: AdEntityChanged, _: unknown, context: Context) {
      context.renewLoaders();
      return event;
    },
  },
  changeRequestProgress: {
    subscribe(_, { requestIds, after }, context) {
      const { advertiserIds } = requireScopes(context, 'campaigns:read');
      const keys = readKeys('requestIds', requestIds, maxEntities);
      const follow = (position: Position | undefined) =>
        context.eventLog.tail({ after: position, types: [changeRequestMovedType], keys, advertiserIds });
      if (after !== snapshotCursor) return mapEvents(follow(readCursor(after)), fromMovedEvent);
      return followFromSnapshot(context.eventLog, {
        loadState: () => findRequests(context.db, advertiserIds, [...keys]),
        fromState: (request, cursor): ChangeRequestMoved => ({ cursor, request }),
        follow,
        fromEvent: fromMovedEvent,
      });
    },
    resolve(event: ChangeRequestMoved, _: unknown, context: Context) {
      context.renewLoaders();
      return event;
    },
  },
  killSwitchTripped: {
    subscribe(_, { advertiserIds: wanted, after }, context) {
      const viewer = requireScopes(context, 'campaigns:read');
      const keys = readKeys('advertiserIds', wanted, maxAdvertisers);
      const advertiserIds = viewer.advertiserIds.filter((id) => keys.has(id));
      const follow = (position: Position | undefined) =>
        context.eventLog.tail({ after: position, types: [killSwitchChangedType], keys, advertiserIds });
      if (after !== snapshotCursor) return mapEvents(follow(readCursor(after)), fromSwitchEvent);
      return followFromSnapshot(context.eventLog, {
        loadState: () => listEngagedSwitches(context.db, advertiserIds),
        fromState: (killSwitch, cursor): KillSwitchChanged => ({ cursor, killSwitch }),
        follow,
        fromEvent: fromSwitchEvent,
      });
    },
    resolve(event: KillSwitchChanged, _: unknown, context: Context) {
      context.renewLoaders();
      return event;
    },
  },
  campaignsChanged: {
    subscribe(_, { after }, context) {
      const { advertiserIds } = requireViewer(context);
      return followChanges(context.eventLog, { types: changeEventTypes, advertiserIds, after, keysOf: keysOfEvent });
    },
    resolve: (changed: ChangedKeys) => changed,
  },
} satisfies SubscriptionResolvers;

const maxAdvertisers = 100;

/** The log lets through what is the viewer's and nothing else; ids that are not simply never match. */
function readKeys(name: string, ids: readonly string[], most: number): ReadonlySet<string> {
  if (ids.length < 1 || ids.length > most) {
    throw badInput(`${name} has ${ids.length} ids; it must have from 1 to ${most}.`);
  }
  return new Set(ids.filter((id) => !id.includes('\0')));
}

function readCursor(after: string | null | undefined): Position | undefined {
  if (after == null) return undefined;
  const position = decodeCursor(after);
  if (!position) throw badInput('after is not a cursor of this stream; pass the cursor of an event you saw.');
  return position;
}
