// What a whole report says by what it leaves out. Pure.
//
// Platforms leave out hours in which nothing happened. Of an entity that a report does show, such an hour is known to be zero:
// where it was more before, that was taken back. An entity that a report does not show at all may have been removed, and what
// it has spent stays as it was known.
import type { SpendFact } from '../spend-fact.ts';
import type { EntityDay } from './report-facts.ts';

/** A fact that was known before, in whatever grain. */
export type KnownFact = Pick<SpendFact, 'startsAt' | 'grain' | 'spendMicros'>;

export interface Completeness {
  /** Until when the report tells everything; its silence tells nothing of an entity of which it lacks rows. */
  readonly toldUntil: Date;
  /** Whether the day has ended. */
  readonly isEnded: boolean;
  /** What is known of the entity on this day. */
  readonly known: readonly KnownFact[];
}

const msPerHour = 3_600_000;

/** The facts of one entity on one day to record: with those that the report tells by silence, where it lacks nothing. */
export function completeDay(entityDay: EntityDay, completeness: Completeness): readonly SpendFact[] {
  const { facts, isWhole, mayLack } = entityDay;
  if (isWhole) return withSilence(facts, completeness);
  return mayLack ? facts.filter((fact) => !isLess(fact, completeness.known)) : facts;
}

/** What was spent is not taken back by a report that lacks a row which may be a part of this number. */
function isLess(fact: SpendFact, known: readonly KnownFact[]): boolean {
  const isSame = ({ grain, startsAt }: KnownFact) =>
    grain === fact.grain && startsAt.getTime() === fact.startsAt.getTime();
  return known.some((before) => isSame(before) && fact.spendMicros < before.spendMicros);
}

function withSilence(facts: readonly SpendFact[], { toldUntil, isEnded, known }: Completeness): readonly SpendFact[] {
  const [first] = facts;
  if (!first) return facts;
  const told = new Set(facts.map(({ startsAt, grain }) => `${grain} ${startsAt.getTime()}`));
  const nothing = { spendMicros: 0n, impressions: 0n, clicks: 0n };
  const zeros = known
    .filter(({ grain, startsAt }) => grain === first.grain && !told.has(`${grain} ${startsAt.getTime()}`))
    .map(({ startsAt }) => ({ ...first, startsAt, ...nothing }));
  const whole = [...facts, ...zeros];
  const quiet = isEnded ? undefined : quietHour(whole, first, toldUntil);
  // A day that somebody has reported as such goes before its hours once it has ended, so it must say what they say.
  const day = isEnded && first.grain === 'HOUR' ? known.find(({ grain }) => grain === 'DAY') : undefined;
  return [
    ...whole,
    ...(quiet ? [{ ...first, ...nothing, startsAt: quiet }] : []),
    ...(day ? [{ ...first, ...sum(whole), grain: 'DAY', startsAt: day.startsAt } as const] : []),
  ];
}

/**
 * The last hour of the running day that the report tells whole, where the newest that it names is older: nothing happened in
 * it. Recorded, so that spend is known to have stopped instead of not being known.
 */
function quietHour(facts: readonly SpendFact[], { grain }: SpendFact, toldUntil: Date): Date | undefined {
  if (grain !== 'HOUR') return undefined;
  const newestMs = Math.max(...facts.map(({ startsAt }) => startsAt.getTime()));
  const hours = Math.floor((toldUntil.getTime() - newestMs) / msPerHour) - 1;
  return hours > 0 ? new Date(newestMs + hours * msPerHour) : undefined;
}

function sum(facts: readonly SpendFact[]): Pick<SpendFact, 'spendMicros' | 'impressions' | 'clicks'> {
  const of = (measure: 'spendMicros' | 'impressions' | 'clicks') =>
    facts.reduce((total, fact) => total + fact[measure], 0n);
  return { spendMicros: of('spendMicros'), impressions: of('impressions'), clicks: of('clicks') };
}
