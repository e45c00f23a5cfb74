// One account's turn: what is due of its reports is read and recorded, today first.
import { PlatformError } from '../../../platforms/ad-platform.ts';
import { LeaseLost } from './hold-lease.ts';
import { concernsAccount } from './pause-after-failure.ts';
import type { AccountWay } from './platform-ways.ts';
import { readReport } from './read-report.ts';
import { recordReport } from './record-report.ts';
import { readFacts, type ReportOwner } from './report-facts.ts';
import { reportRules } from './report-rules.ts';
import { daysOf, type DueReport, dueReports, firstDayOf } from './report-schedule.ts';
import { beginReading, type ClaimedAccount, listReportedDays, saveFailedDays } from './sync-state-store.ts';
import type { SyncWorld } from './sync-world.ts';
import { tellLacking } from './tell-lacking.ts';

export interface Syncing {
  readonly world: SyncWorld;
  readonly account: ClaimedAccount;
  readonly way: AccountWay;
  readonly signal: AbortSignal;
}

/** So many reports are read in a turn; then it is another account's, and today's numbers are looked at again. */
const reportsPerTurn = 6;

/** How often today is read. A platform itself is not asked more often than it works its reports out. */
export function readEveryMs({ platform, mode }: ClaimedAccount, { times: { everyMs } }: SyncWorld): number {
  return mode === 'LIVE' ? Math.max(everyMs, reportRules[platform].refreshMs) : everyMs;
}

/**
 * Reads and records what is due of the account; returns whether there is more. Throws a `PlatformError` when the account cannot
 * be read, a `NoTurn`, a `LeaseLost`, and what the signal was aborted with. What was recorded before stays.
 */
export async function syncAccount(syncing: Syncing): Promise<boolean> {
  const { world, account } = syncing;
  const rules = reportRules[account.platform];
  const owner = { ...account, timeZone: rules.timeZone ?? account.timeZone };
  const { timeZone, since } = owner;
  const now = world.now();
  const reported = await listReportedDays(
    world.target.database.db,
    account,
    firstDayOf({ rules, timeZone, since }, now),
  );
  const everyMs = readEveryMs(account, world);
  const due = dueReports({ rules, timeZone, since, reported, everyMs }, now);
  for (const query of due.slice(0, reportsPerTurn)) await syncReport(syncing, owner, query);
  return due.length > reportsPerTurn;
}

async function syncReport(syncing: Syncing, owner: ReportOwner, query: DueReport): Promise<void> {
  const { world, account, way, signal } = syncing;
  const readAt = await beginReading(world.target.database.db, account, world.now());
  if (!readAt) throw new LeaseLost();
  await world.atStep?.('CLAIMED');
  try {
    const read = await readReport(way, account.externalId, query, { monotonicMs: world.monotonicMs, signal });
    const report = readFacts(owner, query, read);
    tellLacking(world, { account, query, read, report });
    await world.atStep?.('READ');
    const toldUntil = new Date(readAt.getTime() - reportRules[account.platform].delayMs);
    const isOurs = await recordReport(world.target, { account, owner, query, report, readAt, toldUntil });
    if (!isOurs) throw new LeaseLost();
    await world.atStep?.('RECORDED');
  } catch (error) {
    // A report of past days that cannot be had is tried again when they are due again; today goes on meanwhile.
    if (!(error instanceof PlatformError) || query.isToday || concernsAccount(error.failure)) throw error;
    await saveFailedDays(world.target.database.db, account, {
      level: query.level,
      days: daysOf(query),
      failedAt: readAt,
    });
    world.logger.warn(
      { err: error, detail: error.detail, ...placeOf(account, query) },
      'a report of past days could not be read',
    );
  }
}

function placeOf({ advertiserId, accountId, platform }: ClaimedAccount, query: DueReport) {
  return { advertiserId, accountId, platform, query };
}
