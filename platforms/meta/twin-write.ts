// Writes to the twin: what Meta checks of a form, and the change that it makes in the estate.
import type { EntityLevel } from '../ad-platform.ts';
import type { Estate } from '../estate/estate.ts';
import type { EstateAccount, EstateChange } from '../estate/estate-config.ts';
import { unitMicrosOf } from './currency-offset.ts';
import { type GraphError, graphError, invalidParameter } from './twin-errors.ts';
import { minDailyBudgetUnits } from './twin-nodes.ts';

/** Parameters of a write that are none of the entity's own. */
const aside: ReadonlySet<string> = new Set(['execution_options', 'access_token', 'appsecret_proof']);

/** What the form would change, or why it may not. */
export function judgeForm(
  level: EntityLevel,
  id: string,
  form: URLSearchParams,
  account: EstateAccount,
  estate: Estate,
): readonly EstateChange[] | GraphError {
  const changes: EstateChange[] = [];
  for (const [name, value] of form) {
    if (aside.has(name)) continue;
    const judged = judgeParameter(level, id, name, value, account);
    if ('code' in judged) return judged;
    changes.push(judged);
  }
  const budgetChange = changes.some(({ field }) => field === 'BUDGET');
  return (level === 'AD_GROUP' && budgetChange && tooManyChanges(id, account, estate)) || changes;
}

function judgeParameter(
  level: EntityLevel,
  id: string,
  name: string,
  value: string,
  account: EstateAccount,
): EstateChange | GraphError {
  switch (name) {
    case 'status':
      if (value === 'ACTIVE') return { field: 'STATUS', level, externalId: id, status: 'ENABLED' };
      if (value === 'PAUSED') return { field: 'STATUS', level, externalId: id, status: 'PAUSED' };
      return invalidParameter(`Param status must be one of {ACTIVE, PAUSED, DELETED, ARCHIVED}.`, 'status');
    case 'name':
      return { field: 'NAME', level, externalId: id, name: value };
    case 'daily_budget':
    case 'lifetime_budget':
      return judgeBudget(level, id, name, value, account);
    case 'bid_amount':
      return judgeBid(level, id, value, account);
    default:
      return invalidParameter(`Unknown parameter ${name}.`, name);
  }
}

/** 64 bits of cents are more than anybody owns; Meta's own limit is lower. */
const maxUnits = 10n ** 13n;

function judgeBudget(
  level: EntityLevel,
  id: string,
  name: 'daily_budget' | 'lifetime_budget',
  value: string,
  account: EstateAccount,
): EstateChange | GraphError {
  const holders = level === 'CAMPAIGN' ? account.campaigns : account.adGroups;
  const holder = level === 'AD' ? undefined : holders.find(({ externalId }) => externalId === id);
  const budget = account.budgets.find(({ externalId }) => externalId === holder?.budgetExternalId);
  if (!budget) return invalidParameter('The budget is held by the other of campaign and ad set.', name, 1_885_621);
  const kind = name === 'daily_budget' ? 'DAILY' : 'LIFETIME';
  if (budget.kind !== kind) return invalidParameter('The kind of a budget cannot change.', name, 1_885_650);
  if (!/^\d{1,18}$/.test(value) || BigInt(value) > maxUnits)
    return invalidParameter(`Param ${name} must be a whole number.`, name);
  if (BigInt(value) < minDailyBudgetUnits) return invalidParameter('Your budget is too low.', name, 1_885_272);
  const amountMicros = BigInt(value) * unitMicrosOf(account.currency);
  return { field: 'BUDGET', budgetExternalId: budget.externalId, amountMicros };
}

function judgeBid(level: EntityLevel, id: string, value: string, account: EstateAccount): EstateChange | GraphError {
  const adGroup = account.adGroups.find(({ externalId }) => externalId === id);
  if (level !== 'AD_GROUP' || !adGroup) return invalidParameter('Only ad sets have a bid here.', 'bid_amount');
  if (!adGroup.bid) return invalidParameter('The bid strategy takes no amount.', 'bid_amount', 1_815_089);
  if (!/^\d{1,18}$/.test(value) || BigInt(value) > maxUnits)
    return invalidParameter('Param bid_amount must be a whole number.', 'bid_amount');
  if (value === '0') return invalidParameter('Your bid is too low.', 'bid_amount', 1_815_857);
  const amountMicros = BigInt(value) * unitMicrosOf(account.currency);
  return { field: 'BID', adGroupExternalId: id, bid: { ...adGroup.bid, amountMicros } };
}

const msPerHour = 3_600_000;

/** How often an ad set's budget may change within an hour, by whomever. */
const changesAnHour = 4;

/** An ad set whose budget changed four times within an hour is blocked for an hour after the fourth. */
function tooManyChanges(id: string, account: EstateAccount, estate: Estate): GraphError | undefined {
  const budgetId = account.adGroups.find(({ externalId }) => externalId === id)?.budgetExternalId;
  const changedAt = estate
    .edits(account.externalId)
    .filter(({ change }) => change.field === 'BUDGET' && change.budgetExternalId === budgetId)
    .map(({ at }) => at.getTime());
  const nowMs = estate.now().getTime();
  const isBlocked = changedAt.some((lastMs, index) => {
    const firstMs = changedAt[index - changesAnHour + 1];
    return firstMs !== undefined && lastMs - firstMs < msPerHour && nowMs - lastMs < msPerHour;
  });
  if (!isBlocked) return undefined;
  const message = "This ad set's budget was changed too many times within an hour.";
  return graphError(613, message, { status: 200, subcode: 1_487_632 });
}
