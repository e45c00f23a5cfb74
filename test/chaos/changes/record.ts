// What happens in a schedule, for a person to read, and what should never have happened.

export interface ScheduleRecord {
  /** What should never have happened; empty where all is well. */
  readonly faults: string[];
  /** What happened, in order, for a person to read. */
  readonly trace: readonly string[];
  /** How often what was reached: states of requests, steps at which a worker ended. */
  readonly reached: Map<string, number>;
  say(line: string): void;
  count(what: string): void;
}

/** A record that has nothing yet; each line is told with the time that has passed. */
export function createRecord(passedMs: () => number): ScheduleRecord {
  const trace: string[] = [];
  const reached = new Map<string, number>();
  return {
    faults: [],
    trace,
    reached,
    say: (line) => trace.push(`${String(passedMs()).padStart(7)} ${line}`),
    count: (what) => reached.set(what, (reached.get(what) ?? 0) + 1),
  };
}
