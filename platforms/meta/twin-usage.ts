// Meta's quotas: calls of an account within an hour, more of them the more ads are active, and a score for everything that
// an app asks, which falls by itself. Both are told in headers.
import type { EstateAccount } from '../estate/estate-config.ts';
import { type GraphError, graphError } from './twin-errors.ts';

export type UseType = 'ads_management' | 'ads_insights';

/** Limited is what an app has before it is reviewed. */
export type AccessTier = 'LIMITED' | 'FULL';

const msPerHour = 3_600_000;

/** For a tier: calls an hour and account without any ad, the most that the score may reach, and the block that follows. */
const tiers: Readonly<
  Record<
    AccessTier,
    { readonly management: number; readonly insights: number; readonly score: number; readonly blockMs: number }
  >
> = {
  LIMITED: { management: 300, insights: 600, score: 60, blockMs: 300_000 },
  FULL: { management: 100_000, insights: 190_000, score: 9_000, blockMs: 60_000 },
};

/** A score that nothing is added to is gone after so long. */
const scoreLivesMs = 300_000;

export interface TwinUsage {
  /** Counts a call; the refusal when there are no more of its kind. */
  readonly take: (account: EstateAccount, type: UseType, isWrite: boolean, nowMs: number) => GraphError | undefined;
  /** What the headers of an answer tell of an account. */
  readonly headers: (account: EstateAccount, nowMs: number) => Readonly<Record<string, string>>;
}

interface AccountUse {
  readonly calls: Map<string, number>;
  score: number;
  scoredAtMs: number;
  blockedUntilMs: number;
}

export function createTwinUsage(tier: AccessTier): TwinUsage {
  const limits = tiers[tier];
  const uses = new Map<string, AccountUse>();

  const useOf = (externalId: string): AccountUse => {
    const known = uses.get(externalId) ?? { calls: new Map(), score: 0, scoredAtMs: 0, blockedUntilMs: 0 };
    uses.set(externalId, known);
    return known;
  };
  const callsAllowed = (account: EstateAccount, type: UseType): number => {
    const activeAds = account.ads.filter(({ status }) => status === 'ENABLED').length;
    return type === 'ads_insights' ? limits.insights + 400 * activeAds : limits.management + 40 * activeAds;
  };
  const callsOf = (use: AccountUse, type: UseType, nowMs: number): number =>
    use.calls.get(`${type} ${Math.floor(nowMs / msPerHour)}`) ?? 0;
  const scoreOf = (use: AccountUse, nowMs: number): number =>
    Math.max(0, use.score - (limits.score * (nowMs - use.scoredAtMs)) / scoreLivesMs);

  return {
    take: (account, type, isWrite, nowMs) => {
      const use = useOf(account.externalId);
      if (use.blockedUntilMs > nowMs) return tooManyByScore();
      if (callsOf(use, type, nowMs) >= callsAllowed(account, type)) return tooManyCalls(type);
      const score = scoreOf(use, nowMs) + (isWrite ? 3 : 1);
      if (score > limits.score) {
        Object.assign(use, { blockedUntilMs: nowMs + limits.blockMs, score: 0, scoredAtMs: nowMs });
        return tooManyByScore();
      }
      Object.assign(use, { score, scoredAtMs: nowMs });
      const hour = `${type} ${Math.floor(nowMs / msPerHour)}`;
      const count = callsOf(use, type, nowMs) + 1;
      use.calls.clear();
      use.calls.set(hour, count);
      return undefined;
    },
    headers: (account, nowMs) => {
      const use = useOf(account.externalId);
      const usage = (['ads_management', 'ads_insights'] as const).map((type) => {
        const percent = Math.min(100, Math.ceil((100 * callsOf(use, type, nowMs)) / callsAllowed(account, type)));
        return { type, ...evenly(percent), estimated_time_to_regain_access: minutesBlocked(use, percent, nowMs) };
      });
      return {
        'x-business-use-case-usage': JSON.stringify({ [account.externalId]: usage }),
        'x-app-usage': JSON.stringify(evenly(Math.ceil((100 * scoreOf(use, nowMs)) / limits.score))),
      };
    },
  };
}

function evenly(percent: number) {
  return { call_count: percent, total_cputime: Math.floor(percent / 2), total_time: Math.floor(percent / 2) };
}

/** Whole minutes, as Meta tells them. */
function minutesBlocked(use: AccountUse, percent: number, nowMs: number): number {
  const untilMs = percent >= 100 ? (Math.floor(nowMs / msPerHour) + 1) * msPerHour : use.blockedUntilMs;
  return Math.max(0, Math.ceil((untilMs - nowMs) / 60_000));
}

function tooManyCalls(type: UseType): GraphError {
  const code = type === 'ads_insights' ? 80_000 : 80_004;
  return graphError(code, 'There have been too many calls to this ad-account.', { subcode: 2_446_079 });
}

function tooManyByScore(): GraphError {
  return graphError(17, 'User request limit reached.', { subcode: 2_446_079 });
}
