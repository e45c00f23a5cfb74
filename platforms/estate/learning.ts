// Learning, as platforms tell of it: a large change of budget or bid begins it anew, and it takes some days.
import type { EstateAccount, EstateChange, EstateEdit } from './estate-config.ts';

export interface Learning {
  readonly isLearning: boolean;
  /** Null where no edit has begun it anew. */
  readonly lastResetAt: Date | null;
}

const learnsForMs = 4 * 86_400_000;

/** How an ad group stands, by the edits of its account. */
export function learningAt(
  account: EstateAccount,
  edits: readonly EstateEdit[],
  adGroupExternalId: string,
  nowMs: number,
): Learning {
  const reset = edits.findLast((edit) => touches(account, edit.change, adGroupExternalId) && isSignificant(edit));
  if (!reset) return { isLearning: false, lastResetAt: null };
  return { isLearning: nowMs - reset.at.getTime() < learnsForMs, lastResetAt: reset.at };
}

function touches(account: EstateAccount, change: EstateChange, adGroupExternalId: string): boolean {
  if (change.field === 'BID') return change.adGroupExternalId === adGroupExternalId;
  const adGroup = account.adGroups.find(({ externalId }) => externalId === adGroupExternalId);
  if (change.field === 'BIDDING') return change.campaignExternalId === adGroup?.campaignExternalId;
  if (change.field !== 'BUDGET') return false;
  const campaign = account.campaigns.find(({ externalId }) => externalId === adGroup?.campaignExternalId);
  return (adGroup?.budgetExternalId ?? campaign?.budgetExternalId) === change.budgetExternalId;
}

/** More than a fifth up or down, or another way to bid. */
function isSignificant({ before, after, change }: EstateEdit): boolean {
  if (change.field === 'BIDDING' && wayOf(before) !== wayOf(after)) return true;
  const from = amountOf(before);
  const difference = amountOf(after) - from;
  return (difference < 0n ? -difference : difference) * 5n > from;
}

function wayOf(text: string): string {
  return text.slice(text.indexOf(' '));
}

function amountOf(text: string): bigint {
  return BigInt(text.split(' ')[0] ?? '0');
}
