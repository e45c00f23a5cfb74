// What a platform changes on its own where it was allowed to: it raises budgets that it calls limited.
import { minorUnitMicros } from '../../subgraphs/common/money.ts';
import { addDays, localDay, startOfDay } from '../../subgraphs/common/period.ts';
import { draw } from './draw.ts';
import type { EstateBook } from './estate-book.ts';
import type { EstateAccount, EstateBudget, EstateChange, EstateConfig } from './estate-config.ts';

interface DueRaise {
  readonly atMs: number;
  /** Worked out when its turn comes: an earlier one may have moved the amount. */
  readonly change: () => EstateChange;
}

const msPerDay = 86_400_000;

/** The raises after `afterMs` up to `untilMs`, in order. */
export function dueRaises(
  account: EstateAccount,
  book: EstateBook,
  config: EstateConfig,
  afterMs: number,
  untilMs: number,
): readonly DueRaise[] {
  if (config.rules.automaticRaisesPerDay === 0 || untilMs <= afterMs) return [];
  const raises: DueRaise[] = [];
  const lastDay = localDay(new Date(untilMs), account.timeZone);
  for (let day = localDay(new Date(afterMs), account.timeZone); day <= lastDay; day = addDays(day, 1)) {
    for (const budget of account.budgets) {
      if (draw(config.seed, 'raises', budget.externalId, day) >= config.rules.automaticRaisesPerDay) continue;
      const atMs = instantOf(day, account.timeZone, config.seed, budget.externalId);
      if (atMs <= afterMs || atMs > untilMs) continue;
      raises.push({ atMs, change: () => raiseOf(budget, book, account, atMs) });
    }
  }
  return raises.sort((one, other) => one.atMs - other.atMs);
}

function instantOf(day: string, timeZone: string, seed: number, budgetExternalId: string): number {
  const intoMs = Math.floor(draw(seed, 'raises at', budgetExternalId, day) * msPerDay);
  return startOfDay(day, timeZone).getTime() + intoMs;
}

function raiseOf({ externalId }: EstateBudget, book: EstateBook, account: EstateAccount, atMs: number): EstateChange {
  const unitMicros = minorUnitMicros(account.currency);
  const raised = (book.amountMicros(externalId).at(atMs) * 11n) / 10n;
  return { field: 'BUDGET', budgetExternalId: externalId, amountMicros: raised - (raised % unitMicros) };
}
