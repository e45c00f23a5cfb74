// A report that was read, recorded day by day: facts, events and how far it was read in one transaction, as long as the account
// is ours. What is not recorded is read again.
import { addDays, startOfDay } from '../../common/period.ts';
import { inIngestTransaction, type IngestResult, recordFacts, type SpendTarget } from '../ingest.ts';
import { lockAccounts } from '../ingest-store.ts';
import { completeDay } from './complete-report.ts';
import { listKnownFacts } from './known-fact-store.ts';
import { type EntityDay, isToldByOthers, type ReadReport, type ReportOwner } from './report-facts.ts';
import type { DueReport } from './report-schedule.ts';
import { type ClaimedAccount, holdAccount, saveFailedDays, saveReportedDay } from './sync-state-store.ts';

export interface ReportToRecord {
  readonly account: ClaimedAccount;
  readonly owner: ReportOwner;
  readonly query: DueReport;
  readonly report: ReadReport;
  /** When the report was asked for. */
  readonly readAt: Date;
  /** Until when it tells everything, but for what it lacks. */
  readonly toldUntil: Date;
}

/** How the reports that are read from platforms are named in events. */
const source = 'platform sync';

/** Entities in one transaction: with 24 hours each, some ten thousand facts, for which younger events wait. */
const entitiesPerTransaction = 400;

/** Records the report. False when the account became another's meanwhile: then the rest of it is left to them. */
export async function recordReport(target: SpendTarget, given: ReportToRecord): Promise<boolean> {
  const { query, report } = given;
  const ofDay = Map.groupBy(report.entityDays, ({ day }) => day);
  for (let day = query.firstDay; day <= query.lastDay; day = addDays(day, 1)) {
    if (!(await recordDay(target, given, day, ofDay.get(day) ?? []))) return false;
  }
  return true;
}

async function recordDay(
  target: SpendTarget,
  given: ReportToRecord,
  day: string,
  entityDays: readonly EntityDay[],
): Promise<boolean> {
  const { account } = given;
  for (let start = 0; ; start += entitiesPerTransaction) {
    const some = entityDays.slice(start, start + entitiesPerTransaction);
    const isLast = start + entitiesPerTransaction >= entityDays.length;
    const isOurs = await inIngestTransaction(target, async (run) => {
      if (!(await holdAccount(run.trx, account))) return false;
      await recordEntityDays(run, given, day, some);
      if (isLast) await saveProgress(run.trx, given, day);
      return true;
    });
    if (!isOurs || isLast) return isOurs;
  }
}

/** A day that lacks rows is not read: it becomes neither final nor settled, and is asked for again. */
async function saveProgress(
  trx: Parameters<typeof recordFacts>[0]['trx'],
  { account, query: { level }, report, readAt }: ReportToRecord,
  day: string,
): Promise<void> {
  if (report.lackingDays.has(day)) await saveFailedDays(trx, account, { level, days: [day], failedAt: readAt });
  else await saveReportedDay(trx, account, { level, day, readAt, isFinal: report.finalDays.has(day) });
}

async function recordEntityDays(
  run: Parameters<typeof recordFacts>[0],
  { account, owner, readAt, toldUntil }: ReportToRecord,
  day: string,
  entityDays: readonly EntityDay[],
): Promise<IngestResult | undefined> {
  if (entityDays.length === 0) return undefined;
  await lockAccounts(run.trx, [account.accountId]);
  const from = startOfDay(day, owner.timeZone);
  const to = startOfDay(addDays(day, 1), owner.timeZone);
  const ids = entityDays.map(({ entityId }) => entityId);
  const known = await listKnownFacts(run.trx, account.advertiserId, ids, { from, to });
  const knownOf = Map.groupBy(
    known.filter((fact) => !isToldByOthers(owner, fact)),
    ({ entityId }) => entityId,
  );
  const isEnded = readAt >= to;
  const facts = entityDays.flatMap((one) =>
    completeDay(one, { toldUntil, isEnded, known: knownOf.get(one.entityId) ?? [] }),
  );
  return await recordFacts(run, facts, { source, observedAt: readAt });
}
