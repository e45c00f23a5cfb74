// Reports of an estate: what was spent, as it is known at an instant. Every number is a difference of running totals
// within a day, so hours add up to their day, and ads to their ad group and campaign, exactly.
import type { EntityLevel, ReportGrain } from '../ad-platform.ts';
import { addDays, startOfDay } from '../../subgraphs/common/period.ts';
import { minorUnitMicros } from '../../subgraphs/common/money.ts';
import { hoursOfDay } from '../local-hours.ts';
import { drawBetween } from './draw.ts';
import type { FundedAdGroup } from './purse.ts';
import { shownMillionths } from './restatement.ts';
import { spentByAd, type Spending } from './spending.ts';

export interface EstateReportQuery {
  readonly level: EntityLevel;
  readonly grain: ReportGrain;
  readonly firstDay: string;
  readonly lastDay: string;
  /** As of when it is asked. What is younger than the platform's lag is not in it. */
  readonly asOf: Date;
}

export interface EstateReportRow {
  readonly campaignExternalId: string;
  readonly adGroupExternalId: string | null;
  readonly adExternalId: string | null;
  readonly day: string;
  readonly startsAt: Date;
  readonly spendMicros: bigint;
  readonly impressions: bigint;
  readonly clicks: bigint;
}

interface Span {
  readonly day: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The rows of one budget's ads in which something happened, by time and then by ad. */
export function reportSpending(spending: Spending, query: EstateReportQuery): readonly EstateReportRow[] {
  const { rules, purse } = spending.delivery;
  const knownUntilMs = query.asOf.getTime() - rules.reportLagMs;
  const days: EstateReportRow[] = [];
  for (let day = query.firstDay; day <= query.lastDay; day = addDays(day, 1)) {
    if (startOfDay(day, purse.account.timeZone).getTime() >= knownUntilMs) break;
    days.push(...reportDay(spending, query, day, knownUntilMs));
  }
  return days;
}

function reportDay(spending: Spending, query: EstateReportQuery, day: string, knownUntilMs: number) {
  const { purse, rules, seed } = spending.delivery;
  const { timeZone, currency } = purse.account;
  const spans = spansOf(day, query.grain, timeZone).filter(({ fromMs }) => fromMs < knownUntilMs);
  const instants = spans.map(({ toMs }) => Math.min(toMs, knownUntilMs));
  const unitMicros = minorUnitMicros(currency);
  const spent = spentByAd(spending, day, instants, unitMicros);
  return purse.adGroups.flatMap((funded) =>
    funded.ads.flatMap((ad) => {
      const shown = shownMillionths(rules.restatement, day, query.asOf.getTime(), timeZone, seed, ad.externalId);
      const totals = (spent.get(ad.externalId) ?? []).map((micros) => {
        const part = (micros * shown) / 1_000_000n;
        return totalsOf(part - (part % unitMicros), ad.externalId, seed, unitMicros);
      });
      return rowsOf(totals, spans, funded, ad.externalId);
    }),
  );
}

function spansOf(day: string, grain: ReportGrain, timeZone: string): readonly Span[] {
  const hours = hoursOfDay(day, timeZone);
  if (grain === 'HOUR') return hours.map(({ fromMs, toMs }) => ({ day, fromMs, toMs }));
  return [{ day, fromMs: hours[0]?.fromMs ?? 0, toMs: hours.at(-1)?.toMs ?? 0 }];
}

interface Totals {
  readonly spendMicros: bigint;
  readonly impressions: bigint;
  readonly clicks: bigint;
}

/** What spend buys: each ad has its price for a thousand impressions, and its rate of clicks. */
function totalsOf(spendMicros: bigint, adExternalId: string, seed: number, unitMicros: bigint): Totals {
  const thousandMicros = unitMicros * BigInt(Math.floor(drawBetween(200, 1_400, seed, 'price', adExternalId)));
  const clicksInMillion = BigInt(Math.floor(drawBetween(4_000, 45_000, seed, 'clicks', adExternalId)));
  const impressions = (spendMicros * 1_000n) / thousandMicros;
  return { spendMicros, impressions, clicks: (impressions * clicksInMillion) / 1_000_000n };
}

function rowsOf(totals: readonly Totals[], spans: readonly Span[], funded: FundedAdGroup, adExternalId: string) {
  return totals.flatMap((total, index) => {
    const before = totals[index - 1];
    const span = spans[index];
    const spendMicros = total.spendMicros - (before?.spendMicros ?? 0n);
    const impressions = total.impressions - (before?.impressions ?? 0n);
    if (!span || (spendMicros === 0n && impressions === 0n)) return [];
    const row: EstateReportRow = {
      campaignExternalId: funded.campaign.externalId,
      adGroupExternalId: funded.adGroup.externalId,
      adExternalId,
      day: span.day,
      startsAt: new Date(span.fromMs),
      spendMicros,
      impressions,
      clicks: total.clicks - (before?.clicks ?? 0n),
    };
    return [row];
  });
}

/** One row for each entity of the level and each time, from the rows of ads under whichever budget. */
export function sumRows(rows: readonly EstateReportRow[], level: EntityLevel): readonly EstateReportRow[] {
  if (level === 'AD') return rows;
  const sums = new Map<string, EstateReportRow>();
  for (const row of rows) {
    const adGroupExternalId = level === 'AD_GROUP' ? row.adGroupExternalId : null;
    const key = `${row.startsAt.getTime()} ${row.campaignExternalId} ${adGroupExternalId}`;
    const sum = sums.get(key) ?? { spendMicros: 0n, impressions: 0n, clicks: 0n };
    sums.set(key, {
      ...row,
      adGroupExternalId,
      adExternalId: null,
      spendMicros: sum.spendMicros + row.spendMicros,
      impressions: sum.impressions + row.impressions,
      clicks: sum.clicks + row.clicks,
    });
  }
  return [...sums.values()];
}
