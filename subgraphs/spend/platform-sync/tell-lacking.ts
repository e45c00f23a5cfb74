// What a report lacks is told to whoever runs the graph, bounded and without the values, and a report that is mostly damage is
// none.
import { PlatformError } from '../../../platforms/ad-platform.ts';
import type { ReadPages, ReadReport } from './report-facts.ts';
import type { DueReport } from './report-schedule.ts';
import type { ClaimedAccount } from './sync-state-store.ts';
import type { SyncWorld } from './sync-world.ts';

export interface LackingReport {
  readonly account: ClaimedAccount;
  readonly query: DueReport;
  readonly read: ReadPages;
  readonly report: ReadReport;
}

/** As many rows that are wrong are shown in one line of the log. */
const shownRows = 5;

/** Logs and counts the rows that the report lacks. Throws a `PlatformError` for one whose rows are mostly lacking. */
export function tellLacking(world: SyncWorld, lacking: LackingReport): void {
  const { account, query, read, report } = lacking;
  const unreadable = read.unreadable.filter(({ isPending }) => !isPending);
  const lost = unreadable.length + report.refused.length;
  if (lost === 0) return;
  world.onLackingRows?.(account.platform, lost);
  const { advertiserId, accountId, platform } = account;
  world.logger.error(
    {
      ...{ advertiserId, accountId, platform, query },
      ...{ refused: report.refused.length, unreadable: unreadable.length },
      examples: [...report.refused.map(sayRefused), ...unreadable].slice(0, shownRows),
    },
    'rows of a report are wrong and were left out',
  );
  const all = unreadable.length + read.pages.reduce((sum, rows) => sum + rows.length, 0);
  if (lost * 2 > all) throw damaged(lost, all);
}

function sayRefused({ row, reason }: ReadReport['refused'][number]) {
  const { externalId, startsAt, spendMicros } = row;
  return { externalId, startsAt, spendMicros: String(spendMicros), reason };
}

/** Most of it is not what a report is: something else has changed than a row. */
function damaged(lost: number, all: number): PlatformError {
  const message = `A report cannot be read: ${lost} of its ${all} rows are wrong.`;
  const detail = { platformCode: undefined, message, requestId: undefined, isUnknownCode: true };
  return new PlatformError({ kind: 'TRANSIENT' }, detail);
}
