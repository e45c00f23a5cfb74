// Which events tell of changes to what queries read, and in which words (see common/change-feed.ts).
import { anything, keysOfPayload, keysPayload, partOf } from '../common/change-feed.ts';
import type { LoggedEvent, NewEvent } from '../common/event-log/event-log.ts';
import { adEntityChangedType } from './ad-entity-changed.ts';
import type { OwnedId } from './ad-entity-store.ts';
import type { AuditFact } from './audit.ts';
import { changeRequestMovedType } from './change-request-moved.ts';
import { driftDetectedType } from './delivery/drift-detected.ts';
import type { PlatformStructure } from './structure-store.ts';

const structureSavedType = 'structure.saved';
const auditAppendedType = 'audit.appended';

export const changeEventTypes: readonly string[] = [
  adEntityChangedType,
  auditAppendedType,
  changeRequestMovedType,
  driftDetectedType,
  structureSavedType,
];

export function keysOfEvent(event: LoggedEvent): readonly string[] {
  const { type, key, advertiserId, payload } = event;
  switch (type) {
    case changeRequestMovedType: {
      // Also where nothing of it is in effect yet, the version of its entity counts up.
      const { entityId } = payload;
      return typeof entityId === 'string' ? [key, entityId] : [key];
    }
    case driftDetectedType:
      return [partOf(advertiserId, 'ledger')];
    case adEntityChangedType:
      // By its status a campaign comes into lists and leaves them.
      return payload['field'] === 'STATUS' ? [key, partOf(advertiserId, 'campaigns')] : [key];
    default:
      return keysOfPayload(event);
  }
}

/** What was audited: requests and approvals, kill switches, policies and freezes, drift, and the trail itself. */
export function auditAppended(advertiserId: string, facts: readonly AuditFact[]): NewEvent {
  const subjects = facts.flatMap(({ subject }) => (typeof subject === 'string' ? [subject] : []));
  const payload = keysPayload([partOf(advertiserId, 'ledger'), ...subjects]);
  return { advertiserId, type: auditAppendedType, key: advertiserId, payload };
}

/** What a platform's structure may have changed: each row that it names, the lists that the row is in, and what is below. */
export function structureSaved(structure: PlatformStructure, below: readonly OwnedId[]): readonly NewEvent[] {
  const { advertisers = [], accounts = [], campaigns = [], adGroups = [], ads = [] } = structure;
  const keys: (readonly [advertiserId: string, keys: readonly string[]])[] = [
    // Seldom, and an advertiser that is new shows all that came before it.
    ...advertisers.map(({ id }) => [id, [anything]] as const),
    ...accounts.map(({ advertiserId, id }) => [advertiserId, [id, partOf(advertiserId, 'adAccounts')]] as const),
    ...campaigns.map(({ advertiserId, id }) => [advertiserId, [id, partOf(advertiserId, 'campaigns')]] as const),
    ...adGroups.map(
      ({ advertiserId, campaignId, id }) => [advertiserId, [id, partOf(campaignId, 'adGroups')]] as const,
    ),
    ...below.map(({ advertiserId, id }) => [advertiserId, [id]] as const),
    ...ads.map(({ advertiserId, adGroupId, id }) => [advertiserId, [id, partOf(adGroupId, 'ads')]] as const),
  ];
  return [...Map.groupBy(keys, ([advertiserId]) => advertiserId)].map(([advertiserId, ofOne]) => ({
    advertiserId,
    type: structureSavedType,
    key: advertiserId,
    payload: keysPayload(ofOne.flatMap(([, named]) => named)),
  }));
}
