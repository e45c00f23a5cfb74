// Report rows as clients send them: each is judged by itself, and what is right of a call is recorded.
import { badInput } from '../common/access.ts';
import { ingestSpend, type SpendTarget } from './ingest.ts';
import { factOfRow, findRowProblem, type SpendReportRow } from './report-row.ts';
import type { FactOutcome } from './spend-fact.ts';

/** What became of a row, in the order of the call. */
export type RowAcknowledgement =
  | { readonly index: number; readonly outcome: FactOutcome; readonly reason: null }
  | { readonly index: number; readonly outcome: 'REJECTED'; readonly reason: string };

/** Who reports, and when. */
export interface Reporter {
  readonly advertiserIds: readonly string[];
  readonly now: Date;
}

const maxRows = 1_000;

/** Records the rows that are right. Throws `BAD_USER_INPUT` for a call that has no rows or too many. */
export async function recordSpend(
  target: SpendTarget,
  rows: readonly SpendReportRow[],
  reporter: Reporter,
): Promise<readonly RowAcknowledgement[]> {
  if (rows.length === 0 || rows.length > maxRows) {
    throw badInput(`recordSpend takes 1 to ${maxRows} rows; these are ${rows.length}.`);
  }
  const reasons = findReasons(rows, reporter);
  const accepted = [...rows.keys()].filter((index) => reasons[index] === undefined);
  const { outcomes = [] } = await ingestSpend(target, accepted.flatMap((index) => rows[index] ?? []).map(factOfRow), {
    source: 'recordSpend',
    observedAt: reporter.now,
    withOutcomes: true,
  });
  const outcomeOfIndex = new Map(accepted.map((index, place) => [index, outcomes[place]]));
  return rows.map((_, index) => acknowledge(index, reasons[index], outcomeOfIndex.get(index)));
}

function acknowledge(index: number, reason: string | undefined, outcome: FactOutcome | undefined): RowAcknowledgement {
  if (reason !== undefined) return { index, outcome: 'REJECTED', reason };
  if (outcome === undefined) throw new Error(`Row ${index} was neither rejected nor recorded.`);
  return { index, outcome, reason: null };
}

/** Why each row is wrong; undefined where it is right. */
function findReasons(rows: readonly SpendReportRow[], { advertiserIds }: Reporter): readonly (string | undefined)[] {
  const placesOfKey = Map.groupBy(rows.keys(), (index) => keyOf(rows[index]));
  const allowed = new Set(advertiserIds);
  return rows.map((row, index) => {
    const problem = findRowProblem(row, allowed);
    if (problem) return problem.message;
    const others = (placesOfKey.get(keyOf(row)) ?? []).filter((place) => place !== index);
    return others.length > 0
      ? `The call holds the same ${nounOf(row)} again, in row ${others.join(', ')}; send one row for it.`
      : undefined;
  });
}

function keyOf(row: SpendReportRow | undefined): string {
  if (!row) return '';
  const { advertiserId, platform, accountExternalId, campaignExternalId, startsAt, grain } = row;
  return JSON.stringify([advertiserId, platform, accountExternalId, campaignExternalId, startsAt.getTime(), grain]);
}

function nounOf({ grain }: SpendReportRow): string {
  return grain === 'HOUR' ? 'hour' : 'day';
}
