import type { Estate } from '../estate/estate.ts';
import type { EstateAccount } from '../estate/estate-config.ts';

/** Whether any ad group of the campaign is learning; strategies that bid by hand never learn. */
export function learningOfCampaign(account: EstateAccount, campaignExternalId: string, estate: Estate): boolean {
  const ofCampaign = account.campaigns.find(({ externalId }) => externalId === campaignExternalId);
  return account.adGroups.some(
    ({ externalId, campaignExternalId: campaign, bid }) =>
      campaign === campaignExternalId &&
      (ofCampaign?.bidding !== undefined || bid?.strategy === 'TARGET_CPA') &&
      estate.learning(account.externalId, externalId).isLearning,
  );
}
