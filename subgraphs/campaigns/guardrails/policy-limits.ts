// What limits make sense, whatever the state. Limits that allow nothing do: a policy is never taken back, only tightened.
import { minorUnitMicros } from '../../common/money.ts';
import { maxAmountMicros, refuse, type Refusal } from '../change.ts';
import type { NewPolicy } from './policy-store.ts';

/** Whose limits they are does not matter here. */
export type PolicyLimits = Omit<NewPolicy, 'advertiserId' | 'accountId' | 'setBy' | 'at'>;

const maxPercent = 100_000;
const maxChangesAnHour = 10_000;
const minutesOfYear = 366 * 24 * 60;

/** What is wrong with limits; undefined where nothing is. */
export function refuseLimits(limits: PolicyLimits): Refusal | undefined {
  return refuseAmounts(limits) ?? refuseOrder(limits) ?? refuseNumbers(limits);
}

function refuseAmounts(limits: PolicyLimits): Refusal | undefined {
  const { currency } = limits;
  const [maxBudget, maxBid] = [maxAmountMicros('BUDGET', currency), maxAmountMicros('BID', currency)];
  const rules = [
    ['minBudgetMicros', 1n, maxBudget],
    ['maxBudgetMicros', 1n, maxBudget],
    ['minBidMicros', 1n, maxBid],
    ['maxBidMicros', 1n, maxBid],
    ['approvalAboveMicros', 0n, maxBudget],
    ['dayCapMicros', 0n, maxBudget],
  ] as const;
  const unitMicros = minorUnitMicros(currency);
  for (const [name, least, most] of rules) {
    const micros = limits[name];
    if (micros < least || micros > most) {
      return refuse('AMOUNT_OUT_OF_RANGE', `${name} must be from ${least} to ${most}; ${micros} came.`);
    }
    if (micros % unitMicros !== 0n) {
      const unit = `The smallest unit of ${currency} is ${unitMicros} micros`;
      return refuse('AMOUNT_NOT_BILLABLE', `${unit}; ${name}, ${micros}, is not a multiple of it.`);
    }
  }
  return undefined;
}

function refuseOrder({ minBudgetMicros, maxBudgetMicros, minBidMicros, maxBidMicros }: PolicyLimits) {
  if (minBudgetMicros > maxBudgetMicros) return refuse('INVALID_INPUT', 'minBudgetMicros is above maxBudgetMicros.');
  if (minBidMicros > maxBidMicros) return refuse('INVALID_INPUT', 'minBidMicros is above maxBidMicros.');
  return undefined;
}

function refuseNumbers(limits: PolicyLimits): Refusal | undefined {
  const rules = [
    ['maxIncreasePercent', 0, maxPercent],
    ['maxIncreasePercentADay', 0, maxPercent],
    ['approvalAbovePercent', 0, maxPercent],
    ['maxChangesAnHour', 0, maxChangesAnHour],
    ['maxDataAgeMinutes', 1, minutesOfYear],
    ['requestLivesMinutes', 1, minutesOfYear],
  ] as const;
  for (const [name, least, most] of rules) {
    const value = limits[name];
    if (value !== null && (value < least || value > most)) {
      return refuse('INVALID_INPUT', `${name} must be from ${least} to ${most}; ${value} came.`);
    }
  }
  return undefined;
}
