// Whether people were split as planned: Pearson's chi-squared test of the participants against the planned allocation.
// A split this far off means that assignment or measuring is broken (Fabijan et al., "Diagnosing Sample Ratio Mismatch
// in Online Controlled Experiments", KDD 2019).
import { chiSquaredUpperTail } from './chi-squared.ts';

export interface ArmSplit {
  readonly participants: bigint;
  /** The planned share, above 0; the shares are read relative to their sum. */
  readonly allocation: number;
}

export interface SampleRatioCheck {
  readonly pValue: number;
  readonly isMismatch: boolean;
}

/** Below this p-value a split is called a mismatch: rare enough that a sound experiment almost never trips it. */
const alarmPValue = 0.001;

/** Tests the split of two or more arms; one in which nobody is yet fits every plan. */
export function checkSampleRatio(arms: readonly ArmSplit[]): SampleRatioCheck {
  const pValue = chiSquaredUpperTail(chiSquaredStatistic(arms), arms.length - 1);
  return { pValue, isMismatch: pValue < alarmPValue };
}

function chiSquaredStatistic(arms: readonly ArmSplit[]): number {
  const people = Number(arms.reduce((sum, arm) => sum + arm.participants, 0n));
  if (people === 0) return 0;
  const planned = arms.reduce((sum, arm) => sum + arm.allocation, 0);
  return arms.reduce((sum, arm) => {
    const expected = (people * arm.allocation) / planned;
    return sum + (Number(arm.participants) - expected) ** 2 / expected;
  }, 0);
}
