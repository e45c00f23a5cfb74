// Pacing of many entities at once: three questions, however many entities there are.
import { codedError } from '../common/access.ts';
import { addDays, localDay } from '../common/period.ts';
import { chooseHistory, type DayShape, type HourHistory, learnShape, type LocalDay, localDayOf } from './day-shape.ts';
import type { Asker } from './ask-by-kind.ts';
import type { KeptQuestions } from './known-answers.ts';
import {
  type Budget,
  dayBudgetOf,
  type Flight,
  isInFlight,
  paceDay,
  type PacingResult,
  type SpendToday,
} from './pacing.ts';
import type { SpendScope } from './spend-scope.ts';
import type { HourOfDayRow, ReportedToday, SpendTotal } from './spend-store.ts';

/** An entity that holds a budget. */
export interface PacingRequest {
  readonly id: string;
  readonly budget: Budget;
  readonly flight: Flight | null;
  readonly timeZone: string;
}

export interface EntityPacing extends PacingResult {
  readonly day: string;
  readonly currency: string;
  readonly shapeLearnedFromDays: number;
}

/** How many days before today the shape of the day is learned from: four of each weekday. */
const historyDays = 28;

/** Pacing of each request, in order; null where a lifetime budget has no last day, so that no day has a share of it. */
export async function loadPacing(
  asker: Asker,
  questions: KeptQuestions,
  requests: readonly PacingRequest[],
): Promise<(EntityPacing | null | Error)[]> {
  const days = requests.map(({ timeZone }) => localDay(asker.now, timeZone));
  const scopes = requests.map(({ id }, place) => scopeUntil(id, days[place] ?? '', 0));
  const [reported, hours, before] = await Promise.all([
    questions.reportedToday(asker, scopes),
    questions.hoursOfDay(
      asker,
      scopes.map(({ scopeId, lastDay }) => scopeUntil(scopeId, lastDay, historyDays)),
    ),
    questions.totals(asker, scopesSpentBefore(requests, days)),
  ]);
  return requests.map((request, place) =>
    paceEntity(request, {
      today: localDayOf(days[place] ?? '', request.timeZone),
      reported: reported[place] ?? [],
      hours: hours[place] ?? [],
      before: before[place] ?? [],
    }),
  );
}

function scopeUntil(scopeId: string, lastDay: string, daysBefore: number) {
  return { scopeId, firstDay: addDays(lastDay, -daysBefore), lastDay };
}

/** The flight before today, of entities with a lifetime budget; the others need not be asked. */
function scopesSpentBefore(requests: readonly PacingRequest[], days: readonly string[]): readonly SpendScope[] {
  return requests.map(({ id, budget, flight }, place) => {
    const yesterday = addDays(days[place] ?? '', -1);
    const isAsked = budget.kind === 'LIFETIME' && flight !== null && flight.startsOn <= yesterday;
    // An id without a kind has no spend and is not asked for.
    return { scopeId: isAsked ? id : '', firstDay: flight?.startsOn ?? yesterday, lastDay: yesterday };
  });
}

interface KnownSpend {
  readonly today: LocalDay;
  readonly reported: readonly ReportedToday[];
  readonly hours: readonly HourOfDayRow[];
  readonly before: readonly SpendTotal[];
}

function paceEntity(
  { budget, flight }: PacingRequest,
  { today, reported, hours, before }: KnownSpend,
): EntityPacing | null | Error {
  const foreign = [...reported, ...before].find(({ currency }) => currency !== budget.currency);
  if (foreign) {
    return codedError(
      'CONFLICT',
      `The budget is in ${budget.currency}, but spend was reported in ${foreign.currency}.`,
    );
  }
  const spentBefore = before.reduce((sum, { spendMicros }) => sum + spendMicros, 0n);
  const dayBudgetMicros = dayBudgetOf(budget, flight, today.day, spentBefore);
  if (dayBudgetMicros === undefined) return null;
  const { shape, days: shapeLearnedFromDays } = shapeOf(hours);
  const pacing = paceDay({
    today,
    dayBudgetMicros,
    isInFlight: isInFlight(flight, today.day),
    spend: spendToday(reported),
    shape,
  });
  return { ...pacing, day: today.day, currency: budget.currency, shapeLearnedFromDays };
}

const msPerHour = 3_600_000;

/**
 * What was spent today and up to when that is known: the end of the newest reported hour, or the moment it was read
 * when that was within the hour. Where only a day row exists it is complete up to the moment it was read.
 */
export function spendToday(reported: readonly ReportedToday[]): SpendToday | undefined {
  const hours = reported.filter(({ grain }) => grain === 'HOUR');
  const newest = (hours.length > 0 ? hours : reported).toSorted(
    (left, right) => Number(right.startsAt) - Number(left.startsAt),
  )[0];
  if (!newest) return undefined;
  const spentMicros = reported.reduce((sum, { spendMicros }) => sum + spendMicros, 0n);
  const endMs = newest.startsAt.getTime() + msPerHour;
  const readMs = newest.observedAt.getTime();
  const isReadWithin = newest.grain === 'DAY' || (readMs > newest.startsAt.getTime() && readMs < endMs);
  return { spentMicros, knownUntil: new Date(isReadWithin ? readMs : endMs) };
}

interface LearnedShape {
  readonly shape: DayShape;
  readonly days: number;
}

/** What is kept of rows between requests (known-answers.ts) is learned from once. */
const learned = new WeakMap<readonly HourOfDayRow[], LearnedShape>();

function shapeOf(rows: readonly HourOfDayRow[]): LearnedShape {
  const known = learned.get(rows);
  if (known) return known;
  const history = chooseHistory(historyOf(rows));
  const made = { shape: learnShape(history), days: history.days };
  learned.set(rows, made);
  return made;
}

/** The history of an hour-by-hour sum: of all days, and of the same weekday alone. */
function historyOf(rows: readonly HourOfDayRow[]): { readonly all: HourHistory; readonly sameWeekday: HourHistory } {
  const same = historyOfDays(rows.filter(({ isSameWeekday }) => isSameWeekday));
  const other = historyOfDays(rows.filter(({ isSameWeekday }) => !isSameWeekday));
  const hourMicros = same.hourMicros.map((spendMicros, hour) => spendMicros + (other.hourMicros[hour] ?? 0n));
  return { sameWeekday: same, all: { days: same.days + other.days, hourMicros } };
}

function historyOfDays(rows: readonly HourOfDayRow[]): HourHistory {
  const hourMicros = Array.from({ length: 24 }, () => 0n);
  for (const { hour, spendMicros } of rows) hourMicros[hour] = spendMicros;
  return { days: rows[0]?.days ?? 0, hourMicros };
}
