// What a budget spends on a local day, as a function of the day's beginning and of the edits in it. Segments lie between
// hours and edits; within one the money runs evenly until what may be spent is spent. An edit cuts a segment in two
// without moving what lies before it, so what was once answered about the past stays true.
import { addDays, daysBetween, startOfDay } from '../../subgraphs/common/period.ts';
import type { DeliveryRules } from './delivery-rules.ts';
import { type AdShare, demandAt } from './demand.ts';
import type { EstateBook } from './estate-book.ts';
import { allowanceMicros, periodAround, type Window } from './period-allowance.ts';
import type { Purse } from './purse.ts';
import { appetiteOf, type HourOfTraffic, trafficOf } from './traffic.ts';

export interface Segment {
  readonly fromMs: number;
  readonly toMs: number;
  readonly hour: HourOfTraffic;
  /** What the whole hour would take at this rate. */
  readonly hourMicros: bigint;
  /** What may still be spent when the segment begins. */
  readonly roomMicros: bigint;
  readonly shares: readonly AdShare[];
}

/** What one day hands on to the next. */
export interface DeliveryState {
  readonly spentMicros: bigint;
  readonly window: Window;
  readonly spentInWindowMicros: bigint;
}

export interface DayAccrual {
  readonly segments: readonly Segment[];
  readonly end: DeliveryState;
}

export interface Delivery {
  readonly purse: Purse;
  readonly book: EstateBook;
  readonly rules: DeliveryRules;
  readonly seed: number;
}

/** What the segment has spent by an instant, in micros; all of it from its end on. */
export function spentIn(segment: Segment, untilMs: number): bigint {
  const toMs = Math.min(untilMs, segment.toMs);
  if (toMs <= segment.fromMs) return 0n;
  const spent = spentByRate(segment, toMs) - spentByRate(segment, segment.fromMs);
  return spent < segment.roomMicros ? spent : segment.roomMicros;
}

/** Counted from the hour's beginning, so that rounding does not depend on where edits cut. */
function spentByRate({ hour, hourMicros }: Segment, ms: number): bigint {
  return (hourMicros * BigInt(ms - hour.fromMs)) / BigInt(hour.toMs - hour.fromMs);
}

/** The state before anything was spent here. */
export function stateBefore(day: string, { purse, rules }: Delivery): DeliveryState {
  const window = periodAround(day, rules.overdelivery, purse.account.timeZone);
  return { spentMicros: purse.budget.spentBeforeMicros ?? 0n, window, spentInWindowMicros: 0n };
}

/** Walks one local day from the state at its beginning. */
export function accrueDay(day: string, begin: DeliveryState, delivery: Delivery): DayAccrual {
  const { purse, book, rules, seed } = delivery;
  const { timeZone } = purse.account;
  const budgetId = purse.budget.externalId;
  const hours = trafficOf(day, timeZone, seed, budgetId);
  const appetite = appetiteOf(day, rules.overdelivery, seed, budgetId);
  const dayFromMs = startOfDay(day, timeZone).getTime();
  const amounts = book.amountMicros(budgetId);
  const amountEdits = new Set(amounts.changesBetween(dayFromMs - 1, startOfDay(addDays(day, 1), timeZone).getTime()));
  let window = window0(day, begin, delivery);
  let inWindow = window === begin.window ? begin.spentInWindowMicros : 0n;
  let today = 0n;
  let scale = 1;
  const segments: Segment[] = [];
  for (const { fromMs, toMs, hour } of cutHours(hours, editsWithin(delivery, hours))) {
    const dailyMicros = dailyAmount(day, amounts.at(fromMs), begin.spentMicros, purse);
    if (amountEdits.has(fromMs)) {
      window = { ...window, fromMs };
      inWindow = 0n;
      if (rules.overdelivery.midDayChange === 'HOURS_LEFT') scale = scaleByHoursLeft(hours, fromMs);
    }
    const demand = demandAt(purse, book, seed, day, fromMs);
    const segment: Segment = {
      fromMs,
      toMs,
      hour,
      hourMicros: BigInt(Math.floor(Number(dailyMicros) * appetite * demand.strength * hour.share * scale)),
      roomMicros: atLeastNothing(
        least(
          (dailyMicros * BigInt(rules.overdelivery.dayPercent)) / 100n - today,
          purse.budget.kind === 'DAILY' ? allowanceLeft(window, dailyMicros, inWindow, rules) : undefined,
          purse.budget.kind === 'LIFETIME' ? amounts.at(fromMs) - begin.spentMicros - today : undefined,
        ),
      ),
      shares: demand.shares,
    };
    const spent = spentIn(segment, toMs);
    today += spent;
    inWindow += spent;
    segments.push(segment);
  }
  return { segments, end: { spentMicros: begin.spentMicros + today, window, spentInWindowMicros: inWindow } };
}

/** The window that goes on, or the new period's. */
function window0(day: string, begin: DeliveryState, { purse, rules }: Delivery): Window {
  const period = periodAround(day, rules.overdelivery, purse.account.timeZone);
  return period.periodFromMs === begin.window.periodFromMs ? begin.window : period;
}

function allowanceLeft(window: Window, dailyMicros: bigint, inWindow: bigint, rules: DeliveryRules) {
  const allowance = allowanceMicros(window, dailyMicros, rules.overdelivery);
  return allowance === undefined ? undefined : allowance - inWindow;
}

/** A daily budget, or an even part of what a lifetime budget has left for the days that are left. */
function dailyAmount(day: string, amountMicros: bigint, spentBefore: bigint, { budget, adGroups }: Purse): bigint {
  if (budget.kind === 'DAILY') return amountMicros;
  const lastDays = adGroups.map(({ campaign }) => campaign.flight.endsOn ?? addDays(campaign.flight.startsOn, 29));
  const lastDay = lastDays.reduce((latest, next) => (next > latest ? next : latest), day);
  return atLeastNothing(amountMicros - spentBefore) / BigInt(daysBetween(day, lastDay) + 1);
}

/** Every instant within the hours at which something that decides on spending was edited. */
function editsWithin({ purse, book }: Delivery, hours: readonly HourOfTraffic[]): readonly number[] {
  const fromMs = hours[0]?.fromMs ?? 0;
  const toMs = hours.at(-1)?.toMs ?? 0;
  const timelines = [
    book.amountMicros(purse.budget.externalId),
    ...purse.adGroups.flatMap(({ campaign, adGroup, ads }) => [
      book.status('CAMPAIGN', campaign.externalId),
      ...(campaign.bidding ? [book.bidding(campaign.externalId)] : []),
      book.status('AD_GROUP', adGroup.externalId),
      book.bid(adGroup.externalId),
      ...ads.map((ad) => book.status('AD', ad.externalId)),
    ]),
  ];
  return [...new Set(timelines.flatMap((timeline) => timeline.changesBetween(fromMs, toMs)))].sort((a, b) => a - b);
}

function cutHours(hours: readonly HourOfTraffic[], edits: readonly number[]) {
  return hours.flatMap((hour) => {
    const cuts = edits.filter((ms) => ms > hour.fromMs && ms < hour.toMs);
    const starts = [hour.fromMs, ...cuts];
    return starts.map((fromMs, index) => ({ fromMs, toMs: starts[index + 1] ?? hour.toMs, hour }));
  });
}

/** From here on the day is to take the part of its budget that it has of the day's hours, whatever its traffic. */
function scaleByHoursLeft(hours: readonly HourOfTraffic[], fromMs: number): number {
  const dayFromMs = hours[0]?.fromMs ?? fromMs;
  const dayToMs = hours.at(-1)?.toMs ?? fromMs;
  const trafficLeft = hours.reduce((sum, hour) => {
    const partLeft = Math.min(1, Math.max(0, hour.toMs - fromMs) / (hour.toMs - hour.fromMs));
    return sum + hour.share * partLeft;
  }, 0);
  return trafficLeft === 0 ? 0 : (dayToMs - fromMs) / (dayToMs - dayFromMs) / trafficLeft;
}

function least(first: bigint, ...others: readonly (bigint | undefined)[]): bigint {
  return others.reduce<bigint>((found, next) => (next !== undefined && next < found ? next : found), first);
}

function atLeastNothing(micros: bigint): bigint {
  return micros > 0n ? micros : 0n;
}
