// Which events tell of changes to what queries read, and in which words (see common/change-feed.ts).
import { anything, keysOfPayload, keysPayload, partOf } from '../common/change-feed.ts';
import { everyAdvertiser } from '../common/change-count.ts';
import type { LoggedEvent, NewEvent } from '../common/event-log/event-log.ts';
import type { SpendEntity } from './spend-entity.ts';

const loadedType = 'spend.loaded';
const ratesSavedType = 'fx.saved';

export const changeEventTypes: readonly string[] = [loadedType, ratesSavedType];

export function keysOfEvent(event: LoggedEvent): readonly string[] {
  return event.type === ratesSavedType ? [anything] : keysOfPayload(event);
}

/**
 * One event for each account of a load, also where all its numbers were known: seeing them again moves the moment until
 * which spend is known.
 */
export function spendLoaded(entities: readonly SpendEntity[]): readonly NewEvent[] {
  const accounts = Map.groupBy(entities, ({ advertiserId, accountId }) => JSON.stringify([advertiserId, accountId]));
  return [...accounts.values()].flatMap((ofAccount) => ofAccount.slice(0, 1).map((first) => loaded(first, ofAccount)));
}

function loaded({ advertiserId, accountId }: SpendEntity, entities: readonly SpendEntity[]): NewEvent {
  const sums = [partOf(accountId, 'spend'), partOf(advertiserId, 'spend')];
  const whole = [accountId, ...sums];
  // Where an ad group or ad stands may be known from an earlier load alone; then it may be any campaign of the account.
  const hasUnplaced = entities.some(({ level, campaignId }) => level !== 'ACCOUNT' && campaignId === null);
  const campaigns = entities.flatMap(({ campaignId }) => campaignId ?? []);
  const payload = hasUnplaced ? keysPayload(whole) : keysPayload([...campaigns, ...sums], whole);
  return { advertiserId, type: loadedType, key: accountId, payload };
}

/** Rates concern everybody, and whatever was converted. */
export const ratesSaved: NewEvent = {
  advertiserId: everyAdvertiser,
  type: ratesSavedType,
  key: ratesSavedType,
  payload: {},
};
