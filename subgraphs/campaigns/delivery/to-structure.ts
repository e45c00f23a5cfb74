// What a platform shows of an account, as far as it may be taken over without a word: entities that we do not know, names,
// objectives and flights. Values that we set are left out; for them see record-drifts.ts.
import type { EntityLevel, PlatformEntity } from '../../../platforms/ad-platform.ts';
import { platformId } from '../../common/identifiers.ts';
import type { PlatformStructure } from '../structure-store.ts';
import type { ConnectedAccount } from './delivery-world.ts';
import type { KnownEntity } from './drift-store.ts';

const prefixOfLevel: Readonly<Record<EntityLevel, string>> = { CAMPAIGN: 'cmp', AD_GROUP: 'adg', AD: 'ad' };

/** What of the entities is new or named anew. An entity whose parent was not shown is left out until it is. */
export function toStructure(
  account: ConnectedAccount,
  known: readonly KnownEntity[],
  live: readonly PlatformEntity[],
  seenAt: Date,
): PlatformStructure {
  const knownOf = new Map(known.map((entity) => [keyOf(entity.level, entity.externalId), entity]));
  const liveOf = new Map(live.map((entity) => [keyOf(entity.level, entity.externalId), entity]));
  const idOf = (level: EntityLevel, externalId: string) => {
    const { advertiserId, platform, externalId: owner } = account;
    const name = keyOf(level, externalId);
    return knownOf.get(name)?.id ?? platformId(prefixOfLevel[level], advertiserId, platform, owner, level, externalId);
  };
  const common = (entity: PlatformEntity) => {
    const { level, externalId, name, status } = entity;
    const ours = knownOf.get(keyOf(level, externalId));
    return {
      id: idOf(level, externalId),
      advertiserId: account.advertiserId,
      accountId: account.accountId,
      externalId,
      name,
      status: ours?.status ?? status,
      updatedAt: seenAt,
      ...(hasOtherBudget(entity, ours) && { budget: entity.budget }),
      ...(hasOtherBid(entity, ours) && { bid: entity.bid }),
    };
  };
  const news = live.filter((entity) => isNews(entity, knownOf.get(keyOf(entity.level, entity.externalId))));
  const ofLevel = (level: EntityLevel) => news.filter((entity) => entity.level === level);
  return {
    campaigns: ofLevel('CAMPAIGN').map((entity) => {
      // A platform that does not say when a campaign runs, as TikTok, takes nothing from what is known of it.
      return { ...common(entity), objective: entity.objective, ...(entity.flight && { flight: entity.flight }) };
    }),
    adGroups: ofLevel('AD_GROUP').flatMap((entity) => {
      const campaign = entity.parentExternalId;
      return campaign === null ? [] : [{ ...common(entity), campaignId: idOf('CAMPAIGN', campaign) }];
    }),
    ads: ofLevel('AD').flatMap((entity) => {
      const adGroup = entity.parentExternalId;
      const campaign = adGroup === null ? null : liveOf.get(keyOf('AD_GROUP', adGroup))?.parentExternalId;
      if (adGroup === null || campaign == null) return [];
      return [{ ...common(entity), adGroupId: idOf('AD_GROUP', adGroup), campaignId: idOf('CAMPAIGN', campaign) }];
    }),
  };
}

function isNews(live: PlatformEntity, known: KnownEntity | undefined): boolean {
  if (!known) return true;
  const isCampaign = live.level === 'CAMPAIGN';
  return (
    live.name !== known.name ||
    hasOtherBudget(live, known) ||
    hasOtherBid(live, known) ||
    (isCampaign && live.objective !== known.objective) ||
    (isCampaign && hasOtherFlight(live, known))
  );
}

/** Whether the platform has a budget of a kind that we do not know; one of the same kind is a value, not structure. */
function hasOtherBudget(live: PlatformEntity, known: KnownEntity | undefined): boolean {
  return live.level !== 'AD' && live.budget?.kind !== known?.budget?.kind;
}

function hasOtherBid(live: PlatformEntity, known: KnownEntity | undefined): boolean {
  return live.level !== 'AD' && live.bid?.strategy !== known?.bid?.strategy;
}

function hasOtherFlight({ flight }: PlatformEntity, known: KnownEntity): boolean {
  return (
    flight !== null && (flight.startsOn !== known.flight?.startsOn || flight.endsOn !== (known.flight?.endsOn ?? null))
  );
}

function keyOf(level: EntityLevel, externalId: string): string {
  return `${level} ${externalId}`;
}
