// Measurements of an estate, as Snap would say them: whole series, in which an hour without spend is a point of zeros.
import { z } from 'zod';
import type { EntityLevel, ReportGrain } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type { EstateAccount } from '../estate/estate-config.ts';
import type { EstateReportRow } from '../estate/report-estate.ts';
import type { TwinRequest } from '../twin-server.ts';
import { addDays, localDay, startOfDay } from '../../subgraphs/common/period.ts';
import { breakdowns, writeLocalTime } from './stats.ts';
import { invalid } from './twin-answer.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const statQuery = z.object({
  granularity: z.enum(['HOUR', 'DAY']),
  fields: z.string(),
  breakdown: z.enum(['campaign', 'adsquad', 'ad']),
  start_time: instant,
  end_time: instant,
});

type StatQuery = z.infer<typeof statQuery>;

const msPerHour = 3_600_000;
const maxDays: Readonly<Record<ReportGrain, number>> = { HOUR: 7, DAY: 31 };
const metrics = ['spend', 'impressions', 'swipes'] as const;

/** The series of the account's campaigns, or of what is in one of them. */
export function sayStats(estate: Estate, account: EstateAccount, campaignId: string | undefined, request: TwinRequest) {
  const query = readQuery(request, account.timeZone);
  const level = levelOf(query, campaignId);
  const spans = spansOf(query, account.timeZone, estate.now().getTime() - estate.config.rules.reportLagMs);
  const rows = estate.report(account.externalId, {
    level,
    grain: query.granularity,
    firstDay: localDay(query.start_time, account.timeZone),
    lastDay: localDay(new Date(query.end_time.getTime() - 1), account.timeZone),
  });
  const rowOf = new Map(rows.map((row) => [`${idOf(row, level)} ${row.startsAt.getTime()}`, row]));
  const say = (ms: number) => writeLocalTime(new Date(ms), account.timeZone);
  const said = spans.map(([fromMs, toMs]) => ({ fromMs, times: { start_time: say(fromMs), end_time: say(toMs) } }));
  const pointsOf = (externalId: string) =>
    said.map(({ fromMs, times }) => ({
      ...times,
      stats: sayNumbers(rowOf.get(`${externalId} ${fromMs}`), query.fields),
    }));
  const series = subjectsOf(account, level, campaignId).map((externalId) => ({
    id: externalId,
    type: breakdowns[level].toUpperCase(),
    granularity: query.granularity,
    timeseries: pointsOf(externalId),
  }));
  return {
    id: campaignId ?? account.externalId,
    type: campaignId === undefined ? 'AD_ACCOUNT' : 'CAMPAIGN',
    granularity: query.granularity,
    finalized_data_end_time: writeLocalTime(finalUntil(estate, account), account.timeZone),
    breakdown_stats: { [breakdowns[level]]: series },
  };
}

function readQuery({ query }: TwinRequest, timeZone: string): StatQuery {
  const parsed = statQuery.safeParse(Object.fromEntries(query));
  if (!parsed.success) throw invalid(`Invalid ${parsed.error.issues[0]?.path.join('.')}`);
  const { granularity, start_time: start, end_time: end } = parsed.data;
  const isAligned = (time: Date) =>
    granularity === 'DAY'
      ? startOfDay(localDay(time, timeZone), timeZone).getTime() === time.getTime()
      : (time.getTime() - startOfDay(localDay(time, timeZone), timeZone).getTime()) % msPerHour === 0;
  if (!isAligned(start) || !isAligned(end)) throw invalid(`Times of ${granularity} must be at its beginning`);
  const days = (end.getTime() - start.getTime()) / (24 * msPerHour);
  // A day has 25 hours where clocks go back.
  if (days <= 0 || Math.floor(days) > maxDays[granularity]) throw invalid('The range of time is too long');
  return parsed.data;
}

const levels: Readonly<Record<StatQuery['breakdown'], EntityLevel>> = {
  campaign: 'CAMPAIGN',
  adsquad: 'AD_GROUP',
  ad: 'AD',
};

/** An account is broken down into campaigns alone, and a campaign into what is in it. */
function levelOf({ breakdown }: StatQuery, campaignId: string | undefined): EntityLevel {
  if ((breakdown === 'campaign') !== (campaignId === undefined)) throw invalid(`Invalid breakdown ${breakdown}`);
  return levels[breakdown];
}

/** From and to, as far as something is known. */
function spansOf(query: StatQuery, timeZone: string, knownUntilMs: number): readonly (readonly [number, number])[] {
  const { granularity, start_time: start, end_time: end } = query;
  const spans: [number, number][] = [];
  const endMs = Math.min(end.getTime(), knownUntilMs);
  for (let fromMs = start.getTime(); fromMs < endMs;) {
    const nextDay = addDays(localDay(new Date(fromMs), timeZone), 1);
    const toMs = granularity === 'HOUR' ? fromMs + msPerHour : startOfDay(nextDay, timeZone).getTime();
    spans.push([fromMs, toMs]);
    fromMs = toMs;
  }
  return spans;
}

function subjectsOf(account: EstateAccount, level: EntityLevel, campaignId: string | undefined): readonly string[] {
  const adGroups = account.adGroups.filter(({ campaignExternalId }) => campaignExternalId === campaignId);
  switch (level) {
    case 'CAMPAIGN':
      return account.campaigns.map(({ externalId }) => externalId);
    case 'AD_GROUP':
      return adGroups.map(({ externalId }) => externalId);
    case 'AD':
      return account.ads
        .filter(({ adGroupExternalId }) => adGroups.some(({ externalId }) => externalId === adGroupExternalId))
        .map(({ externalId }) => externalId);
  }
}

function idOf(row: EstateReportRow, level: EntityLevel): string {
  return { CAMPAIGN: row.campaignExternalId, AD_GROUP: row.adGroupExternalId, AD: row.adExternalId }[level] ?? '';
}

function sayNumbers(row: EstateReportRow | undefined, fields: string): Readonly<Record<string, number>> {
  const { spendMicros = 0n, impressions = 0n, clicks = 0n } = row ?? {};
  const all = { spend: Number(spendMicros), impressions: Number(impressions), swipes: Number(clicks) };
  const asked = fields.split(',');
  return Object.fromEntries(metrics.filter((name) => asked.includes(name)).map((name) => [name, all[name]]));
}

/**
 * The local midnight before which nothing moves any more. A day settles so many times 24 hours after its end: counted in local
 * days it would be final an hour early where clocks go forward meanwhile.
 */
function finalUntil(estate: Estate, { timeZone }: EstateAccount): Date {
  const settledMs = estate.now().getTime() - estate.config.rules.restatement.settleDays * 24 * msPerHour;
  return startOfDay(localDay(new Date(settledMs), timeZone), timeZone);
}
