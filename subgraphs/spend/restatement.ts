// A number that a platform changed after first reporting it, and how it is told to others.
import { createHash } from 'node:crypto';
import type { JsonObject } from '../common/json.ts';
import type { SpendGrain, SpendLevel } from './spend-fact.ts';

/** A fact whose numbers changed: what was known before and what is known after. */
export interface Restatement {
  readonly ordinal: number;
  readonly advertiserId: string;
  readonly entityId: string;
  readonly level: SpendLevel;
  readonly campaignId: string | null;
  readonly startsAt: Date;
  readonly grain: SpendGrain;
  readonly breakdown: string;
  /** Which of the fact's revisions holds the numbers before. */
  readonly revision: number;
  readonly dayBefore: string;
  readonly currencyBefore: string;
  readonly spendMicrosBefore: bigint;
  readonly impressionsBefore: bigint;
  readonly clicksBefore: bigint;
  readonly dayAfter: string;
  readonly currencyAfter: string;
  readonly spendMicrosAfter: bigint;
  readonly impressionsAfter: bigint;
  readonly clicksAfter: bigint;
  /** When the numbers after were first seen. */
  readonly changedAt: Date;
}

/** What names a restatement: the fact it is of and the revision that holds the numbers before. */
export type RestatementKey = Pick<
  Restatement,
  'advertiserId' | 'entityId' | 'startsAt' | 'grain' | 'breakdown' | 'revision'
>;

/** The identifier of a restatement, made of its key: it is the same in the event and in every series. */
export function restatementId(key: RestatementKey): string {
  const { advertiserId, entityId, startsAt, grain, breakdown, revision } = key;
  const parts = [advertiserId, entityId, startsAt.toISOString(), grain, breakdown, revision];
  return `rst_${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`;
}

/** A restatement as the event log carries it; integers of 64 bits as text. */
export function restatementPayload(restatement: Restatement, source: string): JsonObject {
  const { entityId, level, campaignId, startsAt, grain, breakdown, changedAt } = restatement;
  return {
    restatementId: restatementId(restatement),
    entityId,
    level,
    campaignId,
    startsAt: startsAt.toISOString(),
    grain,
    breakdown,
    source,
    observedAt: changedAt.toISOString(),
    before: {
      day: restatement.dayBefore,
      currency: restatement.currencyBefore,
      spendMicros: String(restatement.spendMicrosBefore),
      impressions: String(restatement.impressionsBefore),
      clicks: String(restatement.clicksBefore),
    },
    after: {
      day: restatement.dayAfter,
      currency: restatement.currencyAfter,
      spendMicros: String(restatement.spendMicrosAfter),
      impressions: String(restatement.impressionsAfter),
      clicks: String(restatement.clicksAfter),
    },
  };
}
