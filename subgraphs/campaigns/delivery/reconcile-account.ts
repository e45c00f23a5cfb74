// An account as its platform has it, compared with what we think: what is new is taken over, what is set to another value is
// told apart by who has set it, and what is gone is removed here too.
import {
  type EntityRef,
  type PlatformChange,
  type PlatformEntity,
  PlatformError,
} from '../../../platforms/ad-platform.ts';
import type { Database } from '../../common/database.ts';
import { saveStructure } from '../structure-store.ts';
import type { Tables } from '../tables.ts';
import type { ConnectedAccount, DeliveryWorld } from './delivery-world.ts';
import { type KnownEntity, listKnownEntities, listOpenDrifts } from './drift-store.ts';
import type { AccountLine } from './platform-lines.ts';
import { findPresenceChanges, underRemoved } from './presence.ts';
import { type AskedPolicy, type ComparedEntity, recordDrifts, settingFields } from './record-drifts.ts';
import { recordPresence, settleRemoved } from './record-presence.ts';
import { reassertValues } from './reassert-values.ts';
import { isSameSetting, settingOf } from './setting.ts';
import { toStructure } from './to-structure.ts';

export interface Reconciling {
  readonly world: DeliveryWorld;
  readonly database: Database<Tables>;
  readonly account: ConnectedAccount;
  readonly line: AccountLine;
  /** What is to be done about every drift there is; left out, what is the rule for each kind, about new ones. */
  readonly asked?: AskedPolicy | undefined;
}

export interface Reconciled {
  /** How many entities were compared. */
  readonly entities: number;
  /** How many drifts were seen that were not known. */
  readonly drifts: number;
  /** How many entities are gone from the platform, and how many are there again. */
  readonly removed: number;
  readonly restored: number;
}

/** A platform that remembers edits for weeks is asked for those of so long; what was set earlier has been seen before. */
const historyMs = 24 * 3_600_000;

/** So many entities are decided about in one transaction. */
const entitiesPerTransaction = 50;

/** Compares the account. Rejects with `PlatformError` when the platform cannot be read. */
export async function reconcileAccount(reconciling: Reconciling): Promise<Reconciled> {
  const { world, database, account, line, asked } = reconciling;
  const seenAt = world.now();
  // First what we think: whatever is confirmed while the platform is read counts up the version, and is not compared.
  const known = await listKnownEntities(world.db, account);
  const open = new Set((await listOpenDrifts(world.db, account)).map(({ entityId }) => entityId));
  const history = await readHistory(line, account.externalId, new Date(seenAt.getTime() - historyMs));
  const live = await readAll(line, account.externalId);
  await saveStructure(database, toStructure(account, known, live, seenAt));
  const compared = pairUp(known, live, history).filter((one) => open.has(one.known.id) || isDifferent(one));
  let drifts = 0;
  for (let start = 0; start < compared.length; start += entitiesPerTransaction) {
    drifts += await recordDrifts(world, account, compared.slice(start, start + entitiesPerTransaction), asked);
  }
  const changes = await findPresenceChanges(known, live, async (refs) => {
    return await line.client.readEntities(account.externalId, refs);
  });
  const { removed, restored } = await recordPresence(world, account, changes, history);
  const removedBefore = known.filter(({ status }) => status === 'REMOVED').map(({ id }) => id);
  await settleRemoved(world, account, removedBefore);
  await reassertValues(world, account);
  return { entities: live.length, drifts, removed, restored };
}

/** All of the account, or nothing: a page that cannot be read throws. */
async function readAll(line: AccountLine, externalId: string): Promise<readonly PlatformEntity[]> {
  const live: PlatformEntity[] = [];
  for await (const page of line.client.readStructure(externalId)) live.push(...page);
  line.breaker.answered();
  return underRemoved(live);
}

async function readHistory(line: AccountLine, externalId: string, since: Date): Promise<readonly PlatformChange[]> {
  if (!line.client.traits.hasChangeHistory) return [];
  try {
    return await line.client.readChanges(externalId, since);
  } catch (error) {
    // Without a history an edit is only told less well.
    if (error instanceof PlatformError && error.failure.kind === 'UNSUPPORTED') return [];
    throw error;
  }
}

function pairUp(
  known: readonly KnownEntity[],
  live: readonly PlatformEntity[],
  history: readonly PlatformChange[],
): readonly ComparedEntity[] {
  const liveOf = new Map(live.map((entity) => [keyOf(entity), entity]));
  const historyOf = Map.groupBy(history, keyOf);
  return known.flatMap((entity) => {
    const found = liveOf.get(keyOf(entity));
    // What is removed here or there has no values to compare; see presence.ts.
    if (entity.status === 'REMOVED' || found?.status === 'REMOVED') return [];
    return found ? [{ known: entity, live: found, history: historyOf.get(keyOf(entity)) ?? [] }] : [];
  });
}

function isDifferent({ known, live }: ComparedEntity): boolean {
  return settingFields.some((field) => {
    const [ours, theirs] = [settingOf(known, field), settingOf(live, field)];
    return ours && theirs && !isSameSetting(ours, theirs);
  });
}

function keyOf({ level, externalId }: EntityRef): string {
  return `${level} ${externalId}`;
}
