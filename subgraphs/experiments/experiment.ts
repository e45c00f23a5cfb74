// What an experiment is. Its life is data here: whoever runs experiments elsewhere says what state each is in.

export const experimentStates = ['DRAFT', 'RUNNING', 'CONCLUDED', 'ABANDONED'] as const;

export type ExperimentState = (typeof experimentStates)[number];

export interface Experiment {
  readonly id: string;
  readonly advertiserId: string;
  readonly campaignId: string;
  readonly name: string;
  readonly hypothesis: string;
  readonly state: ExperimentState;
  /** The first and last day of measuring; null while it is a draft. */
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly currency: string;
  readonly createdAt: Date;
}

export interface Arm {
  readonly id: string;
  readonly experimentId: string;
  readonly name: string;
  readonly isControl: boolean;
  /** The planned share of participants. */
  readonly allocation: number;
  readonly currency: string;
  readonly participants: bigint;
  /** The sum of the values of the participants, in micros, and that of their squares. */
  readonly sum: bigint;
  readonly sumOfSquares: bigint;
}

/** An arm as it is saved, with what was measured in it so far. */
export type ArmToSave = Omit<Arm, 'experimentId' | 'currency'>;

export interface ExperimentToSave extends Experiment {
  /** The control among them; the order is the one in which they are shown, after the control. */
  readonly arms: readonly ArmToSave[];
}

/** What is wrong with an experiment, in words; undefined when nothing is. */
export function findFlaw({ state, startsOn, endsOn, arms }: ExperimentToSave): string | undefined {
  const isDraft = state === 'DRAFT';
  if (isDraft !== (startsOn === null) || isDraft !== (endsOn === null)) return 'a draft, and nothing else, has no days';
  if (startsOn !== null && endsOn !== null && startsOn > endsOn) return 'it ends before it starts';
  if (arms.length < 2) return 'it has fewer than two arms';
  if (arms.filter(({ isControl }) => isControl).length !== 1) return 'it does not have exactly one control';
  const planned = arms.reduce((sum, { allocation }) => sum + allocation, 0);
  if (Math.abs(planned - 1) > 1e-9) return `its allocations add up to ${planned}, not to 1`;
  return arms.map(findArmFlaw).find((flaw) => flaw !== undefined);
}

function findArmFlaw({ id, allocation, participants, sum, sumOfSquares }: ArmToSave): string | undefined {
  if (!(allocation > 0 && allocation < 1)) return `the allocation of ${id} is not between 0 and 1`;
  if (participants < 0n || (participants === 0n && sum !== 0n)) return `the participants of ${id} do not fit its sum`;
  // Cauchy–Schwarz: no set of values has a smaller sum of squares.
  if (participants * sumOfSquares < sum * sum) return `the sum of squares of ${id} is too small for its sum`;
  return undefined;
}
