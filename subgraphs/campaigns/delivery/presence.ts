// Which entities of an account are gone from their platform, and which are there again. A list that leaves an entity out
// proves nothing by itself: it may be cut short, late, or made for somebody who may see less. So whatever a complete list
// puts in question is asked for by name, and only what is absent or removed there too is gone. No database here.
import type { EntityLevel, EntityRef, EntityStatus, PlatformEntity } from '../../../platforms/ad-platform.ts';
import type { KnownEntity } from './drift-store.ts';

/** By what it is known; PARENT is that what it was in is gone. */
export type PresenceEvidence = 'ABSENT' | 'REMOVED' | 'PARENT' | 'SHOWN';

/** An entity that is gone, or there again. */
export interface PresenceChange {
  readonly known: KnownEntity;
  /** What it is from now on. */
  readonly status: EntityStatus;
  readonly evidence: PresenceEvidence;
}

/** Those of the entities that exist, asked for by name. */
export type AskForEntities = (refs: readonly EntityRef[]) => Promise<readonly PlatformEntity[]>;

const levels: readonly EntityLevel[] = ['CAMPAIGN', 'AD_GROUP', 'AD'];

/** So many are asked for each time an account is compared: some platforms take a request for each. */
const maxAsked = 200;

/** A platform's list in which whatever is in something removed is removed, as that platform may not say. */
export function underRemoved(live: readonly PlatformEntity[]): readonly PlatformEntity[] {
  const removed = new Set<string>();
  return levels.flatMap((level, depth) =>
    live
      .filter((entity) => entity.level === level)
      .map((entity): PlatformEntity => {
        const isGone = entity.status === 'REMOVED' || removed.has(`${depth - 1} ${entity.parentExternalId}`);
        if (isGone) removed.add(`${depth} ${entity.externalId}`);
        return isGone ? { ...entity, status: 'REMOVED' } : entity;
      }),
  );
}

/**
 * Compares everything that was known of an account before its platform was read with all that the platform then listed, as
 * `underRemoved` has it. Rejects when what is in question cannot be asked for: then nothing is gone.
 */
export async function findPresenceChanges(
  known: readonly KnownEntity[],
  live: readonly PlatformEntity[],
  ask: AskForEntities,
): Promise<readonly PresenceChange[]> {
  const view: View = {
    shown: new Map(live.map((entity) => [keyOf(entity), entity])),
    gone: new Set(),
    back: new Set(),
  };
  const changes: PresenceChange[] = [];
  for (const level of levels) {
    const ofLevel = known.filter((entity) => entity.level === level);
    const inQuestion = ofLevel.filter((entity) => isInQuestion(entity, view)).slice(0, maxAsked);
    const found = inQuestion.length === 0 ? [] : await ask(inQuestion.map(({ externalId }) => ({ level, externalId })));
    const answers = new Map(found.map((entity) => [keyOf(entity), entity]));
    const asked = new Set(inQuestion.map(({ id }) => id));
    for (const entity of ofLevel) {
      const change = decide(entity, view, asked.has(entity.id) ? { found: answers.get(keyOf(entity)) } : undefined);
      if (change) changes.push(change);
      note(entity, change, view);
    }
  }
  return changes;
}

interface View {
  /** What the platform lists. */
  readonly shown: ReadonlyMap<string, PlatformEntity>;
  /** The identifiers of what is not there once all is done that was found so far, and of what is there again. */
  readonly gone: Set<string>;
  readonly back: Set<string>;
}

/** What came when it was asked for. */
interface Answer {
  readonly found: PlatformEntity | undefined;
}

/** Whether the list says otherwise than we think, and nothing above says it already. */
function isInQuestion(entity: KnownEntity, view: View): boolean {
  if (isIn(entity, view.gone)) return false;
  const wasRemoved = entity.status === 'REMOVED';
  if (wasRemoved && isIn(entity, view.back)) return false;
  return isShown(entity, view) === wasRemoved;
}

function decide(known: KnownEntity, view: View, answer: Answer | undefined): PresenceChange | undefined {
  const shown = view.shown.get(keyOf(known));
  if (isIn(known, view.gone)) {
    return known.status === 'REMOVED' ? undefined : { known, status: 'REMOVED', evidence: 'PARENT' };
  }
  if (known.status === 'REMOVED') {
    // What went with what it is in comes back with it.
    const status = isIn(known, view.back) ? shown?.status : answer?.found?.status;
    return status === undefined || status === 'REMOVED' ? undefined : { known, status, evidence: 'SHOWN' };
  }
  if (!answer) return undefined;
  if (answer.found) {
    return answer.found.status === 'REMOVED' ? { known, status: 'REMOVED', evidence: 'REMOVED' } : undefined;
  }
  // An account that shows nothing at all may be one that we may no longer see.
  return view.shown.size === 0 ? undefined : { known, status: 'REMOVED', evidence: 'ABSENT' };
}

function note({ id, status }: KnownEntity, change: PresenceChange | undefined, { gone, back }: View): void {
  if ((change?.status ?? status) === 'REMOVED') gone.add(id);
  else if (change) back.add(id);
}

function isShown(entity: KnownEntity, { shown }: View): boolean {
  const found = shown.get(keyOf(entity));
  return found !== undefined && found.status !== 'REMOVED';
}

function isIn({ campaignId, adGroupId }: KnownEntity, ids: ReadonlySet<string>): boolean {
  const parentId = adGroupId ?? campaignId;
  return parentId !== null && ids.has(parentId);
}

function keyOf({ level, externalId }: EntityRef): string {
  return `${level} ${externalId}`;
}
