// How hard the platform of an account is pressed, told when it becomes another.
import { z } from 'zod';
import { countChange } from '../../common/change-count.ts';
import { encodeCursor, type LoggedEvent, type NewEvent } from '../../common/event-log/event-log.ts';
import { saveQuotaLevel } from './account-state-store.ts';
import type { ConnectedAccount, DeliveryWorld } from './delivery-world.ts';
import type { AccountLine } from './platform-lines.ts';
import { calmShare } from '../../common/request-quota.ts';

export const quotaPressureType = 'quota.pressure';

/** CALM: requests go at their own pace. PRESSED: slower, so that some of the quota is left. BLOCKED: none goes. */
export type QuotaLevel = 'CALM' | 'PRESSED' | 'BLOCKED';

export interface QuotaPressure {
  readonly accountId: string;
  readonly level: QuotaLevel;
  /** How much of the platform's quota is used, in whole per cent; null where the platform does not say. */
  readonly usedPercent: number | null;
  /** When requests go again; null where they do. */
  readonly blockedUntil: Date | null;
}

export interface QuotaPressureEvent extends QuotaPressure {
  readonly cursor: string;
}

const instant = z.codec(z.string(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});
const payload = z.object({
  accountId: z.string(),
  level: z.enum(['CALM', 'PRESSED', 'BLOCKED']),
  usedPercent: z.int().nullable(),
  blockedUntil: instant.nullable(),
});

/** Shorter pauses are the ordinary pace of requests, and no news. */
const newsMs = 1_000;

/** How hard the account is pressed at the moment. */
export function pressureOf(
  { accountQuota, credentialsQuota }: AccountLine,
  accountId: string,
  nowMs: number,
  now: Date,
) {
  const quotas = [accountQuota, credentialsQuota];
  const shares = quotas.flatMap((quota) => quota.usedShare(nowMs) ?? []);
  const used = shares.length > 0 ? Math.max(...shares) : undefined;
  const blockedForMs = Math.max(...quotas.map((quota) => quota.blockedUntilMs())) - nowMs;
  const isBlocked = blockedForMs >= newsMs;
  const pressure: QuotaPressure = {
    accountId,
    level: isBlocked ? 'BLOCKED' : used !== undefined && used > calmShare ? 'PRESSED' : 'CALM',
    usedPercent: used === undefined ? null : Math.round(used * 100),
    blockedUntil: isBlocked ? new Date(now.getTime() + blockedForMs) : null,
  };
  return pressure;
}

/** Tells how hard the account is pressed, if that is another level than was told last, by whatever process. */
export async function tellPressure(world: DeliveryWorld, account: ConnectedAccount, line: AccountLine): Promise<void> {
  const pressure = pressureOf(line, account.accountId, world.monotonicMs(), world.now());
  if (line.toldLevel === pressure.level) return;
  line.toldLevel = pressure.level;
  const { advertiserId } = account;
  await world.db.transaction().execute(async (trx) => {
    if (!(await saveQuotaLevel(trx, account, pressure.level))) return;
    await world.eventLog.append(trx, [toEvent(advertiserId, pressure)]);
    await countChange(trx, [advertiserId]);
  });
}

function toEvent(advertiserId: string, pressure: QuotaPressure): NewEvent {
  return { advertiserId, type: quotaPressureType, key: pressure.accountId, payload: z.encode(payload, pressure) };
}

/** Throws a ZodError for an event that `tellPressure` did not write. */
export function fromPressureEvent({ position, payload: json }: LoggedEvent): QuotaPressureEvent {
  return { cursor: encodeCursor(position), ...payload.parse(json) };
}
