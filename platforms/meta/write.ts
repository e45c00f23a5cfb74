// Writes to Meta: a form for each entity.
import type { CallOptions, PlatformAccount, PlatformFailure, PlatformWrite, WriteOutcome } from '../ad-platform.ts';
import { outcomeOf } from '../read-reply.ts';
import type { MetaCalls, Parameters } from './call.ts';
import { unitMicrosOf, unitsOf } from './currency-offset.ts';
import { writeAnswer } from './wire.ts';

export interface WriteOptions extends CallOptions {
  readonly validateOnly?: boolean;
}

/** What a write needs to know of the account. */
export interface WritableAccount extends PlatformAccount {
  /** In Meta's units. */
  readonly minDailyBudgetUnits: bigint | undefined;
}

/** Sets one value, and says what became of it. Throws for nothing that Meta or the network did. */
export async function writeOne(
  calls: MetaCalls,
  account: WritableAccount,
  write: PlatformWrite,
  { validateOnly = false, signal }: WriteOptions,
): Promise<WriteOutcome> {
  const form = formOf(write, account);
  if ('kind' in form) return form;
  const rehearsal: Parameters = validateOnly ? { execution_options: '["validate_only"]' } : {};
  const path = `/${encodeURIComponent(write.externalId)}`;
  try {
    await calls.post(path, { ...form.parameters, ...rehearsal }, writeAnswer, {
      isWrite: true,
      ...(signal && { signal }),
    });
    return { kind: 'APPLIED', requestId: undefined };
  } catch (error) {
    const outcome = outcomeOf(error);
    return write.field === 'BUDGET' && write.kind === 'DAILY' ? withMinimum(outcome, account) : outcome;
  }
}

type Failed = WriteOutcome & { readonly kind: 'FAILED' };

/** Meta says that a budget is too low, and elsewhere how low it may be. */
function withMinimum(outcome: Failed, { minDailyBudgetUnits, currency }: WritableAccount): Failed {
  if (outcome.failure.kind !== 'BELOW_MINIMUM' || minDailyBudgetUnits === undefined) return outcome;
  const minimumMicros = minDailyBudgetUnits * unitMicrosOf(currency);
  return { ...outcome, failure: { kind: 'BELOW_MINIMUM', minimumMicros } };
}

function formOf(write: PlatformWrite, { currency }: PlatformAccount): { readonly parameters: Parameters } | Failed {
  switch (write.field) {
    case 'BUDGET': {
      if (write.level === 'AD') return refuse({ kind: 'UNSUPPORTED' }, 'Ads have no budget.');
      return amountForm(write.kind === 'DAILY' ? 'daily_budget' : 'lifetime_budget', write.amountMicros, currency);
    }
    case 'BID': {
      const isKnown = write.strategy === 'COST_CAP' || write.strategy === 'LOWEST_COST_WITH_BID_CAP';
      if (!isKnown || write.level !== 'AD_GROUP')
        return refuse({ kind: 'UNSUPPORTED' }, `There is no ${write.strategy} here.`);
      return amountForm('bid_amount', write.amountMicros, currency);
    }
    case 'STATUS':
      return { parameters: { status: write.status === 'ENABLED' ? 'ACTIVE' : 'PAUSED' } };
  }
}

/** An amount that is finer than Meta's units, or below nothing, is never rounded to one that is not. */
function amountForm(name: string, amountMicros: bigint, currency: string) {
  const units = unitsOf(amountMicros, currency);
  if (units === undefined || units < 0n)
    return refuse({ kind: 'INVALID', fieldPath: name }, `${amountMicros} micros are no whole units of ${currency}.`);
  return { parameters: { [name]: String(units) } };
}

/** What needs no question to be refused. */
function refuse(failure: PlatformFailure, message: string): Failed {
  return {
    kind: 'FAILED',
    failure,
    detail: { platformCode: undefined, message, requestId: undefined, isUnknownCode: false },
  };
}
