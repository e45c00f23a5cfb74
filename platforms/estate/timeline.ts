// A value over time: what it was at first, and each time it became another.

export interface Timeline<Value> {
  readonly at: (instantMs: number) => Value;
  /** Sets it from that instant on. Instants never go back. */
  readonly set: (instantMs: number, value: Value) => void;
  /** When it became another, after `fromMs` and before `toMs`. */
  readonly changesBetween: (fromMs: number, toMs: number) => readonly number[];
}

export function createTimeline<Value>(first: Value): Timeline<Value> {
  const steps: { readonly fromMs: number; readonly value: Value }[] = [];
  return {
    at: (instantMs) => {
      const step = steps.findLast(({ fromMs }) => fromMs <= instantMs);
      return step ? step.value : first;
    },
    set: (instantMs, value) => {
      steps.push({ fromMs: instantMs, value });
    },
    changesBetween: (fromMs, toMs) => steps.map((step) => step.fromMs).filter((ms) => ms > fromMs && ms < toMs),
  };
}
