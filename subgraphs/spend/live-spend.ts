// Live events of campaigns: what the event log holds, as the graph tells it.
import { z } from 'zod';
import type { Viewer } from '../../schema/viewer.ts';
import { badInput } from '../common/access.ts';
import { decodeCursor, encodeCursor, type EventLog, type LoggedEvent } from '../common/event-log/event-log.ts';
import type { AdEntity } from './graph-models.ts';

export interface LiveArguments {
  readonly campaignIds: readonly string[];
  readonly after?: string | null | undefined;
}

const maxCampaigns = 500;

/**
 * Events of one type about the campaigns, as long as someone listens. Campaigns of other advertisers are silent, like
 * those that do not exist. Throws `BAD_USER_INPUT` for a cursor of someone else's and for too few or too many campaigns.
 */
export function followCampaigns<Item>(
  eventLog: EventLog,
  viewer: Viewer,
  { campaignIds, after }: LiveArguments,
  { type, toItem }: { readonly type: string; readonly toItem: (event: LoggedEvent) => Item },
): AsyncIterableIterator<Item> {
  if (campaignIds.length === 0 || campaignIds.length > maxCampaigns) {
    throw badInput(`campaignIds takes 1 to ${maxCampaigns} campaigns; these are ${campaignIds.length}.`);
  }
  const events = eventLog.tail({
    after: after == null ? undefined : readCursor(after),
    types: [type],
    keys: new Set(campaignIds),
    advertiserIds: viewer.advertiserIds,
  });
  return mapEvents(events, toItem);
}

function readCursor(cursor: string) {
  const position = decodeCursor(cursor);
  if (!position) throw badInput('after is not a cursor of this stream.');
  return position;
}

// Not a generator: its `return` would wait for the next event of a quiet stream.
function mapEvents<Item>(
  events: AsyncIterableIterator<LoggedEvent>,
  toItem: (event: LoggedEvent) => Item,
): AsyncIterableIterator<Item> {
  return {
    next: async () => {
      const result = await events.next();
      return result.done === true ? { done: true, value: undefined } : { done: false, value: toItem(result.value) };
    },
    return: async () => {
      await events.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Every event's own part of its item. */
export interface LiveItem {
  readonly cursor: string;
  readonly campaign: AdEntity;
}

/** Spend was reported for a campaign. */
export function toPacingUpdated(event: LoggedEvent): LiveItem & { readonly recordedAt: Date } {
  return { ...liveItem(event), recordedAt: event.recordedAt };
}

const restatedPayload = z.object({
  restatementId: z.string(),
  startsAt: z.string().transform((text) => new Date(text)),
  observedAt: z.string().transform((text) => new Date(text)),
  before: z.object({ currency: z.string(), spendMicros: z.string().transform(BigInt) }),
  after: z.object({ day: z.string(), currency: z.string(), spendMicros: z.string().transform(BigInt) }),
});

/** Spend was restated. Throws when the event is not one that ingest wrote. */
export function toSpendRestated(event: LoggedEvent) {
  const { restatementId, startsAt, observedAt, before, after } = restatedPayload.parse(event.payload);
  return {
    ...liveItem(event),
    restatement: {
      id: restatementId,
      startsAt,
      day: after.day,
      observedAt,
      before: { amountMicros: before.spendMicros, currency: before.currency },
      after: { amountMicros: after.spendMicros, currency: after.currency },
    },
  };
}

function liveItem({ position, key }: LoggedEvent): LiveItem {
  return { cursor: encodeCursor(position), campaign: { id: key } };
}
