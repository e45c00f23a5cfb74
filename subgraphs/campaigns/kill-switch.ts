// What stops all increases at once. Decreases and pauses are never stopped: they are how a loss is limited.
import { type ChangeRequest, isIncrease } from './change-request.ts';

export type SwitchScope = 'GLOBAL' | 'PLATFORM' | 'ACCOUNT' | 'CAMPAIGN';

export interface KillSwitch {
  readonly id: string;
  readonly advertiserId: string;
  /** GLOBAL is everything of the advertiser. */
  readonly scope: SwitchScope;
  /** A platform's code, or the id of an account or campaign; empty for GLOBAL. */
  readonly scopeId: string;
  readonly trippedBy: string;
  readonly trippedAt: Date;
  readonly reason: string;
  readonly rearmedBy: string | null;
  readonly rearmedAt: Date | null;
  readonly rearmReason: string | null;
}

/** What a switch must know of a change. `campaignId` is the entity's own for a campaign. */
export type Stoppable = Pick<ChangeRequest, 'direction' | 'platform' | 'accountId'> & { readonly campaignId: string };

/** The first of the engaged switches that a change may not pass; undefined where it may. */
export function findStop(engaged: readonly KillSwitch[], change: Stoppable): KillSwitch | undefined {
  return isIncrease(change) ? engaged.find((one) => covers(one, change)) : undefined;
}

function covers({ scope, scopeId }: KillSwitch, { platform, accountId, campaignId }: Stoppable): boolean {
  switch (scope) {
    case 'GLOBAL':
      return true;
    case 'PLATFORM':
      return scopeId === platform;
    case 'ACCOUNT':
      return scopeId === accountId;
    case 'CAMPAIGN':
      return scopeId === campaignId;
  }
}
