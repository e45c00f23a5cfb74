// Live events of campaigns: what the event log holds, as the graph tells it.
import { z } from 'zod';
import type { Viewer } from '../../schema/viewer.ts';
import { badInput } from '../common/access.ts';
import {
  decodeCursor,
  encodeCursor,
  type EventLog,
  type LoggedEvent,
  type Position,
} from '../common/event-log/event-log.ts';
import { mapEvents } from '../common/event-log/map-events.ts';
import { followFromSnapshot, snapshotCursor } from '../common/event-log/snapshot.ts';
import type { AdEntity } from './graph-models.ts';
import type { ReportedCampaign } from './reported-campaign-store.ts';

export interface LiveArguments {
  readonly campaignIds: readonly string[];
  readonly after?: string | null | undefined;
}

const maxCampaigns = 500;

interface EventKind<Item> {
  readonly type: string;
  readonly toItem: (event: LoggedEvent) => Item;
}

interface StateKind<State, Item> extends EventKind<Item> {
  readonly loadStates: (campaignIds: readonly string[]) => Promise<readonly State[]>;
  readonly toStateItem: (state: State, cursor: string) => Item;
}

/**
 * Events of one type about the campaigns, as long as someone listens. Campaigns of other advertisers are silent, like
 * those that do not exist. Throws `BAD_USER_INPUT` for a cursor of someone else's and for too few or too many campaigns.
 */
export function followCampaigns<Item>(
  eventLog: EventLog,
  viewer: Viewer,
  { campaignIds, after }: LiveArguments,
  { type, toItem }: EventKind<Item>,
): AsyncIterableIterator<Item> {
  refuseTooMany(campaignIds);
  return mapEvents(
    tailCampaigns(eventLog, viewer, { campaignIds, type })(after == null ? undefined : readCursor(after)),
    toItem,
  );
}

/** The same, beginning with the state of each campaign that has one when it is asked for by `snapshotCursor`. */
export function followCampaignStates<State, Item>(
  eventLog: EventLog,
  viewer: Viewer,
  args: LiveArguments,
  { type, toItem, loadStates, toStateItem }: StateKind<State, Item>,
): AsyncIterableIterator<Item> {
  if (args.after !== snapshotCursor) return followCampaigns(eventLog, viewer, args, { type, toItem });
  const { campaignIds } = args;
  refuseTooMany(campaignIds);
  return followFromSnapshot(eventLog, {
    loadState: () => loadStates(searchable(campaignIds)),
    fromState: toStateItem,
    follow: tailCampaigns(eventLog, viewer, { campaignIds, type }),
    fromEvent: toItem,
  });
}

function refuseTooMany(campaignIds: readonly string[]): void {
  if (campaignIds.length === 0 || campaignIds.length > maxCampaigns) {
    throw badInput(`campaignIds takes 1 to ${maxCampaigns} campaigns; these are ${campaignIds.length}.`);
  }
}

/** PostgreSQL has no text with this character, so no campaign has such an id. */
function searchable(campaignIds: readonly string[]): readonly string[] {
  return campaignIds.filter((id) => !id.includes('\0'));
}

function tailCampaigns(
  eventLog: EventLog,
  { advertiserIds }: Viewer,
  { campaignIds, type }: { readonly campaignIds: readonly string[]; readonly type: string },
): (after: Position | undefined) => AsyncIterableIterator<LoggedEvent> {
  return (after) => eventLog.tail({ after, types: [type], keys: new Set(searchable(campaignIds)), advertiserIds });
}

function readCursor(cursor: string) {
  const position = decodeCursor(cursor);
  if (!position) throw badInput('after is not a cursor of this stream.');
  return position;
}

/** Every event's own part of its item. */
export interface LiveItem {
  readonly cursor: string;
  readonly campaign: AdEntity;
}

/** A campaign that spend was ever reported for, as it stands in a snapshot. */
export function toReportedCampaign({ campaignId, observedAt }: ReportedCampaign, cursor: string) {
  return { cursor, campaign: { id: campaignId }, recordedAt: observedAt };
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
