// What changes would do, before they are made: the difference, what the guardrails say, what may be spent at worst, and
// whether delivery is likely to learn anew; with a token by which exactly this can be made.
import type { Viewer } from '../../schema/viewer.ts';
import { localDay, localHour } from '../common/time-zone.ts';
import type { AdEntity, Budget } from './ad-entity.ts';
import { findAdEntities } from './ad-entity-store.ts';
import type { RefusedAnswer } from './applied-change.ts';
import { type Change, refuse, refuseBatch, refuseUnknownEntity, type RefusalCode } from './change.ts';
import type { World } from './context.ts';
import { found } from './found.ts';
import { restOfDayMicros, type WorstCase, worstCaseOf } from './guardrails/exposure.ts';
import type { Verdict } from './guardrails/guardrails.ts';
import { isProrated, type LearningRisk, learningRiskOf, overdeliveryOf } from './guardrails/platform-rules.ts';
import { judgeChanges } from './judge-changes.ts';
import { fingerprintPreview } from './previewed-state.ts';
import { type PreviewToken, signPreview } from './preview-token.ts';

export interface PreviewItem {
  readonly change: Change;
  /** Undefined where there is none that the viewer may see. */
  readonly entity: AdEntity | undefined;
  readonly refusal: { readonly code: RefusalCode; readonly message: string } | undefined;
  readonly verdicts: readonly Verdict[];
  /** Null where the entity holds no budget, or the change is of a bid. */
  readonly exposure: { readonly before: WorstCase; readonly after: WorstCase } | null;
  readonly restOfDayMicros: bigint | null;
  readonly learningRisk: LearningRisk;
}

export interface PreviewAnswer extends PreviewToken {
  readonly kind: 'preview';
  readonly items: readonly PreviewItem[];
}

/** Previews changes of entities of one advertiser. */
export async function previewChanges(
  { db, now }: World,
  viewer: Viewer,
  changes: readonly Change[],
  key: string,
): Promise<PreviewAnswer | RefusedAnswer> {
  const ids = changes.map(({ entityId }) => entityId).filter((id) => !id.includes('\0'));
  const entities = await findAdEntities(db, viewer.advertiserIds, ids);
  const advertiserIds = new Set(entities.map(({ advertiserId }) => advertiserId));
  const refusal = refuseBatch(changes, advertiserIds.size);
  if (refusal) return { ...refusal, kind: 'refused', verdicts: [], currentEntity: null };
  const [advertiserId] = advertiserIds;
  if (advertiserId === undefined) {
    const nothing = refuse('ENTITY_NOT_FOUND', 'There is none of these that you may see.');
    return { ...nothing, kind: 'refused', verdicts: [], currentEntity: null };
  }
  const at = now();
  const entityOf = new Map(entities.map((entity) => [entity.id, entity]));
  const wanted = changes.flatMap((change) => {
    const entity = entityOf.get(change.entityId);
    return entity ? [{ entity, change }] : [];
  });
  const court = { advertiserId, now: at, isBinding: false, isApproved: false };
  const judgements = (await judgeChanges(db, court, wanted)).values();
  const items = changes.map((change): PreviewItem => {
    const entity = entityOf.get(change.entityId);
    if (!entity) return unknownItem(change);
    const judgement = found(judgements.next().value);
    const refusal = judgement.kind === 'refuse' ? judgement : undefined;
    return { change, entity, refusal, verdicts: judgement.verdicts, ...forecast(entity, change, at) };
  });
  const previewed = await fingerprintPreview(db, changes, entities);
  return { kind: 'preview', items, ...signPreview(key, previewed, at) };
}

function unknownItem(change: Change): PreviewItem {
  const nothing = { exposure: null, restOfDayMicros: null, learningRisk: 'UNKNOWN' } as const;
  return { change, entity: undefined, refusal: refuseUnknownEntity(change.entityId), verdicts: [], ...nothing };
}

function forecast(
  entity: AdEntity,
  change: Change,
  now: Date,
): Pick<PreviewItem, 'exposure' | 'restOfDayMicros' | 'learningRisk'> {
  const { platform, budget, bid, status, timeZone } = entity;
  if (change.field === 'STATUS') {
    const isSpending = { before: status === 'ENABLED', after: change.status === 'ENABLED' };
    const exposure = budget && exposureOf(entity, budget, budget, isSpending, now);
    return { exposure, restOfDayMicros: null, learningRisk: change.status === 'PAUSED' ? 'NONE' : 'UNKNOWN' };
  }
  const before = change.field === 'BUDGET' ? budget?.amountMicros : bid?.amountMicros;
  const learningRisk = before === undefined ? 'UNKNOWN' : learningRiskOf(platform, before, change.amountMicros);
  if (change.field === 'BID' || !budget) return { exposure: null, restOfDayMicros: null, learningRisk };
  const isSpending = { before: status === 'ENABLED', after: status === 'ENABLED' };
  const after = { ...budget, amountMicros: change.amountMicros };
  const hoursLeft = 24 - localHour(now, timeZone);
  return {
    exposure: exposureOf(entity, budget, after, isSpending, now),
    restOfDayMicros:
      isProrated(platform) && budget.kind === 'DAILY' ? restOfDayMicros(change.amountMicros, hoursLeft) : null,
    learningRisk,
  };
}

const nothing: WorstCase = { dayMicros: 0n, weekMicros: 0n, monthMicros: 0n };

function exposureOf(
  { platform, timeZone }: AdEntity,
  before: Budget,
  after: Budget,
  isSpending: { readonly before: boolean; readonly after: boolean },
  now: Date,
): { readonly before: WorstCase; readonly after: WorstCase } {
  const rules = overdeliveryOf(platform);
  const today = localDay(now, timeZone);
  const worstBefore = isSpending.before ? worstCaseOf(rules, before, today) : nothing;
  const worstAfter = isSpending.after ? worstCaseOf(rules, after, today) : nothing;
  // Where the highest budget of a day counts, a cut does not take today's ceiling back.
  const isCeilingKept = rules.dayCeiling === 'HIGHEST' && worstBefore.dayMicros > worstAfter.dayMicros;
  return {
    before: worstBefore,
    after: isCeilingKept && isSpending.after ? { ...worstAfter, dayMicros: worstBefore.dayMicros } : worstAfter,
  };
}
