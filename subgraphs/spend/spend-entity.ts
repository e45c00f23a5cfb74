import type { SpendFact, SpendLevel } from './spend-fact.ts';

/** An entity that facts are about, and where it stands. */
export interface SpendEntity {
  readonly advertiserId: string;
  readonly entityId: string;
  readonly level: SpendLevel;
  readonly platform: string;
  readonly accountId: string;
  readonly campaignId: string | null;
  readonly adGroupId: string | null;
  readonly adId: string | null;
  readonly timeZone: string;
}

/** The entities of facts, each once. An entity stands below itself, so that a campaign's total finds its own rows. */
export function entitiesOf(facts: readonly SpendFact[]): readonly SpendEntity[] {
  const entities = new Map<string, Map<string, SpendEntity>>();
  for (const fact of facts) {
    let ofAdvertiser = entities.get(fact.advertiserId);
    if (!ofAdvertiser) entities.set(fact.advertiserId, (ofAdvertiser = new Map<string, SpendEntity>()));
    const known = ofAdvertiser.get(fact.entityId);
    if (!known || isLessComplete(known, fact)) ofAdvertiser.set(fact.entityId, entityOf(fact, known));
  }
  return [...entities.values()].flatMap((ofAdvertiser) => [...ofAdvertiser.values()]);
}

function isLessComplete(known: SpendEntity, fact: SpendFact): boolean {
  return (
    (known.campaignId === null && fact.campaignId !== null) ||
    (known.adGroupId === null && fact.adGroupId !== null) ||
    (known.adId === null && fact.adId !== null)
  );
}

function entityOf(fact: SpendFact, known: SpendEntity | undefined): SpendEntity {
  const { advertiserId, entityId, level, platform, accountId, timeZone } = fact;
  const parent = (own: SpendLevel, id: string | null, knownId: string | null | undefined) =>
    level === own ? entityId : (knownId ?? id);
  return {
    advertiserId,
    entityId,
    level,
    platform,
    accountId,
    campaignId: parent('CAMPAIGN', fact.campaignId, known?.campaignId),
    adGroupId: parent('AD_GROUP', fact.adGroupId, known?.adGroupId),
    adId: parent('AD', fact.adId, known?.adId),
    timeZone,
  };
}
