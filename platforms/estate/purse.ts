// A budget with all that spends from it.
import type { EstateAccount, EstateAd, EstateAdGroup, EstateBudget, EstateCampaign } from './estate-config.ts';

export interface FundedAdGroup {
  readonly campaign: EstateCampaign;
  readonly adGroup: EstateAdGroup;
  readonly ads: readonly EstateAd[];
}

export interface Purse {
  readonly account: EstateAccount;
  readonly budget: EstateBudget;
  readonly adGroups: readonly FundedAdGroup[];
}

/** The budgets of an account and who spends from each: ad groups from their own, or else from their campaign's. */
export function pursesOf(account: EstateAccount): readonly Purse[] {
  const campaignOf = new Map(account.campaigns.map((campaign) => [campaign.externalId, campaign]));
  const adsOf = Map.groupBy(account.ads, (ad) => ad.adGroupExternalId);
  const funded = account.adGroups.flatMap((adGroup) => {
    const campaign = campaignOf.get(adGroup.campaignExternalId);
    return campaign ? [{ campaign, adGroup, ads: adsOf.get(adGroup.externalId) ?? [] }] : [];
  });
  const fundedOf = Map.groupBy(
    funded,
    ({ campaign, adGroup }) => adGroup.budgetExternalId ?? campaign.budgetExternalId,
  );
  return account.budgets.map((budget) => ({ account, budget, adGroups: fundedOf.get(budget.externalId) ?? [] }));
}
