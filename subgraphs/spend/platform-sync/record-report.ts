// A report that was read, recorded day by day: facts, events and how far it was read in one transaction, as long as the account
// is ours. What is not recorded is read again.
import { addDays, startOfDay } from '../../common/period.ts';
import { inIngestTransaction, type IngestResult, recordFacts, type SpendTarget } from '../ingest.ts';
import { lockAccounts } from '../ingest-store.ts';
import { completeDay } from './complete-report.ts';
import { listKnownFacts } from './known-fact-store.ts';
import { type EntityDay, isToldByOthers, type ReadReport, type ReportOwner } from './report-facts.ts';
import type { DueReport } from './report-schedule.ts';
import { type ClaimedAccount, holdAccount, saveReportedDay } from './sync-state-store.ts';

export interface ReportToRecord {
  readonly account: ClaimedAccount;
  readonly owner: ReportOwner;
  readonly query: DueReport;
  readonly report: ReadReport;
  /** When the report was asked for. */
  readonly readAt: Date;
  /** Until when it tells everything; null when a part of it was refused. */
  readonly toldUntil: Date | null;
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
  const { account, query, report, readAt } = given;
  for (let start = 0; ; start += entitiesPerTransaction) {
    const some = entityDays.slice(start, start + entitiesPerTransaction);
    const isLast = start + entitiesPerTransaction >= entityDays.length;
    const isOurs = await inIngestTransaction(target, async (run) => {
      if (!(await holdAccount(run.trx, account))) return false;
      await recordEntityDays(run, given, day, some);
      if (isLast) {
        const isFinal = report.finalDays.has(day);
        await saveReportedDay(run.trx, account, { level: query.level, day, readAt, isFinal });
      }
      return true;
    });
    if (!isOurs || isLast) return isOurs;
  }
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
